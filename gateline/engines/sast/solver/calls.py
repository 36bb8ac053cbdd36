"""Calls: of the program's functions and classes, of modelled APIs, of methods of plain values, of nobody knows what."""

from typing import TYPE_CHECKING, Any, Final

from gateline.engines.sast.solver.builtin_calls import CALLS
from gateline.engines.sast.solver.classes import construct
from gateline.engines.sast.solver.effects import api_call
from gateline.engines.sast.solver.masks import mask_of
from gateline.engines.sast.solver.members import element, member
from gateline.engines.sast.solver.methods import CALLING, TEXTUAL, call_method
from gateline.engines.sast.solver.program import Args, ClassRef, Closure, Frame
from gateline.engines.sast.solver.shapes import deep_taint
from gateline.engines.sast.solver.sinks import check_named, words_of
from gateline.engines.sast.solver.values import (
    ALL,
    GUESS,
    UNKNOWN,
    Obj,
    Taint,
    Value,
    beheaded,
    join,
    join_taint,
    neutralize,
    the_constant,
)
from gateline.facts import code

if TYPE_CHECKING:
    from gateline.engines.sast.solver.machine import Machine

__all__ = ["TABLE", "is_the_end"]

_ENDS: Final = frozenset(
    "sys.exit os._exit exit quit os.abort flask.abort werkzeug.exceptions.abort process.exit process.abort bottle.abort "
    "pytest.fail pytest.skip tornado.web.HTTPError".split()
)
"""Functions that never come back."""

_LOOK_UPS: Final = frozenset(
    "get_object get_object_or_404 get_or_404 first_or_404 get_by_id get_by_pk find_by_id filter filter_by exclude".split()
)
"""Methods that find objects by their keys."""
_MANAGERS: Final = frozenset({"objects", "query", "_default_manager", "queryset"})
_OWN: Final = frozenset({"settings", "list", "tuple", "set", "dict"})
"""Containers whose methods are known better than by the models of their API."""


def _is_own(base: Value) -> bool:
    return base.obj is not None and base.obj.shape in _OWN


def _is_scope(node: Any) -> bool:
    """Whether an expression is all names of a scope or members of an object: `globals()`, `x.__dict__`."""
    if node[0] == code.CALL:
        return bool(node[2][0] == code.NAME and node[2][2] in ("globals", "locals", "vars"))
    return bool(node[0] == code.ATTR and node[3] == "__dict__")


def is_the_end(machine: "Machine", frame: Frame, node: Any) -> bool:
    """Whether a call never comes back."""
    callee = node[2]
    if callee[0] == code.NAME:
        value = frame.env.get(callee[2]) or machine.evaluate(frame, callee)
    elif callee[0] == code.ATTR and callee[2][0] == code.NAME:
        value = machine.evaluate(frame, callee)
    else:
        return False
    return any(path in _ENDS for path in value.paths)


def arguments(machine: "Machine", frame: Frame, positional: Any, keywords: Any) -> Args:
    """Evaluate what a call passes."""
    values: list[Value] = []
    rest: Value | None = None
    is_straight = True
    for item in positional:
        if item[0] != code.SPREAD:
            value = machine.evaluate(frame, item)
            if is_straight:
                values.append(value)
            else:
                rest = join([value] if rest is None else [rest, value])
            continue
        inner = machine.evaluate(frame, item[2])
        obj = inner.obj
        if obj is not None and obj.length >= 0 and obj.rest is None and obj.shape in ("list", "tuple") and is_straight:
            values += [obj.cells.get(number, UNKNOWN) for number in range(obj.length)]
        else:
            is_straight = False
            taint = deep_taint(inner)
            rest = Value(taint=join_taint(taint, rest.taint if rest else None))
    named: dict[str, Value] = {}
    for name, item in keywords:
        value = machine.evaluate(frame, item)
        if name:
            named[name] = value
        elif value.obj is not None and value.obj.rest is None and not value.obj.is_open and value.obj.shape == "dict":
            named.update({key: cell for key, cell in value.obj.cells.items() if isinstance(key, str)})
        else:
            rest = Value(taint=join_taint(deep_taint(value), rest.taint if rest else None))
    return Args(values, named, rest, nodes=positional)


def _call(machine: "Machine", frame: Frame, node: Any) -> Value:
    callee = node[2]
    kind = callee[0]
    base: Value | None = None
    name = ""
    if kind == code.ATTR:
        base = machine.evaluate(frame, callee[2])
        name = callee[3]
        function = member(machine, frame, base, name, callee[1])
    elif kind == code.ITEM:
        base = machine.evaluate(frame, callee[2])
        key = machine.evaluate(frame, callee[3])
        known = the_constant(key)
        name = known[0] if known and isinstance(known[0], str) else ""
        function = element(machine, frame, base, key, callee[1])
        if key.taint:
            _check_member(machine, frame, node, base, key)
    elif kind == code.SUPER:
        return _super_call(machine, frame, node)
    else:
        function = machine.evaluate(frame, callee)
        if kind == code.NAME:
            name = callee[2]
            if name == "super" and frame.unit.is_python and not function.fns:
                return _python_super(frame)
    args = arguments(machine, frame, node[3], node[4])
    args.this = base
    return apply(machine, frame, function, args, node, name)


