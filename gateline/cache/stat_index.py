"""Which files of a working tree have not changed since they were last read, and which of those were clean.

One file a target root, `trees/<hash of the root>.msgpack`. An entry holds for a file exactly while its stamp (mtime, ctime,
inode, size) is the recorded one. Timestamps are racy: a file changed within the clock's granularity of the run that recorded
it may keep its stamp, so entries whose times are not at least two seconds older than that run are not trusted (git calls this
"racily clean"). The file carries a checksum; a damaged one is no index. It is replaced by rename, so a reader always sees a whole
one.
"""

import os
import tempfile
import time
from collections.abc import Sequence
from hashlib import blake2b

import msgspec
from msgspec import Struct

from gateline.cache.place import drop_oldest

__all__ = ["Entry", "StatIndex", "index_path"]

_MAGIC = b"gateline-tree-1\n"
_SUM = 16
_RACY_NS = 2_000_000_000
_MOST_TREES = 200
"""Indexes in the folder before the oldest go."""
_MOST_ANALYZERS = 16
"""Analyzers the masks remember; the ones of this run come first, the longest unused fall out."""


class Entry(Struct, frozen=True, gc=False, array_like=True):
    """What is known of one file."""

    stamp: tuple[int, ...]
    oid: str
    kind: str
    """What its path promises of its kind."""
    clean: int
    """Bit n set: the n-th analyzer of the index has nothing to say about it, and it is no archive."""


class _Stored(Struct, array_like=True):
    version: str
    written_ns: int
    analyzers: list[str]
    entries: dict[bytes, Entry]


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(_Stored)


def index_path(directory: str, root: str, prefix: str = "") -> str:
    """The index file of a tree in a cache directory.

    Args:
        directory: the cache directory.
        root: absolute path of the tree.
        prefix: what stands before the tree's paths when their kinds are told.
    """
    name = blake2b(os.fsencode(os.path.realpath(root)) + b"\0" + os.fsencode(prefix), digest_size=16).hexdigest()
    return os.path.join(directory, "trees", f"{name}.msgpack")


class StatIndex:
    """The index of one target root: what the last run left, and what this run learns.

    Args:
        path: from `index_path`; empty for an index that is never kept.
        version: whatever an entry's kind and cleanness depend on beside the file and the analyzers.
        analyzers: digests of this run's analyzers; bit n of `Entry.clean` speaks of the n-th.
        now_ns: start of this run, before anything is listed.
    """

    def __init__(self, path: str, version: str, analyzers: Sequence[str], now_ns: int | None = None) -> None:
        self._path = path
        self._version = version
        self._started_ns = time.time_ns() if now_ns is None else now_ns
        self._analyzers = list(analyzers)
        self._known: dict[bytes, Entry] = {}
        self._kept: dict[bytes, Entry] = {}
        self._learned: dict[bytes, Entry] = {}
        self._trusted_before = 0
        self._asked = 0
        self.notes: tuple[str, ...] = ()
        """What went wrong, one line for people each."""
        if path:
            self._load()

    def find(self, locator: bytes, stamp: tuple[int, ...]) -> Entry | None:
        """The entry of a file that is certainly unchanged.

        Args:
            locator: raw path relative to the root.
            stamp: (mtime_ns, ctime_ns, inode, size), as `Ref.stamp`.
        """
        entry = self._known.get(locator)
        if entry is None:
            return None
        self._asked += 1
        if entry.stamp != stamp or not self._is_trusted(entry):
            return None
        self._kept[locator] = entry
        return entry

    def learn(self, locator: bytes, entry: Entry) -> None:
        """Remember what this run found out about a file; what is known of the very same content stays."""
        known = self._kept.get(locator)
        if known is not None and known.oid == entry.oid:
            entry = Entry(entry.stamp, entry.oid, entry.kind, entry.clean | known.clean)
        self._learned[locator] = entry

    def save(self, is_whole: bool) -> None:
        """Write the index when there is something new in it. Raises nothing.

        Args:
            is_whole: every file of the root was listed, so an entry nobody asked for is of a file that is gone.
        """
        has_vanished = is_whole and self._asked < len(self._known)
        if not self._path or not (self._learned or has_vanished):
            return
        old = self._kept if is_whole else {key: entry for key, entry in self._known.items() if self._is_trusted(entry)}
        try:
            self._write(old | self._learned)
        except OSError as error:
            self.notes = (*self.notes, f"the index of unchanged files cannot be written: {error.strerror}")

    def _is_trusted(self, entry: Entry) -> bool:
        return entry.stamp[0] < self._trusted_before and entry.stamp[1] < self._trusted_before

    def _load(self) -> None:
        stored = _read(self._path)
        if stored is None or stored.version != self._version:
            return
        self._trusted_before = stored.written_ns - _RACY_NS
        self._known = stored.entries
        if stored.analyzers != self._analyzers:
            self._translate(stored.analyzers)

    def _translate(self, old: list[str]) -> None:
        """Bring masks to this run's numbering; analyzers that do not run this time keep their bits behind those that do."""
        self._analyzers += [name for name in old if name not in self._analyzers]
        del self._analyzers[_MOST_ANALYZERS:]
        moves = [(1 << bit, 1 << self._analyzers.index(name)) for bit, name in enumerate(old) if name in self._analyzers]
        masks = {0: 0}
        for key, entry in self._known.items():
            if entry.clean not in masks:
                masks[entry.clean] = sum(new for before, new in moves if entry.clean & before)
            self._known[key] = Entry(entry.stamp, entry.oid, entry.kind, masks[entry.clean])

    def _write(self, entries: dict[bytes, Entry]) -> None:
        body = _encoder.encode(_Stored(self._version, self._started_ns, self._analyzers, entries))
        folder = os.path.dirname(self._path)
        os.makedirs(folder, mode=0o700, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=".tree-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_MAGIC + blake2b(body, digest_size=_SUM).digest() + body)
            os.replace(temporary, self._path)
        except BaseException:
            os.unlink(temporary)
            raise
        drop_oldest(folder, _MOST_TREES)


def _read(path: str) -> _Stored | None:
    """What the file holds; None when there is none, or it is damaged in any way."""
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError:
        return None
    head, body = data[: len(_MAGIC) + _SUM], data[len(_MAGIC) + _SUM :]
    if head != _MAGIC + blake2b(body, digest_size=_SUM).digest():
        return None
    try:
        return _decoder.decode(body)
    except msgspec.DecodeError:
        return None
