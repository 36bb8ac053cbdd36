import os
import socket
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateline.model.gap import Gap, GapReason
from gateline.source.errors import GitError, SourceError
from gateline.source.reader import open_reader
from gateline.source.target import Ref
from gateline.source.tree import WorkingTree

from .repository import NOBODY, Repository, unprivileged


def paths(root: Path | str, **options: object) -> list[str]:
    return [found.path for found in WorkingTree(str(root), **options).refs() if isinstance(found, Ref)]  # type: ignore[arg-type]


def gaps(root: Path | str, **options: object) -> list[tuple[str, GapReason]]:
    found = WorkingTree(str(root), **options).refs()  # type: ignore[arg-type]
    return [(gap.path, gap.reason) for gap in found if isinstance(gap, Gap)]


@pytest.fixture
def plain(tmp_path: Path) -> Repository:
    """A folder outside of any repository, with the means to fill it."""
    folder = Repository(tmp_path / "plain")
    folder.root.mkdir()
    return folder


def test_tracked_and_untracked_files_are_listed_ignored_ones_are_not(repository: Repository) -> None:
    repository.commit({"src/app.py": "1", ".gitignore": "*.log\nbuild/\n", "kept.log": "1"})
    repository.git("add", "--force", "kept.log")
    repository.write("new.txt")
    repository.write("x.log")
    repository.write("build/out")
    assert paths(repository.root) == [".gitignore", "kept.log", "new.txt", "src/app.py"]


def test_a_tree_may_hide_nothing_when_the_policy_says_so(repository: Repository) -> None:
    repository.commit({".gitignore": "*\n"})
    repository.write("secret.txt")
    repository.write("deep/secret.txt")
    assert paths(repository.root) == []
    assert paths(repository.root, honour_ignores=False) == [".gitignore", "deep/secret.txt", "secret.txt"]


def test_ignore_files_of_the_user_do_not_count(repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "git").mkdir()
    (tmp_path / "git/ignore").write_text("*.txt\n")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    repository.write("a.txt")
    assert paths(repository.root) == ["a.txt"]


def test_outside_of_git_ignore_files_mean_nothing(plain: Repository) -> None:
    plain.write(".gitignore", "*\n")
    plain.write("a.txt")
    assert paths(plain.root) == [".gitignore", "a.txt"]


def test_a_folder_that_is_itself_ignored_is_listed_when_asked_for(repository: Repository) -> None:
    repository.commit({".gitignore": "build/\n", "src/.gitignore": "*.o\n"})
    repository.write("build/out.txt")
    repository.write("src/a.o")
    repository.write("src/a.c")
    assert paths(repository.root / "build") == ["out.txt"]
    assert paths(repository.root / "src") == [".gitignore", "a.c"]


def test_a_tracked_file_that_is_gone_is_absent(repository: Repository) -> None:
    repository.commit({"a": "1", "b/c": "1", "d": "1"})
    (repository.root / "a").unlink()
    (repository.root / "b/c").unlink()
    (repository.root / "b").rmdir()
    (repository.root / "b").write_text("a file now")
    (repository.root / "d").unlink()
    repository.write("d/inside", "a folder now")
    assert paths(repository.root) == ["b", "d/inside"]
    assert gaps(repository.root) == []


