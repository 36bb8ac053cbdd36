"""Conditions on attributes with few distinct values, as tables from value to the rules it does not rule out.

Attributes are gathered in clusters small enough that their combinations repeat: a finding then costs one look-up a cluster, however
many conditions read it.
"""

from collections.abc import Callable, Iterable, Sequence
from math import prod
from operator import and_, attrgetter, itemgetter
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from gateline.model.assessed import Assessed
from gateline.model.finding import Kind
from gateline.model.severity import Confidence, Severity
from gateline.policy.conditions.fields import CONDITIONS, SCOPE_READS, is_in_scope
from gateline.policy.document import Rule
from gateline.policy.globs import PathMatcher
from gateline.policy.scope import Scope

if TYPE_CHECKING:
    from gateline.policy.conditions.expression import Term

__all__ = ["Columns", "cheap_reads"]

_ENUMS: dict[str, type[Severity] | type[Confidence] | type[Kind]] = {
    "finding.severity": Severity,
    "finding.confidence": Confidence,
    "finding.kind": Kind,
}
"""Attributes looked up by their value's text: hashing an enum member is a Python call, and there are three in each finding."""

_VARIETY = {
    "finding.severity": 6,
    "finding.confidence": 3,
    "finding.kind": 9,
    "finding.rule": 200,
    "cvss": 101,
    "licence": 50,
    "exposure": 4,
}
"""Distinct values to expect; what is not named has three: yes, no, not known."""

_MAX_COMBINATIONS = 20_000
"""Expected combinations of one cluster. Larger clusters need fewer look-ups, and miss more of them."""

_MAX_KEPT = 100_000
"""Entries of one table before it is built anew: a server judges findings of all the world with one policy."""

Holds = Callable[..., bool]


class Columns:
    """All conditions of some rules that read few-valued attributes alone; bit `i` of a mask stands for the `i`-th rule."""

    def __init__(self, rules: Sequence[Rule], terms: "Sequence[tuple[Term, ...]]") -> None:
        """
        Args:
            rules: the rules.
            terms: of each rule the terms of its expression; those that read more are left to others.
        """
        everything = (1 << len(rules)) - 1
        by_reads: dict[tuple[str, ...], list[tuple[int, Holds]]] = {}
        for number, rule in enumerate(rules):
            for reads, holds in _conditions(rule, terms[number]):
                by_reads.setdefault(reads, []).append((1 << number, holds))
        tables = {reads: _Table(everything, reads, holds) for reads, holds in by_reads.items()}
        self._everything = everything
        self._clusters = [_Cluster(everything, {reads: tables[reads] for reads in own}) for own in _gather(tables)]

    def masks(self, assessed: Sequence[Assessed]) -> list[int]:
        """For each finding the rules that none of these conditions rules out."""
        if not self._clusters:
            return [self._everything] * len(assessed)
        first, *others = (cluster.column(assessed) for cluster in self._clusters)
        for column in others:
            first = map(and_, first, column)
        return list(first)


def cheap_reads(term: "Term") -> tuple[str, ...]:
    """Attributes that decide the term when all of them are few-valued; else empty."""
    from gateline.policy.conditions.subject import FIELDS  # comes with the expression, or not at all

    reads = [FIELDS[name].reads for name in term.fields]
    if () in reads:
        return ()
    return tuple(sorted({name for names in reads for name in names})) or ("finding.kind",)  # a constant may hang on anything


class _Table(dict[Any, int]):
    """Value(s) of the same attributes → mask, worked out when first met."""

    def __init__(self, everything: int, reads: tuple[str, ...], holds: list[tuple[int, Holds]]) -> None:
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
        if len(self) >= _MAX_KEPT:
            self.clear()
        self[key] = mask
        return mask


class _Cluster(dict[Any, int]):
    """Combination of the values of several tables' attributes → intersection of their masks."""

    def __init__(self, everything: int, tables: dict[tuple[str, ...], _Table]) -> None:
        names = sorted({name for reads in tables for name in reads})
        self._everything = everything
        self._get = attrgetter(*(f"{name}._value_" if name in _ENUMS else name for name in names))
        self._parts = [(_picker(names, reads), table) for reads, table in tables.items()]

    def column(self, assessed: Sequence[Assessed]) -> Iterable[int]:
        return map(self.__getitem__, map(self._get, assessed))

    def __missing__(self, key: Any) -> int:
        mask = self._everything
        for pick, table in self._parts:
            mask &= table[pick(key)]
        if len(self) >= _MAX_KEPT:
            self.clear()
        self[key] = mask
        return mask


def _picker(names: list[str], reads: tuple[str, ...]) -> Callable[[Any], Any]:
    if len(names) == 1:
        return lambda key: key  # `attrgetter` of one name gives no tuple
    return itemgetter(*(names.index(name) for name in reads))


def _gather(tables: Iterable[tuple[str, ...]]) -> list[list[tuple[str, ...]]]:
    """Sets of attributes packed into clusters, largest first, each into the cluster it enlarges least."""
    clusters: list[list[tuple[str, ...]]] = []
    for reads in sorted(tables, key=lambda names: (-_combinations(names), names)):
        fitting = [
            own for own in clusters if _combinations({*reads, *(name for other in own for name in other)}) <= _MAX_COMBINATIONS
        ]
        if fitting:
            min(fitting, key=lambda own: len({*reads} - {name for other in own for name in other})).append(reads)
        else:
            clusters.append([reads])
    return clusters


def _combinations(names: Iterable[str]) -> int:
    return prod(_VARIETY.get(name, 3) for name in names)


def _conditions(rule: Rule, terms: "tuple[Term, ...]") -> list[tuple[tuple[str, ...], Holds]]:
    conditions: list[tuple[tuple[str, ...], Holds]] = []
    for condition in CONDITIONS:
        wanted = getattr(rule.when, condition.name)
        if wanted is not None and wanted != ():
            conditions.append((condition.reads, _wanting(condition.holds, wanted)))
    if rule.when.rule:
        matcher = PathMatcher([(rule.when.rule, ())])
        conditions.append((("finding.rule",), lambda name: matcher.bits(name) != 0))
    for term in terms:
        if reads := cheap_reads(term):
            conditions.append((reads, _on_values(term, reads)))
    if rule.scope is not Scope.ALL:
        conditions.append((SCOPE_READS, _wanting(is_in_scope, rule.scope)))
    return conditions


def _wanting(holds: Holds, wanted: Any) -> Holds:
    return lambda *values: holds(wanted, *values)


def _on_values(term: "Term", reads: tuple[str, ...]) -> Holds:
    """The term as a function of attribute values, by way of a stand-in that has nothing but these."""
    never: Any = None  # age is not among the cheap fields, so nothing asks the clock

    def holds(*values: Any) -> bool:
        item: Any = SimpleNamespace(finding=SimpleNamespace())
        for name, value in zip(reads, values, strict=True):
            owner, _, attribute = name.rpartition(".")
            setattr(item.finding if owner else item, attribute, value)
        return term.run(item, never) is not False

    return holds
