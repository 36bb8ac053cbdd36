"""The contract between a target and the pipeline: references first, bytes only when asked for.

A `Source` lists `Ref`s without reading contents. A `Reader` turns a `Ref` into bytes; it is rebuilt in each worker from a
`ReaderSpec`, so that contents are read where they are analyzed and never cross processes.
"""

from collections.abc import Iterable, Iterator
from typing import Protocol

from msgspec import Struct

from gateline.model.finding import Origin
from gateline.model.gap import Gap, GapReason

__all__ = ["Blob", "Reader", "ReaderSpec", "Ref", "Sighting", "Source", "Unreadable"]


class Ref(Struct, frozen=True, gc=False, array_like=True):
    """One content of a target, named but not read."""

    path: str
    """Display path: UTF-8, relative to the target's root, undecodable bytes as `\\xNN`."""
    locator: bytes
    """What the reader needs: the raw path relative to the root, or a git object id in hex."""
    oid: str = ""
    """git blob id in hex when it is known without reading, else empty."""
    size: int = -1
    """Bytes; -1 when not known."""
    stamp: tuple[int, ...] = ()
    """(mtime_ns, ctime_ns, inode, size) of a working-tree file; lets an unchanged file be recognised without reading it."""


class Blob(Struct, frozen=True, gc=False):
    """Bytes with a content id."""

    oid: str
    kind: str
    """From `source.kinds`, decided by path and head."""
    data: bytes


class Unreadable(Exception):
    """A reference whose bytes cannot be had; becomes a `Gap`."""

    def __init__(self, reason: GapReason, note: str) -> None:
        super().__init__(note)
        self.reason = reason
        self.note = note


class Reader(Protocol):
    """Turns references into bytes. Not thread-safe; one per process."""

    def read(self, ref: Ref, limit: int) -> bytes:
        """Bytes of `ref`.

        Raises:
            Unreadable: it is gone, forbidden, not a regular file, or larger than `limit` bytes.
        """
        ...

    def close(self) -> None:
        """Release files and child processes."""
        ...


class ReaderSpec(Struct, frozen=True, array_like=True):
    """How a worker builds the reader: `kind` is `files`, `git` or `memory`; `root` the folder or git directory."""

    kind: str
    root: str


class Sighting(Struct, frozen=True, gc=False):
    """Where a content stands: all its paths, and for history where it came from."""

    paths: tuple[str, ...]
    """Sorted, at least one."""
    origin: Origin | None = None


class Source(Protocol):
    """A target the user asks us to gate."""

    label: str
    """For people: `working tree`, `staged changes`, `commits main..HEAD`, `history`."""
    commits: int
    """Commits looked at, once `refs` is exhausted; 0 when the target has no history."""

    def refs(self) -> Iterator[Ref | Gap]:
        """Every content of the target in a stable order; what cannot be listed comes as a `Gap`."""
        ...

    def reader(self) -> ReaderSpec:
        """How to read the references."""
        ...

    def sightings(self, oids: Iterable[str]) -> dict[str, Sighting]:
        """Places of the given contents; only asked for contents with findings or gaps. Empty for targets where a Ref is its own place."""
        ...
