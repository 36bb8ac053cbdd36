from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateline.model.gap import Gap, GapReason
from gateline.source import history as module
from gateline.source.errors import GitError
from gateline.source.history import History
from gateline.source.reader import open_reader
from gateline.source.target import Ref

from .repository import Repository


def contents(root: Path) -> dict[str, set[bytes]]:
    """Path → contents it had."""
    source = History(str(root))
    reader = open_reader(source.reader())
    found: dict[str, set[bytes]] = {}
    for ref in source.refs():
        assert isinstance(ref, Ref), ref
        data = reader.read(ref, 1 << 20)
        assert ref.size == len(data)
        found.setdefault(ref.path, set()).add(data)
    reader.close()
    return found


def gaps(root: Path) -> list[Gap]:
    return [found for found in History(str(root)).refs() if isinstance(found, Gap)]


def test_all_branches_tags_and_stashes_are_history(repository: Repository) -> None:
    repository.commit({"a": "1"})
    repository.git("checkout", "--quiet", "-b", "side")
    repository.commit({"b": "side"})
    repository.git("tag", "kept")
    repository.git("checkout", "--quiet", "main")
    repository.git("branch", "--quiet", "-D", "side")
    repository.write("a", "stashed")
    repository.git("stash", "--quiet")
    repository.commit({"a": "2"})
    repository.git("notes", "add", "--message", "note")
    found = contents(repository.root)
    assert found["a"] == {b"1", b"2", b"stashed"}
    assert found["b"] == {b"side"}
    assert {b"note\n"} in found.values()


def test_what_only_the_reflog_remembers_is_not(repository: Repository) -> None:
    repository.commit({"a": "1"})
    repository.commit({"a": "secret"})
    repository.git("reset", "--quiet", "--hard", "HEAD~1")
    repository.write("dangling", "d")
    repository.git("hash-object", "-w", "dangling")
    assert contents(repository.root) == {"a": {b"1"}}


def test_a_detached_head_is_history(repository: Repository) -> None:
    repository.commit({"a": "1"})
    repository.git("checkout", "--quiet", "--detach")
    repository.commit({"a": "2"})
    assert contents(repository.root) == {"a": {b"1", b"2"}}


def test_what_a_ref_names_without_a_commit_is_history(repository: Repository) -> None:
    repository.commit({"a": "1"})
    repository.write("key", "tagged")
    oid = repository.git("hash-object", "-w", "key")
    repository.git("tag", "plain", oid)
    repository.write("key", "annotated")
    repository.git("tag", "--annotate", "--message", "m", "signed", repository.git("hash-object", "-w", "key"))
    repository.write("key", "twice")
    repository.git("tag", "--annotate", "--message", "m", "inner", repository.git("hash-object", "-w", "key"))
    repository.git("tag", "--annotate", "--message", "m", "outer", "inner")
    repository.git("tag", "--delete", "inner")
    repository.write("d/e", "in a tree")
    repository.git("add", "d")
    repository.git("update-ref", "refs/odd/tree", repository.git("write-tree"))
    repository.git("reset", "--quiet", "--hard")
    assert contents(repository.root) == {
        "a": {b"1"},
        "refs/tags/plain": {b"tagged"},
        "refs/tags/signed": {b"annotated"},
        "refs/tags/outer": {b"twice"},
        "refs/odd/tree/d/e": {b"in a tree"},
    }
    sighting = History(str(repository.root)).sightings([oid, "0" * 40])
    assert list(sighting) == [oid]
    assert (sighting[oid].paths, sighting[oid].origin) == (("refs/tags/plain",), None)


def test_each_content_comes_once_for_each_kind_its_paths_promise(repository: Repository) -> None:
    repository.commit({"a.txt": "same", "b.txt": "same"})
    repository.commit({"c.py": "same", "d.txt": "same", "e.py": "same"})
    refs = [ref for ref in History(str(repository.root)).refs() if isinstance(ref, Ref)]
    assert len({ref.oid for ref in refs}) == 1
    assert sorted(Path(ref.path).suffix for ref in refs) == [".py", ".txt"]


def test_commits_are_counted(repository: Repository) -> None:
    source = History(str(repository.root))
    assert list(source.refs()) == []
    assert source.commits == 0
    repository.commit({"a": "1"})
    repository.commit()
    list(source.refs())
    assert (source.commits, source.label) == (2, "history")


def test_sightings_span_all_refs(repository: Repository) -> None:
    first = repository.commit({"a": "s"})
    repository.git("checkout", "--quiet", "-b", "side")
    repository.commit({"b": "s"})
    repository.git("checkout", "--quiet", "main")
    oid = repository.oid("HEAD:a")
    sighting = History(str(repository.root)).sightings([oid])[oid]
    assert sighting.paths == ("a", "b")
    assert sighting.origin is not None
    assert (sighting.origin.commit, sighting.origin.in_head) == (first, True)
    assert History(str(repository.root)).sightings([]) == {}


def test_a_bare_repository_a_mirror_and_a_packed_one(repository: Repository, tmp_path: Path) -> None:
    repository.commit({"a": "1"})
    repository.commit({"a": "2"})
    expected = {"a": {b"1", b"2"}}
    repository.git("clone", "--quiet", "--mirror", str(repository.root), str(tmp_path / "mirror"))
    assert contents(tmp_path / "mirror") == expected
    repository.git("gc", "--quiet")
    assert contents(repository.root) == expected


