"""tar: old, ustar, GNU and pax headers, read in passing.

Spec: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html and tar(5). Our own reader, because `tarfile` takes
extended headers of any size into memory, and gives up where damage begins without saying what it left out.
"""

from collections.abc import Iterator

from msgspec import Struct

from gateline.model.gap import GapReason
from gateline.source.inflate import Budget, Refused, Section, Stream

__all__ = ["TarMember", "members"]

_BLOCK = 512
_ZEROS = bytes(_BLOCK)
_EXTENDED = {b"L": 64 << 10, b"K": 64 << 10, b"x": 1 << 20, b"X": 1 << 20, b"g": 1 << 20}
"""Headers that speak of the next one (GNU long names, pax records) and the bytes they may have; no system opens longer names."""
_LINKS = (b"1", b"2")
_FOLDER = b"5"
_DEVICES = {b"3": "a character device", b"4": "a block device", b"6": "a FIFO"}
_DUMP = b"D"
"""GNU: names in a folder, for incremental backups."""


class TarMember(Struct):
    """A file of the archive, or a thing that is none."""

    name: bytes
    content: Section
    """To be read, in whole or in part, before the next member is asked for."""
    not_regular: str = ""
    """What it is when it is a device or FIFO."""


def members(stream: Stream, budget: Budget) -> Iterator[TarMember]:
    """Files, devices and FIFOs in order; folders and links are passed over, they have no content of their own.

    Zero blocks do not end the archive: what stands behind them (a second archive) is read too.

    Raises:
        Refused: the archive is damaged from here on.
        Exhausted: the whole archive has cost what it may.
    """
    extended: dict[bytes, bytes] = {}
    while header := stream.read(_BLOCK):
        if header == _ZEROS:
            continue
        _check(header)
        budget.spend_member()
        type_flag = header[156:157]
        size = _number(header[124:136])
        if type_flag in _EXTENDED:
            extended |= _extension(type_flag, _text(stream, size, _EXTENDED[type_flag]))
            continue
        name = extended.get(b"GNU.sparse.name") or extended.get(b"path") or _name(header)
        size = _decimal(extended[b"size"]) if b"size" in extended else size
        extended = {}
        yield from _member(stream, header, name, size)


def _member(stream: Stream, header: bytes, name: bytes, size: int) -> Iterator[TarMember]:
    type_flag = header[156:157]
    if type_flag in _LINKS or type_flag == _FOLDER:
        return
    if type_flag in _DEVICES:
        yield TarMember(name, Section(stream, 0), _DEVICES[type_flag])
        return
    if type_flag == b"S":
        _skip_sparse_map(stream, header)
    content = Section(stream, size)
    if type_flag != _DUMP and not name.endswith(b"/"):
        yield TarMember(name, content)
    if not stream.skip(content.left + -size % _BLOCK) and content.left:
        raise Refused(GapReason.MALFORMED, "ends before its last member does")


def _check(header: bytes) -> None:
    """The checksum is the sum of all bytes, its own field taken as blanks; some old writers summed signed bytes."""
    if len(header) < _BLOCK:
        raise Refused(GapReason.MALFORMED, "ends within a header")
    stored = _number(header[148:156])
    unsigned = sum(header[:148]) + 8 * 32 + sum(header[156:])
    if stored != unsigned and stored != unsigned - 256 * sum(byte > 127 for byte in header[:148] + header[156:]):
        raise Refused(GapReason.MALFORMED, "a header's checksum is wrong; what follows was not opened")


def _number(field: bytes) -> int:
    """Octal digits, or (GNU) big-endian bytes behind a set high bit."""
    if field[0] == 0x80:
        return int.from_bytes(field[1:], "big")
    try:
        number = int(field.partition(b"\0")[0].strip() or b"0", 8)
    except ValueError:
        number = -1
    if number < 0:
        raise Refused(GapReason.MALFORMED, "a header holds no number where one must be")
    return number


def _decimal(text: bytes) -> int:
    if not text.isdigit() or len(text) > 20:
        raise Refused(GapReason.MALFORMED, "an extended header holds no number where one must be")
    return int(text)


def _name(header: bytes) -> bytes:
    name = header[:100].partition(b"\0")[0]
    if header[257:263] == b"ustar\0":
        prefix = header[345:500].partition(b"\0")[0]
        return prefix + b"/" + name if prefix else name
    return name


def _text(stream: Stream, size: int, limit: int) -> bytes:
    """Content of a header that speaks of the next one."""
    if size > limit:
        raise Refused(GapReason.LIMIT, f"an extended header of {size:,} bytes")
    text = stream.read(size)
    stream.skip(-size % _BLOCK)
    return text


def _extension(type_flag: bytes, text: bytes) -> dict[bytes, bytes]:
    """What an extended header says of the next member, as pax records; global ones and names of links say nothing we need."""
    if type_flag == b"L":
        return {b"path": text.partition(b"\0")[0]}
    return _records(text) if type_flag in (b"x", b"X") else {}


def _records(text: bytes) -> dict[bytes, bytes]:
    """pax records, each `LENGTH KEY=VALUE` and a line feed; LENGTH counts all of it."""
    records = {}
    text = text.rstrip(b"\0")
    at = 0
    while at < len(text):
        length = text[at : text.find(b" ", at, at + 22)]
        end = at + _decimal(length)
        key, equals, value = text[at + len(length) + 1 : end].partition(b"=")
        if end < at + len(length) + 3 or end > len(text) or not equals:
            raise Refused(GapReason.MALFORMED, "an extended header is damaged")
        records[key] = value[:-1]
        at = end
    return records


def _skip_sparse_map(stream: Stream, header: bytes) -> None:
    """GNU's old sparse files: the map goes on in further blocks; the content is read without its holes."""
    goes_on = header[482:483]
    while goes_on not in (b"", b"\0"):
        goes_on = stream.read(_BLOCK)[504:505]
