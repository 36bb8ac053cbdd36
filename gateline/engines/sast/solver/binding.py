"""Arguments to parameters."""

from typing import TYPE_CHECKING, Any

from gateline.engines.sast.solver.conventions import by_name, service
from gateline.engines.sast.solver.program import Args, Closure, Frame
from gateline.engines.sast.solver.shapes import shell
from gateline.engines.sast.solver.values import GUESS, UNKNOWN, Obj, Origin, Taint, Value, join_taint, trail

if TYPE_CHECKING:
    from gateline.engines.sast.solver.machine import Machine

__all__ = ["annotated", "arrange", "bind", "bind_symbols"]


def _implicit(closure: Closure) -> bool:
    """Whether the first parameter is what the method is bound to."""
    return closure.unit.is_python and closure.bound is not None and "s" not in closure.fn.flags


def arrange(closure: Closure, args: Args) -> list[Value]:
    """Arguments by the position of the parameter they go to; UNKNOWN where none does. Rest parameters get one container."""
    positional = [*closure.preset, *args.positional]
    if _implicit(closure) and closure.bound is not None:
        positional.insert(0, closure.bound)
    ordered: list[Value] = []
    at = 0
    named = dict(args.keywords)
    for param in closure.fn.params:
        if param.kind == "rest":
            rest = Obj("list" if not closure.unit.is_python else "tuple", 0)
            for value in positional[at:]:
                rest.cells[rest.length] = value
                rest.length += 1
            at = max(at, len(positional))
            if args.rest is not None:
                rest.put_somewhere(args.rest)
            ordered.append(Value(obj=rest))
        elif param.kind == "keywords":
            extra = Obj("dict", 0)
            for name, value in named.items():
                extra.cells[name] = value
            if args.rest is not None:
                extra.rest = args.rest
            ordered.append(Value(obj=extra))
        elif param.kind == "keyword":
            ordered.append(named.pop(param.name, args.rest or UNKNOWN))
        elif at < len(positional):
            ordered.append(positional[at])
            at += 1
            named.pop(param.name, None)
        else:
            ordered.append(named.pop(param.name, args.rest or UNKNOWN))
    return ordered


def bind(machine: "Machine", inner: Frame, closure: Closure, args: Args, site: tuple[int, int] | None) -> None:
    """Put arguments under the names of the parameters, with one more hop on their way."""
    name = closure.fn.name or "a function"
    for param, value in zip(closure.fn.params, arrange(closure, args), strict=True):
        if value is UNKNOWN and param.default is not None:
            value = machine.evaluate(closure.frame or inner, param.default)
        elif value is UNKNOWN and param.name[:1] == "$":
            value = Value(service(closure, param.name))
        elif value.taint and site is not None:
            value = value.with_taint(trail(value.taint, site, f"passed to `{name}` as `{param.name}`"))
        _place(machine, inner, param, value)


def bind_symbols(machine: "Machine", inner: Frame, closure: Closure, values: Args) -> None:
    """Put stand-ins under the names of the parameters: shapes of the arguments, data that bears the parameter's number."""
    ordered = values.positional or [UNKNOWN] * len(closure.fn.params)
    implicit = _implicit(closure) and not values.positional
    key = (closure.unit.number, closure.index)
    for number, (param, value) in enumerate(zip(closure.fn.params, ordered, strict=False)):
        if implicit and number == 0 and closure.bound is not None:
            inner.env[param.name] = closure.bound
            continue
        if value is UNKNOWN and param.default is not None and not values.positional:
            value = _default(machine, inner, closure, param.default)
        elif value is UNKNOWN and param.default is not None:
            value = machine.evaluate(closure.frame or inner, param.default)
        taint: Taint = {(number, (), key): (0, None)}
        if value.obj is not None and value.obj.shape in ("instance", "module", "class"):
            value = Value(value.paths, value.consts, value.obj, value.fns, join_taint(value.taint, taint))
        else:
            value = shell(value, (number, (), key))
        if not value.paths and value.obj is None and not value.fns and (paths := by_name(closure, number, param.name)):
            value = _known_by(closure, paths, value)
        _place(machine, inner, param, value)


def _known_by(closure: Closure, paths: tuple[str, ...], value: Value) -> Value:
    """A parameter that stands for an API."""
    taint = value.taint
    for path in paths:
        api = closure.unit.api.find(path)
        if api is not None and api.source:
            site = (closure.unit.number, closure.fn.name_span)
            taint = join_taint(taint, {api.source: (GUESS, Origin(site, "a parameter", None, "source"))})
    return Value(paths, value.consts, value.obj, value.fns, taint)


def _default(machine: "Machine", inner: Frame, closure: Closure, node: Any) -> Value:
    """A default as it stands for any argument: its constants bind nobody."""
    value = machine.evaluate(closure.frame or inner, node)
    return Value(value.paths, None, None, value.fns, value.taint)


def _place(machine: "Machine", inner: Frame, param: Any, value: Value) -> None:
    if param.annotation is not None and not value.paths and value.obj is None and not value.fns:
        value = annotated(machine, inner, param.annotation, value)
    if param.target is not None:
        machine.assign(machine, inner, param.target, value)
    else:
        inner.env[param.name] = value


def annotated(machine: "Machine", frame: Frame, annotation: Any, value: Value) -> Value:
    """A value that is said to be an instance of a type."""
    kind = machine.annotation(machine, frame, annotation)
    if not kind.paths and kind.obj is None:
        return value
    return Value(kind.paths, value.consts, kind.obj, value.fns, value.taint)
