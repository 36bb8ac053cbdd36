"""Conditions on what differs from finding to finding: paths, EPSS, age, and the terms of expressions that read such things.

Each class narrows a whole column of masks at once, and looks only at findings that still have one of its rules.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter

from gateline.model.assessed import Assessed
from gateline.policy.conditions.columns import cheap_reads
from gateline.policy.conditions.expression import Term
from gateline.policy.conditions.fields import SECONDS_PER_DAY, effective_epss, seen_at
from gateline.policy.document import Rule
from gateline.policy.globs import PathMatcher

__all__ = ["Ages", "Likelihoods", "Paths", "Terms"]

_PATH = attrgetter("finding.location.path")


class Paths:
    """`paths` and `paths_exclude`. A flaw at several places holds where one of them does."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        own = [(1 << number, rule.when) for number, rule in enumerate(rules) if rule.when.paths or rule.when.paths_exclude]
        self._matcher = PathMatcher([(when.paths, when.paths_exclude) for _bit, when in own])
        self._bits = [bit for bit, _when in own]
        self._mine = sum(self._bits)
        self._ruled_out: dict[int, int] = {}
        """Pairs that hold for a path → the rules it rules out."""

    def narrow(self, assessed: Sequence[Assessed], masks: list[int], now: datetime) -> None:
        mine, ruled_out, bits = self._mine, self._ruled_out, self._matcher.bits
        if not mine:
            return
        for index, path in enumerate(map(_PATH, assessed)):
            mask = masks[index]
            if mask & mine:
                held = bits(path)
                if assessed[index].finding.occurrences:
                    held |= self._elsewhere(assessed[index])
                out = ruled_out.get(held)
                if out is None:
                    out = ruled_out[held] = sum(bit for number, bit in enumerate(self._bits) if not held >> number & 1)
                masks[index] = mask & ~out

    def _elsewhere(self, assessed: Assessed) -> int:
        held = 0
        for path in {place.path for place in assessed.finding.occurrences}:
            held |= self._matcher.bits(path)
        return held


class _Ladder:
    """Thresholds in ascending order; `ruled_out[n]` are the rules a finding misses that clears exactly the first `n`."""

    def __init__(self, wanted: list[tuple[float, int]]) -> None:
        """
        Args:
            wanted: (threshold, bit of the rule).
        """
        self.thresholds = sorted({threshold for threshold, _bit in wanted})
        self.mine = sum(bit for _threshold, bit in wanted)
        self.ruled_out = [
            sum(bit for threshold, bit in wanted if threshold in self.thresholds[count:])
            for count in range(len(self.thresholds) + 1)
        ]


class Likelihoods:
    """`epss_at_least`."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        wanted = [(rule.when.epss_at_least, 1 << number) for number, rule in enumerate(rules)]
        self._ladder = _Ladder([(threshold, bit) for threshold, bit in wanted if threshold is not None])

    def narrow(self, assessed: Sequence[Assessed], masks: list[int], now: datetime) -> None:
        thresholds, ruled_out, mine = self._ladder.thresholds, self._ladder.ruled_out, self._ladder.mine
        if not mine:
            return
        for index, item in enumerate(assessed):
            mask = masks[index]
            if mask & mine:
                epss = item.epss
                if epss is None:
                    epss = effective_epss(None, item.finding.kind)
                if epss is not None:
                    masks[index] = mask & ~ruled_out[bisect_right(thresholds, epss)]


class Ages:
    """`age_over_days`."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        wanted = [(rule.when.age_over_days, 1 << number) for number, rule in enumerate(rules)]
        self._ladder = _Ladder([(float(days * SECONDS_PER_DAY), bit) for days, bit in wanted if days is not None])

    def narrow(self, assessed: Sequence[Assessed], masks: list[int], now: datetime) -> None:
        mine = self._ladder.mine
        if not mine:
            return
        known: dict[str | None, int] = {None: 0}  # no date is over every age
        for index, item in enumerate(assessed):
            mask = masks[index]
            if mask & mine:
                seen = item.first_seen
                out = known.get(seen)
                if out is None:
                    out = known[seen] = self._ruled_out(seen, now)
                masks[index] = mask & ~out

    def _ruled_out(self, seen: str | None, now: datetime) -> int:
        moment = seen_at(seen)
        if moment is None:
            return 0
        return self._ladder.ruled_out[bisect_left(self._ladder.thresholds, (now - moment).total_seconds())]


class Terms:
    """Terms of expressions that read more than a few-valued attribute."""

    def __init__(self, terms: Sequence[tuple[Term, ...]]) -> None:
        """
        Args:
            terms: of each rule the terms of its expression.
        """
        self._terms = [(1 << number, term.run) for number, own in enumerate(terms) for term in own if not cheap_reads(term)]
        self._mine = sum({bit for bit, _run in self._terms})

    def narrow(self, assessed: Sequence[Assessed], masks: list[int], now: datetime) -> None:
        terms, mine = self._terms, self._mine
        if not mine:
            return
        for index, item in enumerate(assessed):
            mask = masks[index]
            if mask & mine:
                for bit, run in terms:
                    if mask & bit and run(item, now) is False:
                        mask &= ~bit
                masks[index] = mask