def test_links_are_neither_followed_nor_listed(repository: Repository, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_text("s")
    repository.commit({"folder/secret": "1", "a": "1"})
    (repository.root / "folder/secret").unlink()
    (repository.root / "folder").rmdir()
    (repository.root / "folder").symlink_to(outside)
    (repository.root / "to-file").symlink_to(outside / "secret")
    (repository.root / "loop").symlink_to(".")
    for honour_ignores in (True, False):
        assert paths(repository.root, honour_ignores=honour_ignores) == ["a"]
        assert gaps(repository.root, honour_ignores=honour_ignores) == []


def test_a_link_to_the_root_is_followed(plain: Repository, tmp_path: Path) -> None:
    plain.write("a")
    (tmp_path / "link").symlink_to(plain.root)
    assert paths(tmp_path / "link") == ["a"]


def test_devices_fifos_and_sockets_are_gaps(plain: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(plain.root / "fifo")
    monkeypatch.chdir(plain.root)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        assert gaps(plain.root) == [("fifo", GapReason.NOT_REGULAR), ("socket", GapReason.NOT_REGULAR)]


def test_a_tracked_file_that_became_a_fifo_is_a_gap(repository: Repository) -> None:
    repository.commit({"a": "1"})
    (repository.root / "a").unlink()
    os.mkfifo(repository.root / "a")
    assert gaps(repository.root) == [("a", GapReason.NOT_REGULAR)]


@pytest.mark.parametrize("is_repository", [True, False])
def test_a_folder_that_may_not_be_read_is_a_gap(open_folder: Path, is_repository: bool) -> None:
    folder = Repository.create(open_folder / "work") if is_repository else Repository(open_folder / "work")
    folder.write("closed/secret")
    folder.write("open")
    if os.geteuid() == 0:
        for path, _, _ in os.walk(folder.root):
            os.chown(path, NOBODY, NOBODY)
    (folder.root / "closed").chmod(0)
    with unprivileged():
        found = list(WorkingTree(str(folder.root)).refs())
    (folder.root / "closed").chmod(0o755)
    assert [item.path for item in found if isinstance(item, Ref)] == ["open"]
    [gap] = [item for item in found if isinstance(item, Gap)]
    assert (gap.path.rstrip("/"), gap.reason, gap.note) == ("closed", GapReason.UNREADABLE, "permission denied")


def test_names_of_any_bytes(repository: Repository) -> None:
    names = [
        b"caf\xe9",
        b"new\nline",
        "日本".encode(),
        b"tab\there",
        b" space ",
        b"quote\"'",
        b"-dash",
        b":(glob)x",
        b"back\\slash",
    ]
    for name in names:
        repository.write(b"d/" + name)
    repository.git("add", "--", "d")
    repository.write(b"d/untracked\xff")
    for honour_ignores in (True, False):
        source = WorkingTree(str(repository.root), honour_ignores=honour_ignores)
        refs = [ref for ref in source.refs() if isinstance(ref, Ref)]
        assert [ref.locator for ref in refs] == sorted(b"d/" + name for name in [*names, b"untracked\xff"])
        assert {"d/caf\\xe9", "d/untracked\\xff", "d/日本"} <= {ref.path for ref in refs}
        reader = open_reader(source.reader())
        assert {reader.read(ref, 10) for ref in refs} == {b"text\n"}
        reader.close()


def test_order_is_that_of_raw_paths_with_and_without_git(repository: Repository) -> None:
    for path in ("a/z", "a.txt", "a0", "a-b/c", "B", "a/b/c", "é"):
        repository.write(path)
    expected = sorted(("a/z", "a.txt", "a0", "a-b/c", "B", "a/b/c", "é"), key=str.encode)
    assert paths(repository.root) == paths(repository.root, honour_ignores=False) == expected


def test_the_stamp_changes_with_the_file(plain: Repository) -> None:
    plain.write("a", "1")
    [before] = WorkingTree(str(plain.root)).refs()
    plain.write("a", "22")
    [after] = WorkingTree(str(plain.root)).refs()
    assert isinstance(before, Ref)
    assert isinstance(after, Ref)
    status = os.lstat(plain.root / "a")
    assert after.stamp == (status.st_mtime_ns, status.st_ctime_ns, status.st_ino, 2)
    assert before.stamp != after.stamp
    assert after.size == 2


def test_a_single_file(plain: Repository, repository: Repository) -> None:
    plain.write("d/a.txt", "content")
    source = WorkingTree(str(plain.root / "d/a.txt"))
    [ref] = source.refs()
    assert isinstance(ref, Ref)
    assert ref.path == "a.txt"
    assert open_reader(source.reader()).read(ref, 100) == b"content"
    repository.commit({".gitignore": "*"})
    repository.write("ignored")
    assert paths(repository.root / "ignored") == ["ignored"]


def test_a_single_fifo_is_a_gap(plain: Repository) -> None:
    os.mkfifo(plain.root / "fifo")
    assert gaps(plain.root / "fifo") == [("fifo", GapReason.NOT_REGULAR)]


def test_a_root_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="nothing: no such file or directory"):
        WorkingTree(str(tmp_path / "nothing"))


def test_nobody_is_asked_where_places_are() -> None:
    assert WorkingTree("/").sightings(["a"]) == {}


# repositories within the tree


@pytest.fixture
def library(tmp_path: Path) -> Repository:
    library = Repository.create(tmp_path / "library")
    library.commit({"lib.c": "1", ".gitignore": "*.o\n"})
    return library


def test_submodules_are_part_of_the_tree(repository: Repository, library: Repository) -> None:
    repository.git("submodule", "--quiet", "add", str(library.root), "vendor/lib")
    repository.commit({"a": "1"})
    repository.write("vendor/lib/new.c")
    repository.write("vendor/lib/new.o")
    expected = [".gitmodules", "a", "vendor/lib/.gitignore", "vendor/lib/lib.c", "vendor/lib/new.c"]
    assert paths(repository.root) == expected
    assert paths(repository.root / "vendor") == ["lib/.gitignore", "lib/lib.c", "lib/new.c"]
    assert "vendor/lib/new.o" in paths(repository.root, honour_ignores=False)


def test_a_submodule_that_is_not_checked_out_is_a_gap(repository: Repository, library: Repository) -> None:
    repository.git("submodule", "--quiet", "add", str(library.root), "lib")
    repository.commit()
    repository.git("submodule", "--quiet", "deinit", "--force", "lib")
    assert gaps(repository.root) == [("lib", GapReason.MISSING)]
    (repository.root / "lib").rmdir()
    assert gaps(repository.root) == [("lib", GapReason.MISSING)]


def test_files_where_a_submodule_should_be_are_listed(repository: Repository, library: Repository) -> None:
    repository.git("submodule", "--quiet", "add", str(library.root), "lib")
    repository.commit()
    repository.git("submodule", "--quiet", "deinit", "--force", "lib")
    repository.write("lib/copied.c")
    os.mkfifo(repository.root / "lib/fifo")
    assert paths(repository.root) == [".gitmodules", "lib/copied.c"]
    assert gaps(repository.root) == [("lib/fifo", GapReason.NOT_REGULAR)]


def test_a_submodule_replaced_by_a_file_or_link(repository: Repository, library: Repository, tmp_path: Path) -> None:
    for name in ("one", "two"):
        repository.git("submodule", "--quiet", "add", str(library.root), name)
    repository.commit()
    repository.git("submodule", "--quiet", "deinit", "--force", "--all")
    for name in ("one", "two"):
        (repository.root / name).rmdir()
    repository.write("one", "a file")
    (repository.root / "two").symlink_to(library.root)
    assert paths(repository.root) == [".gitmodules", "one"]


def test_nested_repositories_are_part_of_the_tree(repository: Repository) -> None:
    nested = Repository.create(repository.root / "nested")
    nested.commit({"deep/a": "1"})
    nested.write("b")
    inner = Repository.create(repository.root / "nested/inner")
    inner.write("c")
    assert paths(repository.root) == ["nested/b", "nested/deep/a", "nested/inner/c"]
    assert paths(repository.root, excludes=["inner/", "b"]) == ["nested/deep/a"]


def test_a_nested_repository_that_is_broken_is_walked(repository: Repository) -> None:
    nested = Repository.create(repository.root / "nested")
    nested.commit({"a": "1"})
    (nested.root / ".git/HEAD").write_text("nonsense")
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},nested")
    assert paths(repository.root) == ["nested/a"]


