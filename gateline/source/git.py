"""The safe way to ask git about a repository nobody trusts.

Only commands that read objects, the index and names of files are called; no filter, textconv, hook, alias, pager, credential
helper or transport of the repository runs. What its configuration could redirect is overridden on the command line, which
outranks it. The user's and the system's configuration are left out, so that the answer depends on the repository alone; one thing
is taken from them: which foreign repositories they trust (`safe.directory`).
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from gateline.model.gap import GapReason
from gateline.source.errors import GitError
from gateline.source.paths import is_within
from gateline.source.process import Child, start
from gateline.source.target import Unreadable

__all__ = ["Answer", "BatchReader", "Git", "enclosing", "find"]

_CHUNK = 65_536
"""Bytes asked of a pipe at once: what a Linux pipe holds."""

_DRAIN = 16 << 20
"""Rest of an unwanted object that is read and dropped; beyond it a new process is cheaper."""

_OVERRIDES = (
    "core.fsmonitor=false",
    "core.untrackedCache=false",
    "core.commitGraph=false",  # a forged one could leave commits out
    f"core.hooksPath={os.devnull}",
    f"core.attributesFile={os.devnull}",
    f"core.excludesFile={os.devnull}",
    "core.pager=cat",
    "core.askPass=",
    "core.sshCommand=false",
    "core.alternateRefsCommand=false",
    "credential.helper=",
    "protocol.allow=never",
    "diff.external=",
    "diff.relative=false",
    "diff.renames=false",
    f"diff.orderFile={os.devnull}",
    "log.showSignature=false",
    "log.mailmap=false",
    "gpg.program=false",
    "submodule.recurse=false",
    "gc.auto=0",
    "maintenance.auto=false",
)

_ENVIRONMENT = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    # Versions before 2.44 fetch what a partial clone lacks; this list outranks the repository's `protocol.*.allow`, and is empty.
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_PAGER": "cat",
    "LC_ALL": "C",
}

_INHERITED = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_COMMON_DIR",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_QUARANTINE_PATH",
)
"""What git tells its hooks: `commit -a` has a temporary index, a push lies in quarantine. githooks(5), git-receive-pack(1)."""


def find(root: str) -> str:
    """Absolute path of git: the first on `PATH` that is not part of the scanned tree.

    Raises:
        GitError: there is none.
    """
    tree = os.path.realpath(enclosing(root) or root)
    name = "git.exe" if os.name == "nt" else "git"
    for folder in os.get_exec_path():
        program = os.path.join(folder, name)
        if not (os.path.isabs(folder) and os.access(program, os.X_OK) and os.path.isfile(program)):
            continue
        if not any(is_within(os.path.realpath(place), tree) for place in (program, folder)):
            return program
    raise GitError("git is not installed", "install it, or put it on PATH outside the tree that is scanned")


def enclosing(root: str) -> str | None:
    """The nearest folder at or above `root` that holds a `.git`, resolved; None outside any work tree."""
    folder = os.path.realpath(root)
    while not os.path.lexists(os.path.join(folder, ".git")):
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above
    return folder


class Answer:
    """How a call of git ended."""

    __slots__ = ("code", "errors", "out")

    def __init__(self, code: int, out: bytes, errors: bytes) -> None:
        """Exit code, standard output, error stream."""
        self.code = code
        self.out = out
        self.errors = errors


class Git:
    """git, bound to one repository. `root` is any folder of its work tree, its git directory, or a bare repository."""

    def __init__(self, root: str) -> None:
        """Find git and the repository's surroundings; starts nothing unless the repository is somebody else's.

        Raises:
            GitError: git is not installed.
        """
        self.root = root
        program = find(root)
        self._environment = _environment(root)
        self._command = [program, "--no-pager", "-C", root]
        for setting in (*_OVERRIDES, *(f"safe.directory={folder}" for folder in _trusted(program, root))):
            self._command += ("-c", setting)

    def call(self, *args: str) -> Answer:
        """Run one command to its end, whatever its exit code.

        Raises:
            GitError: it could not be started.
        """
        child = self._start(args)
        try:
            out = b"".join(iter(lambda: child.read(_CHUNK), b""))
            code, errors = child.finish()
        finally:
            child.kill()
        return Answer(code, out, errors)

    def run(self, *args: str) -> bytes:
        """Output of one command.

        Raises:
            GitError: it failed; the message is git's own, with the way out where we know one.
        """
        answer = self.call(*args)
        if answer.code != 0:
            raise self.error(answer.errors)
        return answer.out

    def stream(self, *args: str) -> Iterator[bytes]:
        """Output of one command in chunks, as it comes; abandoning the iterator ends the command.

        Raises:
            GitError: after the last chunk, when the command failed.
        """
        child = self._start(args)
        try:
            while chunk := child.read(_CHUNK):
                yield chunk
            code, errors = child.finish()
        finally:
            child.kill()
        if code != 0:
            raise self.error(errors)

    @contextmanager
    def batch(self) -> Iterator["BatchReader"]:
        """A reader of objects for the length of a `with` block."""
        reader = BatchReader(self)
        try:
            yield reader
        finally:
            reader.close()

    def feed(self, *args: str) -> Child:
        """Start a command that answers what is written to it.

        Raises:
            GitError: it could not be started.
        """
        return self._start(args, is_fed=True)

    def error(self, errors: bytes) -> GitError:
        """What git said, in our words where we know better."""
        said = errors.decode("utf-8", "backslashreplace").strip()
        if "dubious ownership" in said or "unsafe repository" in said:
            return GitError(
                f"git refuses the repository at {self.root}: it belongs to another user",
                f"if you trust it: git config --global --add safe.directory {enclosing(self.root) or self.root}",
            )
        if "not a git repository" in said:
            return GitError(f"{self.root} is not in a git repository")
        first = said.splitlines()[0] if said else "git ended without a word"
        return GitError(f"git: {first.removeprefix('fatal: ').removeprefix('error: ')}")

    def _start(self, args: Sequence[str], *, is_fed: bool = False) -> Child:
        try:
            return start([*self._command, *args], self._environment, is_fed=is_fed)
        except OSError as error:
            raise GitError(f"git cannot be started: {error.strerror}") from error


class BatchReader:
    """Objects of a repository by id, through one `git cat-file --batch`; starts it at the first read, and again when it broke.

    Protocol: git-cat-file(1), BATCH OUTPUT.
    """

    def __init__(self, git: Git) -> None:
        """Read from the repository of `git`."""
        self._git = git
        self._child: Child | None = None

    def read(self, oid: bytes, limit: int) -> bytes:
        """Content of the object `oid` (hex).

        Raises:
            Unreadable: MISSING, larger than `limit` bytes, or damaged.
            GitError: git could not be started.
        """
        if not oid.isalnum():
            raise Unreadable(GapReason.MISSING, "not an object id")
        child = self._child = self._child or self._git.feed("cat-file", "--batch")
        try:
            child.write(oid + b"\n")
            header, rest = self._header(child)
            if header.endswith((b" missing", b" ambiguous")):
                raise Unreadable(GapReason.MISSING, "the repository does not hold this object")
            size = _size(header)
            if size > limit:
                self._drop(child, size + 1 - len(rest))
                raise Unreadable(GapReason.TOO_LARGE, f"{size} bytes, the limit is {limit}")
            return self._content(child, size, rest)
        except (BrokenPipeError, EOFError) as error:
            raise self._broken(child) from error
        except ValueError as error:
            self.close()
            raise Unreadable(GapReason.UNREADABLE, "git answers in a form that is not known") from error

    def close(self) -> None:
        """End the process."""
        if self._child is not None:
            self._child.kill()
            self._child = None

    def _header(self, child: Child) -> tuple[bytes, bytes]:
        """The answer's first line, and what came with it of the content."""
        data = b""
        while b"\n" not in data:
            data += _some(child, _CHUNK)
        header, _, rest = data.partition(b"\n")
        return header, rest

    def _content(self, child: Child, size: int, rest: bytes) -> bytes:
        """`size` bytes and the line feed behind them, of which `rest` is already here."""
        missing = size + 1 - len(rest)
        if missing == 0:
            return rest[:-1]
        chunks = [rest]
        while missing > 0:
            chunk = _some(child, min(missing, _CHUNK))
            missing -= len(chunk)
            chunks.append(chunk)
        chunks[-1] = chunks[-1][:-1]
        return b"".join(chunks)

    def _drop(self, child: Child, count: int) -> None:
        """Get rid of `count` bytes that are still to come, never holding more than a chunk."""
        if count > _DRAIN:
            self.close()
            return
        while count > 0:
            count -= len(_some(child, min(count, _CHUNK)))

    def _broken(self, child: Child) -> Unreadable:
        """Why the process ended in the middle; the next read starts another."""
        self._child = None
        _, errors = child.finish()
        if b"promisor" in errors or b"lazy fetching disabled" in errors or b"not allowed" in errors:
            return Unreadable(GapReason.MISSING, "partial clone: the repository does not hold this object")
        if b"dubious ownership" in errors or b"not a git repository" in errors:
            raise self._git.error(errors)
        return Unreadable(GapReason.UNREADABLE, self._git.error(errors).message)


