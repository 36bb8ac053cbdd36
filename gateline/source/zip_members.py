"""zip: the directory at the end says what is inside; where it is missing, the local headers do.

Spec: PKWARE APPNOTE.TXT 6.3.10. Our own reader, because `zipfile` builds an object of a kilobyte for each of the million entries
that fit in a few megabytes, and refuses the whole archive for one damaged entry.
"""

from bisect import bisect_right
from collections.abc import Iterator
from struct import Struct as Layout

from msgspec import Struct

from gateline.model.gap import GapReason
from gateline.source.inflate import Budget, Codec, Inflated, Plain, Refused, Stream, inflate

__all__ = ["Damage", "ZipMember", "members"]

_END = Layout("<4s4H2LH")
_END_64 = Layout("<4sQ2H2L4Q")
_LOCATOR = Layout("<4sLQL")
_ENTRY = Layout("<4s4B4H3L5H2L")
_LOCAL = Layout("<4s2B4H3L2H")
_UNKNOWN = 0xFFFFFFFF
"""The field stands in the zip64 extra (§4.4.8)."""
_IS_ENCRYPTED = 0x1
_HAS_DESCRIPTOR = 0x8
"""Sizes follow the data instead of standing in the local header."""
_IS_UTF8 = 0x800

_METHODS = {8: "deflate", 12: "bzip2", 93: "zstd", 95: "xz"}
_STORED = 0
_LZMA = 14
_UNSUPPORTED = {1: "shrunk", 6: "imploded", 9: "Deflate64", 97: "WavPack", 98: "PPMd", 99: "encrypted with AES"}


class ZipMember(Struct):
    """One entry of the archive, not yet unpacked."""

    name: bytes
    """UTF-8, unless the archive claims so and lies."""
    size: int
    """Unpacked bytes as the archive says; -1 when it does not, and it may lie."""
    _packed: memoryview
    _method: int
    _flags: int

    def open(self, budget: Budget) -> Stream:
        """The unpacked content.

        Raises:
            Refused: encrypted, or packed in a way that this installation cannot undo.
        """
        if self._flags & _IS_ENCRYPTED or self._method == 99:
            raise Refused(GapReason.UNSUPPORTED, "encrypted")
        packed = Plain(self._packed)
        if self._method == _STORED:
            return packed
        if self._method == _LZMA:
            return _open_lzma(packed, budget)
        if self._method in _METHODS:
            return inflate(packed, _METHODS[self._method], budget)
        raise Refused(GapReason.UNSUPPORTED, f"compression method {self._method} ({_UNSUPPORTED.get(self._method, 'unknown')})")


class Damage(Struct):
    """A part of the archive that is not as it must be; the rest is."""

    name: bytes
    """As in `ZipMember`; empty when the archive as a whole is meant."""
    note: str


def members(data: bytes, budget: Budget) -> Iterator[ZipMember | Damage]:
    """Entries in the order of the directory; folders are passed over.

    An entry that shares bytes with another is damage: this is how a small archive becomes a large one
    (https://www.bamsoftware.com/hacks/zipbomb/).

    Raises:
        Exhausted: the whole archive has cost what it may.
    """
    directory = _find_directory(data)
    if directory is None:
        yield Damage(b"", "its directory is missing or damaged; members were taken as they stand")
        yield from _scan(data, budget)
        return
    at, end, shift = directory
    taken = _Taken()
    taken.claim(at, end)
    while data[at : at + 4] == b"PK\x01\x02" and at + _ENTRY.size <= end:
        budget.spend_member()
        entry = _read_entry(data, at)
        if entry.end > end:
            break
        at = entry.end
        if not entry.name.endswith(b"/") or entry.size > 0:
            yield _locate(data, entry, shift, taken)
    if at != end:
        yield Damage(b"", "its directory is damaged; members may be missing")


class _Entry(Struct):
    """What the directory says of a member."""

    name: bytes
    flags: int
    method: int
    packed_size: int
    size: int
    offset: int
    """Of the local header, before `shift`."""
    end: int
    """Where the next entry starts."""


