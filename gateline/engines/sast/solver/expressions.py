"""Expressions to values."""

from typing import TYPE_CHECKING, Any, Final

from gateline.engines.sast.solver import fold
from gateline.engines.sast.solver.classes import define
from gateline.engines.sast.solver.conditions import narrowed, refine, refined
from gateline.engines.sast.solver.masks import mask_of
from gateline.engines.sast.solver.members import element, iterated, member
from gateline.engines.sast.solver.names import look_up
from gateline.engines.sast.solver.program import Closure, Frame
from gateline.engines.sast.solver.shapes import deep_taint
from gateline.engines.sast.solver.texts import concatenated, embedded
from gateline.engines.sast.solver.values import (
    UNKNOWN,
    Obj,
    Value,
    constant,
    is_falsy,
    is_truthy,
    join_taint,
    the_constant,
    union,
)
from gateline.facts import code

if TYPE_CHECKING:
    from gateline.engines.sast.solver.machine import Machine

__all__ = ["TABLE"]

_NONE: Final = constant(None)
_TRUE: Final = constant(True)
_FALSE: Final = constant(False)
_NUMERIC: Final = frozenset({"-", "/", "//", "**", "&", "^", "<<", ">>", ">>>", "@"})
_MARKUP: Final = mask_of(("html",))
_MOST_COMBINATIONS = 16


def _const(_machine: "Machine", _frame: Frame, node: Any) -> Value:
    return Value(consts=(node[2],))


def _name(machine: "Machine", frame: Frame, node: Any) -> Value:
    return look_up(machine, frame, node[2])


def _attr(machine: "Machine", frame: Frame, node: Any) -> Value:
    base = machine.evaluate(frame, node[2])
    value = member(machine, frame, base, node[3], node[1])
    return refined(frame, node, value) if frame.env.get("?") is not None else value


def _item(machine: "Machine", frame: Frame, node: Any) -> Value:
    base = machine.evaluate(frame, node[2])
    key = machine.evaluate(frame, node[3])
    value = element(machine, frame, base, key, node[1])
    return refined(frame, node, value) if frame.env.get("?") is not None else value


def _slice(machine: "Machine", frame: Frame, node: Any) -> Value:
    base = machine.evaluate(frame, node[2])
    bounds = [None if part is None else machine.evaluate(frame, part) for part in node[3]]
    text = the_constant(base)
    if text and isinstance(text[0], str) and all(bound is None or the_constant(bound) for bound in bounds):
        limits = [None if bound is None else bound.consts[0] for bound in bounds]  # type: ignore[index]
        if all(limit is None or type(limit) is int for limit in limits) and limits[2:3] != [0]:
            return constant(text[0][slice(*limits)])
    if base.obj is not None and base.obj.shape in ("list", "tuple"):
        part = Obj(base.obj.shape, machine.condition)
        part.rest, part.length = base.obj.any(), -1
        return Value(obj=part, taint=base.taint)
    return Value(base.paths, taint=base.taint)


def _binary(machine: "Machine", frame: Frame, node: Any) -> Value:
    op = node[2]
    if op == "+":
        return concatenated(machine, frame, _flattened(node), node[1])
    left = machine.evaluate(frame, node[3])
    right = machine.evaluate(frame, node[4])
    if left.consts is not None and right.consts is not None:
        folded = _folded(op, left.consts, right.consts, is_python=frame.unit.is_python)
        if folded is not None:
            return folded
    if op in _NUMERIC:
        if op == "/" and (left.paths or right.paths):  # pathlib's join
            return _joined_path(machine, frame, left, right)
        if op == "&" or (op == "|" and not frame.unit.is_python):
            return UNKNOWN
        return UNKNOWN
    if op == "%":
        if not frame.unit.is_python or (the_constant(left) and not isinstance(left.consts[0], str)):  # type: ignore[index]
            return UNKNOWN
        taint = join_taint(left.taint, embedded(_formatted(left, right)))
        return Value(taint=taint) if taint else UNKNOWN
    taint = join_taint(left.taint, right.taint)
    if op == "|" and (left.obj is not None or right.obj is not None):
        return union(left, right)
    if op == "|" and not frame.unit.is_python:
        return UNKNOWN
    if op == "*" and (left.obj is not None or right.obj is not None):
        return left if left.obj is not None else right
    return Value(taint=taint) if taint else UNKNOWN


def _joined_path(machine: "Machine", frame: Frame, left: Value, right: Value) -> Value:
    taint = join_taint(left.taint, right.taint)
    paths = left.paths if any(path.endswith("()") for path in left.paths) else right.paths
    return Value(paths, taint=taint)


