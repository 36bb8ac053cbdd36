"""The code in a Jupyter notebook, piece by piece, with the place of every piece in the file.

A notebook is JSON (nbformat 3 and 4). A decoder would forget where a text stood, so strings, braces and colons are read in order
instead, in one pass and without recursion; whatever else a file has between them is passed over.
"""

import re

__all__ = ["Piece", "code_cells"]

Piece = tuple[bytes, int]
"""Text in UTF-8 with the offset in the notebook that its first byte stands at. One character written as an escape is a piece of its own."""

_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}\[\]:,]', re.DOTALL)
_ESCAPE = re.compile(rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.", re.DOTALL)
_SIMPLE = {b"n": b"\n", b"t": b"\t", b"r": b"\r", b"b": b"\b", b"f": b"\f"}
_SOURCES = (b'"source"', b'"input"')
_LANGUAGE = {b'"language_info"': b'"name"', b'"kernelspec"': b'"language"'}
"""Objects that say which language it is, and under which key."""
_PYTHON = (b'"python', b'"ipython')
_DEEPEST = 200
"""Objects in one another that are followed."""


class _Object:
    """An object being read: which key its next value stands under, and what of it matters."""

    __slots__ = ("is_code", "is_foreign", "key", "lists", "name", "source", "waiting")

    def __init__(self, name: bytes) -> None:
        self.name = name
        self.key = b""
        self.waiting = b""
        self.lists = 0
        self.is_code = False
        self.is_foreign = False
        self.source: list[tuple[int, int]] = []

    def take(self, text: bytes, start: int) -> None:
        """A string in the object or in a list of it."""
        if not self.key:
            self.waiting = text
        elif self.key in _SOURCES:
            self.source.append((start + 1, start + len(text) - 1))
        elif self.key == b'"cell_type"':
            self.is_code = text == b'"code"'
        elif self.key == _LANGUAGE.get(self.name) and not text.lower().startswith(_PYTHON):
            self.is_foreign = True

    def punctuate(self, sign: bytes) -> None:
        """A colon, comma or square bracket."""
        if sign == b":":
            self.key = self.waiting
        elif sign == b"[":
            self.lists += 1
        elif sign == b"]":
            self.lists -= 1
        elif not self.lists:
            self.key = b""


def code_cells(data: bytes) -> list[list[Piece]]:
    """The pieces of every code cell, in order; none if the notebook is in another language.

    Args:
        data: the notebook. What is no JSON gives no cells, or those before the fault.
    """
    cells: list[list[Piece]] = []
    stack = [_Object(b"")]
    for token in _TOKEN.finditer(data):
        text = token[0]
        top = stack[-1]
        if text[:1] == b'"':
            top.take(text, token.start())
        elif text == b"{" and len(stack) <= _DEEPEST:
            stack.append(_Object(top.key))
        elif text == b"}" and len(stack) > 1:
            stack.pop()
            if top.is_foreign:
                return []
            if top.is_code:
                cells.append([piece for start, end in top.source for piece in _pieces(data, start, end)])
        elif text in b"{}":
            break
        else:
            top.punctuate(text)
    return cells


def _pieces(data: bytes, start: int, end: int) -> list[Piece]:
    """What stands between the quotes of a string, cut at its escapes."""
    pieces: list[Piece] = []
    place = start
    for escape in _ESCAPE.finditer(data, start, end):
        if escape.start() > place:
            pieces.append((data[place : escape.start()], place))
        pieces.append((_character(escape[0]), escape.start()))
        place = escape.end()
    if end > place:
        pieces.append((data[place:end], place))
    return pieces


def _character(escape: bytes) -> bytes:
    if escape[1:2] == b"u" and len(escape) > 2:
        points = [int(point, 16) for point in escape.decode("ascii").split("\\u")[1:]]
        text = "".join(map(chr, points))
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()
    return _SIMPLE.get(escape[1:], escape[1:])
