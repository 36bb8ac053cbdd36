"""Streams of bytes, and streams that unpack others: gzip, bzip2, xz, Zstandard.

Nothing here holds more than a chunk of what it unpacks, and each unpacked byte is paid for before it is handed on, so that a bomb
costs what the limits grant and no more.
"""

import sys
import zlib
from collections.abc import Callable
from typing import Any, Protocol

from msgspec import Struct

from gateline.model.gap import GapReason

__all__ = [
    "ArchiveLimits",
    "Budget",
    "Codec",
    "Exhausted",
    "Inflated",
    "Plain",
    "Refused",
    "Section",
    "Stream",
    "inflate",
    "whole",
]

_CHUNK = 65_536

_WINDOW = 128 << 20
"""Bytes of dictionary a stream may ask for: `xz -9` asks for 64 MiB, `zstd --ultra -22` for 128 MiB."""


_ZSTD = b"\x28\xb5\x2f\xfd"


class ArchiveLimits(Struct, frozen=True, array_like=True):
    """How far an archive is opened."""

    depth: int = 7
    """Archives within each other; a compressed tar counts twice."""
    members: int = 100_000
    """Entries of all archives within one content, folders and links included."""
    total_bytes: int = 1 << 30
    """Unpacked bytes, those of nested archives included."""
    member_bytes: int = 64 << 20
    """Size of one member; nested tars and compressed streams are exempt, they are read in passing."""
    ratio: int = 200
    """Unpacked to packed size of one compressed stream …"""
    ratio_floor: int = 1 << 20
    """… which counts from this many unpacked bytes on."""
    unopened: int = 1_000
    """Parts that could not be opened and are told one by one."""


class Refused(Exception):
    """A part of an archive that cannot be opened; what stands beside it can."""

    def __init__(self, reason: GapReason, note: str) -> None:
        super().__init__(note)
        self.reason = reason
        self.note = note


class Exhausted(Exception):
    """The whole archive has cost what it may."""


class Budget:
    """What is left of the limits while an archive is being opened."""

    def __init__(self, limits: ArchiveLimits) -> None:
        self.limits = limits
        self._members = limits.members
        self._bytes = limits.total_bytes

    def spend_member(self) -> None:
        """Pay for one entry.

        Raises:
            Exhausted: there were too many.
        """
        self._members -= 1
        if self._members < 0:
            raise Exhausted(f"more than {self.limits.members:,} members; the rest was not opened")

    def spend_bytes(self, count: int) -> None:
        """Pay for unpacked bytes.

        Raises:
            Exhausted: there were too many.
        """
        self._bytes -= count
        if self._bytes < 0:
            raise Exhausted(f"unpacks to more than {self.limits.total_bytes:,} bytes; the rest was not opened")


class Stream:
    """Bytes in order. Subclasses say where the next ones come from."""

    def __init__(self) -> None:
        self._buffer = b""
        self._at = 0

    def some(self) -> bytes:
        """The next bytes that are at hand; empty at the end.

        Raises:
            Refused: there should be more, but it is damaged or not granted.
            Exhausted: the whole archive has cost what it may.
        """
        if self._at < len(self._buffer):
            chunk = self._buffer[self._at :] if self._at else self._buffer
            self._buffer, self._at = b"", 0
            return chunk
        return self._next()

    def peek(self, size: int) -> bytes:
        """The next `size` bytes (fewer at the end, or where damage begins), which stay. Raises as `some`."""
        while len(self._buffer) - self._at < size:
            try:
                chunk = self._next()
            except Refused:
                if self._at >= len(self._buffer):
                    raise
                break
            if not chunk:
                break
            self._buffer, self._at = self._buffer[self._at :] + chunk, 0
        return self._buffer[self._at : self._at + size]

    def read(self, size: int) -> bytes:
        """The next `size` bytes, fewer at the end. Raises as `some`."""
        if len(self._buffer) - self._at >= size:
            self._at += size
            return self._buffer[self._at - size : self._at]
        chunks = []
        while size > 0 and (chunk := self._up_to(size)):
            size -= len(chunk)
            chunks.append(chunk)
        return b"".join(chunks)

    def skip(self, size: int) -> bool:
        """Pass over `size` bytes; False when the end comes before. Raises as `some`."""
        while size > 0 and (chunk := self._up_to(size)):
            size -= len(chunk)
        return size <= 0

    def _up_to(self, size: int) -> bytes:
        if self._at >= len(self._buffer):
            self._buffer, self._at = self._next(), 0
        chunk = self._buffer[self._at : self._at + size]
        self._at += len(chunk)
        return chunk

    def _next(self) -> bytes:
        raise NotImplementedError


