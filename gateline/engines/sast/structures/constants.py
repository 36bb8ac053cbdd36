"""Constant texts of one file, without the solver: literals, literals put together, names assigned once."""

from typing import Any, Final

from gateline.engines.sast.structures.index import Index
from gateline.facts import code

__all__ = ["text_of"]

_DEEPEST: Final = 12
_LONGEST: Final = 8192


def text_of(index: Index, function: int, node: Any, depth: int = 0) -> str | None:
    """The text an expression always is, as far as the file says so.

    Args:
        index: of the file.
        function: in which the expression stands.
        node: the expression.
        depth: of the recursion.
    """
    kind = node[0]
    if kind == code.CONST:
        return node[2] if isinstance(node[2], str) else None
    if depth > _DEEPEST:
        return None
    if kind == code.NAME:
        value = index.binding(function, node[2])
        return None if value is None else text_of(index, function, value, depth + 2)
    if kind == code.CONCAT:
        return _joined(index, function, node[2], depth)
    if kind == code.BINARY and node[2] == "+":
        return _joined(index, function, [node[3], node[4]], depth)
    return None


def _joined(index: Index, function: int, parts: Any, depth: int) -> str | None:
    texts: list[str] = []
    for part in parts:
        text = text_of(index, function, part, depth + 1)
        if text is None:
            return None
        texts.append(text)
    whole = "".join(texts)
    return whole if len(whole) <= _LONGEST else None
