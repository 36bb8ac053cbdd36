"""A verdict's reasons in words, most important first."""

from collections import Counter
from collections.abc import Iterator

from msgspec import Struct

from gateline.model.gap import Gap
from gateline.model.verdict import Outcome, WaiverState
from gateline.policy.compile import CompiledPolicy
from gateline.policy.context import GateContext
from gateline.policy.document import Enforce, GapAction, Rule
from gateline.policy.lifting import Lifting
from gateline.policy.mandates import MandateJudgement

__all__ = ["Grounds", "tell"]

_SHOWN = 3
"""Paths named in a sentence before it says how many more there are."""


class Grounds(Struct, frozen=True):
    """Everything a verdict rests on."""

    policy: CompiledPolicy
    context: GateContext
    findings: int
    """How many were judged."""
    binding: dict[str, int]
    """Findings by rule id, after waivers and ignores."""
    blocked: int
    """Distinct findings that a rule blocks, after waivers and ignores."""
    mandates: MandateJudgement
    holes: dict[GapAction, list[Gap]]
    lifting: Lifting
    unrun: tuple[str, ...]
    """Engines the stage names that did not run."""
    waived: int
    glass: bool
    """A break-glass was asked for by somebody who may."""
    pending: frozenset[str]
    """Ids of rules not in force yet."""

    @property
    def plain_outcome(self) -> Outcome:
        """The outcome without shadow mode and break-glass."""
        if self.blocked or self.mandates.violated:
            return Outcome.FAIL
        is_incomplete = self.mandates.missing or self.unrun or self.holes[GapAction.INCOMPLETE] or self.context.engines == ()
        return Outcome.INCOMPLETE if is_incomplete else Outcome.PASS

    @property
    def is_overridden(self) -> bool:
        """Whether a break-glass changed the outcome."""
        return self.glass and not self.policy.policy.shadow and self.plain_outcome is not Outcome.PASS


def tell(grounds: Grounds, outcome: Outcome) -> tuple[str, ...]:
    """Sentences for people, without a trailing period, most important first; never empty."""
    sentences = (
        *_emergency(grounds),
        *_rules(grounds, Enforce.BLOCK),
        *(f"mandate `{id}` is violated: {why}" for id, why in sorted(grounds.mandates.violated.items())),
        *(f"mandate `{id}` is not met: {why}" for id, why in sorted(grounds.mandates.missing.items())),
        *_unrun(grounds),
        *_gaps(grounds.holes[GapAction.INCOMPLETE], "nothing allows that"),
        *_lifting(grounds),
        *_rules(grounds, Enforce.WARN),
        *_gaps(grounds.holes[GapAction.WARN], "the policy warns of it"),
        *_pending(grounds),
    )
    return (
        sentences if outcome is not Outcome.PASS or grounds.plain_outcome is not Outcome.PASS else (_passed(grounds), *sentences)
    )


def _emergency(grounds: Grounds) -> Iterator[str]:
    use = grounds.context.break_glass
    would = {Outcome.FAIL: "fail", Outcome.INCOMPLETE: "be incomplete"}.get(grounds.plain_outcome)
    if grounds.policy.policy.shadow:
        yield f"shadow mode: the gate would {would}, and lets it pass" if would else "shadow mode: the gate would pass too"
    elif use is not None and not grounds.glass:
        yield f"the break-glass of {use.by} does not count: {_why_refused(grounds)}"
    elif use is not None and would:
        yield f"break-glass by {use.by}: {use.reason.strip()}; the gate would {would} otherwise"
    elif use is not None:
        yield f"the break-glass of {use.by} was not needed"


def _why_refused(grounds: Grounds) -> str:
    use = grounds.context.break_glass
    return "it gives no reason" if use and not use.reason.strip() else "the policy does not allow it to them"


def _rules(grounds: Grounds, enforce: Enforce) -> Iterator[str]:
    verb = {Enforce.BLOCK: "blocks", Enforce.WARN: "warns of"}[enforce]
    for rule in grounds.policy.rules:
        count = grounds.binding[rule.id]
        if rule.enforce is enforce and count and rule.id not in grounds.pending:
            yield f"rule `{rule.id}` {verb} {_number(count, 'finding')}{_title(rule)}"


def _pending(grounds: Grounds) -> Iterator[str]:
    for rule in grounds.policy.rules:
        count = grounds.binding[rule.id]
        if rule.id in grounds.pending and rule.enforce is not Enforce.REPORT and count:
            assert rule.effective_from is not None
            verb = "block" if rule.enforce is Enforce.BLOCK else "warn of"
            yield f"rule `{rule.id}` will {verb} {_number(count, 'finding')} from {rule.effective_from.date().isoformat()} on{_title(rule)}"


def _unrun(grounds: Grounds) -> Iterator[str]:
    for name in grounds.unrun:
        yield f"engine `{name}` did not run, and the policy names it for stage {grounds.context.stage.value}"
    if grounds.context.engines == ():
        yield "no engine ran, so nothing was analyzed"


def _gaps(gaps: list[Gap], remark: str) -> Iterator[str]:
    by_reason: dict[tuple[str, str], list[Gap]] = {}
    for gap in gaps:
        by_reason.setdefault((gap.reason.value, gap.by), []).append(gap)
    for (reason, by), held in sorted(by_reason.items()):
        yield f"{_number(len(held), 'thing')} not analyzed by {by} ({reason}), and {remark}: {_some(held)}"


def _some(gaps: list[Gap]) -> str:
    paths = sorted({gap.path or "the whole target" for gap in gaps})
    more = len(paths) - _SHOWN
    return ", ".join(paths[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _lifting(grounds: Grounds) -> Iterator[str]:
    for use in grounds.lifting.waivers:
        if use.state is WaiverState.INVALID:
            yield f"the waiver of {use.fingerprint} does not count: {use.note}"
    for why, count in sorted(Counter(why for _fingerprint, why in grounds.lifting.unheard).items()):
        yield f"{_number(count, 'inline ignore')} not heard: {why}"
    stale = _fingerprints(grounds, WaiverState.STALE)
    if stale:
        yield f"{_number(len(stale), 'waiver')} can be removed, the finding is gone: {', '.join(stale[:_SHOWN])}{'' if len(stale) <= _SHOWN else ', …'}"


def _fingerprints(grounds: Grounds, state: WaiverState) -> list[str]:
    return sorted({use.fingerprint for use in grounds.lifting.waivers if use.state is state})


def _passed(grounds: Grounds) -> str:
    stage = grounds.context.stage.value
    if not grounds.policy.rules and not grounds.policy.mandates:
        return f"no rule and no mandate of the policy speaks at stage {stage}"
    if grounds.context.bytes == 0:
        return "there was nothing to look at: 0 bytes"
    waived = f", {grounds.waived} waived" if grounds.waived else ""
    return f"nothing blocks: {_number(grounds.findings, 'finding')}{waived}, {_number(len(grounds.policy.rules), 'rule')} at stage {stage}"


def _title(rule: Rule) -> str:
    return f": {rule.title}" if rule.title else ""


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