def _formatted(left: Value, right: Value) -> Any:
    """Data that `left % right` takes over; `%d` and its like only take numbers."""
    text = the_constant(left)
    if text and isinstance(text[0], str):
        letters = _conversions(text[0])
        if letters and all(letter in "dioxXeEfFgGc" for letter in letters):
            return None
        if right.obj is not None and right.obj.shape == "tuple" and right.obj.length == len(letters):
            taint = right.taint
            for number, letter in enumerate(letters):
                cell = right.obj.cells.get(number)
                if cell is not None and letter not in "dioxXeEfFgGc":
                    taint = join_taint(taint, deep_taint(cell))
            return taint
    return deep_taint(right)


def _conversions(text: str) -> str:
    letters: list[str] = []
    at = text.find("%")
    while 0 <= at < len(text) - 1 and len(letters) < 64:
        end = at + 1
        if text[end] == "(":
            end = text.find(")", end) + 1 or len(text)
        while end < len(text) and text[end] in "-+ #0123456789.*lhL":
            end += 1
        if end < len(text) and text[end] != "%":
            letters.append(text[end])
        at = text.find("%", end + 1)
    return "".join(letters)


def _flattened(node: Any) -> list[Any]:
    """Operands of a chain of `+`, left to right."""
    parts: list[Any] = []
    while node[0] == code.BINARY and node[2] == "+":
        parts.append(node[4])
        node = node[3]
    parts.append(node)
    parts.reverse()
    return parts


def _folded(op: str, left: tuple[Any, ...], right: tuple[Any, ...], *, is_python: bool) -> Value | None:
    if not left or not right or len(left) * len(right) > _MOST_COMBINATIONS:
        return None
    results: list[Any] = []
    for one in left:
        for other in right:
            result = fold.binary(op, one, other, is_python=is_python)
            if result is None:
                return None
            if not any(type(known) is type(result[0]) and known == result[0] for known in results):
                results.append(result[0])
    return Value(consts=tuple(results)) if len(results) <= 8 else None


def _compare(machine: "Machine", frame: Frame, node: Any) -> Value:
    op = node[2]
    left = machine.evaluate(frame, node[3])
    right = machine.evaluate(frame, node[4])
    for observe in machine.on_compare:
        observe(frame, node, left, right)
    if op in ("in", "not in") and right.consts is None and right.obj is not None:
        return _contains(left, right.obj, op)
    if left.consts and right.consts and len(left.consts) * len(right.consts) <= _MOST_COMBINATIONS:
        answers = {fold.compare(op, one, other) for one in left.consts for other in right.consts}
        if len(answers) == 1 and None not in answers:
            return _TRUE if answers.pop() else _FALSE
    if op in ("is", "is not", "==", "!=") and (_is_none(left) != _is_none(right)) and (_is_some(left) or _is_some(right)):
        return _TRUE if op in ("is not", "!=") else _FALSE
    return UNKNOWN


def _is_none(value: Value) -> bool:
    return value.consts == (None,)


def _is_some(value: Value) -> bool:
    """Whether it certainly is an object."""
    return value.consts is None and value.obj is not None and not value.paths and not value.taint


def _contains(left: Value, obj: Obj, op: str) -> Value:
    known = the_constant(left)
    if known is None or obj.rest is not None or obj.is_open or obj.shape not in ("list", "tuple", "set", "dict", "object"):
        return UNKNOWN
    if obj.shape in ("dict", "object"):
        is_in = known[0] in obj.cells
    else:
        cells = [the_constant(cell) for cell in obj.cells.values()]
        if any(cell is None for cell in cells):
            return UNKNOWN
        is_in = known[0] in [cell[0] for cell in cells if cell is not None]
    return _TRUE if is_in == (op == "in") else _FALSE


def _and(machine: "Machine", frame: Frame, node: Any) -> Value:
    left = machine.evaluate(frame, node[2])
    if is_falsy(left):
        return left
    right = narrowed(machine, frame, node[2], True, node[3])
    if is_truthy(left):
        return right
    return union(right, Value(consts=left.consts) if left.consts else _FALSE) if left.consts is not None else right


def _or(machine: "Machine", frame: Frame, node: Any) -> Value:
    left = machine.evaluate(frame, node[2])
    if is_truthy(left):
        return left
    right = narrowed(machine, frame, node[2], False, node[3])
    if is_falsy(left):
        return right
    return union(_unless_markup(left, right), right)


def _unless_markup(value: Value, default: Value) -> Value:
    """What a caller of a library passes where markup stands by default is meant as markup."""
    taint = value.taint
    if not taint or "library" not in taint or not _is_markup(default):
        return value
    mask, origin = taint["library"]
    return value.with_taint({**taint, "library": (mask | _MARKUP, origin)})


def _is_markup(value: Value) -> bool:
    return bool(value.consts) and all(isinstance(text, str) and text.lstrip()[:1] == "<" for text in value.consts or ())


