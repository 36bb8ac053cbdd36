"""Messages of other windows that are used without a look at who sent them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from gateline.engines.sast.solver.program import Unit
from gateline.engines.sast.structures.index import Index, index_of
from gateline.engines.sast.structures.registry import Seen
from gateline.facts import code

__all__ = ["message_origin_unchecked"]

_WINDOWS: Final = frozenset({"window", "globalThis", "self", "top", "parent"})
_WORKER_SIGNS: Final = frozenset({"importScripts", "clients", "skipWaiting", "registerProcessor", "DedicatedWorkerGlobalScope"})
_SENDER: Final = frozenset({"origin", "source", "isTrusted"})
_DEEPEST: Final = 4


def message_origin_unchecked(unit: Unit, _options: Mapping[str, Any]) -> Iterable[Seen]:
    """Where such listeners are registered: the call of `addEventListener`, or the assignment to `onmessage`."""
    if unit.is_python or unit.is_test or "m" in unit.code.flags:
        return
    index = index_of(unit)
    if _is_worker(index):
        return
    for function, node, listener in _listeners(index):
        number = _function_of(index, function, listener)
        if number is not None and _uses_data(index, number, 0, set()) and not _looks_at_sender(index, number, 0, set()):
            yield Seen(node[1], function)


def _is_worker(index: Index) -> bool:
    """Whether a file runs as a worker, whose messages come from its own page."""
    words = {word for function in index.unit.code.functions for word in function.words}
    if words & _WORKER_SIGNS or "worker" in index.unit.path.rsplit("/", 1)[-1].lower():
        return True
    posts = index.calls.get("postMessage", ())
    has_page = not words.isdisjoint({"document", "window"})
    return not has_page and any(
        node[2][0] == code.NAME or (node[2][0] == code.ATTR and node[2][2][0] == code.NAME and node[2][2][2] == "self")
        for _function, node in posts
    )


def _listeners(index: Index) -> Iterator[tuple[int, Any, Any]]:
    for function, node in index.calls.get("addEventListener", ()):
        if len(node[3]) > 1 and node[3][0][0] == code.CONST and node[3][0][2] == "message":
            callee = node[2]
            if callee[0] == code.NAME or (callee[0] == code.ATTR and _is_window(index, function, callee[2])):
                yield function, node, node[3][1]
    for function, node in [*index.of(code.ASSIGN), *index.of(code.LET)]:
        target = node[2]
        if (target[0] == code.ATTR and target[3] == "onmessage" and _is_window(index, function, target[2])) or (
            target[0] == code.NAME and target[2] == "onmessage" and not _is_local(index, function, "onmessage")
        ):
            yield function, node, node[3]


def _is_window(index: Index, function: int, node: Any) -> bool:
    return node[0] == code.NAME and node[2] in _WINDOWS and not _is_local(index, function, node[2])


def _is_local(index: Index, function: int, name: str) -> bool:
    functions = index.unit.code.functions
    while function >= 0:
        if name in functions[function].locals:
            return True
        function = functions[function].parent
    return False


def _function_of(index: Index, function: int, node: Any) -> int | None:
    """The function an expression is: written there, or by its name in the file, through `bind` and the like."""
    for _ in range(_DEEPEST):
        if node[0] == code.FUNCTION:
            return int(node[2])
        if node[0] == code.CALL and node[2][0] == code.ATTR and node[2][3] == "bind":
            node = node[2][2]
        elif (
            node[0] == code.CALL and node[3] and node[3][0][0] in (code.FUNCTION, code.NAME)
        ):  # `useCallback(f, …)`, `debounce(f)`
            node = node[3][0]
        elif node[0] in (code.NAME, code.ATTR):
            name = node[2] if node[0] == code.NAME else node[3]
            bound = index.binding(function, name) if node[0] == code.NAME else None
            if bound is None:
                return next((number for number, one in enumerate(index.unit.code.functions) if one.name == name and number), None)
            node = bound
        else:
            return None
    return None


def _event_of(index: Index, number: int) -> tuple[str, frozenset[str]]:
    """The event's variable, and the members of it that parameters bind (`({ data, origin }) => …`)."""
    function = index.unit.code.functions[number]
    if not function.params:
        return "", frozenset()
    target = function.params[0].target
    if target is not None and target[0] == code.PATTERN_DICT:
        return "", frozenset(
            key[2] for key, _one in target[2] if key is not None and key[0] == code.CONST and isinstance(key[2], str)
        )
    return function.params[0].name, frozenset()


def _reads(index: Index, number: int, name: str) -> Iterator[str]:
    """Members of a variable that a function, or one inside it, reads."""
    for inner in _with_inner(index, number):
        for node in index.inside(inner):
            if node[0] == code.ATTR and node[2][0] == code.NAME and node[2][2] == name:
                yield node[3]
            elif node[0] == code.ITEM and node[2][0] == code.NAME and node[2][2] == name and node[3][0] == code.CONST:
                yield str(node[3][2])
            elif node[0] == code.ASSIGN and node[2][0] == code.PATTERN_DICT and node[3][0] == code.NAME and node[3][2] == name:
                yield from (
                    key[2] for key, _one in node[2][2] if key is not None and key[0] == code.CONST and isinstance(key[2], str)
                )


def _with_inner(index: Index, number: int) -> list[int]:
    inside = {number}
    functions = index.unit.code.functions
    for other in range(number + 1, len(functions)):
        if functions[other].parent in inside:
            inside.add(other)
    return sorted(inside)


def _uses_data(index: Index, number: int, depth: int, seen: set[int]) -> bool:
    name, members = _event_of(index, number)
    if "data" in members or (name and "data" in set(_reads(index, number, name))):
        return True
    return any(_uses_data(index, one, depth + 1, seen) for one in _handed(index, number, name, depth, seen))


def _looks_at_sender(index: Index, number: int, depth: int, seen: set[int]) -> bool:
    name, members = _event_of(index, number)
    if members & _SENDER or (name and not _SENDER.isdisjoint(_reads(index, number, name))):
        return True
    if name and _is_handed_away(index, number, name):
        return True
    return any(_looks_at_sender(index, one, depth + 1, seen) for one in _handed(index, number, name, depth, seen))


def _handed(index: Index, number: int, name: str, depth: int, seen: set[int]) -> Iterator[int]:
    """Functions of the file that get the event."""
    if not name or depth >= _DEEPEST:
        return
    for inner in _with_inner(index, number):
        for node in index.inside(inner):
            if node[0] == code.CALL and any(item[0] == code.NAME and item[2] == name for item in node[3]):
                found = _function_of(index, inner, node[2]) if node[2][0] in (code.NAME, code.ATTR) else None
                if found is not None and found not in seen:
                    seen.add(found)
                    yield found


def _is_handed_away(index: Index, number: int, name: str) -> bool:
    """Whether the event itself goes to a function of another file, which may look."""
    for inner in _with_inner(index, number):
        for node in index.inside(inner):
            if node[0] in (code.CALL, code.NEW) and any(item[0] == code.NAME and item[2] == name for item in node[3]):
                callee = node[2]
                if callee[0] == code.ATTR and callee[2][0] == code.NAME and callee[2][2] in ("console", "JSON"):
                    continue
                if callee[0] not in (code.NAME, code.ATTR) or _function_of(index, inner, callee) is None:
                    return True
    return False