def test_objects_borrowed_from_another_repository(repository: Repository, tmp_path: Path) -> None:
    repository.commit({"a": "1"})
    repository.git("clone", "--quiet", "--shared", str(repository.root), str(tmp_path / "shared"))
    assert contents(tmp_path / "shared") == {"a": {b"1"}}


def test_a_linked_work_tree_sees_the_whole_repository(repository: Repository, tmp_path: Path) -> None:
    repository.commit({"a": "1"})
    repository.git("worktree", "add", "--quiet", str(tmp_path / "linked"))
    Repository(tmp_path / "linked").commit({"b": "2"})
    assert contents(tmp_path / "linked") == contents(repository.root) == {"a": {b"1"}, "b": {b"2"}}


def test_a_sha256_repository(tmp_path: Path) -> None:
    repository = Repository.create(tmp_path, "--object-format=sha256")
    repository.commit({"a": "1"})
    assert contents(tmp_path) == {"a": {b"1"}}


def test_a_shallow_clone_has_a_gap(repository: Repository, tmp_path: Path) -> None:
    repository.commit({"a": "1"})
    repository.commit({"a": "2"})
    repository.git("clone", "--quiet", "--depth=1", f"file://{repository.root}", str(tmp_path / "shallow"))
    [gap] = gaps(tmp_path / "shallow")
    assert (gap.path, gap.reason) == ("", GapReason.MISSING)
    assert "git fetch --unshallow" in gap.note


def test_contents_a_partial_clone_lacks_are_gaps(repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.commit({"a": "1", "big": "x" * 5000, "huge": "y" * 9000})
    repository.git("config", "uploadpack.allowFilter", "true")
    repository.git(
        *("clone", "--quiet", "--bare", "--filter=blob:limit=1k"), f"file://{repository.root}", str(tmp_path / "partial")
    )
    assert [(gap.path, gap.reason) for gap in gaps(tmp_path / "partial")] == [
        ("big", GapReason.MISSING),
        ("huge", GapReason.MISSING),
    ]
    monkeypatch.setattr(module, "_TOLD_ONE_BY_ONE", 1)
    [gap] = gaps(tmp_path / "partial")
    assert (gap.path, gap.note) == ("", "2 contents are not in this clone, or damaged in it; a full clone has it")


def test_a_history_that_breaks_off_is_a_gap_and_the_rest_is_read(repository: Repository) -> None:
    first = repository.commit({"a": "1"})
    repository.commit({"a": "2"})
    repository.commit({"b": "3"})
    last = repository.commit({"c": "4"})
    (repository.root / f".git/objects/{first[:2]}/{first[2:]}").unlink()
    found = list(History(str(repository.root)).refs())
    assert repository.oid(f"{last}:c") in {ref.oid for ref in found if isinstance(ref, Ref)}
    [gap] = [item for item in found if isinstance(item, Gap)]
    assert gap.reason is GapReason.UNREADABLE
    assert gap.note.startswith("the log ends early: ")


def test_a_damaged_content_is_a_gap(repository: Repository) -> None:
    repository.commit({"a": "1", "b": "2"})
    damaged = repository.oid("HEAD:a")
    loose = repository.root / f".git/objects/{damaged[:2]}/{damaged[2:]}"
    loose.chmod(0o644)
    loose.write_bytes(b"no zlib stream")
    found = list(History(str(repository.root)).refs())
    assert [item.path for item in found if isinstance(item, Ref)] == ["b"]
    assert [(item.path, item.reason) for item in found if isinstance(item, Gap)] == [("a", GapReason.MISSING)]


def test_a_ref_that_leads_nowhere_is_a_gap(repository: Repository) -> None:
    repository.commit({"a": "1"})
    repository.git("tag", "--annotate", "--message", "m", "broken")
    tag = repository.oid("broken")
    (repository.root / f".git/objects/{tag[:2]}/{tag[2:]}").unlink()
    assert {gap.reason for gap in gaps(repository.root)} == {GapReason.UNREADABLE}


def test_outside_of_a_repository_it_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(GitError, match="is not in a git repository"):
        list(History(str(tmp_path)).refs())


STEPS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 3), st.sampled_from("abc"), st.integers(0, 5)), min_size=1, max_size=7
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_nothing_that_git_can_reach_is_left_out(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, int, str, int]]
) -> None:
    repository = Repository.create(tmp_path_factory.mktemp("graph"))
    commits = [repository.commit({"root": "r"})]
    for one, two, path, content in steps:
        parents = dict.fromkeys((commits[one % len(commits)], commits[two % len(commits)]))
        repository.git("read-tree", commits[one % len(commits)])
        repository.write("file", str(content))
        oid = repository.git("hash-object", "-w", "file")
        repository.git("update-index", "--add", "--cacheinfo", f"100644,{oid},{path}")
        tree = repository.git("write-tree")
        commits.append(repository.git("commit-tree", tree, *(word for parent in parents for word in ("-p", parent)), "-m", "m"))
    repository.git("update-ref", "refs/heads/last", commits[-1])
    names = repository.git("rev-list", "--objects", "--all", "--no-object-names").split()
    reachable = {name for name in names if repository.git("cat-file", "-t", name) == "blob"}
    assert {ref.oid for ref in History(str(repository.root)).refs() if isinstance(ref, Ref)} == reachable