class Plain(Stream):
    """Bytes that are there."""

    def __init__(self, data: bytes | memoryview) -> None:
        super().__init__()
        self._data = memoryview(data)
        self._read = 0

    def _next(self) -> bytes:
        chunk = bytes(self._data[self._read : self._read + _CHUNK])
        self._read += len(chunk)
        return chunk


class Section(Stream):
    """The next `size` bytes of another stream, which must not be read meanwhile."""

    def __init__(self, stream: Stream, size: int) -> None:
        super().__init__()
        self._stream = stream
        self.left = size
        """Bytes not yet taken from the other stream."""

    def _next(self) -> bytes:
        chunk = self._stream.read(min(self.left, _CHUNK))
        if not chunk and self.left:
            raise Refused(GapReason.MALFORMED, "ends before its last byte")
        self.left -= len(chunk)
        return chunk


class Decoder(Protocol):
    """What `bz2`, `lzma` and `compression.zstd` call a decompressor."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


class Inflated(Stream):
    """What another stream unpacks to; several packed streams in a row are one."""

    def __init__(self, packed: Stream, codec: "Codec", budget: Budget) -> None:
        super().__init__()
        self._packed = packed
        self._codec = codec
        self._budget = budget
        self._meter = _Meter(budget)
        self._decoder: Decoder | None = codec.start()
        self._pending = b""
        """Packed bytes behind the end of one packed stream, where the next may start."""
        self._refusal: tuple[GapReason, str] | None = None

    def _next(self) -> bytes:
        if self._refusal is not None:  # a decoder that failed once must not be asked again
            raise Refused(*self._refusal)
        try:
            return self._unpack()
        except Refused as error:
            # not the error itself: its traceback would keep alive all that was unpacked until now
            self._refusal = error.reason, error.note
            raise

    def _unpack(self) -> bytes:
        while self._decoder is not None:
            if self._decoder.eof:
                self._decoder = self._successor(self._decoder.unused_data)
                continue
            chunk = self._decode(self._decoder)
            if chunk:
                self._meter.took(out=len(chunk))
                return chunk
        return b""

    def _decode(self, decoder: Decoder) -> bytes:
        packed = b""
        if decoder.needs_input:
            packed = self._more()
            if not packed:
                raise Refused(GapReason.MALFORMED, "ends before its last byte")
        try:
            return decoder.decompress(packed, _CHUNK)
        except self._codec.damage as error:
            if "memory usage limit" in str(error).lower():
                raise Refused(GapReason.LIMIT, f"needs a dictionary of more than {_WINDOW:,} bytes to unpack") from error
            raise Refused(GapReason.MALFORMED, "its compressed data is damaged") from error

    def _successor(self, rest: bytes) -> Decoder | None:
        """A decoder for the packed stream that follows; None when nothing follows but padding, or what is no such stream."""
        magic = self._codec.magic
        if not magic:
            return None
        rest = rest.lstrip(b"\0")
        while len(rest) < len(magic):
            more = self._more()
            if not more:
                return None
            rest = (rest + more).lstrip(b"\0")
        if not rest.startswith(magic):
            return None
        self._budget.spend_member()
        self._pending = rest
        return self._codec.start()

    def _more(self) -> bytes:
        if self._pending:
            packed, self._pending = self._pending, b""
            return packed
        packed = self._packed.some()
        self._meter.took(packed=len(packed))
        return packed


class Codec(Struct, frozen=True):
    """How one compression is undone."""

    start: Callable[[], Decoder]
    """Makes a decoder for one packed stream."""
    damage: tuple[type[Exception], ...]
    """What the decoder raises on damaged data."""
    magic: bytes = b""
    """How a further packed stream starts; empty when none may follow."""


def inflate(packed: Stream, kind: str, budget: Budget) -> Stream:
    """What a compressed stream of `kind` unpacks to.

    Raises:
        Refused: this installation cannot unpack it.
    """
    if kind == "gzip":
        return Inflated(packed, Codec(lambda: _Zlib(16 + zlib.MAX_WBITS), (zlib.error,), b"\x1f\x8b"), budget)
    if kind == "deflate":
        return Inflated(packed, Codec(lambda: _Zlib(-zlib.MAX_WBITS), (zlib.error,)), budget)
    if kind == "bzip2":
        from bz2 import BZ2Decompressor

        return Inflated(packed, Codec(BZ2Decompressor, (OSError, ValueError), b"BZh"), budget)
    if kind == "xz":
        from lzma import FORMAT_XZ, LZMADecompressor, LZMAError

        return Inflated(packed, Codec(lambda: LZMADecompressor(FORMAT_XZ, memlimit=_WINDOW), (LZMAError,), b"\xfd7zXZ\0"), budget)
    if kind == "zstd":
        return _inflate_zstd(packed, budget)
    raise Refused(GapReason.UNSUPPORTED, f"{kind} cannot be unpacked")


def whole(stream: Stream, limit: int) -> bytes:
    """All of a stream.

    Raises:
        Refused: it is damaged, or longer than `limit` bytes.
        Exhausted: the whole archive has cost what it may.
    """
    data = stream.read(limit)
    if len(data) == limit and stream.peek(1):
        raise Refused(GapReason.TOO_LARGE, f"more than {limit:,} bytes")
    return data


class _Meter:
    """Sizes before and after unpacking."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._packed = 0
        self._out = 0

    def took(self, *, packed: int = 0, out: int = 0) -> None:
        self._packed += packed
        self._out += out
        self._budget.spend_bytes(out)
        limits = self._budget.limits
        if out and self._out > limits.ratio_floor and self._out > limits.ratio * self._packed:
            raise Refused(GapReason.LIMIT, f"unpacks to more than {limits.ratio} times its size")


