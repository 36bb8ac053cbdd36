"""The gate: assessed findings, gaps and evidence against a policy → a verdict with its reasons.

A pure function of its arguments. Rules are alternatives and the strictest enforcement wins; a proven violation beats incompleteness;
what was not analyzed did not pass. Shadow mode and a break-glass change what the verdict does, never what it says was found.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct

from gateline.model.assessed import Assessed
from gateline.model.gap import Gap
from gateline.model.verdict import Outcome, RuleCount, Verdict
from gateline.policy.compile import CompiledPolicy, Force
from gateline.policy.context import GateContext
from gateline.policy.document import GapAction
from gateline.policy.gaps import by_place, sort_gaps
from gateline.policy.lifting import Lifting, lift
from gateline.policy.mandates import judge_mandates
from gateline.policy.reasons import Grounds, tell
from gateline.policy.survey import Survey, survey
from gateline.policy.waivers import Waiver, identity_of

__all__ = ["gate"]


def gate(
    assessed: Sequence[Assessed],
    gaps: Iterable[Gap],
    context: GateContext,
    policy: CompiledPolicy,
    waivers: Sequence[Waiver] = (),
) -> Verdict:
    """Judge.

    Args:
        assessed: findings, each fingerprint once.
        gaps: what was not analyzed.
        context: stage, clock, commit, evidence; its stage is the one the policy was compiled for.
        policy: the compiled policy.
        waivers: of all waivers files.

    Returns:
        The same verdict for the same arguments, byte for byte.

    Raises: nothing.
    """
    assert context.stage is policy.stage, "a policy is compiled for one stage"
    seen = survey(assessed, policy.matcher, context.now)
    force = policy.force_at(context.now)
    lifting = lift(assessed, seen, waivers, policy, force.gating, context.now)
    standing = _stand(seen, lifting, force)
    grounds = _grounds(gaps, context, policy, lifting, standing)
    outcome = _outcome(grounds)
    return Verdict(
        outcome,
        context.stage.value,
        tell(grounds, outcome),
        **_lists(standing, grounds),
        missing=tuple(sorted([*grounds.mandates.missing, *(f"stages.{context.stage.value}.{name}" for name in grounds.unrun)])),
        violated=tuple(sorted(grounds.mandates.violated)),
        rules=_rule_counts(policy, len(assessed), grounds.binding, lifting),
        waivers=lifting.waivers,
        gaps=tuple(sorted((gap for held in grounds.holes.values() for gap in held), key=by_place)),
        is_audited=grounds.is_overridden,
        policy_digest=policy.digest,
        findings_digest=seen.digest,
    )


def _grounds(
    gaps: Iterable[Gap], context: GateContext, policy: CompiledPolicy, lifting: Lifting, standing: "_Standing"
) -> Grounds:
    holes = sort_gaps(gaps, policy.policy.gaps)
    return Grounds(
        policy=policy,
        context=context,
        findings=len(standing.masks),
        binding=_count_rules(policy, Counter(standing.masks)),
        blocked=len(standing.blocked),
        mandates=judge_mandates(policy.mandates, context, {gap.by for gap in holes[GapAction.INCOMPLETE]}),
        holes=holes,
        lifting=lifting,
        unrun=_unrun_engines(context, policy),
        waived=len(standing.waived),
        glass=_glass(context, policy),
        pending=policy.pending(context.now),
    )


class _Standing(Struct, frozen=True):
    """Fingerprints by their lot, each list sorted, and what is left of each mask once waivers and ignores are taken off."""

    masks: list[int]
    blocked: tuple[str, ...]
    warned: tuple[str, ...]
    reported: tuple[str, ...]
    waived: tuple[str, ...]


def _stand(seen: Survey, lifting: Lifting, force: Force) -> _Standing:
    left = list(seen.masks)
    gating = force.gating
    waived: list[str] = []
    for index, lifted in lifting.lifted.items():
        left[index] &= ~lifted
        if lifted & gating and not left[index] & gating:
            waived.append(seen.fingerprints[index])
    lots: tuple[list[str], ...] = ([], [], [], [])
    put = {mask: lots[_lot(mask, force)].append for mask in set(left)}
    for fingerprint, mask in zip(seen.fingerprints, left, strict=True):
        put[mask](fingerprint)
    blocked, warned, reported, _untouched = lots
    return _Standing(left, _names(blocked), _names(warned), _names(set(reported).difference(waived)), _names(waived))


def _lot(mask: int, force: Force) -> int:
    """0 blocked, 1 warned, 2 reported, 3 nothing."""
    return 0 if mask & force.block else 1 if mask & force.warn else 2 if mask & force.report else 3


def _names(fingerprints: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(fingerprints)))


def _count_rules(policy: CompiledPolicy, masks: Counter[int]) -> dict[str, int]:
    """Findings by rule id."""
    counts = [0] * len(policy.rules)
    for mask, count in masks.items():
        while mask:
            lowest = mask & -mask
            counts[lowest.bit_length() - 1] += count
            mask ^= lowest
    return {rule.id: count for rule, count in zip(policy.rules, counts, strict=True)}


def _rule_counts(policy: CompiledPolicy, findings: int, binding: dict[str, int], lifting: Lifting) -> tuple[RuleCount, ...]:
    """What each rule did. A rule that held for a finding either still binds it or was lifted off it."""
    waived = _count_rules(policy, Counter(lifting.lifted.values()))
    counts = (
        RuleCount(rule.id, rule.enforce.value, findings, binding[rule.id] + waived[rule.id], waived[rule.id])
        for rule in policy.rules
    )
    return tuple(sorted(counts, key=lambda count: count.id))


def _unrun_engines(context: GateContext, policy: CompiledPolicy) -> tuple[str, ...]:
    """Engines the stage names that did not run; sorted."""
    if context.engines is None:
        return ()
    wanted = getattr(policy.policy.stages, context.stage.value).engines
    return tuple(sorted(set(wanted) - set(context.engines)))


def _glass(context: GateContext, policy: CompiledPolicy) -> bool:
    """Whether a break-glass was asked for by somebody who may, with a reason."""
    use = context.break_glass
    if use is None or not use.reason.strip():
        return False
    allowed = {identity_of(person) for person in policy.policy.break_glass.allowed} - {""}
    return identity_of(use.by) in allowed


def _outcome(grounds: Grounds) -> Outcome:
    if grounds.policy.policy.shadow or grounds.is_overridden:
        return Outcome.PASS
    return grounds.plain_outcome


def _lists(standing: _Standing, grounds: Grounds) -> dict[str, tuple[str, ...]]:
    lot = "would_block" if grounds.policy.policy.shadow else "overridden" if grounds.is_overridden else "blocked"
    return {lot: standing.blocked, "warned": standing.warned, "reported": standing.reported, "waived": standing.waived}
