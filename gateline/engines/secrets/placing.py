"""Offsets into bytes ↔ lines and columns, in one pass over sorted offsets."""

from collections.abc import Iterable

__all__ = ["positions"]


def positions(data: bytes, offsets: Iterable[int]) -> dict[int, tuple[int, int]]:
    """1-based line and 1-based column in bytes of each offset.

    Args:
        data: the whole text.
        offsets: any number of offsets from 0 to `len(data)`, in any order.
    """
    placed: dict[int, tuple[int, int]] = {}
    line, line_start, at = 1, 0, 0
    for offset in sorted(set(offsets)):
        line += data.count(b"\n", at, offset)
        if (newline := data.rfind(b"\n", at, offset)) >= 0:
            line_start = newline + 1
        at = offset
        placed[offset] = (line, offset - line_start + 1)
    return placed
