"""Functions of the languages themselves whose result depends on more than data flow: containers, conversions, indirection."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from gateline.engines.sast.solver import fold
from gateline.engines.sast.solver.containers import body_of
from gateline.engines.sast.solver.masks import mask_of
from gateline.engines.sast.solver.members import element, iterated, member
from gateline.engines.sast.solver.program import Args, ClassRef, Closure, Frame
from gateline.engines.sast.solver.react import set_class_state, set_state, use_state
from gateline.engines.sast.solver.shapes import deep_taint
from gateline.engines.sast.solver.values import (
    BARE,
    UNKNOWN,
    Obj,
    Value,
    constant,
    is_falsy,
    is_truthy,
    join_taint,
    neutralize,
    the_constant,
    union,
)
from gateline.facts import code

if TYPE_CHECKING:
    from gateline.engines.sast.solver.machine import Machine

__all__ = ["CALLS"]

_MOST_PICKED: Final = 6
_HOST: Final = mask_of(("url", "redirect", "client-url"))

Builtin = Callable[["Machine", Frame, Args, Any], Value | None]


def _first(args: Args) -> Value:
    return args.positional[0] if args.positional else UNKNOWN


def _text(_machine: "Machine", frame: Frame, args: Args, _node: Any) -> Value | None:
    value = _first(args)
    if value.consts and all(isinstance(one, str | int | float | bool) for one in value.consts):
        return Value(consts=tuple(fold.text_of(one, is_python=frame.unit.is_python) for one in value.consts))
    if value.paths and value.obj is None:
        return None
    taint = deep_taint(value)
    return Value(taint=taint) if taint else UNKNOWN


def _number(_machine: "Machine", _frame: Frame, args: Args, _node: Any) -> Value | None:
    value = the_constant(_first(args))
    if value is not None and isinstance(value[0], str | int | float) and len(args.positional) == 1:
        try:
            return constant(int(value[0]))
        except (ValueError, OverflowError):
            return UNKNOWN
    return UNKNOWN


def _harmless(_machine: "Machine", _frame: Frame, _args: Args, _node: Any) -> Value | None:
    return UNKNOWN


def _copy(shape: str) -> Builtin:
    def copied(machine: "Machine", frame: Frame, args: Args, node: Any) -> Value | None:
        obj = Obj(shape, machine.condition)
        if not args.positional:
            for name, value in args.keywords.items():
                obj.cells[name] = value
            return Value(obj=obj)
        source = args.positional[0]
        inner = source.obj
        if inner is not None and inner.shape in ("list", "tuple", "set") and shape != "dict":
            obj.cells, obj.rest, obj.length = dict(inner.cells), inner.rest, inner.length
        elif inner is not None and shape == "dict" and inner.shape in ("dict", "object"):
            obj.cells, obj.rest = dict(inner.cells), inner.rest
            obj.is_open = inner.is_open
        elif source.paths or source.taint or inner is not None:
            obj.rest, obj.length = iterated(machine, frame, source, node[1]), -1
        else:
            obj.length = -1
            obj.is_open = True
        for name, value in args.keywords.items():
            obj.cells[name] = value
        return Value(source.paths if shape != "dict" else (), obj=obj, taint=source.taint)

    return copied


def _items_of(shape: str) -> Builtin:
    def made(machine: "Machine", frame: Frame, args: Args, node: Any) -> Value | None:
        source = _first(args)
        obj = Obj("list", machine.condition)
        value = iterated(machine, frame, source, node[1])
        if shape == "pairs":
            pair = Obj("tuple", machine.condition)
            pair.cells = {0: UNKNOWN, 1: value}
            pair.length = 2
            value = Value(obj=pair)
        obj.rest, obj.length = value, -1
        return Value(obj=obj)

    return made


def _zip(machine: "Machine", frame: Frame, args: Args, node: Any) -> Value | None:
    pair = Obj("tuple", machine.condition)
    for source in args.positional:
        pair.cells[pair.length] = iterated(machine, frame, source, node[1])
        pair.length += 1
    obj = Obj("list", machine.condition)
    obj.rest, obj.length = Value(obj=pair), -1
    return Value(obj=obj)


def _map(machine: "Machine", frame: Frame, args: Args, node: Any) -> Value | None:
    if len(args.positional) < 2:
        return None
    items = [iterated(machine, frame, source, node[1]) for source in args.positional[1:]]
    function = args.positional[0]
    result: Value | None = None
    for fn in function.fns:
        if isinstance(fn, Closure):
            value = machine.call(fn, Args(items), frame, node[1])
            result = value if result is None else union(result, value)
    for path in function.paths:
        builtin = CALLS.get(path)
        value = (builtin(machine, frame, Args(items), node) if builtin is not None else None) or UNKNOWN
        result = value if result is None else union(result, value)
    obj = Obj("list", machine.condition)
    obj.rest, obj.length = result if result is not None else items[0], -1
    return Value(obj=obj)


def _filter(machine: "Machine", frame: Frame, args: Args, node: Any) -> Value | None:
    if len(args.positional) < 2:
        return None
    item = iterated(machine, frame, args.positional[1], node[1])
    for fn in args.positional[0].fns:
        if isinstance(fn, Closure):
            machine.call(fn, Args([item]), frame, node[1])
    obj = Obj("list", machine.condition)
    obj.rest, obj.length = item, -1
    return Value(obj=obj)


def _one_of(machine: "Machine", frame: Frame, args: Args, node: Any) -> Value | None:
    if len(args.positional) == 1:
        return iterated(machine, frame, args.positional[0], node[1])
    result = UNKNOWN
    for value in args.positional:
        result = value if result is UNKNOWN else union(result, value)
    return result


def _next(machine: "Machine", frame: Frame, args: Args, node: Any) -> Value | None:
    value = iterated(machine, frame, _first(args), node[1])
    return union(value, args.positional[1]) if len(args.positional) > 1 else value


def _same(_machine: "Machine", _frame: Frame, args: Args, _node: Any) -> Value | None:
    return _first(args)


def _length(_machine: "Machine", _frame: Frame, args: Args, _node: Any) -> Value | None:
    value = _first(args)
    known = the_constant(value)
    if known is not None and isinstance(known[0], str):
        return constant(len(known[0]))
    obj = value.obj
    if obj is not None and obj.length >= 0 and obj.rest is None and not obj.is_open and obj.shape in ("list", "tuple"):
        return constant(obj.length)
    return UNKNOWN


def _getattr(machine: "Machine", frame: Frame, args: Args, node: Any) -> Value | None:
    if len(args.positional) < 2:
        return None
    name = the_constant(args.positional[1])
    if name is None or not isinstance(name[0], str):
        base = args.positional[0]
        return Value(fns=_any_of(base.obj), taint=base.taint)
    return member(machine, frame, args.positional[0], name[0], node[1])


def _any_of(obj: Obj | None) -> tuple[Any, ...]:
    """Functions and classes of a small module, when one is picked by a name nobody knows: factories do."""
    if obj is None or obj.shape not in ("module", "class", "namespace"):
        return ()
    found = [fn for cell in list(obj.cells.values()) for fn in cell.fns if isinstance(fn, ClassRef | Closure)]
    return tuple(found) if len(found) <= _MOST_PICKED else ()


def _feature(machine: "Machine", frame: Frame, args: Args, node: Any) -> Value | None:
    """`parser.setFeature(feature_external_ges, True)`: from here on the parser resolves what a document names."""
    callee = node[2]
    if len(args.positional) < 2 or callee[0] != code.ATTR or callee[2][0] != code.NAME:
        return UNKNOWN
    named = any(path.startswith("xml.sax.handler.feature_external_") for path in args.positional[0].paths)
    name = callee[2][2]
    if named and the_constant(args.positional[1]) in ((True,), (1,)) and name in frame.env:
        old = frame.env[name]
        frame.env[name] = Value(("xml.sax.xmlreader.ResolvingReader()",), obj=old.obj, taint=old.taint)
    return UNKNOWN


def _setattr(machine: "Machine", frame: Frame, args: Args, node: Any) -> Value | None:
    if len(args.positional) == 3:
        name = the_constant(args.positional[1])
        obj = args.positional[0].obj
        if obj is not None and name is not None:
            obj.put(name[0], args.positional[2], is_certain=False)
        elif obj is not None:
            obj.put_somewhere(args.positional[2])
    return UNKNOWN


def _partial(machine: "Machine", frame: Frame, args: Args, node: Any) -> Value | None:
    """What is bound beforehand reaches the parameters at once; the rest is anybody's."""
    function = _first(args)
    for fn in function.fns:
        if isinstance(fn, Closure):
            machine.call(fn, Args(args.positional[1:], args.keywords), frame, node[1])
    return function


