"""Values of string and number literals, as The Python Language Reference (section 2, lexical analysis) defines them."""

import re
from math import isfinite

__all__ = ["number", "text_of", "unescape"]

_ESCAPE = re.compile(r"\\(\r\n|[\n\r\\'\"abfnrtv]|[0-7]{1,3}|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})")
_BYTES_ESCAPE = re.compile(r"\\(\r\n|[\n\r\\'\"abfnrtv]|[0-7]{1,3}|x[0-9A-Fa-f]{2})")
_SIMPLE = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\", "'": "'", '"': '"'}
_SURROGATE = re.compile("[\ud800-\udfff]")
_LEGACY_OCTAL = re.compile(r"0[0-7]+")
_LONGEST = 2000
"""Digits of the longest number that is worth a value."""


def number(text: str) -> int | float | None:
    """The value of a number, legacy octal and long forms of Python 2 included; None for complex ones and what is beyond a float."""
    text = text.replace("_", "")
    if text[-1:] in "lL":
        text = text[:-1]
    if len(text) > _LONGEST:
        return None
    try:
        value: int | float = int(text, 8) if _LEGACY_OCTAL.fullmatch(text) else int(text, 0)
    except ValueError:
        try:
            value = float(text)
        except ValueError:
            return None
    try:
        if isinstance(value, int) and not -(1 << 63) <= value < 1 << 63:
            value = float(value)
    except OverflowError:
        return None
    return value if isinstance(value, int) or isfinite(value) else None


def unescape(text: str, is_bytes: bool = False) -> str:
    """A literal's text with its escapes replaced; unknown ones stay as written, and so do names of characters (`\\N{…}`)."""
    return _SURROGATE.sub("\ufffd", (_BYTES_ESCAPE if is_bytes else _ESCAPE).sub(_character, text))


def text_of(data: bytes, prefix: str, encoding: str) -> str:
    """The value of what stands between the quotes.

    Args:
        data: the bytes between the quotes.
        prefix: the literal's prefix in lower case.
        encoding: of the file. Bytes literals give one character a byte.
    """
    is_bytes = "b" in prefix
    text = data.decode("latin-1" if is_bytes else encoding, "replace")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unescape(text, is_bytes) if "\\" in text and "r" not in prefix else text


def _character(found: re.Match[str]) -> str:
    code = found[1]
    if code in _SIMPLE:
        return _SIMPLE[code]
    if code[0] in "01234567":
        return chr(int(code, 8))
    if code[0] in "xuU":
        point = int(code[1:], 16)
        return chr(point) if point < 0x110000 else "\ufffd"
    return ""  # a line joined to the next
