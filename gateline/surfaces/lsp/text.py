"""A document as editors see it: lines and columns in the units the client counts.

The protocol ends a line at LF, CR LF or CR, and at nothing else (§ Text Documents); we count lines by LF and columns in UTF-8 bytes.
A text is never changed, an edit gives another one, so whoever works on one in another thread is not disturbed.
"""

import codecs
import re
from enum import Enum
from typing import NamedTuple

from gateline.model.location import Location, Position

__all__ = ["Encoding", "Point", "Span", "Text"]

_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks and what they promise; that of UTF-32 begins like that of UTF-16."""


class Encoding(Enum):
    """What the client counts columns in."""

    UTF8 = "utf-8"
    UTF16 = "utf-16"
    UTF32 = "utf-32"


class Point(NamedTuple):
    """0-based line, 0-based column in the client's units."""

    line: int
    character: int


class Span(NamedTuple):
    """A half-open region."""

    start: Point
    end: Point


class Text:
    """One version of one document.

    Args:
        lines: with their ends; the last one has none and may be empty.
        mark: bytes in front of the text that editors do not show.
    """

    __slots__ = ("_data", "_lines", "_mark", "_rows")

    def __init__(self, lines: list[str], mark: int = 0) -> None:
        self._lines = lines
        self._mark = mark
        self._data: bytes | None = None
        self._rows: list[bytes] | None = None

    @classmethod
    def of(cls, text: str) -> "Text":
        """A text as the client sends it."""
        return cls(_whole(text))

    @classmethod
    def read(cls, data: bytes) -> "Text":
        """A file as an editor would open it: a byte order mark is obeyed and not shown, what cannot be decoded is replaced."""
        for mark, encoding in _MARKS:
            if data.startswith(mark):
                text = data.decode(encoding, "replace").removeprefix("\ufeff")
                return cls(_whole(text), len(mark) if encoding == "utf-8" else 0)
        return cls(_whole(data.decode("utf-8", "replace")))

    @property
    def data(self) -> bytes:
        """UTF-8; half a surrogate pair, which is no character, becomes `?`."""
        if self._data is None:
            self._data = "".join(self._lines).encode("utf-8", "replace")
        return self._data

    def whole(self, encoding: Encoding) -> Span:
        """From the first position to the last."""
        last = self._lines[-1].encode("utf-8", "replace")
        return Span(Point(0, 0), Point(len(self._lines) - 1, _units(last, encoding)))

    def line(self, number: int) -> str:
        """A line with its end; empty beyond the last."""
        return self._lines[number] if 0 <= number < len(self._lines) else ""

    def replaced(self, span: Span, text: str, encoding: Encoding) -> "Text":
        """The text with one region replaced; a position beyond a line's or the text's end means that end."""
        start, end = sorted((self._clamped(span.start), self._clamped(span.end)))
        head = self._lines[start.line]
        tail = self._lines[end.line]
        middle = head[: _index(head, start.character, encoding)] + text + tail[_index(tail, end.character, encoding) :]
        # A CR and an LF that come to stand side by side are one line end: the neighbours are cut again, too.
        first, last = max(start.line - 1, 0), min(end.line + 2, len(self._lines))
        joined = "".join((*self._lines[first : start.line], middle, *self._lines[end.line + 1 : last]))
        is_end = last == len(self._lines)
        return Text([*self._lines[:first], *(_whole(joined) if is_end else _LINE.findall(joined)), *self._lines[last:]])

    def span(self, location: Location, encoding: Encoding) -> Span:
        """A region in the client's units."""
        return Span(self.point(location.start, encoding), self.point(location.end, encoding))

    def point(self, position: Position, encoding: Encoding) -> Point:
        """A position in the client's units; one that the text does not have is moved to the nearest before it."""
        if self._rows is None:
            self._rows = self.data.split(b"\n")
        row = min(position.line, len(self._rows)) - 1
        column = position.column - 1 - (self._mark if row == 0 else 0)
        before = self._rows[row][: max(column, 0)]
        line = row
        if b"\r" in self.data:
            # only a CR that no LF follows ends a line of the protocol and none of ours
            line += sum(one.count(b"\r") - one.endswith(b"\r") for one in self._rows[:row])
            line += before.count(b"\r")
            before = before[before.rfind(b"\r") + 1 :]
        return Point(line, _units(before, encoding))

    def _clamped(self, point: Point) -> Point:
        if point.line >= len(self._lines):
            return Point(len(self._lines) - 1, 1 << 30)
        return point


def _whole(text: str) -> list[str]:
    lines: list[str] = _LINE.findall(text)
    if not lines or lines[-1][-1] in "\r\n":
        lines.append("")
    return lines


def _index(line: str, character: int, encoding: Encoding) -> int:
    """Index of a column in a line, at most where its end begins."""
    length = len(line.rstrip("\r\n"))
    if encoding is Encoding.UTF32 or line.isascii():
        return min(character, length)
    units = 0
    for index in range(length):
        if units >= character:
            return index
        code = ord(line[index])
        units += _of_utf8(code) if encoding is Encoding.UTF8 else 1 + (code > 0xFFFF)
    return length


def _of_utf8(code: int) -> int:
    return 1 + (code > 0x7F) + (code > 0x7FF) + (code > 0xFFFF)


def _units(before: bytes, encoding: Encoding) -> int:
    if encoding is Encoding.UTF8 or before.isascii():
        return len(before)
    text = before.decode("utf-8", "ignore")
    return len(text) if encoding is Encoding.UTF32 else len(text) + sum(character > "\uffff" for character in text)
