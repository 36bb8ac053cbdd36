"""Exceptions that nobody can catch: thrown in a callback that runs after the request handler has returned, they end the server."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any, Final

from gateline.engines.sast.solver.program import Unit
from gateline.engines.sast.structures.index import Index, index_of
from gateline.engines.sast.structures.registry import Seen
from gateline.facts import code

__all__ = ["thrown_in_callback"]

_REQUESTS: Final = frozenset({"req", "request", "_req", "_request"})
_RESPONSES: Final = frozenset({"res", "response", "reply", "_res"})
_FILES: Final = frozenset({"fs", "zlib", "crypto", "dns", "child_process"})
_TIMERS: Final = frozenset({"setTimeout", "setInterval", "setImmediate", "nextTick", "queueMicrotask"})
_QUERIES: Final = frozenset(
    {"query", "execute", "exec", "execFile", "findOne", "findById", "connect", "readFile", "writeFile", "readdir", "stat"}
)


def thrown_in_callback(unit: Unit, _options: Mapping[str, Any]) -> Iterable[Seen]:
    """`throw` in a callback of an asynchronous function below a request handler, or in functions of the file that a handler calls."""
    if unit.is_python:
        return
    index = index_of(unit)
    functions = unit.code.functions
    handlers = {number for number, fn in enumerate(functions) if _is_handler(fn.params)}
    if not handlers:
        return
    reached = _reached(index, handlers)
    for number in _callbacks(index):
        if "a" in functions[number].flags or not any(one in reached for one in _around(index, functions[number].parent)):
            continue
        yield from (Seen(one[1], number) for one in _uncaught(functions[number].body))


def _is_handler(params: Any) -> bool:
    names = [param.name for param in params]
    return len(names) >= 2 and any(one in _REQUESTS and other in _RESPONSES for one, other in pairwise(names))


def _reached(index: Index, handlers: set[int]) -> set[int]:
    """Handlers, and functions of the file that they call by name."""
    names = {fn.name: number for number, fn in enumerate(index.unit.code.functions) if fn.name and fn.parent == 0}
    reached = set(handlers)
    for _ in range(_ROUNDS):
        before = len(reached)
        for name, number in names.items():
            if number not in reached and any(
                call[2][0] == code.NAME and any(one in reached for one in _around(index, function))
                for function, call in index.calls.get(name, ())
            ):
                reached.add(number)
        if len(reached) == before:
            break
    return reached


_ROUNDS: Final = 4


def _around(index: Index, function: int) -> Iterator[int]:
    """A function and those it stands in."""
    for _ in range(30):
        if function <= 0:
            return
        yield function
        function = index.unit.code.functions[function].parent


def _callbacks(index: Index) -> Iterator[int]:
    """Functions handed to asynchronous functions of Node.js."""
    for name, placed in index.calls.items():
        for _function, call in placed:
            if not call[3] or (call[3][-1][0] != code.FUNCTION and name not in _TIMERS):
                continue
            callee = call[2]
            base = callee[2][2] if callee[0] == code.ATTR and callee[2][0] == code.NAME else ""
            if name in _TIMERS or (base in _FILES and not name.endswith("Sync")) or (callee[0] == code.ATTR and name in _QUERIES):
                yield from (argument[2] for argument in call[3] if argument[0] == code.FUNCTION)


def _uncaught(block: Any) -> Iterator[Any]:
    """`throw` statements of a block that no handler of the same function catches."""
    waiting = list(block)
    while waiting:
        one = waiting.pop()
        kind = one[0]
        if kind == code.RAISE:
            yield one
        elif kind == code.IF:
            waiting += [*one[3], *one[4]]
        elif kind in (code.FOR, code.WHILE):
            waiting += one[4] if kind == code.FOR else one[3]
        elif kind == code.FOR_IN:
            waiting += one[4]
        elif kind == code.TRY and not one[3]:
            waiting += one[2]
        elif kind == code.TRY:
            waiting += [inner for _types, _target, handler in one[3] for inner in handler]
        elif kind == code.SWITCH:
            waiting += [inner for _values, inner_block in one[3] for inner in inner_block]
