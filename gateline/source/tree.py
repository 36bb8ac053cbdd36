"""The files of a folder as they lie on disk.

Inside a git work tree the listing is git's: what is tracked, and what is neither tracked nor ignored. Submodules and nested
repositories are part of the tree and listed by their own rules. Outside of git, ignore files mean nothing (as in ripgrep): nobody
could say what a repository's ignore file means without the repository, and listing more is the safe side.
"""

import os
import stat
from collections.abc import Iterable, Iterator, Sequence

from gateline.model.gap import Gap, GapReason
from gateline.source.errors import SourceError
from gateline.source.excludes import Excludes
from gateline.source.git import Answer, Git, enclosing
from gateline.source.paths import display
from gateline.source.target import ReaderSpec, Ref, Sighting

__all__ = ["WorkingTree"]

_GITLINK = b"160000"
_WARNING = b"warning: could not open directory '"
"""What git says of a folder it may not read; it then goes on as if the folder were empty."""


class WorkingTree:
    """Files under a folder, or one file. Symbolic links are neither followed nor listed; `.git` folders are not part of it."""

    label = "working tree"
    commits = 0

    def __init__(self, root: str, *, honour_ignores: bool = True, excludes: Sequence[str] = ()) -> None:
        """Look at what `root` is.

        Args:
            root: a folder, or a single file; a symbolic link given here is followed.
            honour_ignores: whether files ignored by git are left out. False: the tree may hide nothing, every file is listed.
            excludes: patterns of the policy, see `Excludes`; they hold with and without git.

        Raises:
            SourceError: `root` does not exist or cannot be entered; a pattern is malformed.
        """
        resolved = os.path.realpath(root)
        try:
            is_folder = stat.S_ISDIR(os.stat(resolved).st_mode)
        except OSError as error:
            raise SourceError(f"{root}: {(error.strerror or 'cannot be opened').lower()}") from error
        self._root = resolved if is_folder else os.path.dirname(resolved)
        self._single = None if is_folder else os.fsencode(os.path.basename(resolved))
        self._honours = honour_ignores
        self._excludes = Excludes(excludes) if excludes else None

    def refs(self) -> Iterator[Ref | Gap]:
        """Every file, ordered by its raw path; what is no file or cannot be entered comes as a `Gap` (git's complaints first).

        Raises:
            GitError: the folder is in a work tree that git cannot list (not installed, not trusted, damaged).
        """
        if self._single is not None:
            yield from _look(os.fsencode(self._root), [self._single])
        elif self._honours and self._is_work_tree():
            yield from self._listed()
        else:
            yield from self._walk(b"")

    def reader(self) -> ReaderSpec:
        """`files`, relative to the folder (of the single file)."""
        return ReaderSpec(kind="files", root=self._root)

    def sightings(self, oids: Iterable[str]) -> dict[str, Sighting]:
        """Empty: a reference is its own place."""
        return {}

    def _is_work_tree(self) -> bool:
        """Whether git says what belongs to the folder: not inside a git directory, nor where the folder itself is ignored."""
        top = enclosing(self._root)
        if top is None:
            return False
        git = Git(self._root)
        answer = git.call("rev-parse", "--is-inside-work-tree")
        if answer.code != 0:
            raise git.error(answer.errors)
        if answer.out.strip() != b"true":
            return False
        return top == self._root or git.call("check-ignore", "-q", "--no-index", "--", self._root).code == 1

    def _listed(self) -> Iterator[Ref | Gap]:
        """git's listing, with its submodules and nested repositories."""
        paths: set[bytes] = set()
        gaps: list[Gap] = []
        folders = [b""]
        while folders:
            folder = folders.pop()
            for path, is_repository in self._ask(folder, gaps):
                if self._is_excluded(path + b"/" if is_repository else path):
                    continue
                if is_repository:
                    self._enter(path, folders, paths, gaps)
                else:
                    paths.add(path)
        yield from sorted(gaps)
        yield from _look(os.fsencode(self._root), sorted(paths))

    def _ask(self, folder: bytes, gaps: list[Gap]) -> Iterator[tuple[bytes, bool]]:
        """Paths in the work tree at `folder` (empty, or ending in `/`), each with whether it is a repository of its own."""
        answer = self._ls_files(folder)
        for entry in answer.out.split(b"\0")[:-1]:
            # `? path` and `H mode id stage<TAB>path`, git-ls-files(1)
            if entry.startswith(b"? "):
                path = entry[2:]
                yield folder + path.rstrip(b"/"), path.endswith(b"/")
            else:
                yield folder + entry.partition(b"\t")[2], entry[2:8] == _GITLINK
        for line in answer.errors.splitlines():
            if line.startswith(_WARNING):
                path, _, why = line.removeprefix(_WARNING).rpartition(b"': ")
                gaps.append(Gap(display(folder + path), "source", GapReason.UNREADABLE, display(why).lower()))
            else:
                gaps.append(Gap(display(folder), "source", GapReason.UNREADABLE, f"git: {display(line)}"))

    def _ls_files(self, folder: bytes) -> Answer:
        git = Git(os.path.join(self._root, os.fsdecode(folder)))
        answer = git.call("ls-files", "-z", "-t", "--stage", "--cached", "--others", "--exclude-standard")
        if answer.code != 0:
            raise git.error(answer.errors)
        return answer

    def _enter(self, path: bytes, folders: list[bytes], paths: set[bytes], gaps: list[Gap]) -> None:
        """Take in a submodule or nested repository: by git when it is sound, file by file when not."""
        full = os.path.join(os.fsencode(self._root), path)
        if os.path.islink(full):
            return
        try:
            names = os.listdir(full)
        except FileNotFoundError:
            names = []
        except NotADirectoryError:
            paths.add(path)
            return
        except OSError as error:
            gaps.append(_refused(path, error))
            return
        if not names:
            gaps.append(Gap(display(path), "source", GapReason.MISSING, "submodule not checked out: git submodule update --init"))
        elif b".git" in names and _is_sound(os.fsdecode(full)):
            folders.append(path + b"/")
        else:
            for found in self._walk(path + b"/"):
                if isinstance(found, Ref):
                    paths.add(found.locator)
                else:
                    gaps.append(found)

    def _walk(self, folder: bytes) -> Iterator[Ref | Gap]:
        """Every file beneath `folder` (empty, or ending in `/`), whatever ignore files say."""
        root = os.fsencode(self._root)
        pending: list[bytes | Ref | Gap] = [folder]
        while pending:
            found = pending.pop()
            if not isinstance(found, bytes):
                yield found
                continue
            try:
                with os.scandir(os.path.join(root, found)) as entries:
                    inside = [self._classify(found, entry) for entry in entries]
            except OSError as error:
                yield _refused(found, error)
                continue
            pending += sorted((item for item in inside if item is not None), key=_order, reverse=True)

    def _classify(self, folder: bytes, entry: os.DirEntry[bytes]) -> bytes | Ref | Gap | None:
        """A folder to enter (ending in `/`), a file, a gap, or nothing."""
        path = folder + entry.name
        try:
            if entry.is_symlink() or self._is_excluded(path + b"/" if entry.is_dir(follow_symlinks=False) else path):
                return None
            if entry.is_dir(follow_symlinks=False):
                return path + b"/" if entry.name != b".git" else None
            return _found(path, entry.stat(follow_symlinks=False))
        except OSError as error:
            return _refused(path, error)

    def _is_excluded(self, path: bytes) -> bool:
        return self._excludes is not None and self._excludes.cover(path)


