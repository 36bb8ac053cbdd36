"""The gate: assessed findings, gaps and evidence against a policy → a verdict with its reasons.

A pure function of its arguments. Rules are alternatives and the strictest enforcement wins; a proven violation beats incompleteness;
what was not analyzed did not pass. Shadow mode and a break-glass change what the verdict does, never what it says was found.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256

import msgspec
from msgspec import Struct

from gateline.model.assessed import Assessed
from gateline.model.gap import Gap
from gateline.model.verdict import Outcome, RuleCount, Verdict
from gateline.policy.compile import CompiledPolicy
from gateline.policy.context import GateContext
from gateline.policy.document import Enforce, GapAction
from gateline.policy.gaps import sort_gaps
from gateline.policy.lifting import Lifting, lift
from gateline.policy.mandates import judge_mandates
from gateline.policy.reasons import Grounds, tell
from gateline.policy.waivers import Waiver, identity_of

__all__ = ["findings_digest", "gate"]

_CHUNK = 1_000
"""Findings encoded at once for the digest, so that memory stays flat."""


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
    masks = policy.matcher.masks(assessed, context.now)
    force = _force(policy, context.now)
    lifting = lift(assessed, masks, waivers, policy, force.block | force.warn, context.now)
    holes = sort_gaps(gaps, policy.policy.gaps)
    mandates = judge_mandates(policy.mandates, context, {gap.by for gap in holes[GapAction.INCOMPLETE]})
    standing = _stand(assessed, masks, lifting, force)
    unrun = _unrun_engines(context, policy)
    grounds = Grounds(
        policy=policy,
        context=context,
        findings=len(assessed),
        binding=_count_rules(policy, Counter(standing.masks)),
        blocked=len(standing.blocked),
        mandates=mandates,
        holes=holes,
        lifting=lifting,
        unrun=unrun,
        waived=len(standing.waived),
        glass=_glass(context, policy),
        pending=_pending(policy, context.now),
    )
    outcome = _outcome(grounds)
    return Verdict(
        outcome,
        context.stage.value,
        tell(grounds, outcome),
        **_lists(standing, grounds),
        missing=tuple(sorted([*mandates.missing, *(f"stages.{context.stage.value}.{name}" for name in unrun)])),
        violated=tuple(sorted(mandates.violated)),
        rules=_rule_counts(policy, len(assessed), masks, lifting),
        waivers=lifting.waivers,
        gaps=tuple(
            sorted(
                (gap for held in holes.values() for gap in held), key=lambda gap: (gap.path, gap.by, gap.reason.value, gap.note)
            )
        ),
        is_audited=grounds.is_overridden,
        policy_digest=policy.digest,
        findings_digest=findings_digest(assessed),
    )


def findings_digest(assessed: Sequence[Assessed]) -> str:
    """sha256, in hex, over the findings' canonical JSON, one line each, in the order given."""
    encoder = msgspec.json.Encoder()
    digest = sha256()
    for start in range(0, len(assessed), _CHUNK):
        digest.update(encoder.encode_lines(assessed[start : start + _CHUNK]))
    return digest.hexdigest()


class _Force(Struct, frozen=True):
    """Masks of the rules by what they do at one moment."""

    block: int
    warn: int
    report: int


def _force(policy: CompiledPolicy, now: datetime) -> _Force:
    masks = dict.fromkeys(Enforce, 0)
    pending = _pending(policy, now)
    for number, rule in enumerate(policy.rules):
        masks[Enforce.REPORT if rule.id in pending else rule.enforce] |= 1 << number
    return _Force(masks[Enforce.BLOCK], masks[Enforce.WARN], masks[Enforce.REPORT])


def _pending(policy: CompiledPolicy, now: datetime) -> frozenset[str]:
    """Rules that are not in force yet and only report."""
    return frozenset(rule.id for rule in policy.rules if rule.effective_from is not None and rule.effective_from > now)


class _Standing(Struct, frozen=True):
    """Fingerprints by their lot, each list sorted, and what is left of each mask once waivers and ignores are taken off."""

    masks: list[int]
    blocked: tuple[str, ...]
    warned: tuple[str, ...]
    reported: tuple[str, ...]
    waived: tuple[str, ...]


def _stand(assessed: Sequence[Assessed], masks: list[int], lifting: Lifting, force: _Force) -> _Standing:
    left = list(masks)
    gating = force.block | force.warn
    waived: list[str] = []
    for index, lifted in lifting.lifted.items():
        left[index] &= ~lifted
        if lifted & gating and not left[index] & gating:
            waived.append(assessed[index].fingerprint)
    lots: tuple[list[str], ...] = ([], [], [], [])
    put = {mask: lots[_lot(mask, force)].append for mask in set(left)}
    for item, mask in zip(assessed, left, strict=True):
        put[mask](item.fingerprint)
    blocked, warned, reported, _untouched = lots
    return _Standing(left, _names(blocked), _names(warned), _names(set(reported).difference(waived)), _names(waived))


def _lot(mask: int, force: _Force) -> int:
    """0 blocked, 1 warned, 2 reported, 3 nothing."""
    return 0 if mask & force.block else 1 if mask & force.warn else 2 if mask & force.report else 3


def _names(fingerprints: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(fingerprints)))


def _count_rules(policy: CompiledPolicy, masks: Counter[int]) -> dict[str, int]:
    """Findings by rule id."""
    return {
        rule.id: sum(count for mask, count in masks.items() if mask >> number & 1) for number, rule in enumerate(policy.rules)
    }


def _rule_counts(policy: CompiledPolicy, findings: int, masks: list[int], lifting: Lifting) -> tuple[RuleCount, ...]:
    matched = _count_rules(policy, Counter(masks))
    waived = _count_rules(policy, Counter(lifting.lifted.values()))
    counts = (RuleCount(rule.id, rule.enforce.value, findings, matched[rule.id], waived[rule.id]) for rule in policy.rules)
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
