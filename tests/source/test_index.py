from pathlib import Path

import pytest

from gateline.model.gap import Gap, GapReason
from gateline.source.errors import GitError
from gateline.source.index import StagedChange
from gateline.source.reader import open_reader
from gateline.source.target import Ref

from .repository import Repository


def staged(root: Path) -> dict[str, bytes]:
    source = StagedChange(str(root))
    reader = open_reader(source.reader())
    try:
        return {ref.path: reader.read(ref, 1 << 20) for ref in source.refs() if isinstance(ref, Ref)}
    finally:
        reader.close()


def test_contents_come_from_the_index_not_from_the_work_tree(repository: Repository) -> None:
    repository.commit({"changed": "1", "same": "1", "gone": "1"})
    repository.write("changed", "2")
    repository.write("added", "3")
    (repository.root / "gone").unlink()
    repository.git("add", "--all")
    repository.write("changed", "later")
    repository.write("untracked")
    assert staged(repository.root) == {"added": b"3", "changed": b"2"}


def test_the_first_commit_of_a_repository(repository: Repository) -> None:
    repository.write("a/b", "1")
    repository.git("add", "--all")
    assert staged(repository.root) == {"a/b": b"1"}


def test_nothing_staged_is_nothing(repository: Repository) -> None:
    source = StagedChange(str(repository.root))
    assert list(source.refs()) == []
    assert (source.label, source.commits, source.sightings(["a"])) == ("staged changes", 0, {})


def test_a_moved_file_counts_as_added(repository: Repository) -> None:
    repository.commit({"old": "content\n" * 20})
    repository.git("mv", "old", "new")
    assert set(staged(repository.root)) == {"new"}


def test_from_a_folder_within_the_whole_change_is_seen(repository: Repository) -> None:
    repository.write("top", "1")
    repository.write("sub/inner", "2")
    repository.git("add", "--all")
    assert set(staged(repository.root / "sub")) == {"top", "sub/inner"}


def test_a_link_is_scanned_as_the_text_it_is(repository: Repository) -> None:
    (repository.root / "link").symlink_to("https://user:password@host")
    repository.git("add", "link")
    assert staged(repository.root) == {"link": b"https://user:password@host"}


def test_a_submodule_is_skipped(repository: Repository) -> None:
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},lib")
    assert list(StagedChange(str(repository.root)).refs()) == []


def test_an_unmerged_path_is_a_gap(repository: Repository) -> None:
    repository.commit({"a": "1"})
    repository.git("checkout", "--quiet", "-b", "side")
    repository.commit({"a": "2"})
    repository.git("checkout", "--quiet", "main")
    repository.commit({"a": "3"})
    assert not repository.succeeds("merge", "side")
    [gap] = StagedChange(str(repository.root)).refs()
    assert isinstance(gap, Gap)
    assert (gap.path, gap.reason) == ("a", GapReason.UNREADABLE)


def test_references_carry_the_object_id(repository: Repository) -> None:
    repository.write(b"\xff", "1")
    repository.git("add", "--all")
    [ref] = StagedChange(str(repository.root)).refs()
    oid = repository.oid(":\udcff")
    assert ref == Ref("\\xff", oid.encode(), oid)


def test_a_sha256_repository(tmp_path: Path) -> None:
    repository = Repository.create(tmp_path, "--object-format=sha256")
    repository.write("a", "1")
    repository.git("add", "--all")
    [ref] = StagedChange(str(tmp_path)).refs()
    assert isinstance(ref, Ref)
    assert len(ref.oid) == 64
    assert staged(tmp_path) == {"a": b"1"}


def test_a_linked_work_tree_has_its_own_index(repository: Repository, tmp_path: Path) -> None:
    repository.commit({"a": "1"})
    repository.git("worktree", "add", "--quiet", str(tmp_path / "linked"))
    linked = Repository(tmp_path / "linked")
    linked.write("b", "2")
    linked.git("add", "b")
    assert staged(linked.root) == {"b": b"2"}
    assert staged(repository.root) == {}


def test_a_damaged_index_is_an_error(repository: Repository) -> None:
    repository.commit({"a": "1"})
    (repository.root / ".git/index").write_bytes(b"nonsense")
    with pytest.raises(GitError):
        list(StagedChange(str(repository.root)).refs())


def test_outside_of_a_work_tree_it_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(GitError, match="is not in a git repository"):
        list(StagedChange(str(tmp_path)).refs())
    bare = Repository.create(tmp_path / "bare", "--bare")
    with pytest.raises(GitError, match="must be run in a work tree"):
        list(StagedChange(str(bare.root)).refs())


def test_the_hook_path_imports_nothing_dear() -> None:
    import subprocess
    import sys

    code = "import sys, gateline.source.index, gateline.source.reader, gateline.source.kinds; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout.split()
    dear = {"subprocess", "tarfile", "zipfile", "lzma", "bz2", "tempfile", "shutil", "selectors", "hashlib", "socket", "asyncio"}
    assert not dear & set(loaded)
