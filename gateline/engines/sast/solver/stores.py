"""Writes to what outlives the function that writes: objects older than its activation, variables around it.

There the data of parameters has no meaning. It is kept in the summary and written by whoever calls, with the data of the arguments.
"""

from typing import TYPE_CHECKING, Any, Final

from gateline.engines.sast.solver.program import ClassRef, Frame
from gateline.engines.sast.solver.values import Obj, Taint, Value

if TYPE_CHECKING:
    from gateline.engines.sast.solver.machine import Machine

__all__ = ["of_whole", "put"]

_MOST: Final = 40


def put(machine: "Machine", frame: Frame, obj: Obj, key: Any, value: Value, *, is_certain: bool) -> None:
    """Write a value into an object; key None is a place nobody knows."""
    if value.taint and obj.born < frame.summary.born:
        concrete, symbolic = _parted(value.taint)
        if symbolic:
            if len(frame.summary.writes) < _MOST:
                frame.summary.writes.append((obj, key, symbolic))
            value = value.with_taint(concrete)
    if value.taint and isinstance(obj.cls, ClassRef) and _is_news(obj, key, value.taint):
        _store(obj, key, value, is_certain=is_certain)
        machine.dirty(obj.cls)
        return
    _store(obj, key, value, is_certain=is_certain)


def _store(obj: Obj, key: Any, value: Value, *, is_certain: bool) -> None:
    if key is None:
        obj.put_somewhere(value)
    else:
        obj.put(key, value, is_certain=is_certain)


def _is_news(obj: Obj, key: Any, taint: Taint) -> bool:
    """Whether an instance gets data of a kind it did not hold there."""
    old = obj.rest if key is None else obj.get(key)
    known = old.taint if old is not None else None
    return any(isinstance(label, str) and (known is None or label not in known) for label in taint)


def of_whole(frame: Frame, around: Frame, name: str, value: Value) -> Value:
    """A value as a variable of an activation around may hold it: without the data of parameters, which the summary keeps."""
    if not value.taint or around.summary is frame.summary:
        return value
    concrete, symbolic = _parted(value.taint)
    if symbolic and len(frame.summary.names) < _MOST:
        frame.summary.names.append((around, name, symbolic))
    return value.with_taint(concrete)


def _parted(taint: Taint) -> tuple[Taint | None, Taint | None]:
    """Data of known sources, and data of parameters."""
    if all(isinstance(label, str) for label in taint):
        return taint, None
    concrete: Taint = {label: entry for label, entry in taint.items() if isinstance(label, str)}
    symbolic: Taint = {label: entry for label, entry in taint.items() if not isinstance(label, str)}
    return concrete or None, symbolic or None
