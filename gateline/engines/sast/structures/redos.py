"""Regular expressions that a backtracking engine needs very long for.

Exponential: the positions of a repeated part form an automaton (V. Glushkov, "The abstract theory of automata", 1961) in which every
way to go from one character to the next is counted. When some text leads from a position back to itself in two ways, an engine that
fails later tries all combinations (the ambiguity test of A. Weber and H. Seidl, "On the degree of ambiguity of finite automata",
1991: a strongly connected part of the product of the automaton with itself holds a pair of equal and a pair of different positions).

Polynomial: two repeats share a character, everything between them lets it through, and something behind them can fail on it.
"""

from typing import Final

from gateline.engines.sast.structures.character_sets import ANY, NEWLINES, CharSet, both, complement, meets, of_ranges, without
from gateline.engines.sast.structures.regex_rows import is_skippable, rows_of, set_of
from gateline.engines.sast.structures.regex_syntax import (
    Alternatives,
    Anchor,
    Chars,
    Group,
    Look,
    Opaque,
    Part,
    Pattern,
    Repeat,
    Sequence,
)

__all__ = ["is_exponential", "is_polynomial"]

_ENDLESS: Final = 20
"""Repeats allowed so often count as endless."""
_MOST_POSITIONS: Final = 160
_MOST_STEPS: Final = 60_000
"""Steps through the product automaton for one pattern; some 30 ms."""


class _TooMuch(Exception):
    """The pattern is beyond what is looked at."""


def is_exponential(pattern: Pattern, *, is_whole: bool = False) -> bool:
    """Whether some text makes a backtracking engine try exponentially many ways.

    Args:
        pattern: the pattern.
        is_whole: it has to match to the end of the text (`re.fullmatch`).

    Returns:
        False as well for what is too large to tell.
    """
    search = _Search()
    try:
        return search.visit(pattern.root, can_fail=is_whole)
    except _TooMuch:
        return False


class _Search:
    """Looks for ambiguous repeats from the outside in."""

    def __init__(self) -> None:
        self.left = _MOST_STEPS

    def visit(self, part: Part, *, can_fail: bool) -> bool:
        """Whether a repeat in `part` is ambiguous; `can_fail` says whether something behind the part can fail."""
        if isinstance(part, Sequence):
            for item in reversed(part.items):
                if self.visit(item, can_fail=can_fail):
                    return True
                can_fail = can_fail or _can_fail(item)
            return False
        if isinstance(part, Alternatives):
            return any(self.visit(branch, can_fail=can_fail) for branch in part.branches)
        if isinstance(part, Group):
            return self.visit(part.item, can_fail=can_fail and not part.is_atomic)
        if isinstance(part, Look):
            return self.visit(part.item, can_fail=part.is_negative)
        if isinstance(part, Repeat):
            can_fail = can_fail and not part.is_possessive
            if can_fail and _is_endless(part) and _is_composed(part.item) and not _holds_opaque(part.item):
                automaton = _Automaton(part)
                if automaton.is_ambiguous(self):
                    return True
            return self.visit(part.item, can_fail=can_fail)
        return False


def _is_endless(part: Repeat) -> bool:
    return part.high is None or (part.high >= _ENDLESS and part.high > part.low)


def _is_composed(part: Part) -> bool:
    """Whether a body is more than a row of characters, which can match in one way only."""
    if isinstance(part, Sequence):
        return any(_is_composed(item) for item in part.items)
    if isinstance(part, Group):
        return _is_composed(part.item)
    return isinstance(part, Alternatives | Repeat)


def _holds_opaque(part: Part) -> bool:
    if isinstance(part, Sequence):
        return any(_holds_opaque(item) for item in part.items)
    if isinstance(part, Alternatives):
        return any(_holds_opaque(item) for item in part.branches)
    if isinstance(part, Repeat):
        return part.is_possessive or _holds_opaque(part.item)
    if isinstance(part, Group):
        return part.is_atomic or _holds_opaque(part.item)
    return not isinstance(part, Chars)