def _piped(_machine: "Machine", _frame: Frame, args: Args, _node: Any) -> Value | None:
    """`stream.pipe(target)` gives the target."""
    target = _first(args)
    if not target.paths and target.obj is None:
        return None
    data = args.this.taint if args.this is not None else None
    return target.with_taint(join_taint(target.taint, data)) if data else target


def _preset(_machine: "Machine", _frame: Frame, args: Args, _node: Any) -> Value | None:
    """`partial(f, x)` and `partial(f, [x])`: f with its first arguments given."""
    function, given = _first(args), args.positional[1:]
    if not function.fns:
        return None
    if len(given) == 1 and (items := given[0].obj) is not None and items.shape == "list" and items.length > 0:
        given = [items.cells.get(number, UNKNOWN) for number in range(items.length)]
    return Value(fns=tuple(fn.bind(UNKNOWN, tuple(given)) if isinstance(fn, Closure) else fn for fn in function.fns))


def _pattern(_machine: "Machine", _frame: Frame, args: Args, _node: Any) -> Value | None:
    pattern = Obj("pattern")
    pattern.cells["pattern"] = _first(args)
    return Value(("re.Pattern()",), obj=pattern)


def _regexp(_machine: "Machine", _frame: Frame, args: Args, _node: Any) -> Value | None:
    """`new RegExp(text, flags)`, or a copy of another pattern."""
    source = _first(args)
    if source.obj is not None and source.obj.shape == "pattern":
        return source
    pattern = Obj("pattern")
    pattern.cells = {"pattern": source.without_paths(), "flags": args.positional[1] if len(args.positional) > 1 else constant("")}
    return Value(("RegExp()",), obj=pattern, taint=source.taint)


