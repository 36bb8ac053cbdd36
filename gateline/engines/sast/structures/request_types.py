"""Parts of a request that are taken for a text or a list, though the client decides what they are."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from gateline.engines.sast.solver.machine import Machine
from gateline.engines.sast.solver.program import Args, Closure, Frame
from gateline.engines.sast.solver.values import Value
from gateline.engines.sast.structures.index import same
from gateline.engines.sast.walk import nodes
from gateline.facts import code

__all__ = ["parameter_type_confusion", "unchecked_loop_bound"]

_FREE: Final = (".body", ".query")
"""Members of a request that hold whatever JSON or a query string can say."""
_MEMBERS: Final = frozenset({"indexOf", "includes", "startsWith", "endsWith", "lastIndexOf", "search"})
_DANGEROUS: Final = (
    "..",
    "/",
    "\\",
    "<",
    "'",
    '"',
    ";",
    "__proto__",
    "script",
    "http:",
    "https:",
    "javascript:",
    "|",
    "&",
    "$",
    "`",
)
_KEYS: Final = frozenset({"__proto__", "constructor", "prototype"})
"""Names that must not become keys; a list of one of them becomes the same key, and equals none."""
_OF_LISTS: Final = frozenset(
    {"map", "forEach", "filter", "every", "some", "reduce", "join", "push", "sort", "flatMap", "find", "findIndex"}
)
"""Methods that neither texts nor the objects of JSON have."""
_ITERATING: Final = frozenset(
    "map each forEach filter chunk reduce every some find flatMap flatten compact difference drop groupBy keyBy sortBy uniq uniqBy".split()
)


def _is_free(value: Value, *, as_member: bool) -> bool:
    """Whether a value is a part of a request that may be of any type."""
    for path in value.paths:
        for part in _FREE:
            head, found, tail = path.partition(part)
            if (
                found
                and ("Request()" in head or "Context()" in head)
                and not tail.startswith(("()", "Parser"))
                and "()" not in tail
            ):
                return True if not as_member else bool(tail)
    return False


# --- loops -----------------------------------------------------------------------------------------------------------------------------


def unchecked_loop_bound(machine: Machine, rule: str, _options: Mapping[str, Any]) -> None:
    """Tell of loops that run up to the `length` of such a value, unless some code on its way asks whether it is a list."""
    watch = _Loops()
    machine.on_test.append(lambda frame, test, _value: watch.on_test(machine, frame, test))
    machine.on_call.append(watch.on_call)
    machine.on_end.append(lambda: watch.conclude(machine, rule))


class _Loops:
    """Loops over parts of requests, and the parts somebody asked about."""

    def __init__(self) -> None:
        self._loops: dict[int, dict[int, Any]] = {}
        self._found: list[tuple[tuple[str, ...], Frame, int]] = []
        self._lists: set[str] = set()
        """API paths that are lists, or the program stops: it asked, or called a method only lists have."""

    def on_test(self, machine: Machine, frame: Frame, test: Any) -> None:
        if test[0] not in (code.COMPARE, code.AND) or frame.unit.is_python or frame.unit.is_test:
            return
        loop = self._of(frame).get(id(test))
        bound = _bound(frame, test) if loop is not None else None
        if loop is None or bound is None:
            return
        value = machine.evaluate(frame, bound)
        if _is_free(value, as_member=False) and not (
            _leaves(loop[3], 0) or _fails(loop[3], bound) or _is_checked(frame, bound, test)
        ):
            self._found.append((value.paths, frame, loop[1]))

    def _of(self, frame: Frame) -> dict[int, Any]:
        """Loops of a function by the identity of their tests."""
        key = id(frame.fn)
        known = self._loops.get(key)
        if known is None:
            known = self._loops[key] = {id(node[2]): node for node in nodes(frame.fn.body) if node[0] == code.WHILE and node[2]}
        return known

    def on_call(self, frame: Frame, node: Any, function: Value, args: Args) -> None:
        if frame.unit.is_python:
            return
        if args.this is not None and args.this.paths and node[2][0] == code.ATTR and node[2][3] in _OF_LISTS:
            self._lists.update(_named(args.this))
        if not function.paths or not args.positional or not args.nodes:
            return
        value = args.positional[0]
        if any("isArray" in path for path in function.paths):
            self._lists.update(_named(value))
            return
        is_free = _iterates(function) and _is_free(value, as_member=False)
        if is_free and not _is_checked(frame, args.nodes[0], node) and not _callback_ends(frame, args):
            self._found.append((value.paths, frame, node[1]))

    def conclude(self, machine: Machine, rule: str) -> None:
        """Tell."""
        for paths, frame, span in self._found:
            if self._lists.isdisjoint(paths):
                machine.misuse(rule, frame, span)


def _named(value: Value) -> list[str]:
    """API paths of named parts of a request: the same name is the same thing in all of a program."""
    return [path for path in value.paths if path.rpartition(".")[2] not in ("body", "query")]


def _iterates(function: Value) -> bool:
    """Whether a function runs over what it gets, by its `length`."""
    return any(path.startswith(("lodash.", "underscore.")) and path.rpartition(".")[2] in _ITERATING for path in function.paths)


def _bound(frame: Frame, test: Any) -> Any:
    """The expression whose `length` a test compares with, also by way of a variable."""
    for one in _conjuncts(test):
        if one[0] == code.COMPARE and one[2] in ("<", "<=", "!="):
            side = one[4]
        elif one[0] == code.COMPARE and one[2] in (">", ">="):
            side = one[3]
        else:
            continue
        if side[0] == code.NAME:
            side = _only_value(frame, side[2]) or side
        if side[0] == code.ATTR and side[3] == "length":
            return side[2]
    return None


def _conjuncts(test: Any) -> Iterator[Any]:
    if test[0] == code.AND:
        yield from _conjuncts(test[2])
        yield from _conjuncts(test[3])
    else:
        yield test


def _only_value(frame: Frame, name: str) -> Any:
    found = [
        node[3] for node in nodes(frame.fn.body) if node[0] == code.ASSIGN and node[2][0] == code.NAME and node[2][2] == name
    ]
    return found[0] if len(found) == 1 else None


def _leaves(block: Any, loops: int) -> bool:
    """Whether a body may leave the loop on its own: it then ends at the first element that is not there."""
    for node in block:
        kind = node[0]
        if kind == code.RETURN or (kind == code.BREAK and loops == 0):
            return True
        if kind == code.RAISE:
            return True
        if kind == code.IF and (_leaves(node[3], loops) or _leaves(node[4] or [], loops)):
            return True
        if kind in (code.FOR, code.FOR_IN) and _leaves(node[4], loops + 1):
            return True
        if kind == code.WHILE and _leaves(node[3], loops + 1):
            return True
        if kind == code.TRY and any(inner[0] == code.RETURN for inner in nodes(node[2])):
            return True
        if kind == code.SWITCH and any(inner[0] == code.RETURN for inner in nodes(node[3])):
            return True
    return False


def _fails(block: Any, bound: Any) -> bool:
    """Whether a body reads a member of an element: that fails at once where no element is."""
    held: set[str] = set()
    for node in nodes(block):
        if node[0] in (code.ASSIGN, code.LET) and node[2][0] == code.NAME and _is_element(node[3], bound):
            held.add(node[2][2])
        if node[0] == code.ATTR and (_is_element(node[2], bound) or (node[2][0] == code.NAME and node[2][2] in held)):
            return True
    return False


def _is_element(node: Any, bound: Any) -> bool:
    """`list[i]`; a constant index always finds the same."""
    if node[0] != code.ITEM or node[3][0] == code.CONST:
        return False
    return same(node[2], bound) or (bound[0] == code.NAME and node[2][0] == code.ATTR)


def _callback_ends(frame: Frame, args: Args) -> bool:
    """Whether the callback fails or throws for an element that is not there."""
    for value in args.positional[1:]:
        for fn in value.fns:
            if isinstance(fn, Closure) and fn.fn.params:
                name = fn.fn.params[0].name
                for node in nodes(fn.fn.body):
                    if node[0] == code.ATTR and node[2][0] == code.NAME and node[2][2] == name:
                        return True
                if any(node[0] == code.RAISE for node in _outside_try(fn.fn.body)):
                    return True
                if fn.fn.params[0].target is not None:
                    return True
    return False


def _outside_try(block: Any) -> Iterator[Any]:
    for node in block:
        if node[0] == code.IF:
            yield from _outside_try(node[3])
            yield from _outside_try(node[4] or [])
        elif node[0] != code.TRY:
            yield node


# --- texts -----------------------------------------------------------------------------------------------------------------------------


def parameter_type_confusion(machine: Machine, rule: str, _options: Mapping[str, Any]) -> None:
    """Tell of checks for dangerous text in a parameter that may be a list, in which the same methods look for whole elements."""

    def on_call(frame: Frame, node: Any, function: Value, args: Args) -> None:
        if frame.unit.is_python or frame.unit.is_test or args.this is None or not args.nodes or node[2][0] != code.ATTR:
            return
        if node[2][3] in _MEMBERS and _is_dangerous(args.nodes[0]) and _is_free(args.this, as_member=True):
            subject = node[2][2]
            if subject[0] in (code.NAME, code.ATTR, code.ITEM) and not _is_checked(frame, subject, node):
                machine.misuse(rule, frame, node[1])

    def on_compare(frame: Frame, node: Any, left: Value, right: Value) -> None:
        if frame.unit.is_python or frame.unit.is_test or node[2] not in ("==", "!="):
            return
        for subject, value, other in ((node[3], left, right), (node[4], right, left)):
            if (
                other.consts
                and set(other.consts) <= _KEYS
                and _is_free(value, as_member=True)
                and not _is_checked(frame, subject, node)
            ):
                machine.misuse(rule, frame, node[1])

    machine.on_call.append(on_call)
    machine.on_compare.append(on_compare)


def _is_dangerous(node: Any) -> bool:
    return (
        node[0] == code.CONST
        and isinstance(node[2], str)
        and any(node[2] == one or (len(one) > 1 and one in node[2]) for one in _DANGEROUS)
    )


def _is_checked(frame: Frame, subject: Any, use: Any) -> bool:
    """Whether the function, or one around it, asks what an expression is: its type, or how long it is at most."""
    one: Frame | None = frame
    while one is not None:
        for node in nodes(one.fn.body):
            if node is not use and _asks(node, subject, use):
                return True
        one = one.up if one.up is not None and one.up.up is not None else None
    return False


def _asks(node: Any, subject: Any, use: Any) -> bool:
    kind = node[0]
    if kind == code.UNARY and node[2] == "typeof":
        return same(node[3], subject)
    if kind == code.COMPARE and node[2] == "instanceof":
        return same(node[3], subject)
    if kind == code.COMPARE and node[2] in ("<", ">", "<=", ">="):
        return any(
            side[0] == code.ATTR and side[3] == "length" and same(side[2], subject) and other[0] == code.CONST
            for side, other in ((node[3], node[4]), (node[4], node[3]))
        )
    if kind == code.CALL:
        callee = node[2]
        name = callee[3] if callee[0] == code.ATTR else callee[2] if callee[0] == code.NAME else ""
        if name in ("isArray", "isString", "String", "isArrayLike", "parse", "safeParse", "validate"):
            return any(same(item, subject) for item in node[3])
        if str(name).startswith(("is", "assert", "validate", "check", "ensure")):
            return any(same(item, subject) for item in node[3])
    return False