def _nullish(machine: "Machine", frame: Frame, node: Any) -> Value:
    left = machine.evaluate(frame, node[2])
    if left.consts is not None and left.consts and None not in left.consts:
        return left
    right = machine.evaluate(frame, node[3])
    return right if left.consts == (None,) else union(_unless_markup(left, right), right)


def _not(machine: "Machine", frame: Frame, node: Any) -> Value:
    value = machine.evaluate(frame, node[2])
    if is_truthy(value):
        return _FALSE
    return _TRUE if is_falsy(value) else UNKNOWN


def _unary(machine: "Machine", frame: Frame, node: Any) -> Value:
    value = machine.evaluate(frame, node[3])
    known = the_constant(value)
    if known is not None:
        folded = fold.unary(node[2], known[0])
        if folded is not None:
            return constant(folded[0])
    return _NONE if node[2] == "void" else UNKNOWN


def _choice(machine: "Machine", frame: Frame, node: Any) -> Value:
    test = machine.evaluate(frame, node[2])
    for observe in machine.on_test:
        observe(frame, node[2], test)
    if is_truthy(test):
        return narrowed(machine, frame, node[2], True, node[3])
    if is_falsy(test):
        return narrowed(machine, frame, node[2], False, node[4])
    yes = narrowed(machine, frame, node[2], True, node[3])
    return union(yes, narrowed(machine, frame, node[2], False, node[4]))


def _concat(machine: "Machine", frame: Frame, node: Any) -> Value:
    return concatenated(machine, frame, node[2], node[1])


def _sequence_of(machine: "Machine", frame: Frame, items: Any, shape: str) -> Value:
    obj = Obj(shape, machine.condition)
    for item in items:
        if item[0] == code.SPREAD:
            inner = machine.evaluate(frame, item[2])
            _spread(obj, inner)
            continue
        value = machine.evaluate(frame, item)
        if obj.length >= 0:
            obj.cells[obj.length] = value
            obj.length += 1
        else:
            obj.put_somewhere(value)
    return Value(obj=obj)


def _spread(obj: Obj, inner: Value) -> None:
    source = inner.obj
    if (
        source is not None
        and source.length >= 0
        and source.rest is None
        and obj.length >= 0
        and source.shape in ("list", "tuple")
    ):
        for number in range(source.length):
            obj.cells[obj.length] = source.cells.get(number, UNKNOWN)
            obj.length += 1
        return
    taint = deep_taint(inner)
    obj.put_somewhere(Value(inner.paths, taint=taint) if taint or inner.paths else UNKNOWN)


def _list(machine: "Machine", frame: Frame, node: Any) -> Value:
    return _sequence_of(machine, frame, node[2], "list")


def _tuple(machine: "Machine", frame: Frame, node: Any) -> Value:
    return _sequence_of(machine, frame, node[2], "tuple")


def _set(machine: "Machine", frame: Frame, node: Any) -> Value:
    return _sequence_of(machine, frame, node[2], "set")


def _dict(machine: "Machine", frame: Frame, node: Any) -> Value:
    obj = Obj("dict" if frame.unit.is_python else "object", machine.condition)
    taint = None
    whole = Value(obj=obj)
    for key, item in node[2]:
        if key is None:
            taint = join_taint(taint, _spread_dict(obj, machine.evaluate(frame, item)))
            continue
        name = machine.evaluate(frame, key)
        value = machine.evaluate(frame, item)
        if value.fns:
            value = Value(value.paths, value.consts, value.obj, tuple(_method(fn, whole) for fn in value.fns), value.taint)
        known = the_constant(name)
        if known is not None and isinstance(known[0], str | int | float | bool | None):
            obj.put(_key(known[0], is_python=frame.unit.is_python), value, is_certain=True)
        else:
            obj.put_somewhere(value)
    return Value(obj=obj, taint=taint)


def _key(key: Any, *, is_python: bool) -> Any:
    """JavaScript's keys are texts, unless they are small numbers, which are kept for arrays."""
    return key if is_python or (isinstance(key, str | int) and not isinstance(key, bool)) else fold.text_of(key, is_python=False)


def _method(fn: Any, whole: Value) -> Any:
    if isinstance(fn, Closure) and not fn.unit.is_python and fn.bound is None and "l" not in fn.fn.flags:
        return fn.bind(whole)
    return fn


def _spread_dict(obj: Obj, inner: Value) -> Any:
    source = inner.obj
    if source is not None and source.shape in ("dict", "object"):
        for key, cell in source.cells.items():
            obj.put(key, cell, is_certain=True)
        if source.rest is not None:
            obj.put_somewhere(source.rest)
        obj.is_open = obj.is_open or source.is_open
    else:
        obj.is_open = True
    return inner.taint


def _function(machine: "Machine", frame: Frame, node: Any) -> Value:
    closure = Closure(frame.unit, node[2], frame, owner=frame.owner)
    if frame.up is not None:
        frame.summary.pending[(frame.unit.number, node[2])] = closure
    return Value(fns=(closure,))


