"""Jupyter notebooks to the intermediate form.

The code cells are joined into one module in the order they stand, lowered as Python, and every span is then carried back: spans,
`lines` and suppressions of the result are those of the notebook file, so that nobody after this has to know that it was one. Where
a cell keeps its lines as a list of strings, as Jupyter writes them, the line of a finding is the line of that string.

Lines for IPython (`%magic`, `!command`, `name?`) become comments of the same length; cells for another language (`%%bash`) do so as
a whole.
"""

import re
from array import array
from bisect import bisect_right
from typing import Any

from msgspec import structs

from gateline.engines.sast.languages.python.cells import Piece, code_cells
from gateline.engines.sast.languages.python.lower import line_starts, packed
from gateline.engines.sast.languages.python.lower import lower as lower_text
from gateline.facts.code import Class, CodeFile, Function, Suppression

__all__ = ["Mapping", "lower"]

_LINE_MAGIC = re.compile(
    rb"^[ \t]*(?:%%?[A-Za-z]|!!?[A-Za-z_ ./~{$]|\?|(?:pip3?|conda|mamba)[ \t]+(?:install|uninstall|update)\b)|^[ \t]*[A-Za-z_][\w.]*\?{1,2}[ \t]*$"
)
_ASSIGNED_MAGIC = re.compile(rb"^([ \t]*[A-Za-z_][\w., \t]*=[ \t]*)[%!][A-Za-z]")
_CELL_MAGIC = re.compile(rb"\s*%%(?!(?:time|timeit|capture|prun|memit|mprun)\b)[A-Za-z]")
_CONTINUED = re.compile(rb"[(\[{,\\+*/=%|&<>-][ \t]*$")


class Mapping:
    """From places in the joined text to places in the notebook."""

    def __init__(self, texts: list[int], places: list[int], end: int) -> None:
        self._texts = texts
        self._places = places
        self._end = end

    def place(self, offset: int) -> int:
        """Where the byte at an offset of the text stands in the notebook."""
        index = bisect_right(self._texts, offset) - 1
        if index < 0:
            return 0
        place = self._places[index] + offset - self._texts[index]
        return min(place, self._end)

    def span(self, span: int) -> int:
        """A span of the text as one of the notebook: from its first to after its last byte."""
        start, length = span >> 16, span & 0xFFFF
        first = self.place(start)
        last = self.place(start + length - 1) + 1 if length else first
        return first << 16 | min(max(last - first, 0), 0xFFFF)


def lower(data: bytes) -> CodeFile:
    """What the Python in one notebook says. Raises nothing on any input; what is no notebook has an empty body.

    Args:
        data: the `.ipynb` file.
    """
    text, mapping = _joined(code_cells(data), len(data))
    code = lower_text(text)
    starts, own = line_starts(data), line_starts(text)
    _carry([(function.body, function.decorators, function.returns, function.params) for function in code.functions], mapping)
    _carry([(one.body, one.bases, one.keywords, one.decorators) for one in code.classes], mapping)
    return CodeFile(
        code.language,
        tuple(_function(function, mapping) for function in code.functions),
        tuple(_class(one, mapping) for one in code.classes),
        packed(starts),
        tuple(_suppression(one, own, starts, mapping) for one in code.suppressions),
        tuple((title, mapping.span(span), why) for title, span, why in code.cut),
        code.flags,
    )


def _joined(cells: list[list[Piece]], size: int) -> tuple[bytes, Mapping]:
    """The module's text, every cell ending its line, with the places of its pieces."""
    parts: list[bytes] = []
    texts: list[int] = []
    places: list[int] = []
    length = 0
    for cell in cells:
        own: list[bytes] = []
        for piece, place in cell:
            texts.append(length)
            places.append(place)
            own.append(piece)
            length += len(piece)
        if not own:
            continue
        text = b"".join(own)
        if text[-1:] != b"\n":
            text += b"\n"
            texts.append(length)
            places.append(places[-1])
            length += 1
        parts.append(_without_magic(text))
    return b"".join(parts), Mapping(texts, places, size)


def _without_magic(text: bytes) -> bytes:
    """The cell with everything that is not Python as comments, byte for byte as long as before."""
    is_other = _CELL_MAGIC.match(text) is not None
    lines = text.split(b"\n")
    before = b""
    for number, line in enumerate(lines):
        if not line:
            continue
        if is_other or (_LINE_MAGIC.match(line) and not _CONTINUED.search(before)):
            lines[number] = b"#" + line[1:]
        else:
            found = _ASSIGNED_MAGIC.match(line)
            if found is not None:
                lines[number] = found[1] + b"0#" + line[found.end(1) + 2 :]
        before = line
    return b"\n".join(lines)


def _carry(trees: list[Any], mapping: Mapping) -> None:
    """Carries the spans of all expressions and statements over, in place. Trees may share branches."""
    seen: set[int] = set()
    pending = trees
    while pending:
        one = pending.pop()
        if isinstance(one, list):
            if len(one) > 1 and type(one[0]) is int and type(one[1]) is int:
                if id(one) in seen:
                    continue
                seen.add(id(one))
                one[1] = mapping.span(one[1])
            pending += [inner for inner in one if isinstance(inner, (list, tuple))]
        elif isinstance(one, tuple):
            for inner in one:
                if isinstance(inner, (list, tuple)):
                    pending.append(inner)
                elif inner is not None and not isinstance(inner, str):
                    pending += (inner.default, inner.annotation, inner.target)


def _function(function: Function, mapping: Mapping) -> Function:
    return structs.replace(function, span=mapping.span(function.span), name_span=mapping.span(function.name_span))


def _class(one: Class, mapping: Mapping) -> Class:
    return structs.replace(one, span=mapping.span(one.span))


def _suppression(one: Suppression, own: "array[int]", starts: "array[int]", mapping: Mapping) -> Suppression:
    place = mapping.place(own[min(one.line, len(own)) - 1])
    return structs.replace(one, line=bisect_right(starts, place))
