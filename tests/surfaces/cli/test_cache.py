"""`gateline cache`."""

import re
import shutil
from pathlib import Path

import pytest

from tests.source.repository import Repository
from tests.surfaces.cli.conftest import Cli


def test_info_counts_and_clear_empties(cli: Cli, repository: Repository, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "cache")
    said = cli("cache", "info")
    assert (said.code, said.out.splitlines()[0]) == (0, f"place       {tmp_path}/cache")
    assert "contents    0 known" in said.out
    assert not (tmp_path / "cache").exists(), "looking creates nothing"
    repository.commit({"a.txt": "x = 1\n", "b.txt": "y = 1\n"})
    cli("check")
    said = cli("cache", "info")
    assert re.search(r"^contents    [1-9]\d* known", said.out, re.MULTILINE)
    assert "trees       1 indexed" in said.out
    (tmp_path / "cache" / "mine.txt").write_text("not ours")
    assert cli("cache", "clear").out.startswith("cleared ")
    assert "contents    0 known" in cli("cache", "info").out
    assert (tmp_path / "cache" / "mine.txt").exists()


def test_no_place_is_told(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GATELINE_CACHE_DIR", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("os.path.expanduser", lambda path: path)
    said = cli("cache", "info")
    assert (said.code, said.err) == (2, "gateline: no home directory; set GATELINE_CACHE_DIR to keep a cache\n")
