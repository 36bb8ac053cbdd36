"""Sets of characters as sorted, disjoint ranges of code points."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

__all__ = [
    "ANY", "DIGITS", "NEWLINES", "SPACES", "WORDS", "CharSet", "both", "case_folded", "complement", "meets", "of_ranges", "without",
]  # fmt: skip

CharSet = tuple[tuple[int, int], ...]
"""Ranges, ends included."""

_LAST: Final = 0x10FFFF
ANY: Final[CharSet] = ((0, _LAST),)


def of_ranges(ranges: Iterable[tuple[int, int]]) -> CharSet:
    """Ranges in any order, overlapping or not, as a set."""
    merged: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if merged and low <= merged[-1][1] + 1:
            if high > merged[-1][1]:
                merged[-1] = (merged[-1][0], high)
        elif low <= high:
            merged.append((low, high))
    return tuple(merged)


def complement(chars: CharSet) -> CharSet:
    """Every other character."""
    rest: list[tuple[int, int]] = []
    start = 0
    for low, high in chars:
        if start < low:
            rest.append((start, low - 1))
        start = high + 1
    if start <= _LAST:
        rest.append((start, _LAST))
    return tuple(rest)


@lru_cache(maxsize=4096)
def both(one: CharSet, other: CharSet) -> CharSet:
    """What is in both."""
    found: list[tuple[int, int]] = []
    left = right = 0
    while left < len(one) and right < len(other):
        low = max(one[left][0], other[right][0])
        high = min(one[left][1], other[right][1])
        if low <= high:
            found.append((low, high))
        if one[left][1] < other[right][1]:
            left += 1
        else:
            right += 1
    return tuple(found)


def meets(one: CharSet, other: CharSet) -> bool:
    """Whether some character is in both."""
    return (one is other and bool(one)) or bool(both(one, other))


def without(one: CharSet, other: CharSet) -> CharSet:
    """What is in the first only."""
    return both(one, complement(other))


def case_folded(chars: CharSet) -> CharSet:
    """The set with the other case of its ASCII letters."""
    more = list(chars)
    for low, high in chars:
        for first, last, shift in ((65, 90, 32), (97, 122, -32)):
            start, end = max(low, first), min(high, last)
            if start <= end:
                more.append((start + shift, end + shift))
    return of_ranges(more)


DIGITS: Final = of_ranges([(48, 57)])
WORDS: Final = of_ranges([(48, 57), (65, 90), (95, 95), (97, 122)])
SPACES: Final = of_ranges([(9, 13), (28, 32), (0x85, 0x85), (0xA0, 0xA0), (0x2000, 0x200A), (0x2028, 0x2029), (0x3000, 0x3000)])
NEWLINES: Final = of_ranges([(10, 10), (13, 13), (0x2028, 0x2029)])
