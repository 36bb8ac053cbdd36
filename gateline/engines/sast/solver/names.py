"""What a name means where it stands."""

import builtins
from typing import TYPE_CHECKING, Final

from gateline.engines.sast.solver.members import source_at
from gateline.engines.sast.solver.program import Frame
from gateline.engines.sast.solver.values import UNKNOWN, Value, constant

if TYPE_CHECKING:
    from gateline.engines.sast.solver.machine import Machine

__all__ = ["GLOBALS", "look_up", "own"]

_PYTHON: Final = frozenset(dir(builtins))
_JAVASCRIPT: Final = frozenset(
    "Array ArrayBuffer BigInt Boolean Buffer Date Error Function Infinity Intl JSON Map Math NaN Number Object Promise Proxy Reflect RegExp "
    "Set String Symbol TextDecoder TextEncoder URL URLSearchParams WeakMap WeakSet atob btoa clearInterval clearTimeout console "
    "decodeURI decodeURIComponent document encodeURI encodeURIComponent escape eval exports fetch globalThis history importScripts "
    "isFinite isNaN localStorage location module name navigator open parseFloat parseInt postMessage process queueMicrotask require "
    "self sessionStorage setImmediate setInterval setTimeout structuredClone top unescape window XMLHttpRequest WebSocket Worker "
    "EventSource FormData Blob File FileReader DOMParser $ jQuery angular Vue React".split()
)
GLOBALS: Final = _PYTHON | _JAVASCRIPT
"""Names that every file may use without importing them."""
_SAME_AS_GLOBAL: Final = frozenset({"window", "globalThis", "self", "top", "frames", "global"})


def look_up(machine: "Machine", frame: Frame, name: str) -> Value:
    """The value of a variable: of this function, of those around it, of the file, of the language."""
    one: Frame | None = frame
    while one is not None:
        value = one.env.get(name)
        if value is not None:
            return value
        one = one.up
    unit = frame.unit
    if unit.is_python:
        if name in _PYTHON or name in unit.api.roots:
            return Value((name,))
        if name == "__name__":
            return UNKNOWN
        if name == "__file__":
            return Value(("__file__",))
        return UNKNOWN
    if name in _SAME_AS_GLOBAL:
        return Value(("globalThis",))
    if name == "undefined":
        return constant(None)
    if name in _JAVASCRIPT or name in unit.api.roots:
        return _of_browser(machine, frame, name)
    return UNKNOWN


def _of_browser(machine: "Machine", frame: Frame, name: str) -> Value:
    """A global, which may be data itself (`name` is the window's); in page templates it is a variable of theirs."""
    unit = frame.unit
    paths = unit.api.given(name)
    if unit.number < len(machine.units):
        for path in paths:
            api = unit.api.find(path)
            if api is not None and api.source:
                return Value(paths, taint=source_at(frame, path, api.source, frame.fn.name_span))
    return Value(paths)


def own(frame: Frame, name: str) -> Frame:
    """The activation whose variable a name is when it is assigned here."""
    if frame.is_class or name in frame.fn.locals or frame.up is None:
        return frame
    one: Frame | None = frame.up
    while one is not None:
        if name in one.env or name in one.fn.locals:
            return one
        one = one.up
    return frame
