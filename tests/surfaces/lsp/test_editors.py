"""Real editors, set up as `docs/editors.md` says."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.source.repository import Repository
from tests.surfaces.lsp.conftest import a_leak

HERE = Path(__file__).parent
PAGE = HERE.parents[2] / "docs" / "editors.md"
SECONDS = 180
MESSAGE = "GitHub personal access token (classic): `ghp_…(40)`"


@pytest.fixture
def leaky(repository: Repository) -> Path:
    repository.commit({"a.py": f"x = 1\n{a_leak()}", "b.py": "y = 1\n"})
    return repository.root / "a.py"


def test_neovim(leaky: Path, tmp_path: Path) -> None:
    neovim = _installed("nvim")
    said = subprocess.run([neovim, "--version"], capture_output=True, text=True, check=True).stdout
    version = re.search(r"v0\.(\d+)", said)
    assert version is not None
    minor = int(version[1])
    head = "0.11 and later" if minor >= 11 else "0.8 to 0.10" if minor >= 8 else "0.7, as in Debian 12"
    (tmp_path / "init.lua").write_text(_snippet("lua", head), encoding="utf-8")
    drive = str(HERE / "drive.lua")
    seen = _run([neovim, "--headless", "-n", "-i", "NONE", "-u", "init.lua", str(leaky), "-S", drive], tmp_path, leaky.parent)
    assert "problem" not in seen, seen["problem"]
    assert seen["opened"] == [[1, 9, 1, "secrets/github-personal-access-token", "gateline", MESSAGE]]
    assert seen["moved"] == [[3, 9, 1, "secrets/github-personal-access-token", "gateline", MESSAGE]]
    assert "**Fix:**" in seen["hover"]
    assert seen["silent"] == []
    assert seen["text"][3] == "# gateline:ignore secrets/github-personal-access-token -- say why"


def test_emacs(leaky: Path, tmp_path: Path) -> None:
    emacs = _installed("emacs")
    has_eglot = subprocess.run([emacs, "--batch", "--eval", "(require 'eglot)"], capture_output=True, check=False)
    if has_eglot.returncode != 0:
        pytest.skip("eglot is not installed: apt install elpa-eglot")
    (tmp_path / "init.el").write_text(_snippet("elisp", "Eglot, which is part"), encoding="utf-8")
    command = [emacs, "--batch", "--load", str(tmp_path / "init.el"), "--load", str(HERE / "drive.el"), str(leaky)]
    seen = _run(command, tmp_path, leaky.parent)
    assert "problem" not in seen, seen["problem"]
    assert [[line, column] for line, column, _ in seen["opened"]] == [[2, 9]]
    assert MESSAGE in seen["opened"][0][2]
    assert [[line, column] for line, column, _ in seen["moved"]] == [[4, 9]]
    assert "Fix:" in seen["hover"]
    assert not seen["silent"]


def _installed(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is not installed")
    return path


def _snippet(language: str, after: str) -> str:
    """The first block of a language behind some words of the page."""
    page = PAGE.read_text(encoding="utf-8")
    found = re.search(rf"```{language}\n(.*?)```", page[page.index(after) :], re.DOTALL)
    assert found is not None
    return found[1]


def _run(command: list[str], tmp_path: Path, folder: Path) -> dict[str, Any]:
    """What an editor says, with `gateline` on its PATH and a home of its own; it and its children end here."""
    programs = tmp_path / "bin"
    programs.mkdir()
    program = programs / "gateline"
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{HERE.parents[2]}" exec "{sys.executable}" -m gateline "$@"\n')
    program.chmod(0o755)
    init = {"init.lua": str(tmp_path / "init.lua")}
    process = subprocess.Popen(
        [init.get(word, word) for word in command],
        cwd=folder,
        env=os.environ | {"PATH": f"{programs}:{os.environ['PATH']}", "HOME": str(tmp_path), "LANG": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        out, errors = process.communicate(timeout=SECONDS)
    finally:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()
    text = out.decode()
    assert "{" in text, (text, errors.decode())
    seen: dict[str, Any] = json.loads(text[text.index("{") : text.rindex("}") + 1])
    return seen