def _check_member(machine: "Machine", frame: Frame, node: Any, base: Value, key: Value) -> None:
    """A function is picked by a name from outside: of the global object or of a function, one that runs code can be picked."""
    if frame.unit.is_python and not _is_scope(node[2][2]):
        return  # a dictionary gives what was put into it
    machine.sink("reflect", frame, node[1], "call of a member by name", key.taint)
    if not frame.unit.is_python and ("globalThis" in base.paths or base.fns):
        free = {label: entry for label, entry in (key.taint or {}).items() if not entry[0] & _PICKED}
        machine.sink("code", frame, node[1], "call of a global by name", free, "medium")


_PICKED: Final = mask_of(("reflect",))


def apply(machine: "Machine", frame: Frame, function: Value, args: Args, node: Any, name: str) -> Value:
    """Call a value."""
    args.callee = function
    for observe in machine.on_call:
        observe(frame, node, function, args)
    base = args.this
    if (
        base is not None
        and name
        and not function.fns
        and (_is_own(base) or (_is_plain(name, base, args) and _is_vague(frame, function)))
    ):
        known = call_method(machine, frame, base if name in CALLING else base.without_paths(), name, args, node)
        if known is not None:
            check_named(machine, frame, node, name, args)
            return known
    results = [_call_own(machine, frame, fn, args, node) for fn in function.fns]
    for path in function.paths:
        found = _call_path(machine, frame, path, args, node)
        if found is not None:
            results.append(found)
    if results:
        if name and not function.fns and _is_vague(frame, function):
            check_named(machine, frame, node, name, args)
        return join(results)
    if base is not None and name:
        check_named(machine, frame, node, name, args)
        known = call_method(machine, frame, base, name, args, node)
        if known is not None:
            return known
    return _unknown_call(machine, frame, function, base, args, node)


def _is_plain(name: str, base: Value, args: Args) -> bool:
    """Whether a method is one of texts, or one that calls a function for what is in its object."""
    return (name in TEXTUAL and bool(base.taint)) or (name in CALLING and any(value.fns for value in args.positional))


def _call_own(machine: "Machine", frame: Frame, fn: Any, args: Args, node: Any) -> Value:
    """Call what the program defines."""
    if isinstance(fn, ClassRef):
        return construct(machine, frame, fn, args, node)
    result = machine.call(fn, args, frame, node[1])
    if result.taint and (mask := _promised(node)):
        return result.with_taint(neutralize(result.taint, mask))
    return result


def _call_path(machine: "Machine", frame: Frame, path: str, args: Args, node: Any) -> Value | None:
    """Call an API: one the interpreter knows by heart, or by its models."""
    builtin = CALLS.get(path)
    if builtin is not None:
        known = builtin(machine, frame, args, node)
        if known is not None:
            api_call(machine, frame, path, args, node, is_result_known=True)
            return known
    return api_call(machine, frame, path, args, node)


def _is_vague(frame: Frame, function: Value) -> bool:
    """Whether no model knows any of the paths."""
    return all(frame.unit.api.find(path) is None for path in function.paths)


def _unknown_call(machine: "Machine", frame: Frame, function: Value, base: Value | None, args: Args, node: Any) -> Value:
    """What comes out of code nobody knows: the data of its object, and of its arguments by guess."""
    taint = base.taint if base is not None else None
    if function.taint and base is None:
        taint = function.taint
    passed: Taint | None = None
    if base is not None and frame.unit.is_python and _is_look_up(node[2]):
        return Value(taint=taint) if taint else UNKNOWN  # a key chooses an object, it is none of its data
    for value in args.every():
        found = deep_taint(value)
        if found:
            passed = join_taint(passed, neutralize(beheaded(found), GUESS))
        if value.obj is not None and value.obj.shape in ("dict", "object", "list"):
            value.obj.is_open = True
    if passed:
        passed = neutralize(passed, _promised(node))
    if passed:
        if not frame.unit.is_python:
            _complains(machine, frame, args, passed, node)
        taint = join_taint(taint, passed)
    return Value(taint=taint) if taint else UNKNOWN


_CLEANS: Final = frozenset("escape escaped esc sanitize sanitise sanitized encode encoded clean purify quote strip".split())
_SUBJECTS: Final = {
    **dict.fromkeys("html xml markup entities attr attribute tags xss".split(), mask_of(("html",))),
    **dict.fromkeys("shell cmd command arg args argument".split(), mask_of(("shell", "command"))),
    **dict.fromkeys("path filename file basename".split(), mask_of(("path", "path-write", "upload"))),
    **dict.fromkeys("sql".split(), mask_of(("sql",))),
    **dict.fromkeys("regex regexp".split(), mask_of(("regex",))),
    **dict.fromkeys("log".split(), mask_of(("log",))),
}


