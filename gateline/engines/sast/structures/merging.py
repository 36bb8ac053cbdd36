"""Deep merges that follow the key `__proto__`: a function that copies keys of one object to another, and calls itself for members of
the target that the target may have inherited."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from gateline.engines.sast.solver.program import Unit
from gateline.engines.sast.structures.index import Index, index_of
from gateline.engines.sast.structures.registry import Seen
from gateline.facts import code

__all__ = ["recursive_merge"]

_POLLUTING: Final = frozenset({"__proto__", "prototype", "constructor"})
_KEY_LISTS: Final = frozenset({"keys", "entries", "ownKeys", "getOwnPropertyNames", "keysIn"})
_EACH: Final = frozenset({"forEach", "each", "forIn", "forOwn", "forEachRight", "eachRight"})
_MOST_FUNCTIONS: Final = 4_000


class _Loop(NamedTuple):
    """A loop over the keys of an object."""

    key: str
    source: str
    """Variable that holds the object; empty when nobody can tell."""


class _Scope:
    """A function with the functions inside it."""

    def __init__(self, index: Index, number: int) -> None:
        self.index = index
        self.number = number
        functions = index.unit.code.functions
        inside = {number}
        for other in range(number + 1, len(functions)):
            if functions[other].parent in inside:
                inside.add(other)
        self.functions = sorted(inside)
        self.nodes = [(one, node) for one in self.functions for node in index.inside(one)]
        self.params = {param.name for param in functions[number].params if param.name}


def recursive_merge(unit: Unit, _options: Mapping[str, Any]) -> Iterable[Seen]:
    """The recursive calls of such functions."""
    functions = unit.code.functions
    if unit.is_python or unit.is_test or "m" in unit.code.flags or len(functions) > _MOST_FUNCTIONS:
        return
    index = index_of(unit)
    for number, function in enumerate(functions):
        if number == 0 or len(function.params) < 2:
            continue
        name = function.name or _bound_name(index, number)
        if name and name in index.calls:
            yield from _merges(_Scope(index, number), name)


def _bound_name(index: Index, number: int) -> str:
    """The variable or member that holds an anonymous function."""
    for function, node in index.of(code.ASSIGN):
        if node[3][0] == code.FUNCTION and node[3][2] == number and function == index.unit.code.functions[number].parent:
            return str(node[2][2] if node[2][0] == code.NAME else node[2][3] if node[2][0] == code.ATTR else "")
    return ""


def _merges(scope: _Scope, name: str) -> Iterator[Seen]:
    calls = [(one, node) for one, node in scope.nodes if node[0] == code.CALL and _calls(node, name)]
    if not calls:
        return
    loops = [loop for one, node in scope.nodes for loop in _loops(scope, one, node)]
    if not loops:
        return
    written = {(node[2][2][2], node[2][3][2]) for _one, node in scope.nodes if _is_write(node)}
    targets = {(target, loop.key) for loop in loops for target, key in written if key == loop.key and target != loop.source}
    targets = {one for one in targets if one[0] in scope.params}
    if not targets or _is_guarded(scope, {target for target, _key in targets}):
        return
    held = _held(scope, targets)
    for one, node in calls:
        if any(_member(argument) in targets or (argument[0] == code.NAME and argument[2] in held) for argument in node[3]):
            yield Seen(node[1], one)


def _calls(node: Any, name: str) -> bool:
    callee = node[2]
    if callee[0] == code.NAME:
        return bool(callee[2] == name)
    return callee[0] == code.ATTR and callee[3] == name and callee[2][0] in (code.THIS, code.NAME)


def _is_write(node: Any) -> bool:
    return node[0] in (code.ASSIGN, code.LET) and _member(node[2]) is not None


def _member(node: Any) -> tuple[str, str] | None:
    """Variable and key of `variable[key]`, both names."""
    if node[0] == code.ITEM and node[2][0] == code.NAME and node[3][0] == code.NAME:
        return node[2][2], node[3][2]
    return None


def _loops(scope: _Scope, function: int, node: Any) -> Iterator[_Loop]:
    kind = node[0]
    if kind == code.FOR_IN and node[2][0] == code.NAME:
        yield _Loop(node[2][2], _name(node[3]))
    elif kind == code.FOR and (source := _listed(scope, function, node[3])) is not None:
        target = node[2][2][0] if node[2][0] == code.PATTERN_LIST and node[2][2] else node[2]
        if target is not None and target[0] == code.NAME:
            yield _Loop(target[2], source)
    elif kind == code.ASSIGN and node[2][0] == code.NAME and node[3][0] == code.ITEM:
        if (source := _listed(scope, function, node[3][2])) is not None:  # `key = keys[i]`
            yield _Loop(node[2][2], source)
    elif kind == code.CALL and node[2][0] == code.ATTR and node[2][3] in _EACH:
        yield from _each(scope, function, node)


def _each(scope: _Scope, function: int, node: Any) -> Iterator[_Loop]:
    """`Object.keys(x).forEach(key => …)`, `_.forOwn(x, (value, key) => …)`."""
    callback = next((item for item in node[3] if item[0] == code.FUNCTION), None)
    if callback is None:
        return
    params = scope.index.unit.code.functions[callback[2]].params
    source = _listed(scope, function, node[2][2])
    if source is not None and params:
        target = params[0].target
        first = target[2][0] if target is not None and target[0] == code.PATTERN_LIST and target[2] else None
        yield _Loop(first[2] if first is not None and first[0] == code.NAME else params[0].name, source)
        for _one, inner in scope.nodes:  # `key = entry[0]`
            if (
                inner[0] == code.ASSIGN
                and inner[2][0] == code.NAME
                and inner[3][0] == code.ITEM
                and _name(inner[3][2]) == params[0].name
            ):
                yield _Loop(inner[2][2], source)
    elif len(node[3]) > 1 and len(params) > 1 and node[3][0][0] == code.NAME:
        yield _Loop(params[1].name, node[3][0][2])


def _listed(scope: _Scope, function: int, node: Any) -> str | None:
    """The variable whose keys an expression lists; None when it lists none."""
    if node[0] == code.NAME:
        node = scope.index.binding(function, node[2]) or node
    if node[0] != code.CALL or node[2][0] != code.ATTR or node[2][3] not in _KEY_LISTS or not node[3]:
        return None
    return _name(node[3][0])


def _name(node: Any) -> str:
    return str(node[2]) if node[0] == code.NAME else ""


def _held(scope: _Scope, targets: set[tuple[str, str]]) -> set[str]:
    """Variables that hold a member of a target."""
    found: set[str] = set()
    for _one, node in scope.nodes:
        if node[0] == code.ASSIGN and node[2][0] == code.NAME and any(_member(leaf) in targets for leaf in _leaves(node[3], 0)):
            found.add(node[2][2])
    return found


def _leaves(node: Any, depth: int) -> list[Any]:
    """What an expression may be: the branches of conditions."""
    if depth > 10:
        return []
    if node[0] in (code.OR, code.AND, code.NULLISH):
        return [*_leaves(node[2], depth + 1), *_leaves(node[3], depth + 1)]
    if node[0] == code.CHOICE:
        return [*_leaves(node[3], depth + 1), *_leaves(node[4], depth + 1)]
    return [node]


def _is_guarded(scope: _Scope, targets: set[str]) -> bool:
    """Whether the function looks before it goes on: for dangerous names, itself or by a list or function of the file; for whether the
    target itself has the key; for an ordinary object."""
    for one, node in scope.nodes:
        kind = node[0]
        if kind == code.CONST and node[2] in _POLLUTING:
            return True
        if kind == code.COMPARE and node[2] == "instanceof" and _name(node[4]) == "Object":
            return True
        if kind == code.CALL and (_asks_target(node, targets) or _is_bare(node)):
            return True
        if kind == code.NAME and _speaks_of_names(scope.index, one, node[2]):
            return True
    return False


def _asks_target(node: Any, targets: set[str]) -> bool:
    """`target.hasOwnProperty(key)`, `Object.hasOwn(target, key)`, `has.call(target, key)`."""
    callee = node[2]
    if callee[0] != code.ATTR:
        return False
    if callee[3] == "hasOwnProperty":
        return _name(callee[2]) in targets
    if callee[3] in ("hasOwn", "has", "call") and len(node[3]) > 1:
        return _name(node[3][0]) in targets
    return False


def _is_bare(node: Any) -> bool:
    """`Object.create(null)`."""
    return (
        node[2][0] == code.ATTR
        and node[2][3] == "create"
        and bool(node[3])
        and node[3][0][0] == code.CONST
        and node[3][0][2] is None
    )


def _speaks_of_names(index: Index, function: int, name: str) -> bool:
    """Whether a function or constant of the file, by its name, speaks of dangerous keys."""
    known = index.memory.setdefault("recursive-merge", {})
    if name not in known:
        known[name] = False
        bound = index.binding(0, name)
        bodies = [[bound]] if bound is not None else []
        bodies += [
            list(index.inside(number)) for number, one in enumerate(index.unit.code.functions) if one.name == name and number
        ]
        known[name] = any(_holds_names(body) for body in bodies)
    return bool(known[name]) and index.unit.code.functions[function].name != name


def _holds_names(parts: Any) -> bool:
    waiting = [parts]
    for _ in range(2_000):
        if not waiting:
            break
        node = waiting.pop()
        if node and node[0] == code.CONST and type(node[0]) is int and len(node) > 2 and node[2] in ("__proto__", "constructor"):
            return True
        waiting.extend(part for part in node if isinstance(part, list | tuple) and part)
    return False
