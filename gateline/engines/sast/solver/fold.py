"""Constant folding, bounded: what an operation gives when its operands are known."""

import operator
from collections.abc import Callable
from typing import Any, Final

__all__ = ["binary", "compare", "text_of", "unary"]

_LONGEST_TEXT: Final = 4096
_LARGEST: Final = 1 << 64


def _shift(left: int, right: int) -> int:
    return left << right if 0 <= right <= 64 else 0


def _power(left: Any, right: Any) -> Any:
    return left**right if abs(left) < 1 << 16 and 0 <= right <= 16 else None


_ARITHMETIC: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "-": operator.sub,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
    "&": operator.and_,
    "|": operator.or_,
    "^": operator.xor,
    ">>": lambda left, right: left >> right if 0 <= right <= 64 else 0,
    "<<": _shift,
    "**": _power,
}
_COMPARISONS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_FAILURES = (TypeError, ValueError, ArithmeticError, KeyError)


def text_of(value: Any, *, is_python: bool) -> str:
    """How a constant reads inside a text."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value) if is_python else str(value).lower()
    if value is None:
        return "None" if is_python else "null"
    if isinstance(value, float) and not is_python and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def binary(op: str, left: Any, right: Any, *, is_python: bool) -> tuple[Any, ...] | None:
    """`(result,)`, or None where the operation fails, is too large, or means something else in the language."""
    try:
        if op == "+":
            return _plus(left, right, is_python=is_python)
        if op == "*":
            return _times(left, right)
        if isinstance(left, str) or isinstance(right, str):
            return _format(left, right) if op == "%" and is_python else None
        if left is None or right is None:
            return None
        function = _ARITHMETIC.get(op)
        return None if function is None else _bounded(function(left, right))
    except _FAILURES:
        return None


def _plus(left: Any, right: Any, *, is_python: bool) -> tuple[Any, ...] | None:
    if isinstance(left, str) != isinstance(right, str):
        if is_python:
            return None
        left, right = text_of(left, is_python=False), text_of(right, is_python=False)
    if left is None or right is None:
        return None
    return _bounded(left + right)


def _times(left: Any, right: Any) -> tuple[Any, ...] | None:
    for text, count in ((left, right), (right, left)):
        if isinstance(text, str):
            return (text * count,) if isinstance(count, int) and len(text) * max(count, 0) <= _LONGEST_TEXT else None
    return None if left is None or right is None else _bounded(left * right)


def _format(left: Any, right: Any) -> tuple[Any, ...] | None:
    if not isinstance(left, str) or len(left) > 256 or any(char.isdigit() or char == "*" for char in left):
        return None  # a width could make the text as long as it likes
    return _bounded(left % right)


def _bounded(value: Any) -> tuple[Any, ...] | None:
    if isinstance(value, str):
        return (value,) if len(value) <= _LONGEST_TEXT else None
    if isinstance(value, bool):
        return (value,)
    if isinstance(value, int | float):
        return (value,) if abs(value) <= _LARGEST else None
    return None


def compare(op: str, left: Any, right: Any) -> bool | None:
    """The answer, or None where the language would fail or nobody knows."""
    if op in ("==", "is"):
        return _is_same(left, right)
    if op in ("!=", "is not"):
        return not _is_same(left, right)
    try:
        if op == "in":
            return bool(left in right)
        if op == "not in":
            return left not in right
        function = _COMPARISONS.get(op)
        return None if function is None else bool(function(left, right))
    except _FAILURES:
        return None


def _is_same(left: Any, right: Any) -> bool:
    return bool(left == right)


def unary(op: str, value: Any) -> tuple[Any, ...] | None:
    """`(result,)` of `-x`, `+x`, `~x`; None where it fails."""
    try:
        if op == "-":
            return (-value,)
        if op == "+":
            return (+value,)
        if op == "~":
            return (~value,)
    except _FAILURES:
        return None
    return None
