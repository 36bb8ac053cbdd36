"""What lifts rules off a finding: a valid waiver, or an inline ignore as far as the policy hears it.

Neither reaches a rule that is not waivable.
"""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from gateline.model.assessed import Assessed
from gateline.model.severity import Severity
from gateline.model.verdict import WaiverState, WaiverUse
from gateline.policy.compile import CompiledPolicy
from gateline.policy.document import InlineIgnores
from gateline.policy.survey import Survey
from gateline.policy.waivers import Waiver, why_invalid

__all__ = ["Lifting", "is_marker_heard", "lift", "why_unheard"]


class Lifting(Struct, frozen=True):
    """What was lifted, and what became of whatever wanted to."""

    lifted: dict[int, int]
    """Index of a finding → mask of the rules lifted off it."""
    waivers: tuple[WaiverUse, ...]
    """Sorted by fingerprint, state, note."""
    unheard: tuple[tuple[str, str], ...]
    """(fingerprint, why) of findings whose inline ignore would have lifted something and did not count; sorted."""


def lift(
    assessed: Sequence[Assessed],
    seen: Survey,
    waivers: Sequence[Waiver],
    policy: CompiledPolicy,
    gating: int,
    now: datetime,
) -> Lifting:
    """Apply waivers and inline ignores.

    Args:
        assessed: the findings.
        seen: what was seen of each.
        waivers: of all files, valid or not.
        policy: says what is waivable and what a waiver needs.
        gating: mask of the rules that block or warn now; a finding none of them holds for needs no lift.
        now: the only clock.

    Raises: nothing.
    """
    lifter = _Lifter(policy, gating, now)
    by_fingerprint: dict[str, list[Waiver]] = {}
    for waiver in waivers:
        by_fingerprint.setdefault(waiver.fingerprint, []).append(waiver)
    present = set()
    if by_fingerprint:
        for index, fingerprint in enumerate(seen.fingerprints):
            if fingerprint in by_fingerprint:
                present.add(fingerprint)
                lifter.waive(index, assessed[index], seen.masks[index], by_fingerprint[fingerprint])
    for index in seen.ignored:
        lifter.ignore(index, assessed[index], seen.masks[index])
    for fingerprint in by_fingerprint.keys() - present:
        stale = WaiverUse(fingerprint, WaiverState.STALE, "its finding does not exist any more")
        lifter.uses += [stale] * len(by_fingerprint[fingerprint])
    uses = tuple(sorted(lifter.uses, key=lambda use: (use.fingerprint, use.state.value, use.note)))
    return Lifting(lifter.lifted, uses, tuple(sorted(lifter.unheard)))


def is_marker_heard(ignores: InlineIgnores, marker: str) -> bool:
    """Whether comments with this marker are heard at all; whoever sets `Finding.ignored` asks this first."""
    return ignores.allow if isinstance(ignores.allow, bool) else marker in ignores.allow


def why_unheard(item: Assessed, ignores: InlineIgnores) -> str:
    """Why an inline ignore does not count, in words; empty when it does."""
    finding = item.finding
    if ignores.allow is False or ignores.allow == ():
        return "the policy hears no inline ignores"
    if ignores.require_reason and not (finding.ignored or "").strip():
        return "it gives no reason"
    if finding.kind in ignores.never_kinds:
        return f"the policy hears none for findings of kind {finding.kind.value}"
    least = ignores.never_severity_at_least
    if least is not None and (finding.severity is Severity.UNKNOWN or finding.severity.rank >= least.rank):
        return f"the policy hears none from severity {least.value} on"
    return ""


class _Lifter:
    def __init__(self, policy: CompiledPolicy, gating: int, now: datetime) -> None:
        self.lifted: dict[int, int] = {}
        self.uses: list[WaiverUse] = []
        self.unheard: list[tuple[str, str]] = []
        self._policy = policy
        self._gating = gating
        self._now = now
        self._waivable = policy.waivable

    def waive(self, index: int, item: Assessed, mask: int, waivers: list[Waiver]) -> None:
        for waiver in waivers:
            state, note = self._state(waiver, item, mask)
            self.uses.append(WaiverUse(item.fingerprint, state, note))
            if state is WaiverState.USED:
                self.lifted[index] = mask & self._waivable

    def ignore(self, index: int, item: Assessed, mask: int) -> None:
        liftable = mask & self._waivable
        why = why_unheard(item, self._policy.policy.inline_ignores)
        if not why:
            self.lifted[index] = liftable
        elif liftable & self._gating and not self.lifted.get(index):
            self.unheard.append((item.fingerprint, why))

    def _state(self, waiver: Waiver, item: Assessed, mask: int) -> tuple[WaiverState, str]:
        if waiver.rule and waiver.rule != item.finding.rule:
            return WaiverState.INVALID, f"it names rule `{waiver.rule}`, and the finding is of rule `{item.finding.rule}`"
        why = why_invalid(waiver, self._policy.policy.waivers, self._now)
        if why:
            return WaiverState.INVALID, why
        fixed = [
            rule.id for number, rule in enumerate(self._policy.rules) if (mask & self._gating & ~self._waivable) >> number & 1
        ]
        if fixed:
            return WaiverState.INVALID, f"rule {', '.join(f'`{id}`' for id in fixed)} cannot be waived"
        if not mask & self._gating:
            return WaiverState.UNUSED, "no rule of this stage blocks or warns on its finding"
        return WaiverState.USED, ""
