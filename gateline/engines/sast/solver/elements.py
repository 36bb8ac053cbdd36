"""JSX elements: what reaches the page as markup or as an address."""

from typing import TYPE_CHECKING, Any, Final

from gateline.engines.sast.solver.classes import construct
from gateline.engines.sast.solver.effects import api_call
from gateline.engines.sast.solver.members import member
from gateline.engines.sast.solver.program import Args, ClassRef, Closure, Frame
from gateline.engines.sast.solver.shapes import deep_taint
from gateline.engines.sast.solver.values import UNKNOWN, Obj, Taint, Value
from gateline.facts import code

if TYPE_CHECKING:
    from gateline.engines.sast.solver.machine import Machine

__all__ = ["TABLE"]

_ADDRESSES: Final = frozenset({"href", "src", "action", "formAction", "xlinkHref", "data", "srcDoc"})


def _element(machine: "Machine", frame: Frame, node: Any) -> Value:
    tag = node[2]
    props = Obj("object", machine.condition)
    for name, item in node[3]:
        value = UNKNOWN if item is None else machine.evaluate(frame, item)
        if not name:
            props.is_open = True
            if value.obj is not None:
                props.cells.update(value.obj.cells)
            continue
        props.cells[name] = value
        if tag[0] == code.CONST:
            if value.fns and name[:2] == "on" and name[2:3].isupper():
                for fn in value.fns:
                    if isinstance(fn, Closure):
                        machine.call(fn, Args([Value(("Event()",))]), frame, node[1])
            _attribute(machine, frame, node, tag[2], name, item, value)
    for child in node[4]:
        machine.evaluate(frame, child)
    if tag[0] != code.CONST:
        component = machine.evaluate(frame, tag)
        for fn in component.fns:
            if isinstance(fn, Closure):
                machine.call(fn, Args([Value(obj=props)]), frame, node[1])
            elif isinstance(fn, ClassRef):
                _component(machine, frame, node, fn, props)
        for path in component.paths:
            api_call(machine, frame, path, Args([Value(obj=props)]), node)
    return UNKNOWN


def _component(machine: "Machine", frame: Frame, node: Any, ref: ClassRef, props: Obj) -> None:
    """A component that is a class finds its properties in `this.props`."""
    kept = Obj("object")
    for name, value in props.cells.items():
        taint: Taint = {label: entry for label, entry in (deep_taint(value) or {}).items() if isinstance(label, str)}
        kept.cells[name] = Value(value.paths, None, None, value.fns, taint or None)
    passed = Value(obj=kept)
    ref.generic.put("props", passed, is_certain=False)
    construct(machine, frame, ref, Args([passed]), node)


def _attribute(machine: "Machine", frame: Frame, node: Any, tag: str, name: str, item: Any, value: Value) -> None:
    span = item[1] if item is not None else node[1]
    if name == "dangerouslySetInnerHTML":
        inner = member(machine, frame, value, "__html", span)
        machine.sink("html", frame, span, "dangerouslySetInnerHTML", deep_taint(inner))
    elif name == "srcDoc":
        machine.sink("html", frame, span, "srcDoc", deep_taint(value))
    elif name in _ADDRESSES and tag in ("a", "iframe", "form", "script", "embed", "object", "button", "area", "base"):
        machine.sink("client-url", frame, span, f"{tag}.{name}", deep_taint(value))


TABLE: Final = {code.ELEMENT: _element}
"""What elements are worth."""