def _class(machine: "Machine", frame: Frame, node: Any) -> Value:
    return define(machine, frame, node[2])


def _comprehension(machine: "Machine", frame: Frame, node: Any) -> Value:
    shape, clauses, value, key = node[2:6]
    saved, frame.env = frame.env, dict(frame.env)
    machine.condition += 1
    try:
        for target, iterable, conditions in clauses:
            items = machine.evaluate(frame, iterable)
            machine.assign(machine, frame, target, iterated(machine, frame, items, node[1]))
            for condition in conditions:
                machine.evaluate(frame, condition)
                refine(machine, frame, condition, True)
        element_value = machine.evaluate(frame, value)
        obj = Obj("dict" if shape == "dict" else "list", machine.condition - 1)
        obj.rest, obj.length = element_value, -1
        if shape == "dict" and key is not None and (taint := deep_taint(machine.evaluate(frame, key))):
            return Value(obj=obj, taint=taint)
        return Value(obj=obj)
    finally:
        machine.condition -= 1
        frame.env = saved


def _await(machine: "Machine", frame: Frame, node: Any) -> Value:
    return machine.evaluate(frame, node[2])


def _yield(machine: "Machine", frame: Frame, node: Any) -> Value:
    if node[2] is not None:
        value = machine.evaluate(frame, node[2])
        frame.yielded = value if frame.yielded is None else union(frame.yielded, value)
    return UNKNOWN


def _yield_from(machine: "Machine", frame: Frame, node: Any) -> Value:
    value = iterated(machine, frame, machine.evaluate(frame, node[2]), node[1])
    frame.yielded = value if frame.yielded is None else union(frame.yielded, value)
    return UNKNOWN


def _let(machine: "Machine", frame: Frame, node: Any) -> Value:
    value = machine.evaluate(frame, node[3])
    machine.assign(machine, frame, node[2], value)
    return value


def _sequence(machine: "Machine", frame: Frame, node: Any) -> Value:
    value = UNKNOWN
    for item in node[2]:
        value = machine.evaluate(frame, item)
    return value


def _regex(_machine: "Machine", _frame: Frame, node: Any) -> Value:
    pattern = Obj("pattern")
    pattern.cells = {"pattern": constant(node[2]), "flags": constant(node[3])}
    return Value(paths=("RegExp()",), obj=pattern)


def _module(machine: "Machine", frame: Frame, node: Any) -> Value:
    value = machine.modules.load(machine, frame.unit, node[2])
    return value if node[3] is None else member(machine, frame, value, node[3], node[1])


def _super(machine: "Machine", frame: Frame, _node: Any) -> Value:
    owner = frame.owner
    if owner is None:
        return UNKNOWN
    return Value(owner.api_bases(), fns=tuple(base for base in owner.bases), taint=None)


def _this(_machine: "Machine", frame: Frame, _node: Any) -> Value:
    one: Frame | None = frame
    while one is not None:
        if one.this is not None:
            return one.this
        if "l" not in one.fn.flags:
            return Value(("globalThis",)) if one.up is None and not frame.unit.is_python else UNKNOWN
        one = one.up
    return UNKNOWN


def _unknown(machine: "Machine", frame: Frame, node: Any) -> Value:
    taint = None
    for item in node[2]:
        taint = join_taint(taint, machine.evaluate(frame, item).taint)
    return Value(taint=taint) if taint else UNKNOWN


def _spread_alone(machine: "Machine", frame: Frame, node: Any) -> Value:
    return machine.evaluate(frame, node[2])


TABLE: Final = {
    code.CONST: _const,
    code.NAME: _name,
    code.ATTR: _attr,
    code.ITEM: _item,
    code.SLICE: _slice,
    code.BINARY: _binary,
    code.COMPARE: _compare,
    code.AND: _and,
    code.OR: _or,
    code.NULLISH: _nullish,
    code.NOT: _not,
    code.UNARY: _unary,
    code.CHOICE: _choice,
    code.CONCAT: _concat,
    code.LIST: _list,
    code.TUPLE: _tuple,
    code.SET: _set,
    code.DICT: _dict,
    code.FUNCTION: _function,
    code.CLASS: _class,
    code.COMPREHENSION: _comprehension,
    code.AWAIT: _await,
    code.YIELD: _yield,
    code.YIELD_FROM: _yield_from,
    code.LET: _let,
    code.SEQUENCE: _sequence,
    code.REGEX: _regex,
    code.MODULE: _module,
    code.SUPER: _super,
    code.THIS: _this,
    code.UNKNOWN: _unknown,
    code.SPREAD: _spread_alone,
}
"""What each kind of expression is worth; calls, templates and elements have their own modules."""
