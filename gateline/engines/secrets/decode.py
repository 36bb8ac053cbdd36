"""Secrets behind an encoding: base64, hexadecimal and percent-encoding, nested.

Decoding every long run of letters would cost more than everything else together. Instead the prefilter looks for what telling
keywords look like once encoded (base64 has three forms, by alignment); only runs that hold one are decoded and scanned again.
"""

from collections.abc import Iterator, Sequence

from gateline.engines.secrets.lazy import LazyPattern

__all__ = ["ENCODINGS", "MAX_DEPTH", "decoded", "encoded_forms"]

MAX_DEPTH = 4
"""Encodings inside encodings that are followed."""
_MIN_RUN, _MAX_RUN = 20, 1 << 20
_BASE64_BYTES = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=")
_HEX_BYTES = frozenset(b"0123456789abcdefABCDEF")
_TELLING = (
    "-----BEGIN ", "PRIVATE KEY-----", "password", "PASSWORD", "passwd", "secret", "SECRET", "token\"", "TOKEN=", "_TOKEN", "api_key", "API_KEY", "apikey",
    "://", "Authorization", "AccountKey=",
)  # fmt: skip
ENCODINGS = ("base64", "hex", "percent")


def encoded_forms(keywords: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """What to look for, by encoding.

    Args:
        keywords: prefixes of vendors' tokens in their own case.

    Returns:
        encoding → literals; those of base64 are case-sensitive.
    """
    words = sorted({*_TELLING, *(form for word in keywords for form in _long_enough(word))})
    return {
        "base64": tuple(sorted({form for word in words for form in _base64_forms(word.encode())})),
        "hex": tuple(sorted({word.encode().hex() for word in words if len(word) >= 4})),
        "percent": ("%3a%2f%2f", "%22%3a", "%2d%2d%2d%2d%2dbegin", "%3d%22"),
    }


def _long_enough(word: str) -> Iterator[str]:
    """Four bytes are too short for one of base64's alignments: what usually stands before them makes five."""
    if len(word) >= 4:
        yield word
    if len(word) == 4:
        yield from (before + word for before in "\"'=: /@\n")


def _base64_forms(word: bytes) -> Iterator[str]:
    """The characters that are the same whatever stands around the word, for each of the three alignments (RFC 4648)."""
    import base64

    for before in range(3):
        text = base64.b64encode(b"\0" * before + word + b"\0" * 2)
        low = -(-before * 8 // 6)
        high = (before + len(word)) * 8 // 6
        form = text[low:high].decode()
        if len(form) >= 5:
            yield form


def decoded(data: bytes, at: int, encoding: str) -> tuple[int, int, bytes] | None:
    """The run around an offset, decoded.

    Args:
        data: the whole text.
        at: end offset of an encoded keyword.
        encoding: one of `ENCODINGS`.

    Returns:
        (start, end, plain bytes), or None where the run is no such encoding.
    """
    if encoding == "percent":
        return _percent(data, at)
    import binascii

    alphabet = _BASE64_BYTES if encoding == "base64" else _HEX_BYTES
    start, end = _run(data, at, alphabet)
    if end - start < _MIN_RUN:
        return None
    text = data[start:end]
    try:
        plain = _unbase64(text) if encoding == "base64" else binascii.unhexlify(text[: len(text) // 2 * 2])
    except (binascii.Error, ValueError):
        return None
    return start, end, plain


def _run(data: bytes, at: int, alphabet: frozenset[int]) -> tuple[int, int]:
    start = at - 1
    low, high = max(0, at - _MAX_RUN), min(len(data), at + _MAX_RUN)
    while start > low and data[start - 1] in alphabet and data[start - 1] != 61:  # `name=run`: padding ends a run, it begins none
        start -= 1
    end = at
    while end < high and data[end] in alphabet:
        end += 1
    return start, end


def _unbase64(text: bytes) -> bytes:
    import base64

    body = text.split(b"=", 1)[0].translate(bytes.maketrans(b"-_", b"+/"))
    if len(body) % 4 == 1:
        body = body[:-1]
    return base64.b64decode(body + b"=" * (-len(body) % 4), validate=True)


_PERCENT_RUN = LazyPattern(rb"[^\s\"'<>]{1,16384}")


def _percent(data: bytes, at: int) -> tuple[int, int, bytes] | None:
    start = max(at - 8193, -1, *(data.rfind(mark, max(0, at - 8192), at) for mark in (b"\n", b" ", b'"', b"'", b"<", b">"))) + 1
    found = _PERCENT_RUN.match(data, start)
    if found is None:
        return None
    from urllib.parse import unquote_to_bytes

    return start, found.end(), unquote_to_bytes(found[0].replace(b"+", b" "))