def _size(header: bytes) -> int:
    """Of `<id> <type> <size>`; `ValueError` for any other line."""
    _, _, size = header.split(b" ")
    return int(size)


def _some(child: Child, size: int) -> bytes:
    chunk = child.read(size)
    if not chunk:
        raise EOFError
    return chunk


def _environment(root: str) -> dict[str, str]:
    """The user's environment without what steers git, and with what silences it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return kept | _ENVIRONMENT | _told_by_git(root)


def _told_by_git(root: str) -> dict[str, str]:
    """Repository variables of a hook, absolute; only when they speak of the repository at `root`, the one we stand in."""
    told = {name: os.environ[name] for name in _INHERITED if os.environ.get(name)}
    if not told:
        return {}
    here = os.getcwd()
    place = enclosing(here)
    if os.path.realpath(root) != os.path.realpath(here) and (place is None or enclosing(root) != place):
        return {}
    absolute = {name: _absolute(here, name, value) for name, value in told.items()}
    if "GIT_DIR" in told and os.path.realpath(absolute["GIT_DIR"]) != os.path.realpath(here):
        # with GIT_DIR alone git takes the folder it starts in for the top of the work tree, and `-C` moves that
        absolute.setdefault("GIT_WORK_TREE", here)
    return absolute


def _absolute(here: str, name: str, value: str) -> str:
    if name == "GIT_ALTERNATE_OBJECT_DIRECTORIES":
        return os.pathsep.join(os.path.join(here, folder) for folder in value.split(os.pathsep))
    return os.path.join(here, value)


def _trusted(program: str, root: str) -> list[str]:
    """The user's `safe.directory` entries; only looked up for a repository of somebody else.

    git minds them in the configuration we leave out, so they are read from it and handed on (git 2.38 and later takes them so).
    """
    if not _is_foreign(enclosing(root) or root):
        return []
    folders = []
    for scope in ("--system", "--global"):
        child = start([program, "config", "-z", scope, "--get-all", "safe.directory"], os.environ)
        try:
            out = b"".join(iter(lambda: child.read(_CHUNK), b""))  # noqa: B023 (consumed before the next turn)
            child.finish()
        finally:
            child.kill()
        folders += [os.fsdecode(folder) for folder in out.split(b"\0")[:-1]]
    return folders


def _is_foreign(folder: str) -> bool:
    """Whether git would ask `safe.directory`: the folder, or the `.git` in it, belongs to another user."""
    if not hasattr(os, "geteuid"):
        return False
    for path in (folder, os.path.join(folder, ".git")):
        try:
            if os.lstat(path).st_uid != os.geteuid():
                return True
        except OSError:
            continue
    return False
