"""What an instance of an annotated type is."""

from typing import TYPE_CHECKING, Any, Final

from gateline.engines.sast.solver.program import ClassRef, Frame
from gateline.engines.sast.solver.values import UNKNOWN, Value
from gateline.facts import code

if TYPE_CHECKING:
    from gateline.engines.sast.solver.machine import Machine

__all__ = ["annotation"]

_PLAIN: Final = frozenset(
    "int float bool complex uuid.UUID UUID datetime.datetime datetime.date datetime.time datetime.timedelta decimal.Decimal Decimal "
    "enum.Enum ipaddress.IPv4Address ipaddress.IPv6Address number boolean bigint Number Boolean Date".split()
)
"""Types whose values carry no text."""
_WRAPPERS: Final = frozenset(
    "Optional Annotated Final ClassVar Required NotRequired Promise Awaitable Readonly Partial Type type".split()
)


def annotation(machine: "Machine", frame: Frame, node: Any) -> Value:
    """An instance of the type a node names; `Value(consts=("plain",))` for numbers and their like."""
    kind = node[0]
    if kind == code.ITEM:
        head = node[2]
        name = head[2] if head[0] == code.NAME else head[3] if head[0] == code.ATTR else ""
        if name in _WRAPPERS:
            inner = node[3]
            if inner[0] in (code.TUPLE, code.LIST) and inner[2]:
                inner = inner[2][0]
            return annotation(machine, frame, inner)
        return (
            annotation(machine, frame, head)
            if name not in ("Union", "list", "List", "dict", "Dict", "Array", "Record")
            else UNKNOWN
        )
    if kind == code.BINARY and node[2] == "|":
        left = annotation(machine, frame, node[3])
        return left if left is not UNKNOWN else annotation(machine, frame, node[4])
    if kind not in (code.NAME, code.ATTR):
        return UNKNOWN
    value = machine.evaluate(frame, node)
    if any(path in _PLAIN for path in value.paths) or (
        not value.paths and not value.fns and kind == code.NAME and node[2] in _PLAIN
    ):
        return Value(consts=("plain",))
    paths: list[str] = []
    for path in value.paths:
        if path[0].islower() and "." not in path:
            continue  # `str`, `object`, `any`
        paths += frame.unit.api.call(path)
    for fn in value.fns:
        if isinstance(fn, ClassRef):
            return Value(tuple(dict.fromkeys((*paths, *[base + "()" for base in fn.api_bases()]))), obj=fn.generic)
    return Value(tuple(dict.fromkeys(paths))) if paths else UNKNOWN
