"""The nodes of one file by what they are: one walk that serves every check of the file."""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from gateline.engines.sast.solver.program import Unit
from gateline.engines.sast.walk import nodes
from gateline.facts import code

__all__ = ["Index", "Placed", "index_of", "method_of", "same"]

_KEPT: Final = frozenset(
    {
        code.CALL, code.NEW, code.COMPARE, code.OR, code.NULLISH, code.REGEX, code.ASSIGN, code.LET, code.IF, code.TRY, code.DICT,
        code.SWITCH, code.ELEMENT, code.WHILE, code.FUNCTION, code.AUGMENT, code.FOR, code.FOR_IN, code.ITEM, code.RETURN,
    }
)  # fmt: skip
_SINGLE: Final = frozenset({code.ASSIGN, code.LET})
_MOST_NODES: Final = 200_000
_BRIEF: Final = code.NAME
"""Constants and names hold no other nodes, and are more than half of all."""


class Placed(NamedTuple):
    """A node and the function it stands in."""

    function: int
    node: Any


class Index:
    """Nodes of a file, functions in order, each function's nodes in source order; the bodies of classes count to the function around
    them. What a check asks for later (`parent`, `bindings`) is made then, function by function."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.calls: dict[str, list[Placed]] = {}
        """Calls by the name of the function or method."""
        self.memory: dict[str, Any] = {}
        """What groups of checks made of the file, by their name."""
        self._kinds: dict[int, list[Placed]] = {kind: [] for kind in _KEPT}
        self._bodies: dict[int, list[Any]] = {}
        self._parents: dict[int, dict[int, Any]] = {}
        self._bindings: dict[int, dict[str, Any]] = {}
        self._left = _MOST_NODES
        for number, function in enumerate(unit.code.functions):
            self._add(number, function.body)
        for one in unit.code.classes:
            self._add(max(one.parent, 0), one.body)

    def of(self, kind: int) -> list[Placed]:
        """All nodes of a kind that checks ask for."""
        return self._kinds[kind]

    def parents(self, function: int) -> dict[int, Any]:
        """By identity of a node of the function, the node it is a part of."""
        found = self._parents.get(function)
        if found is None:
            found = self._parents[function] = {}
            for body in self._bodies.get(function, ()):
                _note_parents(body, found)
        return found

    def ancestors(self, function: int, node: Any) -> Iterator[Any]:
        """The nodes around a node, innermost first."""
        parents = self.parents(function)
        for _ in range(200):
            node = parents.get(id(node))
            if node is None:
                return
            yield node

    def inside(self, function: int) -> Iterator[Any]:
        """Every node of a function."""
        for body in self._bodies.get(function, ()):
            yield from nodes(body)

    def binding(self, function: int, name: str) -> Any:
        """The expression a name stands for: of its only assignment, in the function or the nearest one around that assigns it. None
        when there are several, or when it is a parameter."""
        functions = self.unit.code.functions
        for _ in range(60):
            bound = self.bindings(function)
            if name in bound:
                return bound[name]
            fn = functions[function]
            if fn.parent < 0 or name in fn.locals:
                return None
            function = fn.parent
        return None

    def bindings(self, function: int) -> dict[str, Any]:
        """Names assigned in a function: the value of the only assignment, None for several."""
        if not self._bindings:
            self._bindings[-1] = {}
            for kind in (code.ASSIGN, code.LET, code.AUGMENT, code.FOR, code.FOR_IN):
                for number, node in self._kinds[kind]:
                    if node[2][0] == code.NAME:
                        bound = self._bindings.setdefault(number, {})
                        name = node[2][2]
                        bound[name] = node[3] if kind in _SINGLE and name not in bound else None
        return self._bindings.get(function) or {}

    def _add(self, function: int, body: Any) -> None:
        if not body:
            return
        self._bodies.setdefault(function, []).append(body)
        kinds, calls = self._kinds, self.calls
        waiting: list[Any] = [body]
        left = self._left
        while waiting and left > 0:
            node = waiting.pop()
            kind = node[0]
            if type(kind) is int:
                left -= 1
                kept = kinds.get(kind)
                if kept is not None:
                    placed = Placed(function, node)
                    kept.append(placed)
                    if kind == code.CALL or kind == code.NEW:
                        callee = node[2]
                        name = callee[2] if callee[0] == code.NAME else callee[3] if callee[0] == code.ATTR else ""
                        calls.setdefault(name, []).append(placed)
            for part in reversed(node):
                if type(part) in _SEQUENCES and part:
                    head = part[0]
                    if type(head) is not int or head > _BRIEF:
                        waiting.append(part)
        self._left = left


_SEQUENCES: Final = (list, tuple)


def _note_parents(body: Any, found: dict[int, Any]) -> None:
    waiting: list[tuple[Any, Any]] = [(body, None)]
    while waiting:
        node, parent = waiting.pop()
        if type(node[0]) is int:
            found[id(node)] = parent
            parent = node
        waiting.extend([(part, parent) for part in node if type(part) in _SEQUENCES and part])


_LAST: list[Index] = []


def index_of(unit: Unit) -> Index:
    """The index of a file; that of the last file asked for is kept, for checks come file by file."""
    if not _LAST or _LAST[0].unit is not unit:
        _LAST[:] = [Index(unit)]
    return _LAST[0]


def method_of(node: Any) -> str:
    """The name under which a call calls: `f` of `f(…)` and `x.f(…)`; empty for others."""
    if node[0] not in (code.CALL, code.NEW):
        return ""
    callee = node[2]
    return str(callee[2]) if callee[0] == code.NAME else str(callee[3]) if callee[0] == code.ATTR else ""


def same(one: Any, other: Any, depth: int = 0) -> bool:
    """Whether two expressions are the same but for where they stand."""
    if type(one) in _SEQUENCES and type(other) in _SEQUENCES:
        if len(one) != len(other) or depth > 60:
            return False
        is_node = bool(one) and type(one[0]) is int
        return all(
            (number == 1 and is_node) or same(left, right, depth + 1)
            for number, (left, right) in enumerate(zip(one, other, strict=True))
        )
    return type(one) is type(other) and bool(one == other)