def _can_fail(part: Part) -> bool:
    """Whether there are texts at which a part does not match."""
    if isinstance(part, Sequence):
        return any(_can_fail(item) for item in part.items)
    if isinstance(part, Alternatives):
        return all(_can_fail(item) for item in part.branches)
    if isinstance(part, Group):
        return _can_fail(part.item)
    if isinstance(part, Repeat):
        return part.low > 0 and _can_fail(part.item)
    return True


class _Facts:
    """What a part of the pattern does: positions it can begin and end with, and in how many ways (1, or 2 for several)."""

    __slots__ = ("empty", "first", "last")

    def __init__(self, first: dict[int, int], last: dict[int, int], empty: int) -> None:
        self.first = first
        self.last = last
        self.empty = empty


class _Automaton:
    """Positions of a repeated part, and which can follow which."""

    def __init__(self, part: Repeat) -> None:
        self.sets: list[CharSet] = []
        self.follows: list[dict[int, int]] = []
        body = self._facts(part.item)
        self._connect(body.last, body.first)

    def _facts(self, part: Part) -> _Facts:
        if isinstance(part, Chars):
            if len(self.sets) >= _MOST_POSITIONS:
                raise _TooMuch
            number = len(self.sets)
            self.sets.append(part.chars)
            self.follows.append({})
            return _Facts({number: 1}, {number: 1}, 0)
        if isinstance(part, Group):
            return self._facts(part.item)
        if isinstance(part, Alternatives):
            branches = [self._facts(branch) for branch in part.branches]
            return _Facts(
                {at: ways for one in branches for at, ways in one.first.items()},
                {at: ways for one in branches for at, ways in one.last.items()},
                min(2, sum(one.empty for one in branches)),
            )
        if isinstance(part, Repeat):
            return self._repeat(part)
        whole = _Facts({}, {}, 1)
        for item in part.items if isinstance(part, Sequence) else ():
            whole = self._joined(whole, self._facts(item))
        return whole

    def _joined(self, one: _Facts, other: _Facts) -> _Facts:
        self._connect(one.last, other.first)
        return _Facts(
            _sum(one.first, other.first, one.empty), _sum(other.last, one.last, other.empty), min(2, one.empty * other.empty)
        )

    def _repeat(self, part: Repeat) -> _Facts:
        if part.high == 0:
            return _Facts({}, {}, 1)
        is_endless = _is_endless(part)
        if is_endless and part.low > _ENDLESS:
            raise _TooMuch
        whole = _Facts({}, {}, 1)
        for _ in range(part.low - 1 if is_endless else part.low):
            whole = self._joined(whole, self._facts(part.item))
        if is_endless:
            body = self._facts(part.item)
            self._connect(body.last, body.first)
            return self._joined(whole, body if part.low else _Facts(body.first, body.last, 1))
        rest = _Facts({}, {}, 1)
        for _ in range((part.high or 0) - part.low):
            joined = self._joined(self._facts(part.item), rest)
            rest = _Facts(joined.first, joined.last, 1)
        return self._joined(whole, rest)

    def _connect(self, last: dict[int, int], first: dict[int, int]) -> None:
        for one, ways in last.items():
            follows = self.follows[one]
            for other, more in first.items():
                follows[other] = min(2, follows.get(other, 0) + ways * more)

    def is_ambiguous(self, search: _Search) -> bool:
        """Whether some text leads from a position back to it in two ways. All positions can reach each other: the part is repeated."""
        for one, follows in enumerate(self.follows):
            if self.sets[one] and any(ways > 1 and self.sets[other] for other, ways in follows.items()):
                return True
        return _has_mixed_component(self, search)


def _sum(one: dict[int, int], other: dict[int, int], times: int) -> dict[int, int]:
    if not times:
        return one
    result = dict(one)
    for at, ways in other.items():
        result[at] = min(2, result.get(at, 0) + ways * times)
    return result


