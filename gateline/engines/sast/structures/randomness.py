"""Remainders of secure random bytes: small results come more often than large ones unless the divisor is a power of two."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from gateline.engines.sast.solver.program import Unit
from gateline.engines.sast.structures.index import Index, index_of, method_of, same
from gateline.engines.sast.structures.registry import Seen
from gateline.facts import code

__all__ = ["modulo_bias"]

_BYTES: Final = frozenset({"randomBytes", "getRandomValues", "randomFillSync", "getRandomBytes", "getRandomBytesSync"})


def modulo_bias(unit: Unit, _options: Mapping[str, Any]) -> Iterable[Seen]:
    """The `%` operations."""
    if unit.is_python or unit.is_test or "m" in unit.code.flags:
        return
    index = index_of(unit)
    if _BYTES.isdisjoint(index.calls):
        return
    for function in range(len(unit.code.functions)):
        for node in index.inside(function):
            drawn = _drawn(index, function, node)
            if drawn is not None and _is_byte(index, function, drawn, 0) and not _is_redrawn(index, function, drawn):
                yield Seen(node[1], function)


def _drawn(index: Index, function: int, node: Any) -> Any:
    """What is cut to size unevenly: `x % 10`, `Math.floor(x / 25.6)`."""
    if node[0] == code.BINARY and node[2] == "%" and _is_uneven(index, function, node[4]):
        return node[3]
    if (
        node[0] == code.CALL
        and method_of(node) in ("floor", "round", "ceil", "trunc")
        and node[3]
        and node[3][0][0] == code.BINARY
    ):
        quotient = node[3][0]
        if quotient[2] == "/" and _is_uneven(index, function, quotient[4]):
            return quotient[3]
    return None


def _is_redrawn(index: Index, function: int, drawn: Any) -> bool:
    """Whether the function compares the number with a bound: values beyond it are drawn again."""
    return any(
        one == function and node[2] in ("<", ">", "<=", ">=") and (same(node[3], drawn) or same(node[4], drawn))
        for one, node in index.of(code.COMPARE)
    )


def _is_uneven(index: Index, function: int, node: Any) -> bool:
    """Whether a divisor is known, and no power of two."""
    if node[0] == code.NAME:
        node = index.binding(function, node[2]) or node
    divisor = node[2] if node[0] == code.CONST else _length(index, function, node)
    if isinstance(divisor, float):
        return divisor > 1 and not divisor.is_integer()
    if not isinstance(divisor, int) or isinstance(divisor, bool) or divisor == 255:
        return False
    return divisor > 0 and divisor & (divisor - 1) != 0


def _length(index: Index, function: int, node: Any) -> int | None:
    """The length of a constant text or list."""
    if node[0] != code.ATTR or node[3] != "length":
        return None
    subject = node[2]
    if subject[0] == code.NAME:
        subject = index.binding(function, subject[2]) or subject
    if subject[0] == code.CONST and isinstance(subject[2], str):
        return len(subject[2])
    if subject[0] == code.LIST and all(item[0] != code.SPREAD for item in subject[2]):
        return len(subject[2])
    return None


def _is_byte(index: Index, function: int, node: Any, depth: int) -> bool:
    """Whether an expression is a number of few bits read from random bytes."""
    if depth > 6:
        return False
    if node[0] == code.ITEM:
        return _is_bytes(index, function, node[2], depth + 1)
    if (
        node[0] == code.CALL
        and node[2][0] == code.ATTR
        and node[2][3].lower().startswith(("readuint8", "readint8", "readuint16", "at"))
    ):
        return _is_bytes(index, function, node[2][2], depth + 1)
    if node[0] == code.NAME:
        bound = index.binding(function, node[2])
        if bound is not None:
            return _is_byte(index, function, bound, depth + 1)
        return any(
            one[0] == code.FOR
            and one[2][0] == code.NAME
            and one[2][2] == node[2]
            and _is_bytes(index, function, one[3], depth + 1)
            for one in index.inside(function)
        )
    return False


def _is_bytes(index: Index, function: int, node: Any, depth: int) -> bool:
    if depth > 6:
        return False
    if node[0] == code.AWAIT:
        return _is_bytes(index, function, node[2], depth + 1)
    if method_of(node) in ("values", "slice", "subarray") and node[2][0] == code.ATTR:
        return _is_bytes(index, function, node[2][2], depth + 1)
    if method_of(node) in _BYTES:
        return not any(_is_wide(index, function, item) for item in node[3])
    if node[0] != code.NAME:
        return False
    bound = index.binding(function, node[2])
    if bound is None:
        return False
    if method_of(bound) in ("Uint8Array", "Buffer", "alloc", "Uint16Array"):
        return any(
            item[0] == code.NAME and item[2] == node[2]
            for name in _BYTES
            for _one, call in index.calls.get(name, ())
            for item in call[3][:1]
        )
    return _is_bytes(index, function, bound, depth + 1)


def _is_wide(index: Index, function: int, node: Any) -> bool:
    if node[0] == code.NAME:
        node = index.binding(function, node[2]) or node
    return method_of(node) in ("Uint32Array", "BigUint64Array", "Int32Array")
