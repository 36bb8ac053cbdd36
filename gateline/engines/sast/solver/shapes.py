"""What of a value matters to the function it is handed to, and what lies deeper inside it."""

from typing import Any, Final

from gateline.engines.sast.solver.values import UNKNOWN, Label, Obj, Taint, Value, join_taint

__all__ = ["deep_taint", "deeper_label", "is_heavy", "mentions_parameters", "shape", "shell"]

_DEEPEST_MEMBER: Final = 3
_MOST_MEMBERS: Final = 100
_PLAIN: Final = frozenset({"list", "tuple", "set", "dict", "object"})


def deeper_label(label: Label, path: tuple[Any, ...]) -> Label:
    """The label of a member: of a parameter's, the parameter with the way to it; beyond three members, of what stands there."""
    if isinstance(label, str):
        return label
    number, known, owner = label
    return (number, (*known, *path)[:_DEEPEST_MEMBER], owner)


def deep_taint(value: Value) -> Taint | None:
    """Data in a value and in what it contains, as far as a hundred members go."""
    taint = value.taint
    obj = value.obj
    if obj is None or obj.shape not in _PLAIN:
        return taint
    waiting = [obj]
    seen = {id(obj)}
    left = _MOST_MEMBERS
    while waiting and left > 0:
        obj = waiting.pop()
        for cell in (*obj.cells.values(), obj.rest) if obj.rest is not None else obj.cells.values():
            if cell.taint:
                taint = join_taint(taint, cell.taint)
            inner = cell.obj
            if inner is not None and inner.shape in _PLAIN and id(inner) not in seen:
                seen.add(id(inner))
                waiting.append(inner)
            left -= 1
    return taint


def mentions_parameters(obj: Obj, depth: int = 0) -> bool:
    """Whether data of parameters lies in a container."""
    if depth > 3:
        return False
    for cell in [*obj.cells.values(), obj.rest]:
        if cell is None:
            continue
        if cell.taint and any(not isinstance(label, str) for label in cell.taint):
            return True
        if cell.obj is not None and cell.obj.shape in _PLAIN and mentions_parameters(cell.obj, depth + 1):
            return True
    return False


def is_heavy(value: Value, *, is_receiver: bool = False) -> bool:
    """Whether a function may read or write what the value contains: then it is interpreted for this very call. An empty object
    counts as a receiver, for constructors fill it."""
    obj = value.obj
    if obj is None or obj.shape not in _PLAIN:
        return any(getattr(fn, "frame", None) is not None and fn.frame.up is not None for fn in value.fns)
    return is_receiver or _matters(obj, 0)


def _matters(obj: Obj, depth: int) -> bool:
    """Whether a container holds more than values nobody knows."""
    if obj.length == 0 and not obj.cells and obj.rest is None and obj.shape != "dict":
        return obj.shape == "object"
    for cell in [*obj.cells.values(), obj.rest]:
        if cell is None:
            continue
        if cell.taint or cell.fns or cell.paths or (cell.consts is not None and obj.shape == "object"):
            return True
        if cell.obj is not None and depth < 2 and (cell.obj.shape not in _PLAIN or _matters(cell.obj, depth + 1)):
            return True
    return False


def shape(value: Value) -> Any:
    """What tells calls apart: constants, API paths, functions, objects. None when there is nothing."""
    if value is UNKNOWN:
        return None
    obj = value.obj
    if obj is not None and obj.shape in _PLAIN:
        obj = None
    consts = value.consts
    if consts is not None and (len(consts) != 1 or (isinstance(consts[0], str) and len(consts[0]) > 64)):
        consts = None
    if not value.paths and consts is None and not value.fns and obj is None:
        return None
    kept = None if consts is None else (type(consts[0]), consts[0])
    return (value.paths, kept, value.fns, id(obj) if obj is not None else 0)


def shell(value: Value, label: Label) -> Value:
    """The same value as a parameter: what is known by its shape, and data that only bears the parameter's name."""
    consts = value.consts
    if consts is not None and (len(consts) != 1 or (isinstance(consts[0], str) and len(consts[0]) > 64)):
        consts = None
    taint: Taint = {label: (0, None)}
    obj = None if value.obj is not None and value.obj.shape in _PLAIN else value.obj
    return Value(value.paths, consts, obj, value.fns, None if consts is not None else taint)