def _has_mixed_component(automaton: _Automaton, search: _Search) -> bool:
    """Whether a strongly connected part of the product holds equal and different pairs (R. Tarjan's algorithm without recursion).

    Unordered pairs suffice: the product is the same with its sides exchanged.
    """
    order: dict[tuple[int, int], int] = {}
    low: dict[tuple[int, int], int] = {}
    open_pairs: list[tuple[int, int]] = []
    is_open: set[tuple[int, int]] = set()
    for seed in range(len(automaton.sets)):
        if (seed, seed) in order:
            continue
        work = [((seed, seed), iter(_after(automaton, (seed, seed), search)))]
        order[seed, seed] = low[seed, seed] = len(order)
        open_pairs.append((seed, seed))
        is_open.add((seed, seed))
        while work:
            pair, coming = work[-1]
            for other in coming:
                if other not in order:
                    order[other] = low[other] = len(order)
                    open_pairs.append(other)
                    is_open.add(other)
                    work.append((other, iter(_after(automaton, other, search))))
                    break
                if other in is_open:
                    low[pair] = min(low[pair], order[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[pair])
                if low[pair] == order[pair] and _closes_mixed(pair, open_pairs, is_open):
                    return True
    return False


def _closes_mixed(pair: tuple[int, int], open_pairs: list[tuple[int, int]], is_open: set[tuple[int, int]]) -> bool:
    """Take a finished component off the stack; whether it is mixed."""
    has_equal = has_different = False
    while True:
        one = open_pairs.pop()
        is_open.discard(one)
        has_equal = has_equal or one[0] == one[1]
        has_different = has_different or one[0] != one[1]
        if one == pair:
            return has_equal and has_different


def _after(automaton: _Automaton, pair: tuple[int, int], search: _Search) -> list[tuple[int, int]]:
    """Pairs that the same character leads to."""
    sets = automaton.sets
    found: list[tuple[int, int]] = []
    for one in automaton.follows[pair[0]]:
        for other in automaton.follows[pair[1]]:
            search.left -= 1
            if one == other:
                if sets[one]:
                    found.append((one, one))
            elif meets(sets[one], sets[other]):
                found.append((one, other) if one < other else (other, one))
    if search.left < 0:
        raise _TooMuch
    return found


def is_polynomial(pattern: Pattern, *, is_search: bool, is_whole: bool = False) -> bool:
    """Whether the time of a match can grow with the square of the text's length or faster.

    Args:
        pattern: the pattern.
        is_search: it is looked for at every place of the text, as `re.search` does.
        is_whole: it has to match to the end of the text.
    """
    for items in rows_of(pattern.root):
        before: list[Part] = [Repeat(0, 0, Chars(0, 0, ANY), 0, None)] if is_search else []
        after: list[Part] = [Anchor(0, 0, "$")] if is_whole else []
        row = [*before, *items, *after][:_LONGEST_ROW]
        if any(_meets_again(row, at) for at, item in enumerate(row) if _endless_chars(item)):
            return True
    return False


_LONGEST_ROW: Final = 120


def _endless_chars(part: Part) -> CharSet | None:
    """The characters of an endless repeat of single ones."""
    if isinstance(part, Repeat) and part.high is None and not part.is_possessive:
        return set_of(part.item)
    return None


def _meets_again(row: list[Part], at: int) -> bool:
    """Whether the repeat at a place of a row shares characters with a later one, through everything between, and fails behind it."""
    shared = _endless_chars(row[at]) or ()
    taken = () if row[at].end == 0 else shared  # what comes before a match is no part of the pattern
    for number in range(at + 1, len(row)):
        part = row[number]
        again = _endless_chars(part)
        if again:
            taken = of_ranges([*taken, *again])
            common = both(shared, again)
            if common and _fails_on(common, taken, row[number + 1 :]):
                return True
        if not is_skippable(part):
            chars = set_of(part.item) if isinstance(part, Repeat) else set_of(part)
            shared = both(shared, chars) if chars is not None else ()
            if not shared:
                return False
    return False


def _fails_on(chars: CharSet, taken: CharSet, rest: list[Part]) -> bool:
    """Whether a row of some character of the set does not match the rest, with something behind it that the repeats do not take."""
    for part in rest:
        if isinstance(part, Look | Opaque):
            return False
        if isinstance(part, Anchor):
            return part.name in ("$", "Z") and bool(without(complement(taken), NEWLINES))
        if is_skippable(part):
            taken = of_ranges([*taken, *(_endless_chars(part) or ())])
            continue
        own = set_of(part.item) if isinstance(part, Repeat) else set_of(part)
        return own is None or bool(without(chars, own))
    return False
