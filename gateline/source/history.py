"""Every content that any ref of a repository can reach, read in the order it lies in the packs.

Reading in pack order is what makes a history fast: deltas are resolved from bases still in memory. So the log is read first, for
the path of each content (which decides its kind), then the object database is listed, and what is in both is the target.
Commits only the reflog remembers are no part of it: nobody who clones gets them.
"""

import os
from binascii import unhexlify
from collections.abc import Iterable, Iterator

from gateline.model.gap import Gap, GapReason
from gateline.source.changes import changes, sightings
from gateline.source.errors import GitError
from gateline.source.git import Git
from gateline.source.kinds import promise
from gateline.source.paths import display
from gateline.source.target import ReaderSpec, Ref, Sighting

__all__ = ["History"]

_LIST = ("cat-file", "--batch-all-objects", "--unordered", "--batch-check=%(objectname) %(objecttype) %(objectsize)")
_REFS = ("for-each-ref", "--format=%(objecttype) %(objectname) %(*objecttype) %(*objectname) %(refname)")


_TOLD_ONE_BY_ONE = 100
"""Missing contents that get a gap each."""


class History:
    """All branches, tags, notes, stashes and other refs, and HEAD; of work trees, bare repositories and mirrors."""

    label = "history"

    def __init__(self, root: str) -> None:
        """Bind to the repository around `root`; nothing is asked yet.

        Raises:
            GitError: git is not installed.
        """
        self.commits = 0
        self._root = os.path.abspath(root)
        self._git = Git(self._root)

    def refs(self) -> Iterator[Ref | Gap]:
        """Each content once for each kind its paths promise, in pack order; what the clone lacks as gaps of the whole target.

        Raises:
            GitError: `root` is not in a repository, or git refuses it.
        """
        is_shallow = self._git.run("rev-parse", "--is-shallow-repository").strip() == b"true"
        if is_shallow:
            yield _lacking("shallow clone: older commits are not here; git fetch --unshallow")
        reachable = _Reachable()
        yield from self._collect(reachable)
        yield from self._listed(reachable)
        yield from _absent(reachable)

    def reader(self) -> ReaderSpec:
        """`git`: contents come from the object database."""
        return ReaderSpec(kind="git", root=self._root)

    def sightings(self, oids: Iterable[str]) -> dict[str, Sighting]:
        """All paths of each content, and the commit it first came in with (none for what only a tag names).

        Raises:
            GitError: as `refs`, or an object on the way is missing.
        """
        wanted = set(oids)
        found = sightings(self._git, wanted, "--all", "--") if wanted else {}
        if len(found) < len(wanted):
            for oid, path in _tagged(self._git):
                name = oid.decode("ascii")
                if name in wanted and name not in found:
                    found[name] = Sighting((display(path),))
        return found

    def _collect(self, reachable: "_Reachable") -> Iterator[Gap]:
        """Fill `reachable`; a log that breaks off is a gap, what it told until then stays."""
        self.commits = 0
        try:
            for _, found in changes(self._git, "--all", "--"):
                self.commits += 1
                for oid, path in found:
                    reachable.add(oid, path)
        except GitError as error:
            yield Gap("", "source", GapReason.UNREADABLE, f"the log ends early: {error.message}")
        try:
            for oid, path in _tagged(self._git):
                reachable.add(oid, path)
        except GitError as error:
            yield Gap("", "source", GapReason.UNREADABLE, f"not all refs can be followed: {error.message}")

    def _listed(self, reachable: "_Reachable") -> Iterator[Ref]:
        """Take from `reachable` what the object database holds."""
        rest = b""
        for chunk in self._git.stream(*_LIST):
            lines = (rest + chunk).split(b"\n")
            rest = lines.pop()
            for line in lines:
                oid, _, about = line.partition(b" ")
                if about.startswith(b"blob "):  # a damaged object is `missing`, and stays in `reachable`
                    for path in reachable.take(oid):
                        yield Ref(display(path), oid, oid.decode("ascii"), int(about[5:]))


class _Reachable:
    """Contents and their paths, in little memory: ids as bytes, each path kept once."""

    def __init__(self) -> None:
        self.paths: dict[bytes, bytes] = {}
        """Binary object id → first path."""
        self._others: dict[bytes, list[bytes]] = {}
        """Further paths, one for each other kind they promise; few contents have any."""
        self._promises: dict[bytes, str] = {}
        self._names: dict[bytes, bytes] = {}

    def add(self, oid: bytes, path: bytes) -> None:
        key = unhexlify(oid)
        first = self.paths.get(key)
        if first is None:
            self.paths[key] = self._names.setdefault(path, path)
        elif first != path:
            others = self._others.get(key, [])
            promised = self._promise(path)
            if all(self._promise(other) != promised for other in (first, *others)):
                self._others[key] = [*others, self._names.setdefault(path, path)]

    def take(self, oid: bytes) -> list[bytes]:
        """The paths of a content, which is then no longer here; empty when it is unreachable."""
        key = unhexlify(oid)
        first = self.paths.pop(key, None)
        return [] if first is None else [first, *self._others.get(key, ())]

    def _promise(self, path: bytes) -> str:
        promised = self._promises.get(path)
        if promised is None:
            promised = self._promises[self._names.setdefault(path, path)] = promise(display(path))
        return promised


def _tagged(git: Git) -> Iterator[tuple[bytes, bytes]]:
    """Contents that a ref names directly, not through a commit: id and ref; of trees with the path in them."""
    for line in git.run(*_REFS).splitlines():
        kind, oid, peeled_kind, peeled_oid, name = line.split(b" ")
        if peeled_kind:
            kind, oid = peeled_kind, peeled_oid
        if kind == b"tag":  # of a tag: older versions of git peel only once
            oid = git.run("rev-parse", f"{oid.decode('ascii')}^{{}}").strip()
            kind = git.run("cat-file", "-t", oid.decode("ascii")).strip()
        if kind == b"blob":
            yield oid, name
        elif kind == b"tree":
            out = git.call("ls-tree", "-r", "-z", "--full-tree", oid.decode("ascii")).out
            for entry in out.split(b"\0")[:-1]:
                about, _, path = entry.partition(b"\t")
                _, member_kind, member_oid = about.split(b" ")
                if member_kind == b"blob":
                    yield member_oid, name + b"/" + path


def _absent(reachable: _Reachable) -> Iterator[Gap]:
    """What the log names and the object database lacks, one by one unless that would flood the report."""
    note = "not in this clone, or damaged in it; a full clone has it"
    if len(reachable.paths) > _TOLD_ONE_BY_ONE:
        yield _lacking(f"{len(reachable.paths):,} contents are {note}")
    else:
        for path in sorted({display(path) for path in reachable.paths.values()}):
            yield Gap(path, "source", GapReason.MISSING, note)


def _lacking(note: str) -> Gap:
    return Gap("", "source", GapReason.MISSING, note)
