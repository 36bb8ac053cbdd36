"""Archives opened, and those inside them, without ever writing a file.

What cannot be opened is said, with its place and reason, and everything beside it still comes. Names are for people only: `..`
and leading slashes are taken out of them. Links are no contents; what they lead to is a member of its own or not in the archive.
"""

from collections.abc import Iterator

from msgspec import Struct

from gateline.model.gap import GapReason
from gateline.source import tar_members, zip_members
from gateline.source.inflate import ArchiveLimits, Budget, Exhausted, Plain, Refused, Stream, inflate, whole
from gateline.source.kinds import classify, is_archive
from gateline.source.paths import display

__all__ = ["ArchiveLimits", "Member", "Unopened", "expand"]

_HEAD = 1024
_COMPRESSED = frozenset(("gzip", "bzip2", "xz", "zstd"))
_SUFFIXES = (".gz", ".bz2", ".xz", ".zst", ".z")
_TAR_SUFFIXES = (".tgz", ".tbz", ".tbz2", ".txz", ".tzst")
_NAME_LIMIT = 4096
"""Bytes of a member's name that are kept; what a path may have on Linux."""
_NAMES = {
    "7z": "7-Zip",
    "rar": "RAR",
    "cab": "cabinet",
    "deb": "Debian package",
    "rpm": "RPM package",
    "compress": "compress (.Z)",
}


class Member(Struct, frozen=True, gc=False):
    """A file inside an archive."""

    path: str
    """`/` between folders, `!/` behind a nested archive: `lib/inner.jar!/META-INF/MANIFEST.MF`."""
    data: bytes


class Unopened(Struct, frozen=True, gc=False):
    """A part of an archive that was not looked at."""

    path: str
    """As in `Member`; empty when the archive as a whole is meant."""
    reason: GapReason
    note: str


def expand(data: bytes, kind: str, limits: ArchiveLimits | None = None) -> Iterator[Member | Unopened]:
    """Everything inside an archive, as stored; nested archives give their members instead of themselves.

    The answer depends on the arguments alone. A compressed file that says no name of its own is called `data`.

    Args:
        data: the archive.
        kind: from `kinds.ARCHIVES`.

    Raises: nothing.
    """
    limits = limits or ArchiveLimits()
    unopened = 0
    try:
        for item in _Opening(Budget(limits)).members(Plain(data), data, kind, "", 1):
            if isinstance(item, Unopened):
                unopened += 1
                if unopened > limits.unopened:
                    continue
            yield item
    except Exhausted as error:
        yield Unopened("", GapReason.LIMIT, str(error))
    if unopened > limits.unopened:
        yield Unopened("", GapReason.LIMIT, f"{unopened - limits.unopened:,} more parts could not be opened")


class _Opening:
    """One archive being opened, with what it may still cost."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._limits = budget.limits

    def members(self, stream: Stream, data: bytes | None, kind: str, path: str, depth: int) -> Iterator[Member | Unopened]:
        """Members of the archive at `path`, which is `stream` (and `data` when it is at hand as a whole)."""
        if depth > self._limits.depth:
            yield Unopened(path, GapReason.LIMIT, f"more than {self._limits.depth} archives within each other")
            return
        try:
            if kind == "zip":
                yield from self._zip(whole(stream, self._limits.member_bytes) if data is None else data, path, depth)
            elif kind == "tar":
                yield from self._tar(stream, path, depth)
            elif kind in _COMPRESSED:
                yield from self._compressed(stream, kind, path, depth)
            else:
                yield Unopened(path, GapReason.UNSUPPORTED, f"{_NAMES.get(kind, kind)} archives cannot be opened")
        except Refused as error:
            yield Unopened(path, error.reason, error.note)

    def _zip(self, data: bytes, path: str, depth: int) -> Iterator[Member | Unopened]:
        for item in zip_members.members(data, self._budget):
            inside = _join(path, item.name) if item.name else path
            if isinstance(item, zip_members.Damage):
                yield Unopened(inside, GapReason.MALFORMED, item.note)
                continue
            try:
                yield from self._member(item.open(self._budget), inside, item.size, depth)
            except Refused as error:
                yield Unopened(inside, error.reason, error.note)

    def _tar(self, stream: Stream, path: str, depth: int) -> Iterator[Member | Unopened]:
        for item in tar_members.members(stream, self._budget):
            inside = _join(path, item.name)
            if item.not_regular:
                yield Unopened(inside, GapReason.NOT_REGULAR, item.not_regular)
            else:
                yield from self._member(item.content, inside, item.content.left, depth)

    def _compressed(self, stream: Stream, kind: str, path: str, depth: int) -> Iterator[Member | Unopened]:
        name = _stored_name(stream.peek(_HEAD)) if kind == "gzip" else b""
        inner = inflate(stream, kind, self._budget)
        inside = name.rpartition(b"/")[2] or _unpacked_name(path)
        if classify(display(inside), inner.peek(_HEAD)) == "tar":
            yield from self.members(inner, None, "tar", path, depth + 1)
        else:
            yield from self._member(inner, _join(path, inside), -1, depth)

    def _member(self, stream: Stream, path: str, size: int, depth: int) -> Iterator[Member | Unopened]:
        """A member, or what is in it. Raises `Refused` only where its own stream is damaged."""
        kind = classify(path, stream.peek(_HEAD))
        if is_archive(kind):
            yield from self.members(stream, None, kind, path, depth + 1)
        elif size > self._limits.member_bytes:
            yield Unopened(path, GapReason.TOO_LARGE, f"{size:,} bytes, the limit is {self._limits.member_bytes:,}")
        else:
            try:
                data = whole(stream, self._limits.member_bytes)
            except Refused as error:
                yield Unopened(path, error.reason, error.note)
            else:
                yield Member(path, data)


def _join(archive: str, name: bytes) -> str:
    """Path of a member; no part of its name leads up or to the root."""
    parts = [part for part in name[:_NAME_LIMIT].replace(b"\\", b"/").split(b"/") if part not in (b"", b".", b"..")]
    inside = display(b"/".join(parts)) or "unnamed"
    return f"{archive}!/{inside}" if archive else inside


def _unpacked_name(path: str) -> bytes:
    """What a compressed file is called without its compression; `data` when its name is not known."""
    name = path.rpartition("/")[2]
    lowered = name.lower()
    if lowered.endswith(_TAR_SUFFIXES):
        return (name.rpartition(".")[0] + ".tar").encode()
    if lowered.endswith(_SUFFIXES):
        name = name.rpartition(".")[0]
    return name.encode() or b"data"


def _stored_name(head: bytes) -> bytes:
    """The name a gzip header holds, RFC 1952 §2.3.1; empty when it holds none."""
    has_extra, has_name = head[3:4] and head[3] & 4, head[3:4] and head[3] & 8
    at = 12 + int.from_bytes(head[10:12], "little") if has_extra else 10
    end = head.find(b"\0", at)
    return head[at:end] if has_name and end > at else b""
