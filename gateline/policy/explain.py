"""Why a rule holds for a finding, or does not: every term with what it wants and what it found.

Made from the same conditions the gate judges by; a rule is shown as holding exactly when all its terms are.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import Enum
from operator import attrgetter
from typing import Any

from msgspec import Struct

from gateline.model.assessed import Assessed
from gateline.policy.compile import CompiledPolicy
from gateline.policy.conditions.fields import CONDITIONS, age_days, effective_epss, is_in_scope
from gateline.policy.document import Rule, When
from gateline.policy.globs import PathMatcher, is_match
from gateline.policy.lifting import why_unheard
from gateline.policy.scope import Scope
from gateline.policy.waivers import Waiver, why_invalid

__all__ = ["Explanation", "RuleExplained", "TermExplained", "explain", "render_explanation"]


class TermExplained(Struct, frozen=True):
    """One term of a rule's condition."""

    field: str
    """Name of the field in the policy, `scope`, or `expr`."""
    wanted: str
    """What the policy says."""
    found: str
    """What the finding has; `not known` where nobody knows."""
    holds: bool


class RuleExplained(Struct, frozen=True):
    """One rule and a finding."""

    id: str
    title: str
    enforce: str
    """`block`, `warn` or `report`, as it is now: a rule not in force yet reports."""
    declared: str
    """Where the rule is written: `document:line:column`."""
    terms: tuple[TermExplained, ...]

    @property
    def holds(self) -> bool:
        """Whether every term does; a rule without terms holds for everything."""
        return all(term.holds for term in self.terms)


class Explanation(Struct, frozen=True):
    """What the rules of a stage say to one finding."""

    fingerprint: str
    rules: tuple[RuleExplained, ...]
    """In the order of the policy; first those that hold."""
    lifts: tuple[str, ...]
    """What wants to lift rules off the finding, and whether it counts; sentences."""


def explain(assessed: Assessed, now: datetime, policy: CompiledPolicy, waivers: Sequence[Waiver] = ()) -> Explanation:
    """Every rule of the stage against one finding.

    Args:
        assessed: the finding.
        now: the only clock.
        policy: the policy of the stage.
        waivers: of all waivers files; those of other findings are left out.

    Raises: nothing.
    """
    rules = [_explained(rule, assessed, now, policy) for rule in policy.rules]
    return Explanation(
        assessed.fingerprint, tuple(sorted(rules, key=lambda rule: not rule.holds)), tuple(_lifts(assessed, now, policy, waivers))
    )


def render_explanation(explanation: Explanation) -> str:
    """The explanation as text, one rule a paragraph, terms that do not hold marked."""
    paragraphs = [_paragraph(rule) for rule in explanation.rules]
    return "\n".join([*paragraphs, *explanation.lifts]) + "\n"


def _paragraph(rule: RuleExplained) -> str:
    verb = {"block": "blocks it", "warn": "warns of it", "report": "reports it"}[rule.enforce]
    head = f"rule `{rule.id}` ({rule.declared}) {verb if rule.holds else 'does not hold'}"
    width = max((len(term.field) for term in rule.terms), default=0)
    lines = [
        f"  {'yes' if term.holds else 'no '} {term.field:<{width}}  {term.wanted} — found {term.found}" for term in rule.terms
    ]
    return "\n".join([head, *lines])


def _explained(rule: Rule, assessed: Assessed, now: datetime, policy: CompiledPolicy) -> RuleExplained:
    is_pending = rule.effective_from is not None and rule.effective_from > now
    return RuleExplained(
        rule.id,
        rule.title,
        "report" if is_pending else rule.enforce.value,
        policy.policy.declared.get(rule.id, ""),
        tuple(_terms(rule, assessed, now)),
    )


def _terms(rule: Rule, assessed: Assessed, now: datetime) -> Iterator[TermExplained]:
    if rule.scope is not Scope.ALL:
        holds = is_in_scope(rule.scope, assessed.is_new, assessed.is_introduced)
        found = f"new: {_shown(assessed.is_new)}, introduced: {_shown(assessed.is_introduced)}"
        yield TermExplained("scope", rule.scope.value, found, holds)
    for condition in CONDITIONS:
        wanted = getattr(rule.when, condition.name)
        if wanted is not None and wanted != ():
            values = [attrgetter(name)(assessed) for name in condition.reads]
            yield TermExplained(condition.name, _shown(wanted), _shown(values[0]), condition.holds(wanted, *values))
    yield from _numbers(rule.when, assessed, now)
    yield from _names(rule.when, assessed)
    yield from _expression(rule.when, assessed, now)


def _numbers(when: When, assessed: Assessed, now: datetime) -> Iterator[TermExplained]:
    if when.epss_at_least is not None:
        epss = effective_epss(assessed.epss, assessed.finding.kind)
        yield TermExplained("epss_at_least", _shown(when.epss_at_least), _shown(epss), epss is None or epss >= when.epss_at_least)
    if when.age_over_days is not None:
        age = age_days(assessed.first_seen, now)
        shown = "not known" if age is None else f"{age:.1f} days"
        yield TermExplained("age_over_days", _shown(when.age_over_days), shown, age is None or age > when.age_over_days)


def _names(when: When, assessed: Assessed) -> Iterator[TermExplained]:
    if when.rule:
        yield TermExplained("rule", _shown(when.rule), assessed.finding.rule, is_match(when.rule, assessed.finding.rule))
    if when.paths or when.paths_exclude:
        paths = sorted({assessed.finding.location.path, *(place.path for place in assessed.finding.occurrences)})
        matcher = PathMatcher([(when.paths, when.paths_exclude)])
        held = [path for path in paths if matcher.bits(path)]
        name, wanted = ("paths", when.paths) if when.paths else ("paths_exclude", when.paths_exclude)
        both = f"{_shown(wanted)} without {_shown(when.paths_exclude)}" if when.paths and when.paths_exclude else _shown(wanted)
        yield TermExplained(name, both, _shown(tuple((held or paths)[:3])), bool(held))


def _expression(when: When, assessed: Assessed, now: datetime) -> Iterator[TermExplained]:
    if when.expr is None:
        return
    from gateline.policy.conditions.expression import parse_expression
    from gateline.policy.conditions.subject import shown_field

    for term in parse_expression(when.expr).terms:
        value = term.run(assessed, now)
        found = ", ".join(f"{name} {shown_field(name, assessed, now)}" for name in sorted(term.fields)) or str(value).lower()
        yield TermExplained("expr", term.text, found, value is not False)


def _lifts(assessed: Assessed, now: datetime, policy: CompiledPolicy, waivers: Sequence[Waiver]) -> Iterator[str]:
    for waiver in waivers:
        if waiver.fingerprint == assessed.fingerprint:
            why = why_invalid(waiver, policy.policy.waivers, now)
            yield f"the waiver of {waiver.requested_by} {f'does not count: {why}' if why else f'counts: {waiver.reason}'}"
    if assessed.finding.ignored is not None:
        why = why_unheard(assessed, policy.policy.inline_ignores)
        yield f"its inline ignore {f'is not heard: {why}' if why else 'is heard'}"
    fixed = [rule.id for rule in policy.rules if not rule.waivable]
    if fixed:
        yield f"not waivable: {', '.join(f'`{id}`' for id in fixed)}"


def _shown(value: Any) -> str:
    match value:
        case None:
            return "not known"
        case bool():
            return "yes" if value else "no"
        case Enum():
            return str(value.value)
        case tuple():
            return ", ".join(map(_shown, value))
    return str(value)
