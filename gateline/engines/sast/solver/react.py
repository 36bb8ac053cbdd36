"""React's state and properties: what is set in one place of a component is read in another, in another order than it stands there.

What `useState` gives is one box for each place it stands; when a setter fills the box with data after the component has been
interpreted, the component is interpreted once more. State of class components lies in the object all their methods share.
"""

from typing import TYPE_CHECKING, Any

from gateline.engines.sast.solver.program import Args, Closure, Frame, Summary
from gateline.engines.sast.solver.shapes import deep_taint
from gateline.engines.sast.solver.values import UNKNOWN, Obj, Taint, Value

if TYPE_CHECKING:
    from gateline.engines.sast.solver.machine import Machine

__all__ = ["set_class_state", "set_state", "use_state"]


def _called(machine: "Machine", frame: Frame, value: Value, passed: list[Value], span: int) -> Value:
    """A value, or what the function gives that stands for it."""
    for fn in value.fns:
        if isinstance(fn, Closure):
            return machine.call(fn, Args(passed), frame, span)
    return value


def _concrete(value: Value) -> Value:
    """The value without data of parameters, which means nothing outside of their function."""
    taint: Taint = {label: entry for label, entry in (deep_taint(value) or {}).items() if isinstance(label, str)}
    return Value(value.paths, None, None, value.fns, taint or None)


def use_state(machine: "Machine", frame: Frame, args: Args, node: Any) -> Value | None:
    """`const [state, setState] = useState(first)`."""
    box = machine.boxes.get((frame.unit.number, node[1]))
    if box is None:
        box = machine.boxes[(frame.unit.number, node[1])] = Obj("box", cls=frame.closure)
    first = _called(machine, frame, args.positional[0], [], node[1]) if args.positional else UNKNOWN
    box.put_somewhere(first)
    pair = Obj("list", machine.condition)
    pair.cells = {0: box.rest or UNKNOWN, 1: Value(("react.setState*",), obj=box)}
    pair.length = 2
    return Value(obj=pair)


def set_state(machine: "Machine", frame: Frame, args: Args, node: Any) -> Value | None:
    """`setState(next)` or `setState(previous => next)`."""
    box = args.callee.obj if args.callee is not None else None
    if box is None or not args.positional:
        return UNKNOWN
    value = _concrete(_called(machine, frame, args.positional[0], [box.rest or UNKNOWN], node[1]))
    known = (box.rest.taint if box.rest is not None else None) or {}
    is_news = bool(value.taint) and any(label not in known for label in value.taint or {})
    if value.taint or value.paths:
        box.put_somewhere(value)
    component = box.cls
    if is_news and isinstance(component, Closure):
        machine.queue.append(lambda: _again(machine, component))
    return UNKNOWN


def _again(machine: "Machine", component: Closure) -> None:
    machine.enter(component, Args([]), Summary())


def set_class_state(machine: "Machine", frame: Frame, args: Args, node: Any) -> Value | None:
    """`this.setState({…})` or `this.setState((state, props) => ({…}))`."""
    obj = args.this.obj if args.this is not None else None
    if obj is None or not args.positional:
        return None
    state, props = obj.get("state") or UNKNOWN, obj.get("props") or UNKNOWN
    value = _called(machine, frame, args.positional[0], [state, props], node[1])
    if state.obj is None:
        state = Value(state.paths, obj=Obj("object"), taint=state.taint)
        obj.put("state", state, is_certain=False)
    if state.obj is not None and value.obj is not None and value.obj.shape == "object":
        for key, cell in value.obj.cells.items():
            state.obj.put(key, _concrete(cell), is_certain=False)
    return UNKNOWN
