"""Making nodes of the intermediate form at places of a template."""

from array import array
from collections.abc import Iterable
from itertools import accumulate
from sys import byteorder
from typing import Any

from gateline.engines.sast.languages.javascript.suppressions import suppressions
from gateline.facts import code
from gateline.facts.code import CodeFile, Function
from gateline.facts.template import OUTPUT, TemplateFile

__all__ = ["MOST_BYTES", "excerpt", "names_in", "nothing", "output", "span_of", "template"]

MOST_BYTES = 1 << 20
"""Larger templates are data."""
_LONGEST_EXCERPT = 60


def span_of(start: int, end: int) -> int:
    """The span of bytes `start` to `end`."""
    return start << 16 | min(max(end - start, 0), 0xFFFF)


def nothing(span: int, *inner: Any) -> list[Any]:
    """A value nobody knows, into which nothing flows of what is evaluated on the way."""
    unknown = [code.UNKNOWN, span, []]
    return [code.SEQUENCE, span, [*inner, unknown]] if inner else unknown


def excerpt(text: bytes) -> str:
    """A piece of the template as a message may show it: one line, shortened."""
    shown = " ".join(text.decode("utf-8", "replace").split())
    return shown if len(shown) <= _LONGEST_EXCERPT else shown[: _LONGEST_EXCERPT - 1] + "…"


def output(data: bytes, span: int, value: Any, mode: str, context: str) -> list[Any]:
    """A statement that prints."""
    start = span >> 16
    return [OUTPUT, span, value, mode, context, excerpt(data[start : start + min(span & 0xFFFF, 300)])]


def names_in(tree: Any) -> set[str]:
    """Every variable that a tree reads or writes."""
    found: set[str] = set()
    waiting = [tree]
    while waiting:
        one = waiting.pop()
        if not isinstance(one, list | tuple):
            continue
        if len(one) == 3 and one[0] == code.NAME and isinstance(one[2], str):
            found.add(one[2])
        waiting.extend(one)
    return found


def template(dialect: str, data: bytes, body: list[Any], functions: Iterable[Function] = ()) -> TemplateFile:
    """The template whose text is `body`; `functions` are the macros in it, by their index from 1 on."""
    whole = Function("<template>", span_of(0, len(data)), 0, body=body, words=tuple(sorted(names_in(body))))
    starts = array("I", accumulate(map(len, data.split(b"\n")[:-1]), lambda at, length: at + length + 1, initial=0))
    if byteorder == "big":
        starts.byteswap()
    return TemplateFile(
        dialect, CodeFile("javascript", (whole, *functions), lines=starts.tobytes(), suppressions=suppressions(data))
    )
