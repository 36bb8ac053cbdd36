"""Function statements and what their decorators do to them."""

from typing import TYPE_CHECKING, Any, Final

from gateline.engines.sast.solver.entries import enter_decorated
from gateline.engines.sast.solver.program import Args, Closure, Frame
from gateline.engines.sast.solver.sinks import check_rules
from gateline.engines.sast.solver.values import Value
from gateline.facts import code

if TYPE_CHECKING:
    from gateline.engines.sast.solver.machine import Machine

__all__ = ["decorated", "define_function"]

_TRANSPARENT: Final = frozenset({"property", "staticmethod", "classmethod"})


def define_function(machine: "Machine", frame: Frame, index: int, _span: int) -> Value:
    """A function statement: the closure, decorated."""
    closure = Closure(frame.unit, index, frame, owner=frame.owner)
    if frame.up is not None and not frame.is_class:
        frame.summary.pending[(frame.unit.number, index)] = closure
    value = Value(fns=(closure,))
    return decorated(machine, frame, closure.fn.decorators, value, closure) if closure.fn.decorators else value


def decorated(machine: "Machine", frame: Frame, decorators: Any, value: Value, target: Any) -> Value:
    """What is left of a function or class after its decorators: itself, for decorators wrap more often than they replace."""
    for node in reversed(list(decorators)):
        decorator = machine.evaluate(frame, node)
        if any(path in _TRANSPARENT for path in decorator.paths):
            continue
        enter_decorated(machine, frame, node, decorator, target)
        if node[0] not in (code.CALL, code.NEW):
            for path in decorator.paths:
                api = frame.unit.api.find(path)
                if api is not None and api.calls:
                    check_rules(machine, frame, node, api, Args([value]))
        for fn in decorator.fns:
            if isinstance(fn, Closure) and machine.level < 6:
                machine.call(fn, Args([value]), frame, node[1])
    return value