class _Zlib:
    """zlib's decompressor with the manners of the others."""

    def __init__(self, window_bits: int) -> None:
        self._inner = zlib.decompressobj(window_bits)
        self.needs_input = True

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        out = self._inner.decompress(self._inner.unconsumed_tail + data, max_length)
        # a full answer may leave more of it inside even when all input is consumed
        self.needs_input = not self._inner.unconsumed_tail and len(out) < max_length
        return out


def _inflate_zstd(packed: Stream, budget: Budget) -> Stream:
    if sys.version_info >= (3, 14):
        from compression.zstd import DecompressionParameter, ZstdDecompressor, ZstdError

        options = {DecompressionParameter.window_log_max: _WINDOW.bit_length() - 1}
        return Inflated(packed, Codec(lambda: ZstdDecompressor(options=options), (ZstdError,), _ZSTD), budget)
    try:
        from zstandard import ZstdDecompressor, ZstdError  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        raise Refused(GapReason.UNSUPPORTED, "Zstandard needs an extra: pip install 'gateline[zstd]'") from None
    return Inflated(packed, Codec(lambda: _Zstandard(ZstdDecompressor(max_window_size=_WINDOW)), (ZstdError,), _ZSTD), budget)


class _Zstandard:
    """The decompressor of `zstandard` with the manners of the others.

    It cannot stop at a size, so it is fed in slices: a block has at least 4 bytes and unpacks to at most 128 KiB (RFC 8878
    §3.1.1.2), so a slice gives 8 MiB and no more.
    """

    _SLICE = 256

    def __init__(self, decompressor: Any) -> None:
        self._inner = decompressor.decompressobj()
        self._input = b""
        self._at = 0

    @property
    def eof(self) -> bool:
        return bool(self._inner.eof)

    @property
    def needs_input(self) -> bool:
        return self._at >= len(self._input)

    @property
    def unused_data(self) -> bytes:
        return bytes(self._inner.unused_data) + self._input[self._at :]

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        if data:
            self._input, self._at = data, 0
        piece = self._input[self._at : self._at + self._SLICE]
        self._at += len(piece)
        return bytes(self._inner.decompress(piece))