def _promised(node: Any) -> int:
    """What a function makes harmless by its name, `escapeHtml` or `sanitizeFilename`."""
    callee = node[2]
    name = callee[2] if callee[0] == code.NAME else callee[3] if callee[0] == code.ATTR else ""
    words = words_of(name.rstrip("0123456789")) if isinstance(name, str) and len(name) > 5 else []
    if len(words) < 2 or _CLEANS.isdisjoint(words):
        return 0
    mask = 0
    for word in words:
        mask |= _SUBJECTS.get(word, 0)
    return mask


def _is_look_up(callee: Any) -> bool:
    """Whether a method finds stored objects: by its name, or because it hangs on a manager of objects (`Item.objects.get`)."""
    if callee[0] != code.ATTR:
        return False
    if callee[3] in _LOOK_UPS:
        return True
    node = callee
    for _step in range(12):
        if node[0] == code.ATTR:
            if node[3] in _MANAGERS and node is not callee:
                return True
            node = node[2]
        elif node[0] == code.CALL:
            node = node[2]
        else:
            return False
    return False


_IN_MARKUP: Final = mask_of(("html",))
_ERRORS: Final = frozenset({"err", "error", "e", "ex", "exception", "_err"})
_LOGS: Final = frozenset({"log", "logger", "console", "debug"})


def _complains(machine: "Machine", frame: Frame, args: Args, passed: Taint, node: Any) -> None:
    """Code nobody knows may quote what it was handed in its exceptions, or in the error it gives to a callback."""
    callee = node[2]
    if callee[0] == code.ATTR and callee[2][0] == code.NAME and callee[2][2] in _LOGS:
        return
    quoted = neutralize(passed, ALL & ~_IN_MARKUP)
    machine.throw(quoted)
    for value in args.positional[-1:]:
        for fn in value.fns:
            if isinstance(fn, Closure) and len(fn.fn.params) > 1 and fn.fn.params[0].name in _ERRORS:
                machine.call(fn, Args([Value(("Exception()",), taint=quoted)]), frame, node[1])


def _new(machine: "Machine", frame: Frame, node: Any) -> Value:
    function = machine.evaluate(frame, node[2])
    if node[2][0] == code.ITEM and (key := machine.evaluate(frame, node[2][3])).taint:
        _check_member(machine, frame, node, machine.evaluate(frame, node[2][2]), key)
    args = arguments(machine, frame, node[3], node[4])
    name = node[2][2] if node[2][0] == code.NAME else node[2][3] if node[2][0] == code.ATTR else ""
    if function.fns and any(isinstance(fn, Closure) for fn in function.fns):
        maker = next(fn for fn in function.fns if isinstance(fn, Closure))
        this = Value(obj=Obj("object", machine.condition, maker))
        args.this = this
        for fn in function.fns:
            if isinstance(fn, Closure):
                machine.call(fn, args, frame, node[1])
        rest = Value(function.paths, fns=tuple(fn for fn in function.fns if not isinstance(fn, Closure)))
        if not rest.paths and not rest.fns:
            return this
        function = rest
    return apply(machine, frame, function, args, node, str(name))


def _python_super(frame: Frame) -> Value:
    owner = frame.owner
    if owner is None:
        return UNKNOWN
    instance = frame.this if frame.this is not None else Value(obj=owner.generic)
    if owner.bases:
        parent = owner.bases[0]
        return Value(tuple(path + "()" for path in owner.api_bases()), obj=_as_parent(parent, instance))
    return Value(tuple(path + "()" for path in owner.api_bases()))


def _as_parent(parent: ClassRef, _instance: Value) -> Obj:
    return parent.generic


def _super_call(machine: "Machine", frame: Frame, node: Any) -> Value:
    """JavaScript's `super(…)`."""
    args = arguments(machine, frame, node[3], node[4])
    owner = frame.owner
    if owner is not None:
        for parent in owner.bases:
            construct(machine, frame, parent, args, node)
        for path in owner.paths:
            api_call(machine, frame, path, args, node)
    return UNKNOWN


def _tagged(machine: "Machine", frame: Frame, node: Any) -> Value:
    function = machine.evaluate(frame, node[2])
    strings = Obj("list", machine.condition)
    values: list[Value] = []
    for part in node[3]:
        if part[0] == code.CONST and isinstance(part[2], str):
            strings.cells[strings.length] = Value(consts=(part[2],))
            strings.length += 1
        else:
            values.append(machine.evaluate(frame, part))
    base = machine.evaluate(frame, node[2][2]) if node[2][0] == code.ATTR else None
    args = Args([Value(obj=strings), *values], this=base)
    if function.fns or function.paths:
        return apply(machine, frame, function, args, node, "")
    return _unknown_call(machine, frame, function, None, args, node)


TABLE: Final = {code.CALL: _call, code.NEW: _new, code.TAGGED: _tagged}
