"""Assignment targets and what taking a value apart binds."""

from typing import TYPE_CHECKING, Any, Final

from gateline.engines.sast.solver.conditions import overwrite, place_of
from gateline.engines.sast.solver.members import element, iterated, member
from gateline.engines.sast.solver.names import own
from gateline.engines.sast.solver.program import Args, Closure, Frame
from gateline.engines.sast.solver.shapes import deeper_label
from gateline.engines.sast.solver.sinks import check_token, check_write
from gateline.engines.sast.solver.stores import of_whole, put
from gateline.engines.sast.solver.values import UNKNOWN, Obj, Value, join_taint, the_constant, trail, union
from gateline.facts import code

if TYPE_CHECKING:
    from gateline.engines.sast.solver.machine import Machine

__all__ = ["assign"]


def assign(machine: "Machine", frame: Frame, target: Any, value: Value) -> None:
    """Give a target a value."""
    kind = target[0]
    if kind == code.NAME:
        _to_name(machine, frame, target, value)
    elif kind == code.ATTR:
        _to_member(machine, frame, target, value)
    elif kind == code.ITEM:
        _to_item(machine, frame, target, value)
    elif kind == code.SLICE:
        base = machine.evaluate(frame, target[2])
        if base.obj is not None:
            base.obj.put_somewhere(iterated(machine, frame, value, target[1]))
    elif kind in (code.PATTERN_LIST, code.LIST, code.TUPLE):
        _to_list(machine, frame, target, value)
    elif kind == code.PATTERN_DICT:
        _to_dict(machine, frame, target, value)
    elif kind == code.DEFAULT:
        default = machine.evaluate(frame, target[3])
        assign(machine, frame, target[2], default if value.consts == (None,) else union(value, default))
    elif kind in (code.REST, code.SPREAD):
        assign(machine, frame, target[2], value)


def _to_name(machine: "Machine", frame: Frame, target: Any, value: Value) -> None:
    name = target[2]
    if value.taint:
        if "weak-random" in value.taint:
            check_token(machine, frame, target, value)
        value = value.with_taint(trail(value.taint, (frame.unit.number, target[1]), f"assigned to `{name}`"))
    home = own(frame, name)
    if home is not frame:
        value = of_whole(frame, home, name, value)
    if home is not frame and machine.condition and (old := home.env.get(name)) is not None:
        value = union(old, value)
    home.env[name] = value
    known = frame.env.get("?")
    if known is not None:
        _forget(frame, known, name)


def _forget(frame: Frame, known: Value, name: str) -> None:
    """What tests said of members of a variable is void once it is assigned."""
    if known.obj is None:
        return
    kept = {place: cell for place, cell in known.obj.cells.items() if not place.startswith((name + ".", name + "[", name + "("))}
    if len(kept) != len(known.obj.cells):
        fresh = Obj("namespace")
        fresh.cells.update(kept)
        frame.env["?"] = Value(obj=fresh)


def _to_member(machine: "Machine", frame: Frame, target: Any, value: Value) -> None:
    base = machine.evaluate(frame, target[2])
    name = target[3]
    if value.taint and "weak-random" in value.taint:
        check_token(machine, frame, target, value)
    check_write(machine, frame, target, base, name, value)
    if value.fns and base.paths and not frame.unit.is_python:
        _handed(machine, frame, base, name, value, target[1])
    _write(machine, frame, base, name, value, target[1])
    if base.obj is None and base.taint and (place := place_of(target)):
        overwrite(frame, place, is_harmless=not value.taint)


_EVENTS: Final = {
    "onmessage": "MessageEvent()",
    "onhashchange": "HashChangeEvent()",
    "onpopstate": "PopStateEvent()",
    "onstorage": "StorageEvent()",
}
_PLUGINS: Final = frozenset({"jquery.fn"})
"""Where functions become methods of a library's objects."""


def _handed(machine: "Machine", frame: Frame, base: Value, name: Any, value: Value, span: int) -> None:
    """A function that becomes a handler of events (`element.onclick = …`), or a plugin of a library (`$.fn.menu = …`)."""
    if not _PLUGINS.isdisjoint(base.paths):
        this = Value(("jquery()",))
        machine.plugins += [fn.bind(this) for fn in value.fns if isinstance(fn, Closure)]
    elif isinstance(name, str) and name.startswith("on"):
        for fn in value.fns:
            if isinstance(fn, Closure):
                fn = fn if "l" in fn.fn.flags else fn.bind(base)
                machine.call(fn, Args([Value((_EVENTS.get(name, "Event()"),))]), frame, span)


