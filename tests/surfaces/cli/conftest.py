"""The command line as a person uses it: arguments in, exit code and two texts out, on real repositories."""

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, NamedTuple

import pytest

from gateline.pipeline.engines import EngineSetup, build_engines
from gateline.rules.examples import expand
from gateline.source.target import Blob
from gateline.surfaces.cli.entry import main
from tests.source.repository import Repository

__all__ = ["Cli", "Said", "a_token"]


class Said(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


Cli = Callable[..., Said]


def a_token(seed: str = "1") -> str:
    """A token that no one ever issued, in the vendor's own format, checksum included."""
    return expand("{crc:ghp_:30}", seed)


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that holds nothing but the compiled prefilter, which takes longer to make than most tests."""
    directory = tmp_path_factory.mktemp("compiled") / "cache"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GATELINE_CACHE_DIR", str(directory))
        analyzer = build_engines(EngineSetup(("secrets",)))[0].analyzer()
        list(analyzer.analyze(Blob("", "text", b"x")))
    directory.mkdir(mode=0o700, exist_ok=True)
    return directory


@pytest.fixture(autouse=True)
def _own_world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compiled: Path) -> None:
    """No cache, terminal or CI of the machine reaches a test."""
    for name in [*os.environ]:
        if name.startswith(("GIT_", "GITHUB_", "CI_", "GATELINE_")) or name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
            monkeypatch.delenv(name)
    shutil.copytree(compiled, tmp_path / "cache")
    monkeypatch.setenv("GATELINE_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("COLUMNS", "100")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository without commits."""
    return Repository.create(tmp_path / "work")


@pytest.fixture
def cli(repository: Repository, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Cli:
    """Run a command in this process, in the repository."""

    def call(*argv: str, stdin: bytes | None = None) -> Said:
        monkeypatch.chdir(repository.root)
        if stdin is not None:
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capfd.readouterr()
        code = main(list(argv))
        sys.stdout.flush()
        said = capfd.readouterr()
        return Said(code, said.out, said.err)

    return call


def spawn(*argv: str, cwd: Path, stdout: int | IO[bytes] = subprocess.PIPE) -> "subprocess.Popen[bytes]":
    """Start a command in a process of its own."""
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    command = [sys.executable, "-m", "gateline", *argv]
    return subprocess.Popen(command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.PIPE)
