"""Files are written whole or not at all."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateline.errors import UsageError
from gateline.surfaces.cli.files import write


def test_permissions_of_an_old_file_and_a_link_stay(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "real").chmod(0o640)
    (tmp_path / "link").symlink_to("real")
    write(str(tmp_path / "link"), [b"a", b"b"])
    assert (tmp_path / "link").is_symlink()
    assert ((tmp_path / "real").read_bytes(), (tmp_path / "real").stat().st_mode & 0o777) == (b"ab", 0o640)


def test_broken_writing_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"half"
        raise RuntimeError

    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "file").write_text("old")
    with pytest.raises(RuntimeError):
        write(str(folder / "file"), chunks())
    assert {path.name: path.read_text() for path in folder.iterdir()} == {"file": "old"}


def test_what_is_no_regular_file_is_written_directly(tmp_path: Path) -> None:
    write(os.devnull, [b"x"])
    with pytest.raises(UsageError, match="is a directory"):
        write(str(tmp_path), [b"x"])


def test_place_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file or directory"):
        write(str(tmp_path / "no" / "file"), [b"x"])
