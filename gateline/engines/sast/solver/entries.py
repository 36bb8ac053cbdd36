"""Where a framework calls the program: handlers, their parameters, the routes that lead to them."""

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Final

from gateline.engines.sast.solver.applications import WebCall, note_call
from gateline.engines.sast.solver.containers import body_of
from gateline.engines.sast.solver.program import Args, ClassRef, Closure, Frame, Summary
from gateline.engines.sast.solver.route_table import note_exported, note_routes
from gateline.engines.sast.solver.shapes import deep_taint
from gateline.engines.sast.solver.templates import class_renders, render_returned
from gateline.engines.sast.solver.values import GUESS, UNKNOWN, Origin, Taint, Value, join_taint
from gateline.facts import code

if TYPE_CHECKING:
    from gateline.engines.sast.solver.machine import Machine

__all__ = ["enter_call", "enter_class", "enter_decorated", "enter_exports"]


def enter_decorated(machine: "Machine", frame: Frame, node: Any, decorator: Value, target: Any) -> None:
    """A decorator that makes a function an entry point."""
    index = frame.unit.api
    for path in decorator.paths:
        bare = path.removesuffix("()")
        for entry in index.decorators.get(bare, ()):
            args = _arguments_of(machine, frame, node)
            call = note_call(machine, frame, bare, node, _receiving(machine, frame, node, args))
            note_routes(machine, frame, entry, args, target, node, call)
            _schedule(machine, entry, target, _converted(entry, args))


def _arguments_of(machine: "Machine", frame: Frame, node: Any) -> Args:
    if node[0] not in (code.CALL, code.NEW):
        return Args([])
    return Args(
        [machine.evaluate(frame, item) for item in node[3] if item[0] != code.SPREAD],
        {name: machine.evaluate(frame, item) for name, item in node[4] if name},
    )


def _receiving(machine: "Machine", frame: Frame, node: Any, args: Args) -> Args:
    """The arguments of a decorator with what it is a method of (`@app.get(…)`)."""
    callee = node[2] if node[0] in (code.CALL, code.NEW) else node
    args.this = machine.evaluate(frame, callee[2]) if callee[0] == code.ATTR else None
    return args


def enter_call(machine: "Machine", frame: Frame, node: Any, entries: Any, args: Args, call: WebCall | None = None) -> None:
    """A call that hands over functions which the framework will call."""
    for entry in entries:
        for one in _each_of_list(entry, args):
            handlers = _callables_of(machine, frame, entry, one, node)
            for fn in handlers:
                if fn is handlers[-1] or isinstance(fn, ClassRef):  # those before it are middleware
                    note_routes(machine, frame, entry, one, fn, node, call)
                if isinstance(fn, Closure):
                    frame.summary.pending.pop(_key(fn), None)
                _schedule(machine, entry, fn, _converted(entry, one))


def _each_of_list(entry: Any, args: Args) -> list[Args]:
    """The arguments, or for a list of route descriptions each of them."""
    first = args.positional[0].obj if args.positional else None
    if first is None or first.shape != "list" or any(isinstance(one, int) or one[0].isdigit() or one == "*" for one in entry.arg):
        return [args]
    return [Args([cell], this=args.this) for cell in first.cells.values()] or [args]


def _callables_of(machine: "Machine", frame: Frame, entry: Any, args: Args, node: Any) -> list[Any]:
    """Functions and classes of the program among the arguments that are handlers; `V.as_view()` is the class V."""
    found = [fn for value in args.select(entry.arg) for fn in _callables(value)]
    if found or entry.route is None or not frame.unit.is_python:
        return found
    for item in [*args.nodes, *[item for _name, item in node[4]]] if node[0] == code.CALL else []:
        if item[0] == code.CALL and item[2][0] == code.ATTR and item[2][3] == "as_view":
            found += [fn for fn in machine.evaluate(frame, item[2][2]).fns if isinstance(fn, ClassRef)]
    return found


_CONVERTED: Final = re.compile(r"<(?:int|float|uuid|slug|date)(?:\([^)]*\))?:(\w+)>|\(\?P<(\w+)>(?:\\d|\[0-9\])[+*{]")


def _converted(entry: Any, args: Args) -> frozenset[str]:
    """Parameters that the route itself makes numbers or plain words (`<int:id>`)."""
    if entry.route is None:
        return frozenset()
    names: set[str] = set()
    for value in args.select(entry.route.path):
        for text in value.consts or ():
            if isinstance(text, str):
                names.update(match[1] or match[2] for match in _CONVERTED.finditer(text[:2000]))
    return frozenset(names)