def _look(root: bytes, paths: Iterable[bytes]) -> Iterator[Ref | Gap]:
    """References to the paths that are there. A path beyond a symbolic link is not there: what it leads to is not this tree's."""
    real = {b"": True}
    for path in paths:
        folder = path.rpartition(b"/")[0]
        if not (real[folder] if folder in real else _is_real(root, folder, real)):
            continue
        try:
            status = os.lstat(root + b"/" + path)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            yield _refused(path, error)
            continue
        found = _found(path, status)
        if found is not None:
            yield found


def _is_real(root: bytes, folder: bytes, real: dict[bytes, bool]) -> bool:
    """Whether no part of `folder` is a symbolic link; remembers the answer in `real`."""
    answer = real.get(folder)
    if answer is None:
        above = folder.rpartition(b"/")[0]
        answer = real[folder] = _is_real(root, above, real) and not os.path.islink(root + b"/" + folder)
    return answer


def _found(path: bytes, status: os.stat_result) -> Ref | Gap | None:
    mode = status.st_mode
    if stat.S_ISREG(mode):
        stamp = (status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_size)
        return Ref(display(path), path, "", status.st_size, stamp)
    if stat.S_ISLNK(mode) or stat.S_ISDIR(mode):  # a folder where git tracks a file: its files are listed as untracked
        return None
    return Gap(display(path), "source", GapReason.NOT_REGULAR, "a device, FIFO or socket")


def _refused(path: bytes, error: OSError) -> Gap:
    return Gap(display(path.rstrip(b"/")), "source", GapReason.UNREADABLE, (error.strerror or "the system refused").lower())


def _order(item: bytes | Ref | Gap) -> bytes:
    """Raw path; a folder sorts with its `/`, which makes the walk's order that of the full paths."""
    if isinstance(item, bytes):
        return item
    return item.locator if isinstance(item, Ref) else item.path.encode()


def _is_sound(folder: str) -> bool:
    """Whether git takes the folder for the top of a work tree, so that its listing speaks of this folder's files."""
    git = Git(folder)
    answer = git.call("rev-parse", "--show-prefix", "--is-inside-work-tree")
    return answer.code == 0 and answer.out == b"\ntrue\n"
