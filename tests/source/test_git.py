import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateline.model.gap import GapReason
from gateline.source import process
from gateline.source.errors import GitError
from gateline.source.git import BatchReader, Git, enclosing, find
from gateline.source.history import History
from gateline.source.index import StagedChange
from gateline.source.process import Child
from gateline.source.range import CommitRange
from gateline.source.reader import open_reader
from gateline.source.target import Ref, Source, Unreadable
from gateline.source.tree import WorkingTree

from .repository import NOBODY, Repository


def test_git_is_not_taken_from_the_scanned_tree(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    planted = repository.root / "node_modules/.bin/git"
    repository.write("node_modules/.bin/git", "#!/bin/sh\ntouch pwned\n")
    planted.chmod(0o755)
    linked = repository.root.parent / "linked"
    linked.symlink_to(planted.parent)
    inner = repository.root / "src"
    inner.mkdir()
    real = find(str(inner))
    monkeypatch.setenv("PATH", os.pathsep.join([str(planted.parent), str(linked), ".", "", os.environ["PATH"]]))
    assert find(str(inner)) == real
    assert find(str(repository.root.parent / "elsewhere")) == str(planted)


def test_no_git_is_an_error_that_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    with pytest.raises(GitError, match="git is not installed"):
        Git(str(tmp_path))


def test_the_enclosing_work_tree(repository: Repository, tmp_path: Path) -> None:
    repository.write("a/b/file")
    assert enclosing(str(repository.root / "a/b")) == str(repository.root)
    assert enclosing(str(tmp_path)) is None


def test_what_git_says_becomes_the_message(repository: Repository) -> None:
    with pytest.raises(GitError, match=r"^git: .*ambiguous argument 'nothing'"):
        Git(str(repository.root)).run("log", "nothing")
    with pytest.raises(GitError, match="is not in a git repository"):
        Git(str(repository.root.parent)).run("rev-parse", "HEAD")


def test_a_stream_that_breaks_off_is_an_error(repository: Repository) -> None:
    repository.commit({"a": "1"})
    assert b"".join(Git(str(repository.root)).stream("cat-file", "blob", "HEAD:a")) == b"1"
    with pytest.raises(GitError):
        list(Git(str(repository.root)).stream("cat-file", "blob", "HEAD:b"))


def test_git_that_cannot_be_started_is_an_error(repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "bin/git"
    broken.parent.mkdir()
    broken.write_text("#!/nowhere/interpreter\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", str(broken.parent))
    with pytest.raises(GitError, match="git cannot be started"):
        Git(str(repository.root)).run("version")


# the repository's own configuration

_TRAPS = """
[core]
    fsmonitor = {trap}
    hooksPath = {hooks}
    sshCommand = {trap}
    pager = {trap}
    editor = {trap}
    askPass = {trap}
    alternateRefsCommand = {trap}
    gitProxy = {trap}
    attributesFile = {root}/.gitattributes
    repositoryFormatVersion = 1
[extensions]
    partialClone = origin
[remote "origin"]
    url = ext::{trap}
    promisor = true
    partialCloneFilter = blob:none
    uploadpack = {trap}
    vcs = trap
[protocol]
    allow = always
[protocol "ext"]
    allow = always
[diff]
    external = {trap}
    relative = true
    renames = copies
    orderFile = {root}/order
    ignoreSubmodules = all
[diff "trap"]
    textconv = {trap}
    command = {trap}
[filter "trap"]
    clean = {trap}
    smudge = {trap}
    process = {trap}
    required = true
[log]
    showSignature = true
    follow = true
    showRoot = false
[gpg]
    program = {trap}
[color]
    ui = always
[i18n]
    logOutputEncoding = UTF-16
[credential]
    helper = {trap}
[alias]
    diff = !{trap}
    log = !{trap}
    ls-files = !{trap}
    cat-file = !{trap}
    rev-parse = !{trap}
[pager]
    log = {trap}
    diff = {trap}
[interactive]
    diffFilter = {trap}
[uploadpack]
    packObjectsHook = {trap}
[submodule]
    recurse = true
[format]
    pretty = %GG
"""

_HOOKS = ("post-index-change", "pre-commit", "fsmonitor-watchman", "query-watchman", "reference-transaction", "pre-auto-gc")


@pytest.fixture
def trapped(repository: Repository) -> Iterator[Repository]:
    """A repository that runs a program of its own wherever git lets it; the program leaves a trace beside the work tree."""
    root = repository.root
    trap = root / "trap.sh"
    repository.write("trap.sh", f'#!/bin/sh\necho "$0 $@" >> {root.parent}/pwned\n')
    trap.chmod(0o755)
    repository.write("order", "zzz\n")
    repository.commit({".gitattributes": "* diff=trap filter=trap text eol=crlf\n", "a.txt": "one\n", "sub/b.txt": "two\n"})
    repository.git("checkout", "--quiet", "-b", "side")
    repository.commit({"a.txt": "three\n"})
    (root / "a.txt").write_text("four\n")
    repository.git("add", "a.txt")
    repository.write("untracked.txt")
    hooks = root / ".git/evil"
    hooks.mkdir()
    for name in _HOOKS:
        os.symlink(trap, hooks / name)
    with (root / ".git/config").open("a") as config:
        config.write(_TRAPS.format(trap=trap, hooks=hooks, root=root))
    yield repository
    assert not (root.parent / "pwned").exists(), (root.parent / "pwned").read_text()


def read_all(source: Source) -> dict[str, bytes]:
    reader = open_reader(source.reader())
    read = {ref.path: reader.read(ref, 1 << 20) for ref in source.refs() if isinstance(ref, Ref)}
    reader.close()
    return read


def test_the_traps_are_real(trapped: Repository) -> None:
    subprocess.run(["git", "status"], cwd=trapped.root, capture_output=True, check=False)
    trace = trapped.root.parent / "pwned"
    assert trace.exists()
    trace.unlink()


def test_a_hostile_configuration_neither_runs_anything_nor_hides_anything(trapped: Repository) -> None:
    root = str(trapped.root)
    tree = WorkingTree(root)
    assert set(read_all(tree)) == {".gitattributes", "a.txt", "order", "sub/b.txt", "trap.sh", "untracked.txt"}
    assert read_all(StagedChange(root)) == {"a.txt": b"four\n"}
    assert read_all(StagedChange(root + "/sub")) == {"a.txt": b"four\n"}
    commits = CommitRange(root, "main")
    assert read_all(commits) == {"a.txt": b"three\n"}
    history = History(root)
    [oid] = [ref.oid for ref in history.refs() if isinstance(ref, Ref) and ref.path == "sub/b.txt"]
    origin = history.sightings([oid])[oid].origin
    assert origin is not None
    assert (origin.author, history.commits) == ("Ada <ada@example.org>", 2)


def test_a_missing_object_is_not_fetched_from_a_promisor(trapped: Repository) -> None:
    reader = BatchReader(Git(str(trapped.root)))
    for _ in range(2):
        with pytest.raises(Unreadable) as caught:
            reader.read(b"12" * 20, 100)
        assert caught.value.reason is GapReason.MISSING
    assert reader.read(trapped.oid("HEAD:a.txt").encode(), 100) == b"three\n"
    reader.close()


def test_a_configured_work_tree_elsewhere_hides_no_file(repository: Repository, tmp_path: Path) -> None:
    repository.commit({"secret.txt": "s"})
    repository.git("config", "core.worktree", str(tmp_path))
    assert set(read_all(WorkingTree(str(repository.root)))) == {"secret.txt"}


def test_replacements_and_grafts_are_not_believed(repository: Repository) -> None:
    first = repository.commit({"secret.txt": "s"})
    harmless = repository.commit({"secret.txt": "harmless"})
    repository.git("replace", f"{first}:secret.txt", f"{harmless}:secret.txt")
    (repository.root / ".git/info").mkdir(exist_ok=True)
    (repository.root / ".git/info/grafts").write_text(harmless + "\n")
    assert b"s" in _contents(History(str(repository.root)))


def _contents(source: Source) -> list[bytes]:
    reader = open_reader(source.reader())
    try:
        return [reader.read(ref, 1 << 20) for ref in source.refs() if isinstance(ref, Ref)]
    finally:
        reader.close()


# somebody else's repository


@pytest.fixture
def foreign(open_folder: Path) -> Repository:
    if os.geteuid() != 0:
        pytest.skip("only root can give files away")
    repository = Repository.create(open_folder / "theirs")
    repository.commit({"a.txt": "1"})
    repository.write("b.txt")
    repository.git("add", "b.txt")
    for folder, _, files in os.walk(repository.root):
        for name in [folder, *(os.path.join(folder, file) for file in files)]:
            os.lchown(name, NOBODY, NOBODY)
    return repository


def test_a_foreign_repository_is_refused_with_the_way_out(foreign: Repository) -> None:
    for source in (WorkingTree(str(foreign.root)), StagedChange(str(foreign.root)), History(str(foreign.root))):
        with pytest.raises(GitError, match="it belongs to another user") as caught:
            list(source.refs())
        assert f"safe.directory {foreign.root}" in caught.value.hint
    reader = open_reader(History(str(foreign.root)).reader())
    with pytest.raises(GitError, match="it belongs to another user"):
        reader.read(Ref("a.txt", foreign.root.name.encode().hex().encode()), 10)


def test_a_foreign_repository_the_user_trusts_is_opened(
    foreign: Repository, open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(open_folder))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    (open_folder / ".gitconfig").write_text(
        f"[safe]\n\tdirectory = {foreign.root}\n[core]\n\tfsmonitor = touch {open_folder}/pwned\n"
    )
    assert read_all(StagedChange(str(foreign.root))) == {"b.txt": b"text\n"}
    assert not (open_folder / "pwned").exists()


# what git tells its hooks


def test_a_hook_sees_the_temporary_index_of_a_partial_commit(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.commit({"a.txt": "1", "b.txt": "1"})
    index = repository.root / ".git/next-index-1.lock"
    index.write_bytes((repository.root / ".git/index").read_bytes())
    repository.write("a.txt", "2")
    repository.write("b.txt", "2")
    repository.git("add", "b.txt")
    repository.git("add", "a.txt", GIT_INDEX_FILE=str(index))
    monkeypatch.chdir(repository.root)
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/next-index-1.lock")
    monkeypatch.setenv("GIT_DIR", ".git")
    assert set(read_all(StagedChange("."))) == {"a.txt"}
    (repository.root / "sub").mkdir()
    assert set(read_all(StagedChange("sub"))) == {"a.txt"}


def test_a_real_hook_of_commit_all_sees_what_is_committed(repository: Repository) -> None:
    repository.commit({"a.txt": "1"})
    hook = repository.root / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    out = repository.root.parent / "seen"
    hook.write_text("#!/bin/sh\nenv | grep ^GIT_ > " + str(out) + "\n")
    hook.chmod(0o755)
    repository.write("a.txt", "2")
    repository.git("commit", "--quiet", "--all", "--message", "two")
    assert "GIT_INDEX_FILE" in out.read_text()


def test_what_a_hook_of_another_repository_was_told_does_not_count(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Repository.create(tmp_path / "other")
    other.write("x.txt")
    other.git("add", "x.txt")
    repository.write("a.txt")
    repository.git("add", "a.txt")
    monkeypatch.chdir(other.root)
    monkeypatch.setenv("GIT_DIR", str(other.root / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other.root / ".git/index"))
    assert set(read_all(StagedChange(str(repository.root)))) == {"a.txt"}
    assert set(read_all(StagedChange(str(other.root)))) == {"x.txt"}


def test_a_work_tree_without_a_git_folder_is_found_where_git_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = Repository(tmp_path / "home")
    home.root.mkdir()
    home.git("init", "--quiet", "--bare", "dotfiles")
    home.write(".netrc", "machine")
    home.git("--git-dir=dotfiles", "--work-tree=.", "add", ".netrc")
    monkeypatch.chdir(home.root)
    monkeypatch.setenv("GIT_DIR", "dotfiles")
    monkeypatch.setenv("GIT_WORK_TREE", ".")
    assert read_all(StagedChange(str(home.root))) == {".netrc": b"machine"}


def test_objects_in_quarantine_are_seen(repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.commit({"a.txt": "1"})
    bare = Repository.create(tmp_path / "bare", "--bare")
    quarantine = tmp_path / "quarantine"
    quarantine.mkdir()
    for source in (repository.root / ".git/objects").iterdir():
        source.rename(quarantine / source.name)
    monkeypatch.chdir(bare.root)
    monkeypatch.setenv("GIT_DIR", ".")
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(quarantine))
    monkeypatch.setenv("GIT_ALTERNATE_OBJECT_DIRECTORIES", os.pathsep.join(["objects", str(tmp_path / "none")]))
    oid = "56a6051ca2b02b04ef92d5150c9ef600403cb1de"
    with Git(str(bare.root)).batch() as reader:
        assert reader.read(oid.encode(), 10) == b"1"


# reading objects


def test_objects_of_all_sizes_come_whole(repository: Repository) -> None:
    contents = [b"", b"\n", b"a", b"x" * 65_534, b"x" * 65_535, b"x" * 65_536, os.urandom(300_000), b"last\n"]
    for number, content in enumerate(contents):
        repository.write(f"file{number}", content)
    repository.commit()
    oids = [repository.oid(f"HEAD:file{number}").encode() for number in range(len(contents))]
    with Git(str(repository.root)).batch() as reader:
        assert [reader.read(oid, 300_000) for oid in oids] == contents


def test_an_object_beyond_the_limit_leaves_the_next_one_readable(repository: Repository) -> None:
    repository.write("big", os.urandom(400_000))
    repository.write("huge", bytes(20 << 20))
    repository.commit({"small": "ok"})
    with Git(str(repository.root)).batch() as reader:
        for name in ("big", "huge"):
            with pytest.raises(Unreadable) as caught:
                reader.read(repository.oid(f"HEAD:{name}").encode(), 100_000)
            assert caught.value.reason is GapReason.TOO_LARGE
            assert reader.read(repository.oid("HEAD:small").encode(), 100_000) == b"ok"


@pytest.mark.parametrize("oid", [b"12" * 20, b"", b"HEAD\nHEAD", b"not an id"])
def test_an_object_that_is_not_there_is_missing(repository: Repository, oid: bytes) -> None:
    repository.commit({"a": "1"})
    with Git(str(repository.root)).batch() as reader:
        with pytest.raises(Unreadable) as caught:
            reader.read(oid, 100)
        assert caught.value.reason is GapReason.MISSING
        assert reader.read(repository.oid("HEAD:a").encode(), 100) == b"1"


def test_an_answer_in_another_form_is_not_taken_for_a_content(repository: Repository) -> None:
    class Odd(Git):
        def feed(self, *args: str) -> Child:
            return process.start(
                ["/bin/sh", "-c", "read line; echo new words here now; sleep 60"], {"PATH": os.defpath}, is_fed=True
            )

    with Odd(str(repository.root)).batch() as reader, pytest.raises(Unreadable, match="form that is not known"):
        reader.read(b"12" * 20, 100)


def test_a_damaged_object_is_unreadable_and_the_next_one_is_not(repository: Repository) -> None:
    repository.commit({"a": "1", "b": "2"})
    damaged = repository.oid("HEAD:a")
    loose = repository.root / f".git/objects/{damaged[:2]}/{damaged[2:]}"
    loose.chmod(0o644)
    loose.write_bytes(b"no zlib stream")
    with Git(str(repository.root)).batch() as reader:
        with pytest.raises(Unreadable) as caught:
            reader.read(damaged.encode(), 100)
        assert caught.value.reason in (GapReason.UNREADABLE, GapReason.MISSING)
        assert reader.read(repository.oid("HEAD:b").encode(), 100) == b"2"