def _write(machine: "Machine", frame: Frame, base: Value, name: Any, value: Value, span: int) -> None:
    obj = base.obj
    if value.taint:
        value = value.with_taint(trail(value.taint, (frame.unit.number, span), f"written to `{name}`"))
    if base.taint and value.taint:  # a parameter's member: the caller's object is written
        for label in base.taint:
            if not isinstance(label, str) and len(frame.summary.effects) < 40:
                frame.summary.effects.append((deeper_label(label, (name,)), value.taint))
    for fn in base.fns:
        if isinstance(fn, Closure) and not fn.unit.is_python and isinstance(name, str):
            _write_property(machine, fn, name, value)
    if obj is None:
        return
    if obj.shape in ("instance", "class"):
        put(machine, frame, obj, name, value, is_certain=False)
        return
    if obj.shape == "module":
        machine.modules.write(machine, obj, name, value)
        return
    is_certain = obj.depth >= machine.condition and obj.shape != "namespace"  # `module.exports` is many things in turn
    put(machine, frame, obj, name, value, is_certain=is_certain or _is_untouched(obj, name))


def _is_untouched(obj: Obj, name: Any) -> bool:
    """Whether this is `module.exports` as it was when the file began."""
    if name != "exports" or obj.shape != "namespace" or not isinstance(obj.cls, Obj):
        return False
    first = obj.cells.get("exports")
    return first is not None and first.obj is obj.cls and not first.fns and not first.paths


def _write_property(machine: "Machine", fn: Closure, name: str, value: Value) -> None:
    """`f.name = value`; a new prototype keeps what the old one had, for methods are often added before and after."""
    properties = machine.properties_of(fn)
    if name == "prototype" and value.obj is not None:
        old = properties.cells["prototype"].obj
        if old is not None and old is not value.obj:
            for key, cell in old.cells.items():
                value.obj.cells.setdefault(key, cell)
    properties.put(name, value, is_certain=name == "prototype")


def _to_item(machine: "Machine", frame: Frame, target: Any, value: Value) -> None:
    base = machine.evaluate(frame, target[2])
    key = machine.evaluate(frame, target[3])
    known = the_constant(key)
    if value.taint and "weak-random" in value.taint:
        check_token(machine, frame, target, value)
    name = known[0] if known is not None and isinstance(known[0], str | int | float | bool | None) else None
    check_write(machine, frame, target, base, f"[{name}]" if frame.unit.is_python else name, value, key)
    if value.fns and base.paths and not frame.unit.is_python:
        _handed(machine, frame, base, name, value, target[1])
    if known is not None:
        if isinstance(name, int) and base.obj is not None and base.obj.length >= 0 and base.obj.shape == "list":
            base.obj.length = max(base.obj.length, name + 1) if 0 <= name < 10_000 else -1
        _write(machine, frame, base, name, value, target[1])
    elif base.obj is not None:
        base.obj.put_somewhere(union(value, Value(taint=key.taint)) if key.taint and base.obj.shape == "dict" else value)


def _to_list(machine: "Machine", frame: Frame, target: Any, value: Value) -> None:
    obj = value.obj
    items = target[2]
    known = obj is not None and obj.length >= 0 and obj.rest is None
    for number, item in enumerate(items):
        if item is None:
            continue
        if item[0] in (code.REST, code.SPREAD):
            rest = Obj("list", machine.condition)
            if known and obj is not None:
                for at in range(number, obj.length - (len(items) - number - 1)):
                    rest.cells[rest.length] = obj.cells.get(at, UNKNOWN)
                    rest.length += 1
            else:
                rest.rest, rest.length = iterated(machine, frame, value, target[1]), -1
            assign(machine, frame, item[2], Value(obj=rest, taint=value.taint))
        elif known and obj is not None and number < obj.length:
            cell = obj.cells.get(number, UNKNOWN)
            assign(machine, frame, item, cell.with_taint(join_taint(cell.taint, value.taint)) if value.taint else cell)
        elif obj is not None or value.paths or value.taint:
            assign(machine, frame, item, element(machine, frame, value, Value(consts=(number,)), target[1]))
        else:
            assign(machine, frame, item, UNKNOWN)


def _to_dict(machine: "Machine", frame: Frame, target: Any, value: Value) -> None:
    taken: set[Any] = set()
    for key, item in target[2]:
        if key is None:
            inner = item[2] if item[0] == code.REST else item
            assign(machine, frame, inner, _without(machine, value, taken))
            continue
        known = the_constant(machine.evaluate(frame, key))
        if known is None:
            part = element(machine, frame, value, UNKNOWN, target[1])
        elif isinstance(known[0], str):
            part = member(machine, frame, value, known[0], key[1])
        else:
            part = element(machine, frame, value, Value(consts=known), target[1])
        taken.add(known[0] if known else None)
        assign(machine, frame, item, part)


def _without(machine: "Machine", value: Value, taken: set[Any]) -> Value:
    if value.obj is None:
        return value
    rest = Obj("object", machine.condition)
    rest.cells = {key: cell for key, cell in value.obj.cells.items() if key not in taken}
    rest.rest = value.obj.rest
    rest.is_open = value.obj.is_open
    return Value(value.paths, obj=rest, taint=value.taint)
