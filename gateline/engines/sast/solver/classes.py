"""Classes of the program: their bodies, their bases, their instances."""

from typing import TYPE_CHECKING, Any

from gateline.engines.sast.solver.definitions import decorated
from gateline.engines.sast.solver.entries import enter_class
from gateline.engines.sast.solver.program import Args, ClassRef, Closure, Frame
from gateline.engines.sast.solver.values import UNKNOWN, Taint, Value

if TYPE_CHECKING:
    from gateline.engines.sast.solver.machine import Machine

__all__ = ["construct", "define"]


def define(machine: "Machine", frame: Frame, index: int) -> Value:
    """Run a class statement and give the class."""
    unit = frame.unit
    key = (index, id(frame))
    ref = unit.classes.get(key)
    if ref is None:
        ref = unit.classes[key] = ClassRef(unit, index, frame)
        _fill(machine, frame, ref)
    value = Value(ref.paths, obj=ref.attributes, fns=(ref,))
    return decorated(machine, frame, ref.code.decorators, value, ref)


def _fill(machine: "Machine", frame: Frame, ref: ClassRef) -> None:
    bases: list[ClassRef] = []
    paths: list[str] = []
    for node in ref.code.bases:
        base = machine.evaluate(frame, node)
        bases += [fn for fn in base.fns if isinstance(fn, ClassRef) and fn is not ref]
        paths += base.paths
    ref.bases = tuple(bases)
    ref.paths = tuple(dict.fromkeys(paths))
    inner = Frame(frame.unit, frame.fn, frame, frame.summary, frame.closure)
    inner.owner = ref
    inner.is_class = True
    inner.this = Value(obj=ref.attributes, fns=(ref,))
    inner.env = ref.attributes.cells
    machine.run_block(inner, ref.code.body)
    _methods(machine, inner, ref)
    for field in ref.code.fields:
        name, annotation, node = field[0], field[1], field[2]
        value = UNKNOWN if node is None else machine.evaluate(inner, node)
        if annotation is not None and not value.paths and value.obj is None:
            kind = machine.annotation(machine, inner, annotation)
            value = Value(kind.paths, value.consts, kind.obj, value.fns, value.taint)
        if value is not UNKNOWN:
            ref.generic.put(name, value, is_certain=False)
    instance = Value(tuple(path + "()" for path in ref.api_bases()), obj=ref.generic)
    for value in list(ref.attributes.cells.values()):
        for fn in value.fns:
            if isinstance(fn, Closure) and fn.owner is ref and fn.bound is None:
                machine.methods.append((fn, ref, instance))
    enter_class(machine, ref)


def _methods(_machine: "Machine", inner: Frame, ref: ClassRef) -> None:
    """Methods know their class and where the class stands, not the class's scope: its names are not theirs."""
    for name, value in list(inner.env.items()):
        if value.fns and any(isinstance(fn, Closure) and fn.frame is inner for fn in value.fns):
            fns = tuple(
                Closure(fn.unit, fn.index, inner.up, owner=ref) if isinstance(fn, Closure) and fn.frame is inner else fn
                for fn in value.fns
            )
            inner.env[name] = Value(value.paths, value.consts, value.obj, fns, value.taint)


def construct(machine: "Machine", frame: Frame, ref: ClassRef, args: Args, node: Any) -> Value:
    """An instance of a class of the program."""
    paths = tuple(dict.fromkeys(given for path in ref.api_bases() for given in frame.unit.api.call(path)))
    instance = Value(paths, obj=ref.generic)
    for name in ("__init__", "constructor", "__new__"):
        found = ref.find(name)
        if found is None:
            continue
        for fn in found.fns:
            if isinstance(fn, Closure):
                inner = Args(args.positional, args.keywords, args.rest, instance, args.nodes)
                machine.call(fn.bind(instance), inner, frame, node[1])
        return instance
    _fields(ref, args)
    return instance


def _fields(ref: ClassRef, args: Args) -> None:
    """Without a constructor of its own (data classes, models): what is passed by keyword becomes a field."""
    for name, value in args.keywords.items():
        taint: Taint = {label: entry for label, entry in (value.taint or {}).items() if isinstance(label, str)}
        if taint or value.paths or value.obj is not None:
            ref.generic.put(name, Value(value.paths, None, value.obj, value.fns, taint or None), is_certain=False)
