from pathlib import Path

import pytest

from gateline.source.errors import GitError
from gateline.source.range import CommitRange
from gateline.source.reader import open_reader
from gateline.source.target import Ref

from .repository import Repository


@pytest.fixture
def branched(repository: Repository) -> Repository:
    """`main` with one commit more than `topic` knows; HEAD is on `topic`, two commits further."""
    repository.commit({"old": "1"})
    repository.git("checkout", "--quiet", "-b", "topic")
    repository.commit({"new": "1"})
    repository.commit({"new": "2"})
    repository.git("checkout", "--quiet", "main")
    repository.commit({"elsewhere": "1"})
    repository.git("checkout", "--quiet", "topic")
    return repository


def listed(source: CommitRange) -> list[tuple[str, bytes]]:
    reader = open_reader(source.reader())
    try:
        return [(ref.path, reader.read(ref, 1 << 20)) for ref in source.refs() if isinstance(ref, Ref)]
    finally:
        reader.close()


def test_only_what_the_branch_added_oldest_first(branched: Repository) -> None:
    source = CommitRange(str(branched.root), "main")
    assert listed(source) == [("new", b"1"), ("new", b"2")]
    assert (source.label, source.commits) == ("commits main..HEAD", 2)


def test_a_secret_that_came_and_went_is_seen(branched: Repository) -> None:
    first = branched.commit({"secret": "s"})
    branched.git("rm", "--quiet", "secret")
    branched.commit()
    source = CommitRange(str(branched.root), "main")
    [ref] = [ref for ref in source.refs() if isinstance(ref, Ref) and ref.path == "secret"]
    sighting = source.sightings([ref.oid])[ref.oid]
    assert sighting.paths == ("secret",)
    assert sighting.origin is not None
    assert (sighting.origin.commit, sighting.origin.in_head) == (first, False)


def test_an_end_other_than_head(branched: Repository) -> None:
    assert listed(CommitRange(str(branched.root), "topic", "main")) == [("elsewhere", b"1")]
    assert listed(CommitRange(str(branched.root), "HEAD~1", "HEAD")) == [("new", b"2")]
    assert listed(CommitRange(str(branched.root), "HEAD")) == []


def test_one_content_under_names_of_different_kinds_comes_once_for_each(branched: Repository) -> None:
    branched.commit({"a.txt": "same", "b.txt": "same", "c.py": "same"})
    assert [path for path, data in listed(CommitRange(str(branched.root), "main")) if data == b"same"] == ["a.txt", "c.py"]


def test_what_a_merge_of_main_brings_is_not_new(branched: Repository) -> None:
    branched.git("merge", "--quiet", "main")
    assert [path for path, _ in listed(CommitRange(str(branched.root), "main"))] == ["new", "new"]


@pytest.mark.parametrize("name", ["nowhere", "", "-option", "--all", "main..topic", "HEAD^{tree}", "main topic"])
def test_an_unknown_name_is_an_error(branched: Repository, name: str) -> None:
    for arguments in ((name,), ("main", name)):
        with pytest.raises(GitError) as caught:
            list(CommitRange(str(branched.root), *arguments).refs())
        assert f"'{name}'" in caught.value.message


def test_outside_of_a_repository_it_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(GitError, match="is not in a git repository"):
        list(CommitRange(str(tmp_path), "main").refs())


def test_a_shallow_clone_without_the_fork_is_an_error_with_a_way_out(branched: Repository, tmp_path: Path) -> None:
    branched.git("clone", "--quiet", "--depth=1", "--no-single-branch", f"file://{branched.root}", str(tmp_path / "shallow"))
    for since in ("origin/main", "nowhere"):
        with pytest.raises(GitError) as caught:
            list(CommitRange(str(tmp_path / "shallow"), since).refs())
        assert "git fetch --unshallow" in caught.value.hint


def test_a_shallow_clone_with_the_fork_is_fine(branched: Repository, tmp_path: Path) -> None:
    branched.git("clone", "--quiet", "--depth=3", "--no-single-branch", f"file://{branched.root}", str(tmp_path / "shallow"))
    assert listed(CommitRange(str(tmp_path / "shallow"), "origin/main")) == [("new", b"1"), ("new", b"2")]


def test_histories_without_a_common_commit(branched: Repository) -> None:
    branched.git("checkout", "--quiet", "--orphan", "fresh")
    branched.commit({"fresh": "1"})
    assert ("fresh", b"1") in listed(CommitRange(str(branched.root), "main"))


def test_a_range_stays_what_it_was_when_the_branch_moves(branched: Repository) -> None:
    source = CommitRange(str(branched.root), "main")
    before = listed(source)
    branched.commit({"later": "1"})
    assert listed(source) == before