def _settings(machine: "Machine", _frame: Frame, _args: Args, _node: Any) -> Value | None:
    return Value(("configparser.ConfigParser()",), obj=Obj("settings", machine.condition))


def _instance_of(machine: "Machine", frame: Frame, args: Args, node: Any) -> Value | None:
    return UNKNOWN


def _any(machine: "Machine", frame: Frame, args: Args, _node: Any) -> Value | None:
    value = _first(args)
    if is_truthy(value):
        return constant(True)
    return constant(False) if is_falsy(value) else UNKNOWN


def _required(machine: "Machine", frame: Frame, args: Args, node: Any) -> Value | None:
    name = the_constant(_first(args))
    if name is None or not isinstance(name[0], str):
        return UNKNOWN
    return machine.modules.load(machine, frame.unit, name[0])


def _imported(machine: "Machine", frame: Frame, args: Args, node: Any) -> Value | None:
    name = the_constant(_first(args))
    if name is None or not isinstance(name[0], str):
        return None
    return machine.modules.load(machine, frame.unit, name[0])


def _array(machine: "Machine", frame: Frame, args: Args, node: Any) -> Value | None:
    obj = Obj("list", machine.condition)
    if len(args.positional) == 1:
        obj.length = -1
        return Value(obj=obj)
    for value in args.positional:
        obj.cells[obj.length] = value
        obj.length += 1
    return Value(obj=obj)


def _array_from(machine: "Machine", frame: Frame, args: Args, node: Any) -> Value | None:
    obj = Obj("list", machine.condition)
    item = iterated(machine, frame, _first(args), node[1])
    if len(args.positional) > 1:
        for fn in args.positional[1].fns:
            if isinstance(fn, Closure):
                item = machine.call(fn, Args([item]), frame, node[1])
    obj.rest, obj.length = item, -1
    return Value(obj=obj, taint=_first(args).taint)


def _assign_object(machine: "Machine", _frame: Frame, args: Args, _node: Any) -> Value | None:
    target = _first(args)
    taint = target.taint
    obj = target.obj
    if obj is None or obj.shape not in ("object", "dict"):
        obj = Obj("object", machine.condition)
        obj.is_open = True
    for source in args.positional[1:]:
        taint = join_taint(taint, source.taint)
        if source.obj is not None and source.obj.shape in ("object", "dict", "namespace", "module"):
            for key, cell in source.obj.cells.items():
                obj.put(key, cell, is_certain=obj.depth >= machine.condition)
            if source.obj.rest is not None:
                obj.put_somewhere(source.obj.rest)
        else:
            obj.is_open = True
    return Value(target.paths, obj=obj, fns=target.fns, taint=taint)