def _key(fn: Any) -> tuple[int, int]:
    return (fn.unit.number, fn.index)


def _callables(value: Value, depth: int = 0) -> list[Any]:
    """Functions in a value: itself, in lists, in objects of objects (resolvers, services)."""
    found = list(value.fns)
    if value.obj is not None and value.obj.shape in ("list", "tuple", "object", "dict") and depth < 3:
        for cell in value.obj.cells.values():
            found += _callables(cell, depth + 1)
    return found[:200]


def enter_class(machine: "Machine", ref: ClassRef) -> None:
    """A class whose base makes its methods entry points."""
    index = ref.unit.api
    seen: set[int] = set()
    for base in ref.api_bases():
        for path in index.ancestry(base):
            for entry in index.subclasses.get(path, ()):
                if id(entry) not in seen:
                    seen.add(id(entry))
                    _schedule(machine, entry, ref)
    if machine.pages.every and class_renders(ref):
        machine.queue.append(lambda: _fill_by_class(machine, ref))


def enter_exports(machine: "Machine", frame: Frame, exports: dict[str, Value]) -> None:
    """Exported functions that a framework finds by their name and file."""
    for entry in frame.unit.api.exports:
        if entry.file and not fnmatchcase(frame.unit.path, entry.file.replace("**/", "*").replace("**", "*")):
            continue
        for name in entry.export:
            value = exports.get(name)
            for fn in value.fns if value is not None else ():
                if isinstance(fn, Closure):
                    note_exported(machine, entry, name, fn)
                    _schedule(machine, entry, fn)


def _schedule(machine: "Machine", entry: Any, target: Any, converted: frozenset[str] = frozenset()) -> None:
    """Run handlers once all files are read."""
    if isinstance(target, ClassRef):
        machine.queue.append(lambda: _enter_methods(machine, entry, target, converted))
    elif isinstance(target, Closure):
        machine.queue.append(lambda: _enter(machine, entry, target, None, converted))


def _enter_methods(machine: "Machine", entry: Any, ref: ClassRef, converted: frozenset[str]) -> None:
    instance = Value(tuple(path + "()" for path in ref.api_bases()), obj=ref.generic)
    names = entry.methods or ("get", "post", "put", "patch", "delete", "head", "options", "dispatch", "__call__")
    if any("*" in name for name in names):
        known = [name for one in ref.mro() for name in one.attributes.cells if not name.startswith("_")]
        names = tuple(name for name in dict.fromkeys(known) if any(fnmatchcase(name, pattern) for pattern in names))
    for name in names:
        found = ref.find(name)
        for fn in found.fns if found is not None else ():
            if isinstance(fn, Closure):
                _enter(machine, entry, fn.bind(instance), instance, converted)


def _enter(machine: "Machine", entry: Any, closure: Closure, instance: Value | None, converted: frozenset[str]) -> None:
    """Interpret a handler with what the framework hands it."""
    key = (_key(closure), id(entry))
    if key in machine.entered:
        return
    machine.entered.add(key)
    if closure.frame is None:
        return
    owner = closure.owner
    if instance is None and owner is not None and not closure.unit.is_python and "s" not in closure.fn.flags:
        instance = Value(tuple(path + "()" for path in owner.api_bases()), obj=owner.generic)
        closure = closure.bind(instance)
    params = [param for param in closure.fn.params if param.kind not in ("rest", "keywords")]
    offset = 1 if closure.bound is not None and closure.unit.is_python and "s" not in closure.fn.flags else 0
    positional: list[Value] = []
    keywords: dict[str, Value] = {}
    for number, param in enumerate(params):
        if number < offset:
            continue
        value = UNKNOWN if param.name in converted else _parameter(machine, closure, entry, number, param)
        if param.kind == "keyword":
            keywords[param.name] = value
        else:
            positional.append(value)
    rest = None
    if entry.rest:
        rest = Value(taint=_given(closure, entry.rest, closure.fn.name_span, "arguments"))
    if len(params) == len(closure.fn.params):
        rest = None
    inner = machine.enter(closure, Args(positional, keywords, rest, instance), Summary())
    if inner is not None:
        _hand_back(machine, entry, closure, inner)


def _hand_back(machine: "Machine", entry: Any, closure: Closure, inner: Frame) -> None:
    """What becomes of a handler's results."""
    for span, value in inner.returns or ():
        for kind in entry.returns:
            machine.sink(kind, inner, span, "what the handler returns", _only_text(value))
    if closure.fn.decorators and closure.frame is not None:
        _fill_templates(machine, closure.frame, closure, inner)


