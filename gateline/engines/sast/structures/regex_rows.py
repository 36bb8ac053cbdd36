"""Patterns as rows of parts: without groups, one row for each combination of alternatives."""

from typing import Final

from gateline.engines.sast.structures.character_sets import CharSet, of_ranges
from gateline.engines.sast.structures.regex_syntax import Alternatives, Anchor, Chars, Group, Look, Part, Repeat, Sequence

__all__ = ["flat", "is_skippable", "rows_of", "set_of", "single"]

_MOST_ROWS: Final = 40
_MOST_PARTS: Final = 2000
_ANYTHING: Final = "\0"


def rows_of(part: Part, depth: int = 0) -> list[list[Part]]:
    """All ways through a pattern, as far as its alternatives stand side by side; alternatives of single characters stay one part."""
    if isinstance(part, Group) and not part.is_atomic:
        return rows_of(part.item, depth)
    if isinstance(part, Alternatives) and set_of(part) is None and depth < 4:
        return [row for branch in part.branches for row in rows_of(branch, depth + 1)][:_MOST_ROWS]
    if not isinstance(part, Sequence):
        return [[part]]
    rows: list[list[Part]] = [[]]
    for item in part.items:
        more = rows_of(item, depth + 1)
        rows = [[*row, *other] for row in rows for other in more][:_MOST_ROWS]
        if len(rows) * len(rows[0]) > _MOST_PARTS:
            return rows
    return rows


def set_of(part: Part) -> CharSet | None:
    """The characters of a part that matches exactly one."""
    if isinstance(part, Chars):
        return part.chars
    if isinstance(part, Group) and not part.is_atomic:
        return set_of(part.item)
    if isinstance(part, Alternatives):
        found: list[tuple[int, int]] = []
        for branch in part.branches:
            chars = set_of(branch)
            if chars is None:
                return None
            found += chars
        return of_ranges(found)
    return None


def is_skippable(part: Part) -> bool:
    """Whether a part can match nothing, whatever stands there."""
    if isinstance(part, Repeat):
        return part.low == 0 or is_skippable(part.item)
    if isinstance(part, Group):
        return is_skippable(part.item)
    if isinstance(part, Sequence):
        return all(is_skippable(item) for item in part.items)
    if isinstance(part, Alternatives):
        return any(is_skippable(item) for item in part.branches)
    return False


def flat(row: list[Part]) -> str:
    """A row as text: letters in lower case, other single characters as they are, `\\0` for whatever else may stand there; assertions
    of places are left out."""
    text: list[str] = []
    for part in row:
        if isinstance(part, Anchor | Look):
            continue
        chars = set_of(part)
        letter = None if chars is None else single(chars)
        if letter is not None:
            text.append(letter)
        elif (
            isinstance(part, Repeat) and part.low == part.high and part.low < 8 and (inner := set_of(part.item)) and single(inner)
        ):
            text.append((single(inner) or "") * part.low)
        elif not text or text[-1] != _ANYTHING:
            text.append(_ANYTHING)
    return "".join(text)


def single(chars: CharSet) -> str | None:
    """The character of a set of one, cases not told apart."""
    if len(chars) == 1 and chars[0][0] == chars[0][1]:
        return chr(chars[0][0]).lower()
    if (
        len(chars) == 2
        and all(low == high for low, high in chars)
        and chars[1][0] - chars[0][0] == 32
        and 65 <= chars[0][0] <= 90
    ):
        return chr(chars[1][0])
    return None
