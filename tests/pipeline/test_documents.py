"""Documents come from where they may come from, and from nowhere else."""

import os
from pathlib import Path

import pytest

from gateline.errors import UsageError
from gateline.pipeline import documents
from gateline.pipeline.documents import CommitFiles, TreeFiles, read_file
from tests.source.repository import Repository


def test_tree_gives_its_files_and_nothing_outside(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (root / "in.yaml").write_text("in")
    (tmp_path / "out.yaml").write_text("out")
    (root / "link.yaml").symlink_to(tmp_path / "out.yaml")
    (root / "inner.yaml").symlink_to("in.yaml")
    read = TreeFiles(str(root))
    assert read("in.yaml") == read("./in.yaml") == read("inner.yaml") == b"in"
    assert [read(name) for name in ("../out.yaml", "link.yaml", str(tmp_path / "out.yaml"), "none", "in.yaml/x")] == [None] * 5


def test_commit_gives_its_files(tmp_path: Path) -> None:
    repository = Repository.create(tmp_path / "work")
    repository.commit({"policy/a.yaml": "then"})
    repository.write("policy/a.yaml", "now")
    read = CommitFiles(str(repository.root), "main")
    assert read("policy/a.yaml") == b"then"
    assert [read(name) for name in ("none", "policy", "../x", "--help")] == [None] * 4


def test_fifo_is_not_waited_for_and_a_folder_is_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    assert read_file(str(tmp_path / "fifo"), "fifo") == b""
    with pytest.raises(UsageError, match="folder: is a directory"):
        read_file(str(tmp_path), "folder")


def test_too_large_a_document_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MOST_BYTES", 10)
    (tmp_path / "big").write_bytes(b"x" * 11)
    with pytest.raises(UsageError, match="big: larger than 10 bytes"):
        read_file(str(tmp_path / "big"), "big")
