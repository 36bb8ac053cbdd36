"""The encoding of a source file (PEP 263).

The bytes are never changed: the parser takes those it cannot decode for characters of text, which is what they are in strings and
comments, so every span is one of the file as it lies on disk. Only names and texts are decoded, each by itself.
"""

import codecs
import re

__all__ = ["encoding_of"]

_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_EXTENSIONS_OF_ASCII = (
    "iso8859",
    "cp125",
    "koi8",
    "mac",
    "latin",
    "gb",
    "big5",
    "euc",
    "shift_jis",
    "cp93",
    "cp94",
    "cp95",
    "cp86",
    "cp85",
    "cp437",
    "hz",
    "johab",
    "tis",
)
_FALLBACK = "latin-1"


def encoding_of(data: bytes) -> str:
    """The name of the codec for what stands in names and texts; Latin-1 for what is neither UTF-8 nor says what it is."""
    if data.isascii():
        return "utf-8"
    try:
        data.decode()
    except UnicodeDecodeError:
        pass
    else:
        return "utf-8"
    for line in data[:400].split(b"\n")[:2]:
        found = _COOKIE.match(line)
        if found is not None:
            return _codec(found[1].decode("ascii", "replace"))
    return _FALLBACK


def _codec(name: str) -> str:
    try:
        known = codecs.lookup(name).name
    except (LookupError, ValueError):
        return _FALLBACK
    return known if known.startswith(_EXTENSIONS_OF_ASCII) else _FALLBACK