def _keys(machine: "Machine", _frame: Frame, args: Args, _node: Any) -> Value | None:
    source = _first(args)
    obj = Obj("list", machine.condition)
    inner = source.obj
    if inner is not None and inner.rest is None and not inner.is_open and not source.taint and inner.shape in ("object", "dict"):
        for key in inner.cells:
            obj.cells[obj.length] = constant(str(key))
            obj.length += 1
        return Value(obj=obj)
    obj.rest, obj.length = Value(taint=source.taint), -1
    return Value(obj=obj)


def _values(machine: "Machine", frame: Frame, args: Args, node: Any) -> Value | None:
    source = _first(args)
    obj = Obj("list", machine.condition)
    item = source.obj.any() if source.obj is not None else element(machine, frame, source, UNKNOWN, node[1])
    obj.rest, obj.length = Value(item.paths, None, item.obj, item.fns, join_taint(item.taint, source.taint)), -1
    return Value(obj=obj)


def _entries(machine: "Machine", frame: Frame, args: Args, node: Any) -> Value | None:
    source = _first(args)
    pair = Obj("list", machine.condition)
    item = source.obj.any() if source.obj is not None else element(machine, frame, source, UNKNOWN, node[1])
    pair.cells = {0: Value(taint=source.taint), 1: item}
    pair.length = 2
    obj = Obj("list", machine.condition)
    obj.rest, obj.length = Value(obj=pair), -1
    return Value(obj=obj)


def _created(machine: "Machine", _frame: Frame, args: Args, _node: Any) -> Value | None:
    """`Object.create(prototype)`: an object that has what the prototype has."""
    source = _first(args)
    obj = Obj("object", machine.condition)
    if source.obj is not None:
        obj.cells = dict(source.obj.cells)
        obj.cls = source.obj.cls
    elif source.consts == (None,):
        obj.cls = BARE
    return Value(source.paths, obj=obj)


def _inherits(machine: "Machine", _frame: Frame, args: Args, _node: Any) -> Value | None:
    """`util.inherits(Child, Parent)`."""
    if len(args.positional) > 1:
        for child in args.positional[0].fns:
            for parent in args.positional[1].fns:
                if isinstance(child, Closure) and isinstance(parent, Closure):
                    prototype = machine.properties_of(child).cells["prototype"].obj
                    if prototype is not None:
                        prototype.cls = parent
    return UNKNOWN


def _map_object(machine: "Machine", _frame: Frame, _args: Args, _node: Any) -> Value | None:
    return Value(obj=Obj("dict", machine.condition))


def _set_object(machine: "Machine", frame: Frame, args: Args, node: Any) -> Value | None:
    obj = Obj("set", machine.condition)
    if args.positional:
        inner = args.positional[0].obj
        if inner is not None and inner.shape in ("list", "set", "tuple"):
            obj.cells, obj.rest, obj.length = dict(inner.cells), inner.rest, inner.length
        else:
            obj.rest, obj.length = iterated(machine, frame, args.positional[0], node[1]), -1
    return Value(obj=obj)


def _promise(machine: "Machine", frame: Frame, args: Args, node: Any) -> Value | None:
    """`new Promise((resolve, reject) => …)` is what `resolve` is called with."""
    box = Obj("list", machine.condition)
    box.length = -1
    resolve = Value(("Promise.resolve*",), obj=box)
    outside, machine.thrown = machine.thrown, {}
    for fn in _first(args).fns:
        if isinstance(fn, Closure):
            machine.call(fn, Args([resolve, UNKNOWN]), frame, node[1])
    thrown, machine.thrown = machine.thrown, outside
    if box.rest is None:
        return Value(taint=thrown) if thrown else UNKNOWN
    return box.rest.with_taint(join_taint(box.rest.taint, thrown)) if thrown else box.rest


def _later(machine: "Machine", frame: Frame, args: Args, node: Any) -> Value | None:
    function = _first(args)
    if not function.fns:
        return None
    for fn in function.fns:
        if isinstance(fn, Closure):
            machine.call(fn, Args(args.positional[2:]), frame, node[1])
    return UNKNOWN


