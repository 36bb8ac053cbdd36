"""Which rules hold for which findings: one bit a rule, columns instead of rows.

For each attribute the policy reads there is a table from its value to the set of rules that this value does not rule out, filled when a
value is first met. A finding's rules are the intersection of its entries. Findings that agree in all cheap attributes share one look-up;
paths are walked once (see `globs`), numbers find their place on a ladder of thresholds, and an expression is only evaluated for
findings that all other conditions of its rule let through.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from datetime import datetime
from operator import attrgetter, itemgetter
from types import SimpleNamespace
from typing import Any

from gateline.model.assessed import Assessed
from gateline.model.finding import Kind
from gateline.model.severity import Confidence, Severity
from gateline.policy.conditions.expression import Term, parse_expression
from gateline.policy.conditions.fields import CONDITIONS, SCOPE_READS, SECONDS_PER_DAY, effective_epss, is_in_scope, seen_at
from gateline.policy.conditions.subject import FIELDS
from gateline.policy.document import Rule, Scope
from gateline.policy.globs import PathMatcher

__all__ = ["RuleMatcher"]

_ENUMS: dict[str, type[Severity] | type[Confidence] | type[Kind]] = {
    "finding.severity": Severity,
    "finding.confidence": Confidence,
    "finding.kind": Kind,
}
"""Attributes grouped by their value's text: hashing an enum member is a Python call, and there are three in each finding."""


class RuleMatcher:
    """The conditions and scopes of some rules, compiled. Bit `i` of a mask stands for the `i`-th rule."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        """
        Args:
            rules: with valid globs and expressions.
        """
        self._all = (1 << len(rules)) - 1
        terms = [_terms(rule) for rule in rules]
        self._reads, self._columns = _columns(rules, terms)
        self._terms = [(1 << number, term) for number, own in enumerate(terms) for term in own if not _cheap_reads(term)]
        self._paths = _path_column(rules)
        self._epss = _ladder(rules, "epss_at_least")
        self._days = _ladder(rules, "age_over_days")

    def masks(self, assessed: Sequence[Assessed], now: datetime) -> list[int]:
        """For each finding the set of rules whose scope and condition hold.

        Args:
            assessed: the findings.
            now: the only clock.

        Raises: nothing; an expression that cannot be evaluated holds.
        """
        if not self._all:
            return [0] * len(assessed)
        masks = self._grouped(assessed)
        for narrow in self._row_columns(now):
            masks = list(map(narrow, assessed, masks))
        return masks

    def _grouped(self, assessed: Sequence[Assessed]) -> list[int]:
        """Masks by the cheap attributes alone."""
        if not self._reads:
            return [self._all] * len(assessed)
        groups = _Groups(self._all, self._columns)
        return list(map(groups.__getitem__, map(attrgetter(*self._reads), assessed)))

    def _row_columns(self, now: datetime) -> list[Callable[[Assessed, int], int]]:
        """Functions that narrow a finding's mask by what differs from finding to finding, cheap ones first."""
        columns: list[Callable[[Assessed, int], int]] = []
        if self._epss:
            columns.append(self._epss.by_epss())
        if self._paths:
            columns.append(self._paths.narrow)
        if self._days:
            columns.append(self._days.by_age(now))
        if self._terms:
            columns.append(_by_terms(self._terms, now))
        return columns


class _Groups(dict[Any, int]):
    """Tuple of cheap attributes → mask, worked out when first met."""

    def __init__(self, everything: int, columns: "list[tuple[Callable[[Any], Any], _Table]]") -> None:
        self._everything = everything
        self._columns = columns

    def __missing__(self, key: Any) -> int:
        mask = self._everything
        for pick, table in self._columns:
            mask &= table[pick(key)]
        self[key] = mask
        return mask


class _Table(dict[Any, int]):
    """Value(s) of one column → the rules they do not rule out, worked out when first met."""

    def __init__(self, everything: int, reads: tuple[str, ...], holds: list[tuple[int, Callable[..., bool]]]) -> None:
        self._everything = everything
        self._members = [_ENUMS.get(name) for name in reads]
        self._holds = holds

    def __missing__(self, key: Any) -> int:
        values = key if len(self._members) > 1 else (key,)
        values = [enum(value) if enum else value for enum, value in zip(self._members, values, strict=True)]
        mask = self._everything
        for bit, holds in self._holds:
            if not holds(*values):
                mask &= ~bit
        self[key] = mask
        return mask


def _columns(rules: Sequence[Rule], terms: list[tuple[Term, ...]]) -> tuple[list[str], list[tuple[Callable[[Any], Any], _Table]]]:
    """Attributes to group findings by, and for each column how to pick its values from such a group."""
    everything = (1 << len(rules)) - 1
    by_reads: dict[tuple[str, ...], list[tuple[int, Callable[..., bool]]]] = {}
    for number, rule in enumerate(rules):
        for reads, holds in _cheap_terms(rule, terms[number]):
            by_reads.setdefault(reads, []).append((1 << number, holds))
    names = sorted({name for reads in by_reads for name in reads})
    columns = [
        (_picker(names, reads), _Table(everything, reads, holds)) for reads, holds in sorted(by_reads.items(), key=itemgetter(0))
    ]
    return [f"{name}._value_" if name in _ENUMS else name for name in names], columns


