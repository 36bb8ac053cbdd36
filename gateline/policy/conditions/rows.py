"""Conditions on what differs from finding to finding: paths, EPSS, age, and the terms of expressions that read such things.

Each class narrows a whole column of masks at once, and looks only at findings that still have one of its rules.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from gateline.model.assessed import Assessed
from gateline.policy.conditions.columns import cheap_reads
from gateline.policy.conditions.fields import SECONDS_PER_DAY, effective_epss, seen_at
from gateline.policy.document import Rule
from gateline.policy.globs import PathMatcher

if TYPE_CHECKING:
    from gateline.policy.conditions.expression import Term

__all__ = ["Ages", "Likelihoods", "Paths", "Terms"]

Masks = list[int]
"""Of each finding the rules that nothing has ruled out so far."""


class Paths:
    """`paths` and `paths_exclude`. A flaw at several places holds where one of them does."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        own = [(1 << number, rule.when) for number, rule in enumerate(rules) if rule.when.paths or rule.when.paths_exclude]
        self._matcher = PathMatcher([(when.paths, when.paths_exclude) for _bit, when in own])
        self._bits = [bit for bit, _when in own]
        self._mine = sum(self._bits)
        self._keeps = _Keeps(self._matcher, self._bits)

    def narrow(self, assessed: Sequence[Assessed], masks: Masks, now: datetime) -> Masks:
        """The masks without the rules whose paths do not hold."""
        mine, keeps, matched = self._mine, self._keeps, self._matcher.matched
        if not mine:
            return masks
        return [
            mask & (self._kept(item) if item.finding.occurrences else keeps[matched(item.finding.location.path)])
            if mask & mine
            else mask
            for item, mask in zip(assessed, masks, strict=True)
        ]

    def _kept(self, assessed: Assessed) -> int:
        finding = assessed.finding
        held = self._matcher.bits(finding.location.path)
        for path in {place.path for place in finding.occurrences}:
            held |= self._matcher.bits(path)
        return _keep(self._bits, held)


class _Keeps(dict[int, int]):
    """Globs that match a path → mask of the rules the path leaves."""

    def __init__(self, matcher: PathMatcher, bits: list[int]) -> None:
        self._matcher = matcher
        self._bits = bits

    def __missing__(self, globs: int) -> int:
        keep = self[globs] = _keep(self._bits, self._matcher.pairs_of(globs))
        return keep


def _keep(bits: list[int], held: int) -> int:
    return ~sum(bit for number, bit in enumerate(bits) if not held >> number & 1)


class _Ladder:
    """Thresholds in ascending order; `keeps[n]` leaves the rules that a finding meets which clears exactly the first `n`."""

    def __init__(self, wanted: list[tuple[float, int]]) -> None:
        """
        Args:
            wanted: (threshold, bit of the rule).
        """
        self.thresholds = sorted({threshold for threshold, _bit in wanted})
        self.mine = sum(bit for _threshold, bit in wanted)
        missed = [self.thresholds[count:] for count in range(len(self.thresholds) + 1)]
        self.keeps = [~sum(bit for threshold, bit in wanted if threshold in above) for above in missed]


class Likelihoods:
    """`epss_at_least`."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        wanted = [(rule.when.epss_at_least, 1 << number) for number, rule in enumerate(rules)]
        self._ladder = _Ladder([(threshold, bit) for threshold, bit in wanted if threshold is not None])

    def narrow(self, assessed: Sequence[Assessed], masks: Masks, now: datetime) -> Masks:
        """The masks without the rules whose likelihood is not reached."""
        thresholds, keeps, mine = self._ladder.thresholds, self._ladder.keeps, self._ladder.mine
        if not mine:
            return masks
        return [
            mask & (self._unpublished(item) if item.epss is None else keeps[bisect_right(thresholds, item.epss)])
            if mask & mine
            else mask
            for item, mask in zip(assessed, masks, strict=True)
        ]

    def _unpublished(self, assessed: Assessed) -> int:
        epss = effective_epss(None, assessed.finding.kind)
        return self._ladder.keeps[-1 if epss is None else bisect_right(self._ladder.thresholds, epss)]


class Ages:
    """`age_over_days`."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        wanted = [(rule.when.age_over_days, 1 << number) for number, rule in enumerate(rules)]
        self._ladder = _Ladder([(float(days * SECONDS_PER_DAY), bit) for days, bit in wanted if days is not None])

    def narrow(self, assessed: Sequence[Assessed], masks: Masks, now: datetime) -> Masks:
        """The masks without the rules whose age is not exceeded."""
        mine = self._ladder.mine
        if not mine:
            return masks
        keeps = _DateKeeps(self._ladder, now)
        return [mask & keeps[item.first_seen] if mask & mine else mask for item, mask in zip(assessed, masks, strict=True)]


class _DateKeeps(dict[str | None, int]):
    """When a finding was first seen → mask of the rules its age leaves, at one moment. No date is over every age."""

    def __init__(self, ladder: _Ladder, now: datetime) -> None:
        self._ladder = ladder
        self._now = now

    def __missing__(self, seen: str | None) -> int:
        moment = seen_at(seen)
        clears = -1 if moment is None else bisect_left(self._ladder.thresholds, (self._now - moment).total_seconds())
        keep = self[seen] = self._ladder.keeps[clears]
        return keep


class Terms:
    """Terms of expressions that read more than few-valued attributes."""

    def __init__(self, terms: "Sequence[tuple[Term, ...]]") -> None:
        """
        Args:
            terms: of each rule the terms of its expression.
        """
        self._terms = [(1 << number, term.run) for number, own in enumerate(terms) for term in own if not cheap_reads(term)]
        self._mine = sum({bit for bit, _run in self._terms})

    def narrow(self, assessed: Sequence[Assessed], masks: Masks, now: datetime) -> Masks:
        """The masks without the rules one of whose terms is proven false."""
        terms, mine = self._terms, self._mine
        if not mine:
            return masks
        left = list(masks)
        for index, mask in enumerate(masks):
            if mask & mine:
                item = assessed[index]
                for bit, run in terms:
                    if mask & bit and run(item, now) is False:
                        mask ^= bit
                left[index] = mask
        return left