class _Taken:
    """Regions that belong to somebody: sorted, not overlapping."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def claim(self, start: int, end: int) -> bool:
        """Take a region; False when part of it is taken."""
        index = bisect_right(self._starts, start)
        if index and self._ends[index - 1] > start:
            return False
        if index < len(self._starts) and self._starts[index] < end:
            return False
        self._starts.insert(index, start)
        self._ends.insert(index, end)
        return True


def _find_directory(data: bytes) -> tuple[int, int, int] | None:
    """Start and end of the directory, and how far all offsets are off (a program may stand in front of the archive)."""
    at = _find_end(data)
    if at < 0:
        return None
    _, _, _, _, _, size, offset, _ = _END.unpack_from(data, at)
    end = at
    if data[at - _LOCATOR.size : at][:4] == b"PK\x06\x07":
        _, _, end_64, _ = _LOCATOR.unpack_from(data, at - _LOCATOR.size)
        for place in (end_64, at - _LOCATOR.size - _END_64.size):  # the second: when something stands in front
            if 0 <= place <= at - _END_64.size and data[place : place + 4] == b"PK\x06\x06":
                *_, size, offset = _END_64.unpack_from(data, place)
                end = place
                break
    start = end - size
    if start < 0 or (size and data[start : start + 4] != b"PK\x01\x02"):
        return None
    return start, end, start - offset


def _find_end(data: bytes) -> int:
    """Where the end record stands: the last whose comment reaches exactly to the end, else simply the last; -1 without any."""
    lowest = max(0, len(data) - _END.size - 0xFFFF)
    last = at = data.rfind(b"PK\x05\x06", lowest, len(data) - _END.size + 4)
    while at >= 0:
        if at + _END.size + int.from_bytes(data[at + 20 : at + 22], "little") == len(data):
            return at
        at = data.rfind(b"PK\x05\x06", lowest, at)
    return last


def _read_entry(data: bytes, at: int) -> _Entry:
    fields = _ENTRY.unpack_from(data, at)
    flags, method = fields[5], fields[6]
    packed_size, size = fields[10], fields[11]
    name_size, extra_size, comment_size = fields[12:15]
    offset = fields[18]
    name_end = at + _ENTRY.size + name_size
    extra = data[name_end : name_end + extra_size]
    packed_size, size, offset = _unzip64(extra, size, packed_size, offset)
    name = _utf8(data[at + _ENTRY.size : name_end], flags)
    return _Entry(name, flags, method, packed_size, size, offset, name_end + extra_size + comment_size)


def _unzip64(extra: bytes, size: int, packed_size: int, offset: int) -> tuple[int, int, int]:
    """Packed size, size and offset; the unknown ones stand in extra field 1 in the order size, packed size, offset (§4.5.3)."""
    values = [size, packed_size, offset]
    field = _extra_field(extra, 1) if _UNKNOWN in values else b""
    for index, value in enumerate(values):
        if value == _UNKNOWN and len(field) >= 8:
            values[index] = int.from_bytes(field[:8], "little")
            field = field[8:]
    return values[1], values[0], values[2]


def _extra_field(extra: bytes, wanted: int) -> bytes:
    at = 0
    while at + 4 <= len(extra):
        tag, size = int.from_bytes(extra[at : at + 2], "little"), int.from_bytes(extra[at + 2 : at + 4], "little")
        if tag == wanted:
            return extra[at + 4 : at + 4 + size]
        at += 4 + size
    return b""


def _utf8(name: bytes, flags: int) -> bytes:
    """A name in UTF-8: without the flag it is in code page 437, unless its writer forgot the flag (§4.4.4, Appendix D)."""
    if not flags & _IS_UTF8 and not name.isascii():
        try:
            name.decode()
        except UnicodeDecodeError:
            return name.decode("cp437").encode()
    return name


def _locate(data: bytes, entry: _Entry, shift: int, taken: _Taken) -> ZipMember | Damage:
    """The bytes of a member, by its local header."""
    start = entry.offset + shift
    if start < 0 or data[start : start + 4] != b"PK\x03\x04" or start + _LOCAL.size > len(data):
        return Damage(entry.name, "the directory points where no member is")
    name_size, extra_size = _LOCAL.unpack_from(data, start)[-2:]
    content = start + _LOCAL.size + name_size + extra_size
    end = content + entry.packed_size
    if end > len(data):
        return Damage(entry.name, "reaches beyond the end of the archive")
    if not taken.claim(start, end):
        return Damage(entry.name, "shares its bytes with another member")
    return ZipMember(entry.name, entry.size, memoryview(data)[content:end], entry.method, entry.flags)


def _scan(data: bytes, budget: Budget) -> Iterator[ZipMember | Damage]:
    """Members by their local headers, one behind the other."""
    at = data.find(b"PK\x03\x04")
    while 0 <= at <= len(data) - _LOCAL.size:
        budget.spend_member()
        fields = _LOCAL.unpack_from(data, at)
        flags, method, packed_size, size, name_size, extra_size = fields[3], fields[4], *fields[8:]
        content = at + _LOCAL.size + name_size + extra_size
        extra = data[content - extra_size : content]
        name = _utf8(data[at + _LOCAL.size : content - extra_size], flags)
        packed_size, size, _ = _unzip64(extra, size, packed_size, 0)
        if flags & _HAS_DESCRIPTOR:
            end = _next_signature(data, content)
            size = -1
        else:
            end = content + packed_size
        if not name.endswith(b"/"):
            yield ZipMember(name, size, memoryview(data)[content:end], method, flags)
        at = data.find(b"PK\x03\x04", min(end, len(data)))


def _next_signature(data: bytes, start: int) -> int:
    """Where the data may end whose size nobody says: at the next record of any sort."""
    end = len(data)
    # the next member first: each further search is then bounded by it, and all of them together read the archive a few times
    for signature in (b"PK\x03\x04", b"PK\x07\x08", b"PK\x01\x02"):
        place = data.find(signature, start, end)
        end = place if place >= 0 else end
    return end


def _open_lzma(packed: Stream, budget: Budget) -> Stream:
    """LZMA in a zip: version, size of the properties, properties, raw stream (§5.8.8)."""
    import lzma

    header = packed.read(4)
    properties = packed.read(int.from_bytes(header[2:4], "little"))
    if len(properties) != 5 or properties[0] >= 225:
        raise Refused(GapReason.MALFORMED, "its LZMA properties are damaged")
    rest, lc = divmod(properties[0], 9)
    pb, lp = divmod(rest, 5)
    dictionary = int.from_bytes(properties[1:], "little")
    if dictionary > _LZMA_DICTIONARY or lc + lp > 4:
        raise Refused(GapReason.LIMIT, f"needs a dictionary of {dictionary:,} bytes to unpack")
    filters = [{"id": lzma.FILTER_LZMA1, "dict_size": max(dictionary, 4096), "lc": lc, "lp": lp, "pb": pb}]
    codec = Codec(lambda: lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=filters), (lzma.LZMAError,))
    return Inflated(packed, codec, budget)


_LZMA_DICTIONARY = 128 << 20
