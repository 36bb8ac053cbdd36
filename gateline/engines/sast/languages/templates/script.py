"""Templates whose expressions are JavaScript: they become a program first, and that is lowered by JavaScript's own front end.

Every piece of the program remembers where in the template it came from; the nodes are moved back there afterwards.
"""

from bisect import bisect_right
from typing import Any, Final

from gateline.engines.sast.languages.javascript.lower import lower
from gateline.engines.sast.languages.templates.nodes import excerpt, names_in, span_of, template
from gateline.facts import code
from gateline.facts.code import CodeFile, Function, Param
from gateline.facts.template import INCLUDE, OUTPUT, TemplateFile

__all__ = ["Program"]

_PRINT: Final = "__print_"
_MOST: Final = 4000
"""Outputs of one template."""


class Program:
    """A program in the making.

    Args:
        dialect: of the template.
        data: the template.
    """

    def __init__(self, dialect: str, data: bytes) -> None:
        self._dialect = dialect
        self._data = data
        self._parts: list[bytes] = []
        self._length = 0
        self._starts: list[int] = []
        self._places: list[tuple[int, bool]] = []
        """For each piece where it came from, and whether its bytes are those of the template."""
        self._outputs: list[tuple[int, str, str, str]] = []

    def write(self, text: bytes, place: int) -> None:
        """Text that does not stand in the template; `place` is where its nodes shall lie."""
        self._add(text, place, is_copy=False)

    def copy(self, start: int, end: int) -> None:
        """Text of the template."""
        self._add(self._data[start:end], start, is_copy=True)

    def _add(self, text: bytes, place: int, *, is_copy: bool) -> None:
        if text:
            self._starts.append(self._length)
            self._places.append((place, is_copy))
            self._parts.append(text)
            self._length += len(text)

    def output(self, start: int, end: int, mode: str, context: str, whole: tuple[int, int]) -> None:
        """Print the expression that stands from `start` to `end`; with its delimiters it is `whole`."""
        if len(self._outputs) >= _MOST or not self._data[start:end].strip():
            return
        number = len(self._outputs)
        self._outputs.append((span_of(*whole), mode, context, excerpt(self._data[whole[0] : whole[1]][:300])))
        self.write(b";%s%d((" % (_PRINT.encode(), number), start)
        self.copy(start, end)
        self.write(b"\n));", end)

    def include(self, name: bytes, place: tuple[int, int]) -> None:
        """Another template in this place."""
        self.write(b";include(%s);" % name, place[0])

    def finish(self) -> TemplateFile:
        """Lower what was written."""
        lowered = lower(b"".join(self._parts), "javascript")
        self._move(lowered)
        body = lowered.functions[0].body
        return template(self._dialect, self._data, list(body), [self._placed(one) for one in lowered.functions[1:]])

    def _placed(self, function: Function) -> Function:
        return Function(
            function.name,
            self._span(function.span),
            self._span(function.name_span),
            function.params,
            function.body,
            function.decorators,
            function.parent,
            -1,
            function.flags,
            function.locals,
            tuple(sorted(names_in([function.body, [param.default for param in function.params]]))),
        )

    # --- back to the template ------------------------------------------------------------------------------------------------------

    def _place(self, offset: int) -> int:
        at = bisect_right(self._starts, offset) - 1
        if at < 0:
            return 0
        place, is_copy = self._places[at]
        return place + offset - self._starts[at] if is_copy else place

    def _span(self, span: int) -> int:
        start = span >> 16
        return span_of(self._place(start), self._place(start + (span & 0xFFFF)))

    def _move(self, file: CodeFile) -> None:
        """Every node to its place, and calls of the printing function to statements that print."""
        waiting: list[Any] = []
        for function in file.functions:
            waiting.append(function.body)
            for param in function.params:
                waiting += [param.target, param.default]
        seen: set[int] = set()
        while waiting:
            one = waiting.pop()
            if isinstance(one, Param):
                waiting += [one.target, one.default]
            if not isinstance(one, list | tuple) or id(one) in seen:
                continue
            seen.add(id(one))
            if isinstance(one, list) and len(one) > 1 and type(one[0]) is int and type(one[1]) is int:
                one[1] = self._span(one[1])
                if one[0] == code.EXPRESSION:
                    self._printed(one)
            waiting.extend(one)

    def _printed(self, node: list[Any]) -> None:
        """A statement that calls the printing function, or `include`, becomes what it means."""
        call = node[2]
        if call[0] != code.CALL or call[2][0] != code.NAME:
            return
        name = call[2][2]
        if name.startswith(_PRINT) and name[len(_PRINT) :].isdecimal() and call[3]:
            number = int(name[len(_PRINT) :])
            if number >= len(self._outputs):
                return
            span, mode, context, text = self._outputs[number]
            inner = call[3][0]
            if inner[0] == code.CALL and inner[2][0] == code.NAME and inner[2][2] in ("include", "partial", "layout"):
                node[:] = [INCLUDE, span, *_included(inner)]
            else:
                node[:] = [OUTPUT, span, inner, mode, context, text]
        elif name == "include" and call[3]:
            node[:] = [INCLUDE, node[1], *_included(call)]


def _included(call: Any) -> list[Any]:
    """What is included, and with which variables."""
    given = call[3]
    if not given:
        return [[code.CONST, call[1], ""], None, [], False]
    return [given[0], given[1] if len(given) > 1 else None, [], False]