def _fill_by_class(machine: "Machine", ref: ClassRef) -> None:
    """What a method of a view returns fills the template that the class names."""
    instance = Value(tuple(path + "()" for path in ref.api_bases()), obj=ref.generic)
    for render in class_renders(ref):
        attributes = {name: found for name in render.template if (found := ref.find(str(name))) is not None}
        methods = [ref.find(str(name)) for name in render.context]
        for fn in [fn for found in methods if found is not None for fn in found.fns]:
            key = (_key(fn), (id(render), id(ref)))
            if attributes and isinstance(fn, Closure) and key not in machine.entered:
                machine.entered.add(key)
                inner = machine.enter(fn.bind(instance), Args([], this=instance), Summary())
                if inner is not None:
                    render_returned(machine, inner, (render,), Args([], attributes), inner.returns or [])


def _fill_templates(machine: "Machine", frame: Frame, closure: Closure, inner: Frame) -> None:
    """What a handler returns fills a template that its decorator names."""
    for node in closure.fn.decorators:
        for path in machine.evaluate(frame, node).paths:
            renders = frame.unit.api.rendering.get(path.removesuffix("()"), ())
            if renders:
                render_returned(machine, inner, renders, _arguments_of(machine, frame, node), inner.returns or [])


def _only_text(value: Value) -> Taint | None:
    """The data of a body; a dictionary or list is sent as JSON, which no browser takes for markup."""
    body = body_of(value)
    if body.obj is not None and body.obj.shape in ("dict", "object", "list") and not body.taint:
        return None
    taint = deep_taint(body)
    return {label: one for label, one in taint.items() if not one[0] & GUESS} if taint else None


def _given(closure: Closure, kind: str, span: int, name: str) -> Taint:
    return {kind: (0, Origin((closure.unit.number, span), f"`{name}` comes from the request", None, "source"))}


def _parameter(machine: "Machine", closure: Closure, entry: Any, number: int, param: Any) -> Value:
    """What the framework hands over as one parameter."""
    span = closure.fn.name_span
    if param.decorators and closure.frame is not None:
        return _injected(machine, closure.frame, param.decorators)
    given = entry.params[number] if number < len(entry.params) else None
    if given is not None:
        if given.startswith("source:"):
            return Value(taint=_given(closure, given[7:], span, param.name))
        return _standing_for(closure, given, param.name)
    if number < len(entry.params) and not entry.rest:
        return UNKNOWN
    if param.annotation is not None and closure.frame is not None:
        known = _by_annotation(machine, closure, param)
        if known is not None:
            return known
    if number < len(entry.params) or not entry.rest:
        return UNKNOWN
    return Value(taint=_given(closure, entry.rest, span, param.name or "argument"))


def _standing_for(closure: Closure, path: str, name: str) -> Value:
    """A parameter that stands for an API."""
    index = closure.unit.api
    value = Value(index.given(path))
    taint: Taint | None = None
    for one in value.paths:
        api = index.find(one)
        if api is not None and api.source:
            taint = join_taint(taint, _given(closure, api.source, closure.fn.name_span, name))
    return value.with_taint(taint)


def _by_annotation(machine: "Machine", closure: Closure, param: Any) -> Value | None:
    """What a parameter is by its type; None when the type says nothing."""
    if closure.frame is None:
        return None
    index = closure.unit.api
    kind = machine.annotation(machine, closure.frame, param.annotation)
    if kind.consts == ("plain",):
        return UNKNOWN
    for path in kind.paths:
        if index.find(path) is not None or index.has(path) or path in index.annotations:
            return Value(index.annotations.get(path, kind.paths), obj=kind.obj)
    return None


def _injected(machine: "Machine", frame: Frame, decorators: Any) -> Value:
    """What a parameter's decorator hands over (`@Query("id", ParseIntPipe) id`), unless a pipe makes it harmless."""
    taint: Taint | None = None
    paths: list[str] = []
    for node in decorators:
        for item in node[3] if node[0] in (code.CALL, code.NEW) else ():
            for path in machine.evaluate(frame, item).paths:
                api = frame.unit.api.find(path.removesuffix("()") + "().transform")
                if api is not None and api.sanitizers:
                    return UNKNOWN
        value = machine.evaluate(frame, node)
        taint = join_taint(taint, value.taint)
        paths += value.paths
    return Value(tuple(dict.fromkeys(paths)), taint=taint)
