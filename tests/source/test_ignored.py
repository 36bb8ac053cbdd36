"""Which paths git keeps out of sight."""

from pathlib import Path

import pytest

from gateline.source.ignored import ignored
from gateline.source.target import Ref
from gateline.source.tree import WorkingTree
from tests.source.repository import Repository


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository.create(tmp_path / "work")


def test_what_the_listing_leaves_out_is_ignored_and_nothing_else(repository: Repository) -> None:
    repository.write(".gitignore", "*.log\nout/\n")
    repository.write("kept.log")
    repository.git("add", "--force", "kept.log", ".gitignore")
    for path in ("a.py", "a.log", "out/b.py", "sub/c.log", "-x", "sp ace.log", "ümlaut.log"):
        repository.write(path)
    asked = ["a.py", "a.log", "out/b.py", "sub/c.log", "-x", "sp ace.log", "ümlaut.log", "kept.log", "new.py", ""]
    hidden = ignored(str(repository.root), asked)
    assert sorted(hidden) == ["a.log", "out/b.py", "sp ace.log", "sub/c.log", "ümlaut.log"]
    listed = {ref.path for ref in WorkingTree(str(repository.root)).refs() if isinstance(ref, Ref)}
    assert listed == {".gitignore", "kept.log", "a.py", "-x"}


def test_many_paths_are_asked_in_turns(repository: Repository) -> None:
    repository.write(".gitignore", "*.log\n")
    assert len(ignored(str(repository.root), [f"{number}.log" for number in range(450)])) == 450


def test_nothing_is_ignored_outside_of_git_nor_inside_an_ignored_folder(repository: Repository, tmp_path: Path) -> None:
    assert ignored(str(tmp_path), ["a.log"]) == frozenset()
    repository.write(".gitignore", "out/\n*.log\n")
    repository.write("out/a.log")
    assert ignored(str(repository.root / "out"), ["a.log"]) == frozenset()


def test_path_git_cannot_judge_is_shown(repository: Repository) -> None:
    assert ignored(str(repository.root), ["../outside.log"]) == frozenset()
