"""Sinks that are constant regular expressions: slow ones, and checks whose `$` lets a line break through."""

import re
from typing import TYPE_CHECKING, Any, Final

from gateline.engines.sast.solver.program import Args, Frame, Unit
from gateline.engines.sast.solver.shapes import deep_taint
from gateline.engines.sast.solver.values import Value, the_constant
from gateline.engines.sast.structures.index import Index, method_of, same
from gateline.engines.sast.structures.pattern_sites import flags_of
from gateline.engines.sast.structures.redos import is_exponential, is_polynomial
from gateline.engines.sast.structures.regex_syntax import Anchor, Group, Part, Pattern, Sequence, parse
from gateline.engines.sast.structures.test_positions import is_test
from gateline.facts import code

if TYPE_CHECKING:
    from gateline.engines.sast.solver.machine import Machine

__all__ = ["watch"]

_OF_TEXT: Final = frozenset({"match", "matchAll", "search", "replace", "replaceAll", "split"})
_OF_PATTERN: Final = frozenset({"test", "exec"})
_PYTHON: Final = {"match": 2, "fullmatch": 2, "search": 2, "findall": 2, "finditer": 2, "split": 3, "sub": 4, "subn": 4}
"""Functions of `re`, and the position of their flags."""
_NAMES: Final = _OF_TEXT | _OF_PATTERN | frozenset(_PYTHON)
_MOST_VERDICTS: Final = 4000


def watch(machine: "Machine") -> None:
    """Make sinks of the kinds `slow-pattern` and `pattern-end`.

    Args:
        machine: has not run.
    """
    watcher = _Watcher(machine)
    machine.on_call.append(watcher.called)


