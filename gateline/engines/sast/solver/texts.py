"""Texts put together from parts."""

import re
from typing import TYPE_CHECKING, Any, Final

from gateline.engines.sast.solver import fold
from gateline.engines.sast.solver.masks import mask_of
from gateline.engines.sast.solver.program import Frame
from gateline.engines.sast.solver.shapes import deep_taint
from gateline.engines.sast.solver.values import (
    NO_UP,
    NORMAL,
    NOT_ABSOLUTE,
    ROOTED,
    UNKNOWN,
    WHOLE,
    Obj,
    Taint,
    Value,
    beheaded,
    join_taint,
    neutralize,
    union,
)

if TYPE_CHECKING:
    from gateline.engines.sast.solver.machine import Machine

__all__ = ["concatenated", "embedded", "joined"]

_FIXED_HOST: Final = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//[^/\s?#\\]+[/?#]", re.IGNORECASE)
"""The text fixes who is talked to."""
_SAME_SITE: Final = re.compile(r"/(?:[^/\\]|$)|[?#.]|[\w.-]+[/?#]")
"""The text fixes that it stays on the site."""
_WHOLE: Final = mask_of(("shell", "command", "code", "sql"))
"""Where a caller of a library who hands over the whole text means it; a part inside of the library's own text is another matter."""
_MOST = 8


_HOST: Final = mask_of(("url", "redirect", "client-url"))
_SITE: Final = mask_of(("redirect", "client-url"))
_URL: Final = mask_of(("url",))
_PICKED: Final = mask_of(("reflect",))
"""What stands behind something else in a name does not choose freely."""
_SELECTOR: Final = mask_of(("selector",))


def concatenated(machine: "Machine", frame: Frame, parts: list[Any], _span: int) -> Value:
    """The text of several parts in order."""
    values = [machine.evaluate(frame, part) for part in parts]
    first = values[0]
    if len(values) == 2 and first.obj is not None and first.obj.shape in ("list", "tuple"):
        return _lists(machine, first, values[1])
    folded = _folded(values, is_python=frame.unit.is_python)
    if folded is not None:
        return folded
    return joined(values)


def joined(values: list[Value]) -> Value:
    """Data of all parts; what stands behind a fixed host, or behind the path of a fixed one, cannot choose the host any more."""
    taint: Taint | None = None
    text: str | None = ""
    mask = 0
    for value in values:
        known = value.consts
        if known is not None and len(known) == 1 and isinstance(known[0], str):
            mask |= _PICKED | NOT_ABSOLUTE if known[0] else 0
            if text == "" and known[0].startswith("/"):
                mask |= ROOTED
            if text is not None:
                text += known[0]
                mask |= _cleared(text)
            elif "?" in known[0] or "#" in known[0]:
                mask |= _HOST
            continue
        found = deep_taint(value)
        if value is values[0] and not found:
            mask |= _URL  # a base nobody outside chose
        if value is not values[0]:
            found = _behind(beheaded(found))
        if text is None or text.strip():
            found = embedded(found)
        if found:
            taint = join_taint(taint, neutralize(found, mask) if mask else found)
        if text is not None:
            mask |= _cleared(text + "x") if text else 0
            text = None
        mask |= _PICKED | NOT_ABSOLUTE
    return Value(taint=taint) if taint else UNKNOWN


def embedded(taint: Taint | None) -> Taint | None:
    """The same data as a part of a text that the program makes."""
    if not taint or "library" not in taint:
        return taint
    mask, origin = taint["library"]
    return {**taint, "library": (mask & ~(_WHOLE | WHOLE) | _SELECTOR, origin)}


def _behind(taint: Taint | None) -> Taint | None:
    """Data behind something else: that it was normal says nothing of the whole, unless nothing in it climbs."""
    if not taint or not any(mask & NORMAL and not mask & NO_UP for mask, _origin in taint.values()):
        return taint
    return {label: (mask if mask & NO_UP else mask & ~NORMAL, origin) for label, (mask, origin) in taint.items()}


def _cleared(text: str) -> int:
    stripped = text.lstrip()
    clear = 0 if not stripped or stripped[0] == "<" else _SELECTOR
    if _FIXED_HOST.match(stripped):
        return _HOST | clear
    is_on_site = _SAME_SITE.match(stripped) and not stripped.startswith("//") and stripped not in ("/", ".")
    return _SITE | clear if is_on_site else clear


def _folded(values: list[Value], *, is_python: bool) -> Value | None:
    results: list[Any] | None = None
    for value in values:
        if not value.consts:
            return None
        if results is None:
            results = list(value.consts)
            continue
        if len(results) * len(value.consts) > 2 * _MOST:
            return None
        fresh: list[Any] = []
        for left in results:
            for right in value.consts:
                result = fold.binary("+", left, right, is_python=is_python)
                if result is None:
                    return None
                fresh.append(result[0])
        results = list(dict.fromkeys(fresh))
    return Value(consts=tuple(results)) if results and len(results) <= _MOST else None


def _lists(machine: "Machine", left: Value, right: Value) -> Value:
    one, other = left.obj, right.obj
    taint = join_taint(left.taint, right.taint)
    if one is None or other is None:
        return Value(obj=one or other, taint=taint)
    merged = Obj(one.shape, machine.condition)
    if one.length >= 0 and other.length >= 0 and one.rest is None and other.rest is None:
        for obj in (one, other):
            for number in range(obj.length):
                merged.cells[merged.length] = obj.cells.get(number, UNKNOWN)
                merged.length += 1
    else:
        merged.rest, merged.length = union(one.any(), other.any()), -1
    return Value(obj=merged, taint=taint)