def _response(_machine: "Machine", _frame: Frame, args: Args, _node: Any) -> Value | None:
    """A response made of `(body, status, headers)`: only the body is its content."""
    value = _first(args)
    return Value(("flask.Response()",), taint=deep_taint(body_of(value)))


def _class_of(_machine: "Machine", _frame: Frame, args: Args, _node: Any) -> Value | None:
    obj = _first(args).obj
    if obj is not None and isinstance(obj.cls, ClassRef):
        return Value(obj=obj.cls.attributes, fns=(obj.cls,))
    return UNKNOWN


def _resolved(_machine: "Machine", _frame: Frame, args: Args, _node: Any) -> Value | None:
    """A call of what `new Promise` hands over as `resolve`."""
    box = args.callee.obj if args.callee is not None else None
    if box is not None:
        box.put_somewhere(_first(args))
    return UNKNOWN


def _url_of_parts(_machine: "Machine", _frame: Frame, args: Args, _node: Any) -> Value | None:
    """A URL put together from parts; where scheme and host are constants nobody else chooses who is asked."""
    obj = _first(args).obj
    if obj is None or not all(the_constant(obj.cells.get(number, UNKNOWN)) for number in (0, 1)):
        return None
    taint = neutralize(deep_taint(_first(args)), _HOST)
    return Value(taint=taint) if taint else UNKNOWN


CALLS: Final[dict[str, Builtin]] = {
    "urllib.parse.urlunsplit": _url_of_parts,
    "urllib.parse.urlunparse": _url_of_parts,
    "str": _text,
    "repr": _text,
    "String": _text,
    "int": _number,
    "float": _harmless,
    "bool": _any,
    "len": _length,
    "ord": _harmless,
    "hash": _harmless,
    "id": _harmless,
    "isinstance": _instance_of,
    "issubclass": _harmless,
    "hasattr": _harmless,
    "callable": _harmless,
    "list": _copy("list"),
    "tuple": _copy("tuple"),
    "set": _copy("set"),
    "frozenset": _copy("set"),
    "dict": _copy("dict"),
    "collections.OrderedDict": _copy("dict"),
    "collections.defaultdict": _map_object,
    "sorted": _items_of("list"),
    "reversed": _items_of("list"),
    "iter": _same,
    "enumerate": _items_of("pairs"),
    "zip": _zip,
    "map": _map,
    "filter": _filter,
    "min": _one_of,
    "max": _one_of,
    "next": _next,
    "flask.make_response": _response,
    "xml.sax.xmlreader.XMLReader().setFeature": _feature,
    "copy.copy": _same,
    "copy.deepcopy": _same,
    "getattr": _getattr,
    "setattr": _setattr,
    "type": _class_of,
    "functools.partial": _partial,
    "lodash.partial": _preset,
    "underscore.partial": _preset,
    "ramda.partial": _preset,
    "react.useState": use_state,
    "react.setState*": set_state,
    "react.Component().setState": set_class_state,
    "react.PureComponent().setState": set_class_state,
    "re.compile": _pattern,
    "RegExp": _regexp,
    "configparser.ConfigParser": _settings,
    "configparser.RawConfigParser": _settings,
    "importlib.import_module": _imported,
    "require": _required,
    "Number": _number,
    "parseInt": _number,
    "parseFloat": _harmless,
    "Boolean": _any,
    "Array": _array,
    "Array.of": _array,
    "Array.from": _array_from,
    "Object": _same,
    "Object.assign": _assign_object,
    "Object.create": _created,
    "util.inherits": _inherits,
    "Object.freeze": _same,
    "Object.seal": _same,
    "Object.keys": _keys,
    "Object.getOwnPropertyNames": _keys,
    "Object.values": _values,
    "Object.entries": _entries,
    "Map": _map_object,
    "WeakMap": _map_object,
    "Set": _set_object,
    "Promise": _promise,
    "Promise.resolve": _same,
    "Promise.resolve*": _resolved,
    "Promise.all": _same,
    "Promise.allSettled": _same,
    "Promise.race": _same,
    "setTimeout": _later,
    "setInterval": _later,
    "setImmediate": _later,
    "queueMicrotask": _later,
    "process.nextTick": _later,
    "util.promisify": _same,
    "structuredClone": _same,
    "fs.ReadStream().pipe": _piped,
    "stream.Readable().pipe": _piped,
}
"""By API path; None as an answer leaves the call to the models."""