class _Watcher:
    def __init__(self, machine: "Machine") -> None:
        self.machine = machine
        self._indexes: dict[int, Index] = {}
        self._slow: dict[tuple[str, str, str, bool], bool] = {}

    def called(self, frame: Frame, node: Any, _function: Value, args: Args) -> None:
        """One call: does it match data from outside."""
        name = method_of(node)
        if name not in _NAMES or node[2][0] != code.ATTR or frame.unit.is_test:
            return
        found = self._python(frame, node, name, args) if frame.unit.is_python else self._javascript(frame, node, name, args)
        if found is None:
            return
        pattern, value, subject = found
        taint = deep_taint(value)
        if not taint:
            return
        if self._is_slow(pattern, name, is_python=frame.unit.is_python) and not self._is_short(frame, node, subject):
            self.machine.sink(
                "slow-pattern", frame, node[1], f"/{pattern.text[:40]}/", taint, "high", "the pattern is slow on long texts"
            )
        if frame.unit.is_python and name in ("match", "search") and _ends_loosely(pattern) and self._is_test(frame, node):
            self.machine.sink("pattern-end", frame, node[1], f"{name} with `$`", taint)

    def _python(self, frame: Frame, node: Any, name: str, args: Args) -> tuple[Pattern, Value, Any] | None:
        """`re.search(pattern, text)` and `compiled.search(text)`."""
        if name not in _PYTHON:
            return None
        base = node[2][2]
        nodes = node[3]
        if base[0] == code.NAME and base[2] in ("re", "regex"):
            position = 2 if name in ("sub", "subn") else 1
            text = the_constant(args.positional[0]) if args.positional else None
            flags = nodes[_PYTHON[name]] if len(nodes) > _PYTHON[name] else _keyword(node, "flags")
        else:
            position = 1 if name in ("sub", "subn") else 0
            compiled = self._compiled(frame, base)
            if compiled is None:
                return None
            text = the_constant(self.machine.evaluate(frame, compiled[3][0]))
            flags = compiled[3][1] if len(compiled[3]) > 1 else _keyword(compiled, "flags")
        if text is None or not isinstance(text[0], str) or len(args.positional) <= position or len(nodes) <= position:
            return None
        pattern = parse(text[0], flags_of(flags), is_python=True)
        return None if pattern is None else (pattern, args.positional[position], nodes[position])

    def _compiled(self, frame: Frame, node: Any) -> Any:
        """The call of `re.compile` that made what a name or `self.name` stands for, in the same file."""
        if node[0] == code.NAME:
            node = self._index(frame.unit).binding(_function(frame), node[2])
        return node if node is not None and method_of(node) == "compile" and node[3] and node[2][0] == code.ATTR else None

    def _javascript(self, frame: Frame, node: Any, name: str, args: Args) -> tuple[Pattern, Value, Any] | None:
        """`pattern.test(text)` and `text.replace(pattern, …)`."""
        if not node[3] or not args.positional or (name not in _OF_PATTERN and name not in _OF_TEXT):
            return None
        if name in _OF_PATTERN:
            written, subject = node[2][2], node[3][0]
            value = args.positional[0]
        else:
            written, subject = node[3][0], node[2][2]
            if args.this is None:
                return None
            value = args.this
        if written[0] == code.NAME:
            written = self._index(frame.unit).binding(_function(frame), written[2])
        if written is None:
            return None
        if written[0] == code.REGEX:
            pattern = parse(written[2], written[3], is_python=False)
        elif (
            method_of(written) == "RegExp" and written[3] and written[3][0][0] == code.CONST and isinstance(written[3][0][2], str)
        ):
            pattern = parse(written[3][0][2], "", is_python=False)
        else:
            return None
        return None if pattern is None else (pattern, value, subject)

    def _index(self, unit: Unit) -> Index:
        found = self._indexes.get(unit.number)
        if found is None:
            found = self._indexes[unit.number] = Index(unit)
        return found

    def _is_slow(self, pattern: Pattern, method: str, *, is_python: bool) -> bool:
        is_search = not is_python or method not in ("match", "fullmatch")
        key = (pattern.text, pattern.flags, method if is_python else "", is_python)
        verdict = self._slow.get(key)
        if verdict is None:
            if len(self._slow) >= _MOST_VERDICTS:
                return False
            is_whole = method == "fullmatch"
            verdict = self._slow[key] = is_polynomial(pattern, is_search=is_search, is_whole=is_whole) and not is_exponential(
                pattern, is_whole=is_whole
            )
        return verdict

    def _is_short(self, frame: Frame, node: Any, subject: Any) -> bool:
        """Whether the text was cut, or its length compared with a constant before."""
        if _is_cut(subject):
            return True
        index = self._index(frame.unit)
        function = _function(frame)
        if subject[0] == code.NAME and (value := index.binding(function, subject[2])) is not None and _is_cut(value):
            return True
        return any(
            number == function
            and compared[2] in ("<", "<=", ">", ">=")
            and compared[1] >> 16 <= node[1] >> 16
            and (_is_length_of(compared[3], subject) or _is_length_of(compared[4], subject))
            for number, compared in index.of(code.COMPARE)
        )

    def _is_test(self, frame: Frame, node: Any) -> bool:
        index, function = self._index(frame.unit), _function(frame)
        if is_test(index, function, node):
            return True
        around = index.parents(function).get(id(node))
        if around is None or around[0] not in (code.ASSIGN, code.LET) or around[2][0] != code.NAME:
            return False
        name = around[2][2]
        return any(one[0] == code.NAME and one[2] == name and is_test(index, function, one) for one in index.inside(function))


def _function(frame: Frame) -> int:
    return frame.closure.index if frame.closure is not None else 0


def _keyword(call: Any, name: str) -> Any:
    return next((value for key, value in call[4] if key == name), None)


_CUTS: Final = frozenset({"slice", "substring", "substr"})


def _is_cut(node: Any) -> bool:
    """Whether an expression is a text of limited length."""
    for _ in range(8):
        if node[0] == code.SLICE:
            return node[3][1] is not None
        if node[0] != code.CALL or node[2][0] != code.ATTR:
            return False
        if node[2][3] in _CUTS and len(node[3]) == 2:
            return True
        node = node[2][2]
    return False


def _is_length_of(node: Any, subject: Any) -> bool:
    if node[0] == code.ATTR and node[3] == "length":
        return same(node[2], subject)
    return method_of(node) == "len" and len(node[3]) == 1 and same(node[3][0], subject)


def _ends_loosely(pattern: Pattern) -> bool:
    """Whether a pattern that says what the whole text must be ends in `$`."""
    return "m" not in pattern.flags and _last(pattern.root) and bool(re.match(r"\(?\^|\(\?|[\[\\a-zA-Z(]", pattern.text))


def _last(part: Part) -> bool:
    if isinstance(part, Sequence):
        return bool(part.items) and _last(part.items[-1])
    if isinstance(part, Group):
        return _last(part.item)
    return isinstance(part, Anchor) and part.name == "$"
