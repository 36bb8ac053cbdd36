"""Decisions by what the client says of itself: roles in cookies and parameters, addresses in headers."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from gateline.engines.sast.solver.program import Frame, Unit
from gateline.engines.sast.solver.sinks import words_of
from gateline.engines.sast.solver.values import GUESS
from gateline.engines.sast.structures.index import Index, index_of, method_of
from gateline.engines.sast.structures.registry import Seen
from gateline.facts import code

if TYPE_CHECKING:
    from gateline.engines.sast.solver.machine import Machine
    from gateline.engines.sast.solver.values import Value

__all__ = ["address_header_compared", "decision_by_client_data"]

_RIGHTS: Final = frozenset(
    "admin role roles isadmin superuser staff permission permissions privilege privileges authenticated loggedin authorized authorised vip "
    "premium".split()
)


def decision_by_client_data(machine: "Machine", rule: str, options: Mapping[str, Any]) -> None:
    """Branches taken by the value of a cookie, header or parameter that is called like a right."""
    kinds = tuple(options.get("from", ()))
    indexes: dict[int, Index] = {}

    def tested(frame: Frame, test: Any, _value: "Value") -> None:
        if frame.unit.is_test:
            return
        for one in _subjects(test):
            read = _read_by(indexes, frame, one) if one[0] == code.NAME else one
            if read is None or not _is_right(read):
                continue
            value = frame.env.get(one[2]) if one[0] == code.NAME else machine.evaluate(frame, one)
            if value is not None and value.taint and any(not value.taint.get(kind, _GUESSED)[0] & GUESS for kind in kinds):
                machine.misuse(rule, frame, test[1])
                return

    machine.on_test.append(tested)


def _read_by(indexes: dict[int, Index], frame: Frame, node: Any) -> Any:
    """The expression a variable was assigned, once."""
    if _RIGHTS.isdisjoint(words_of(node[2])) and node[2] not in frame.fn.locals:
        return None
    index = indexes.get(frame.unit.number)
    if index is None:
        index = indexes[frame.unit.number] = Index(frame.unit)
    return index.binding(frame.closure.index if frame.closure is not None else 0, node[2])


_GUESSED: Final = (GUESS, None)
"""What stands for data that is not there; what came through an API that nobody knows may have been verified by it."""


def _subjects(test: Any) -> Iterator[Any]:
    """Expressions whose truth or equality decides a test."""
    waiting = [test]
    while waiting:
        one = waiting.pop()
        kind = one[0]
        if kind in (code.AND, code.OR):
            waiting += [one[2], one[3]]
        elif kind in (code.NOT, code.AWAIT):
            waiting.append(one[2])
        elif kind == code.COMPARE:
            if one[2] in ("==", "!=", "in", "not in") and not any(
                side[0] == code.CONST and side[2] is None for side in (one[3], one[4])
            ):
                waiting += [one[3], one[4]]
        elif kind in (code.NAME, code.ATTR, code.ITEM) or (kind == code.CALL and _key(one)):
            yield one


_SENT: Final = frozenset("args cookies headers GET COOKIES META query query_params params values".split())
"""Members of a request under which names come that no page of the application asks for."""
_FILLED: Final = frozenset("body form POST json data".split())
"""Members that hold forms, in which a role may be chosen for somebody else."""
_OWN_RIGHTS: Final = frozenset("admin isadmin superuser staff authenticated loggedin authorized authorised vip premium".split())


def _is_right(node: Any) -> bool:
    """Whether an expression reads something that is called like a right out of a request."""
    name = _key(node)
    words = {*words_of(name), name.lower().replace("_", "")}
    if words.isdisjoint(_RIGHTS):
        return False
    container = _container(node)
    return container in _SENT or (container in _FILLED and not words.isdisjoint(_OWN_RIGHTS))


def _container(node: Any) -> str:
    """The member that something is read from: `cookies` of `request.cookies.get("x")`."""
    if node[0] == code.CALL and node[2][0] == code.ATTR:
        base = node[2][2]
        if node[2][3] in ("lower", "toLowerCase", "strip", "trim"):
            return _container(base)
        return "headers" if node[2][3] in ("header", "getHeader", "get_header") else _last(base)
    return _last(node[2]) if node[0] in (code.ATTR, code.ITEM) else ""


def _last(node: Any) -> str:
    if node[0] == code.CALL:
        node = node[2]
    return str(node[3]) if node[0] == code.ATTR else ""


def _key(node: Any) -> str:
    """The constant name under which an expression reads something."""
    if node[0] == code.ATTR:
        return str(node[3])
    if node[0] == code.ITEM:
        return str(node[3][2]) if node[3][0] == code.CONST else ""
    if node[0] == code.CALL and node[2][0] == code.ATTR:
        if node[3] and node[3][0][0] == code.CONST and node[2][3] in _READS:
            return str(node[3][0][2])
        if node[2][3] in ("lower", "toLowerCase", "strip", "trim"):
            return _key(node[2][2])
    return ""


_READS: Final = frozenset({"get", "header", "getHeader", "get_header", "param", "getlist", "get_cookie", "get_argument"})
_HEADERS: Final = frozenset(
    "x-forwarded-for x-real-ip x-client-ip true-client-ip cf-connecting-ip forwarded x-forwarded-host x-originating-ip client-ip".split()
)
_PASSES: Final = frozenset({"split", "strip", "trim", "lower", "toLowerCase", "toString", "pop", "shift", "at"})


def address_header_compared(unit: Unit, _options: Mapping[str, Any]) -> Iterable[Seen]:
    """Addresses out of a header that are compared with others."""
    index = index_of(unit)
    for function, node in _reads(index):
        seen = _compared(index, function, node, 0)
        if seen is not None:
            yield Seen(seen[1], function)


def _reads(index: Index) -> Iterator[tuple[int, Any]]:
    for method in _READS:
        for function, call in index.calls.get(method, ()):
            if call[3] and call[3][0][0] == code.CONST and _is_header(call[3][0][2]):
                yield function, call
    for function, node in index.of(code.ITEM):
        if node[3][0] == code.CONST and _is_header(node[3][2]):
            yield function, node


def _is_header(name: Any) -> bool:
    return isinstance(name, str) and name.lower().replace("_", "-").removeprefix("http-") in _HEADERS


def _compared(index: Index, function: int, node: Any, depth: int) -> Any:
    """The comparison that a value goes into, through methods that keep it and one variable."""
    parents = index.parents(function)
    for _ in range(12):
        around = parents.get(id(node))
        if around is None:
            return None
        kind = around[0]
        if kind == code.COMPARE and around[2] in ("==", "!=", "in", "not in"):
            other = around[4] if around[3] is node else around[3]
            is_nothing = other[0] == code.CONST and (other[2] is None or other[2] == "")
            return None if is_nothing or (around[2] in ("in", "not in") and around[4] is node) else around
        if (
            kind == code.CALL
            and method_of(around) in ("startsWith", "startswith")
            and around[2][0] == code.ATTR
            and around[2] is node
        ):
            return around
        if (
            (kind == code.ATTR and around[3] in ("startsWith", "startswith", *_PASSES))
            or (kind == code.CALL and around[2] is node)
            or (kind in (code.ITEM, code.OR, code.NULLISH, code.CHOICE) and node in around[2:])
        ):
            node = around
        elif kind == code.CALL and method_of(around) in ("includes", "has") and around[3] and around[3][0] is node:
            return around
        elif kind in (code.ASSIGN, code.LET) and around[3] is node and around[2][0] == code.NAME and depth == 0:
            return _later(index, function, around[2][2])
        else:
            return None
    return None


def _later(index: Index, function: int, name: str) -> Any:
    for one in index.inside(function):
        if one[0] == code.NAME and one[2] == name:
            found = _compared(index, function, one, 1)
            if found is not None:
                return found
    return None
