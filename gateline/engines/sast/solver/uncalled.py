"""Functions and methods of Python that nobody in the program calls: what they are handed comes from callers nobody knows.

Only a function whose parameters reach a sink where that matters is looked at, and only when its name stands in no other function:
where it does, the calls judge it.
"""

from collections.abc import Iterable
from typing import Any, Final

from gateline.engines.sast.solver.machine import Machine
from gateline.engines.sast.solver.masks import mask_of
from gateline.engines.sast.solver.program import Args, Closure, Summary
from gateline.engines.sast.solver.sinks import words_of
from gateline.engines.sast.solver.values import GUESS, UNKNOWN, WHOLE, Origin, Value
from gateline.facts import code

__all__ = ["enter_uncalled"]

_KINDS: Final = frozenset({"sql", "shell", "code", "deserialize", "url", "template"})
_TAKEN: Final = mask_of(("sql",)) | WHOLE
"""A function that is handed a whole statement is a wrapper around the driver."""
_MEANT: Final = frozenset(
    "sql query statement stmt command cmd code source script expression expr table tables column columns field fields schema database db "
    "dbname sequence index view where clause condition order alias constraint engine dialect cols keys collation template module".split()
)
"""Last words of parameters that say that a part of a program, not data, is expected."""
_FROM_OUTSIDE: Final = frozenset({"request", "req", "event", "environ"})
"""Parameters of functions that something unseen calls with a request."""
_PLAIN_DECORATORS: Final = frozenset(
    {"staticmethod", "classmethod", "property", "cache", "lru_cache", "contextmanager", "override"}
)
_MOST: Final = 300
_MOST_NODES: Final = 100_000


def enter_uncalled(machine: Machine, looked_at: Iterable[Closure]) -> None:
    """Enter the functions among those that were summarized.

    Args:
        machine: has summarized them.
        looked_at: functions and methods, methods bound to an instance.
    """
    waiting: dict[tuple[int, int], Closure] = {}
    entered = {key for key, _entry in machine.entered}
    for closure in looked_at:
        key = (closure.unit.number, closure.index)
        if not closure.unit.is_python or closure.unit.is_test or key in entered or key in waiting:
            continue
        if _matters(machine, key) and _is_plain(closure.fn):
            waiting[key] = closure
    if not waiting:
        return
    called = _called(
        machine, {closure.fn.name for closure in waiting.values()}, {closure.unit.number for closure in waiting.values()}
    )
    for closure in [one for one in waiting.values() if one.fn.name not in called][:_MOST]:
        machine.enter(closure, _arguments(machine, closure), Summary())


def _matters(machine: Machine, key: tuple[int, int]) -> bool:
    summary = machine.variants.get(key, {}).get(())
    return summary is not None and any(reach.kind in _KINDS for reach in summary.reaches.values())


def _is_plain(fn: code.Function) -> bool:
    """Whether no framework seems to call a function: no decorator that may register it, no parameter for a request."""
    for node in fn.decorators:
        callee = node[2] if node[0] == code.CALL else node
        name = callee[2] if callee[0] == code.NAME else callee[3] if callee[0] == code.ATTR else ""
        if name not in _PLAIN_DECORATORS:
            return False
    return all(param.name not in _FROM_OUTSIDE for param in fn.params)


def _called(machine: Machine, names: set[str], own: set[int]) -> set[str]:
    """Names among these that stand in a function of another name, or at the level of their own file."""
    found: set[str] = set()
    for unit in machine.units:
        for fn in unit.code.functions:
            found.update(name for name in names.intersection(fn.words) if name != fn.name)
        if unit.number in own:
            found |= names & _names_in(unit.code.functions[0].body)
    return found


def _names_in(block: Any) -> set[str]:
    """Variables that stand anywhere in statements."""
    found: set[str] = set()
    waiting = [block]
    left = _MOST_NODES
    while waiting and left > 0:
        node = waiting.pop()
        left -= 1
        if node and node[0] == code.NAME and isinstance(node[2], str):
            found.add(node[2])
        waiting += [part for part in node if isinstance(part, list | tuple)]
    return found


def _arguments(machine: Machine, closure: Closure) -> Args:
    positional: list[Value] = []
    keywords: dict[str, Value] = {}
    params = closure.fn.params
    if closure.bound is not None and "s" not in closure.fn.flags:
        params = params[1:]
    for param in params:
        if param.kind in ("rest", "keywords"):
            continue
        value = _argument(machine, closure, param)
        if param.kind == "keyword":
            keywords[param.name] = value
        else:
            positional.append(value)
    return Args(positional, keywords)


def _argument(machine: Machine, closure: Closure, param: code.Param) -> Value:
    """What a caller may hand over as a parameter; nothing where its type or default says that it is a number or a flag."""
    if param.default is not None and (param.default[0] != code.CONST or not isinstance(param.default[2], str | None)):
        return UNKNOWN
    if param.annotation is not None and closure.frame is not None:
        kind = machine.annotation(machine, closure.frame, param.annotation)
        if kind.consts or kind.paths or kind.obj is not None:
            return UNKNOWN
    words = words_of(param.name)
    mask = _TAKEN | GUESS if words and not _MEANT.isdisjoint(words[-1:]) else _TAKEN
    note = f"`{param.name}` is what a caller hands over"
    origin = Origin((closure.unit.number, closure.fn.name_span), note, None, "source")
    return Value(taint={"library": (mask, origin)})
