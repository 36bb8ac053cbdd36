"""Where the cache lies, and when it is not used."""

import os
import stat
from pathlib import Path

import pytest

from gateline.cache.place import Unusable, cache_directory, prepare


@pytest.mark.parametrize(
    ("environ", "platform", "expected"),
    [
        ({"GATELINE_CACHE_DIR": "/c", "XDG_CACHE_HOME": "/x", "HOME": "/h"}, "linux", "/c"),
        ({"XDG_CACHE_HOME": "/x", "HOME": "/h"}, "linux", "/x/gateline"),
        ({"XDG_CACHE_HOME": "relative", "HOME": "/h"}, "linux", "/h/.cache/gateline"),
        ({"HOME": "/h"}, "linux", "/h/.cache/gateline"),
        ({"HOME": "/h"}, "darwin", "/h/Library/Caches/gateline"),
        ({"LOCALAPPDATA": "/l"}, "win32", "/l/gateline"),
    ],
)
def test_each_platform_has_its_place(environ: dict[str, str], platform: str, expected: str) -> None:
    assert cache_directory(environ, platform) == expected


def test_no_home_is_told() -> None:
    with pytest.raises(Unusable, match="set GATELINE_CACHE_DIR"):
        cache_directory({}, "win32")


def test_directory_is_private(tmp_path: Path) -> None:
    directory = tmp_path / "a" / "b"
    prepare(str(directory))
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700


@pytest.mark.parametrize("mode", [0o777, 0o770, 0o1777])
def test_directory_others_may_write_to_is_refused_and_left_alone(tmp_path: Path, mode: int) -> None:
    directory = tmp_path / "open"
    directory.mkdir()
    directory.chmod(mode)
    with pytest.raises(Unusable, match="others may write"):
        prepare(str(directory))
    assert stat.S_IMODE(directory.stat().st_mode) == mode


def test_directory_inside_the_scanned_tree_is_refused(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "tree")
    for inside in ("tree", "tree/.cache", "link/.cache"):
        with pytest.raises(Unusable, match="inside the scanned tree"):
            prepare(str(tmp_path / inside), str(tmp_path / "tree"))
    assert not (tmp_path / "tree").exists(), "nothing is created there"
    prepare(str(tmp_path / "tree-cache"), str(tmp_path / "tree"))


def test_file_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unusable, match="cannot be created"):
        prepare(str(tmp_path / "file" / "cache"))
    with pytest.raises(Unusable, match="cannot be created"):
        prepare(str(tmp_path / "file"))


def test_directory_of_another_user_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare(str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid + 1)
    with pytest.raises(Unusable, match="belongs to another user"):
        prepare(str(tmp_path))