def test_a_linked_work_tree(repository: Repository, tmp_path: Path) -> None:
    repository.commit({"a": "1"})
    repository.git("worktree", "add", "--quiet", str(tmp_path / "linked"))
    (tmp_path / "linked/b").write_text("2")
    assert paths(tmp_path / "linked") == ["a", "b"]


def test_inside_a_git_folder_files_are_just_files(repository: Repository) -> None:
    assert "HEAD" in paths(repository.root / ".git")


def test_an_embedded_bare_repository_is_just_files(repository: Repository) -> None:
    Repository.create(repository.root / "bare", "--bare")
    assert "bare/HEAD" in paths(repository.root)
    assert "HEAD" in paths(repository.root / "bare")


def test_a_damaged_index_is_an_error(repository: Repository) -> None:
    repository.commit({"a": "1"})
    (repository.root / ".git/index").write_bytes(b"nonsense")
    with pytest.raises(GitError):
        paths(repository.root)


@pytest.mark.parametrize("honour_ignores", [True, False])
def test_excludes_hold_with_and_without_git(repository: Repository, honour_ignores: bool) -> None:
    for path in ("a.txt", "a.md", "docs/b.md", "node_modules/c.js", "web/node_modules/d/e.js"):
        repository.write(path)
    excludes = ["node_modules/", "/docs/*.md"]
    assert paths(repository.root, honour_ignores=honour_ignores, excludes=excludes) == ["a.md", "a.txt"]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.sampled_from([b"a", b"b.c", b"\xff", b"-", b"d e"]), min_size=1, max_size=4), max_size=8))
def test_git_and_the_walk_agree(tmp_path_factory: pytest.TempPathFactory, parts: list[list[bytes]]) -> None:
    repository = Repository.create(tmp_path_factory.mktemp("any"))
    for each in parts:
        try:
            repository.write(b"/".join(each))
        except OSError:
            continue  # a folder stands where a file should, or the other way round
    listed = list(WorkingTree(str(repository.root)).refs())
    assert listed == list(WorkingTree(str(repository.root), honour_ignores=False).refs())
