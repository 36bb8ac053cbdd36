"""Checks of constant regular expressions: whether they take for ever, and whether their ranges hold what they seem to."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from gateline.engines.sast.solver.program import Unit
from gateline.engines.sast.structures.index import index_of
from gateline.engines.sast.structures.pattern_sites import sites_of
from gateline.engines.sast.structures.redos import is_exponential
from gateline.engines.sast.structures.regex_syntax import Alternatives, Chars, Group, Look, Part, Repeat, Sequence, WrittenRange
from gateline.engines.sast.structures.registry import Seen

__all__ = ["overly_wide_range", "redos"]


def redos(unit: Unit, _options: Mapping[str, Any]) -> Iterable[Seen]:
    """Patterns with exponentially many ways to match."""
    for site in sites_of(index_of(unit)):
        text = site.pattern.text
        if ("*" in text or "+" in text or "{" in text) and ")" in text:
            is_whole = unit.is_python and bool(site.uses) and all(use.method == "fullmatch" for use in site.uses)
            if is_exponential(site.pattern, is_whole=is_whole):
                yield Seen(site.node[1], site.function)


def overly_wide_range(unit: Unit, _options: Mapping[str, Any]) -> Iterable[Seen]:
    """Classes with a range that holds characters of several sorts."""
    for site in sites_of(index_of(unit)):
        if "-" in site.pattern.text and (wide := next(_wide_ranges(site.pattern.root), None)):
            yield Seen(site.node[1], site.function, f"`{wide.low}-{wide.high}` holds more than letters or digits of one sort")


def _wide_ranges(part: Part) -> Iterator[WrittenRange]:
    waiting: list[Part] = [part]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Chars):
            yield from (written for written in one.ranges if _is_wide(written))
        elif isinstance(one, Sequence):
            waiting += one.items
        elif isinstance(one, Alternatives):
            waiting += one.branches
        elif isinstance(one, Repeat | Group | Look):
            waiting.append(one.item)


_MEANT: Final = frozenset(
    {(" ", "~"), ("!", "~"), ("*", "~"), ("!", "/"), (":", "@"), ("[", "`"), ("{", "~"), (" ", "/"), ("\t", "~"), ("#", "~")}
)
"""Ranges of the ASCII table that people do write on purpose."""
_NARROW: Final = 4


def _is_wide(written: WrittenRange) -> bool:
    low, high = written.low, written.high
    if not written.is_plain or not (low.isascii() and high.isascii()) or (low, high) in _MEANT:
        return False
    sorts = _sort(low), _sort(high)
    if sorts[0] == sorts[1] and sorts[0] != "other":
        return False
    if sorts != ("other", "other"):
        return ord(low) > 32 and high < "\x7f"
    between = [chr(point) for point in range(ord(low) + 1, ord(high))]
    return len(between) >= _NARROW and any(char.isalnum() or char in "<>" for char in between)


def _sort(char: str) -> str:
    return "upper" if char.isupper() else "lower" if char.islower() else "digit" if char.isdigit() else "other"