def _cheap_terms(rule: Rule, written: tuple[Term, ...]) -> list[tuple[tuple[str, ...], Callable[..., bool]]]:
    terms: list[tuple[tuple[str, ...], Callable[..., bool]]] = []
    for condition in CONDITIONS:
        wanted = getattr(rule.when, condition.name)
        if wanted is not None and wanted != ():
            terms.append((condition.reads, _with(condition.holds, wanted)))
    if rule.when.rule:
        matcher = PathMatcher([(rule.when.rule, ())])
        terms.append((("finding.rule",), lambda name: matcher.bits(name) != 0))
    for term in written:
        if reads := _cheap_reads(term):
            terms.append((reads, _on_values(term, reads)))
    if rule.scope is not Scope.ALL:
        terms.append((SCOPE_READS, _with(is_in_scope, rule.scope)))
    return terms


def _terms(rule: Rule) -> tuple[Term, ...]:
    return () if rule.when.expr is None else parse_expression(rule.when.expr).terms


def _cheap_reads(term: Term) -> tuple[str, ...]:
    """Attributes that decide the term when all of them are few-valued; else empty."""
    reads = [FIELDS[name].reads for name in term.fields]
    if () in reads:
        return ()
    return tuple(sorted({name for names in reads for name in names})) or ("finding.kind",)  # a constant may hang on anything


def _on_values(term: Term, reads: tuple[str, ...]) -> Callable[..., bool]:
    """The term as a function of attribute values, by way of a stand-in that has nothing but these."""
    never: Any = None  # age is not among the cheap fields, so nothing asks the clock

    def holds(*values: Any) -> bool:
        item: Any = SimpleNamespace(finding=SimpleNamespace())
        for name, value in zip(reads, values, strict=True):
            owner, _, attribute = name.rpartition(".")
            setattr(item.finding if owner else item, attribute, value)
        return term.run(item, never) is not False

    return holds


def _with(holds: Callable[..., bool], wanted: Any) -> Callable[..., bool]:
    return lambda *values: holds(wanted, *values)


def _picker(names: list[str], reads: tuple[str, ...]) -> Callable[[Any], Any]:
    if len(names) == 1:
        return lambda key: key  # `attrgetter` of one name gives no tuple
    return itemgetter(*(names.index(name) for name in reads))


class _Paths:
    """Narrows by `paths` and `paths_exclude`."""

    def __init__(self, matcher: PathMatcher, everything: int, bits: list[int]) -> None:
        """
        Args:
            matcher: one pair for each rule with path conditions.
            everything: mask of all rules.
            bits: rule bit of each pair.
        """
        self._matcher = matcher
        self._free = everything & ~sum(bits)
        self._bits = bits
        self._masks: dict[int, int] = {}

    def narrow(self, assessed: Assessed, mask: int) -> int:
        finding = assessed.finding
        held = self._matcher.bits(finding.location.path)
        if finding.occurrences:
            for path in {place.path for place in finding.occurrences}:
                held |= self._matcher.bits(path)
        allowed = self._masks.get(held)
        if allowed is None:
            allowed = self._masks[held] = self._rules_of(held)
        return mask & allowed

    def _rules_of(self, held: int) -> int:
        return self._free | sum(bit for number, bit in enumerate(self._bits) if held >> number & 1)


def _path_column(rules: Sequence[Rule]) -> _Paths | None:
    with_paths = [(1 << number, rule.when) for number, rule in enumerate(rules) if rule.when.paths or rule.when.paths_exclude]
    if not with_paths:
        return None
    matcher = PathMatcher([(when.paths, when.paths_exclude) for _bit, when in with_paths])
    return _Paths(matcher, (1 << len(rules)) - 1, [bit for bit, _when in with_paths])


class _Ladder:
    """Thresholds in ascending order; `masks[n]` are the rules left to a finding that clears exactly the first `n`."""

    def __init__(self, thresholds: list[float], masks: list[int]) -> None:
        self._thresholds = thresholds
        self._masks = masks

    def by_epss(self) -> Callable[[Assessed, int], int]:
        thresholds, masks = self._thresholds, self._masks

        def narrow(assessed: Assessed, mask: int) -> int:
            epss = assessed.epss
            if epss is None:
                epss = effective_epss(epss, assessed.finding.kind)
            return mask & masks[-1 if epss is None else bisect_right(thresholds, epss)]

        return narrow

    def by_age(self, now: datetime) -> Callable[[Assessed, int], int]:
        seconds = [days * SECONDS_PER_DAY for days in self._thresholds]
        masks = self._masks
        known: dict[str | None, int] = {None: masks[-1]}

        def narrow(assessed: Assessed, mask: int) -> int:
            seen = assessed.first_seen
            allowed = known.get(seen)
            if allowed is None:
                moment = seen_at(seen)
                clears = len(seconds) if moment is None else bisect_left(seconds, (now - moment).total_seconds())
                allowed = known[seen] = masks[clears]
            return mask & allowed

        return narrow


def _ladder(rules: Sequence[Rule], name: str) -> _Ladder | None:
    wanted = [(getattr(rule.when, name), 1 << number) for number, rule in enumerate(rules)]
    steps = sorted((float(threshold), bit) for threshold, bit in wanted if threshold is not None)
    if not steps:
        return None
    thresholds = sorted({threshold for threshold, _bit in steps})
    free = sum(bit for threshold, bit in wanted if threshold is None)
    masks = [
        free + sum(bit for threshold, bit in steps if threshold in thresholds[:count]) for count in range(len(thresholds) + 1)
    ]
    return _Ladder(thresholds, masks)


def _by_terms(terms: list[tuple[int, Term]], now: datetime) -> Callable[[Assessed, int], int]:
    any_of_them = sum({bit for bit, _term in terms})

    def narrow(assessed: Assessed, mask: int) -> int:
        if mask & any_of_them:
            for bit, term in terms:
                if mask & bit and term.run(assessed, now) is False:
                    mask &= ~bit
        return mask

    return narrow
