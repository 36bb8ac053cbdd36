"""Libraries: what is exported by a file that nobody in the program imports is called from outside, with anything.

Where somebody in the program imports the file, its functions are judged by those calls instead.
"""

from typing import Final

from gateline.engines.sast.solver.machine import Machine
from gateline.engines.sast.solver.masks import mask_of
from gateline.engines.sast.solver.program import Args, ClassRef, Closure, Summary, Unit
from gateline.engines.sast.solver.values import ALL, Obj, Origin, Value

__all__ = ["enter_library", "enter_plugins"]

_WHOLE: Final = mask_of(("shell", "command", "code", "sql"))
_SELECTOR: Final = mask_of(("selector",))
_DEEPEST: Final = 3
_MOST: Final = 200


def enter_library(machine: Machine) -> None:
    """Enter the exported functions of JavaScript files that no other file imports and that no framework enters."""
    entered = {key for key, _entry in machine.entered}
    for number, exported in sorted(machine.exports.items()):
        unit = machine.units[number]
        if number in machine.modules.imported_units or unit.is_test or "m" in unit.code.flags:
            continue
        for closure in _functions(machine, unit, exported):
            key = (closure.unit.number, closure.index)
            if key not in entered:
                entered.add(key)
                machine.enter(closure, Args([_argument(closure, number) for number in range(len(closure.fn.params))]), Summary())


def enter_plugins(machine: Machine) -> None:
    """Enter the functions that became methods of a library's objects. Their callers choose what is shown; what only looks like the
    choice of an element must not become markup, so nothing else counts."""
    for closure in machine.plugins[:_MOST]:
        key = (closure.unit.number, closure.index)
        if not closure.unit.is_test and "m" not in closure.unit.code.flags and ("plugin", key) not in machine.entered:
            machine.entered.add(("plugin", key))
            args = [_argument(closure, number, ALL & ~_SELECTOR) for number in range(len(closure.fn.params))]
            machine.enter(closure, Args(args), Summary())


def _argument(closure: Closure, number: int, mask: int = _WHOLE) -> Value:
    name = closure.fn.params[number].name or "an argument"
    origin = Origin(
        (closure.unit.number, closure.fn.name_span), f"`{name}` is what a caller of the library passes", None, "source"
    )
    return Value(taint={"library": (mask, origin)})


def _functions(machine: Machine, unit: Unit, exported: dict[str, Value]) -> list[Closure]:
    """Functions and public methods among exported values."""
    found: list[Closure] = []
    seen: set[int] = set()
    waiting = [(value, 0) for _name, value in sorted(exported.items())]
    while waiting and len(found) < _MOST:
        value, depth = waiting.pop(0)
        for fn in value.fns:
            if isinstance(fn, Closure) and fn.unit is unit:
                found.append(fn)
                if (properties := machine.properties.get((unit.number, fn.index))) is not None:
                    waiting += [(cell, depth + 1) for cell in properties.cells.values() if depth < _DEEPEST]
            elif isinstance(fn, ClassRef) and fn.unit is unit:
                instance = Value(obj=fn.generic)
                for name, cell in fn.attributes.cells.items():
                    if not str(name).startswith(("_", "#")):
                        found += [one.bind(instance) for one in cell.fns if isinstance(one, Closure)]
        obj = value.obj
        if isinstance(obj, Obj) and obj.shape in ("object", "namespace", "module") and depth < _DEEPEST and id(obj) not in seen:
            seen.add(id(obj))
            waiting += [(cell, depth + 1) for cell in obj.cells.values()]
            if isinstance(obj.cls, Closure):
                waiting.append((machine.properties_of(obj.cls).cells["prototype"], depth + 1))
    return found
