"""The second half of the road: what was learned, policy, baseline and waivers in, a report out. Pure."""

import hashlib
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

import msgspec
from msgspec import Struct

from gateline import __version__
from gateline.assess.assess import assess
from gateline.assess.enrich import Change, Known
from gateline.engines.contract import Engine
from gateline.model.assessed import Assessed
from gateline.model.finding import Finding
from gateline.model.report import Report, RuleInfo
from gateline.pipeline.learn import Learned
from gateline.policy.compile import CompiledPolicy
from gateline.policy.context import GateContext
from gateline.policy.gate import gate
from gateline.policy.waivers import Waiver

__all__ = ["Judgement", "judge", "rules_digest"]

_NOTHING = "there is nothing to look at: {target} is empty"


class Judgement(Struct, frozen=True):
    """What a verdict rests on beside the findings."""

    policy: CompiledPolicy
    context: GateContext
    """Its engines and bytes are filled in by `judge`."""
    baseline: AbstractSet[str] | None = None
    """Fingerprints known as old; None when there is nothing to compare with."""
    waivers: tuple[Waiver, ...] = ()
    is_change: bool = False
    """The target is a change: all that was found in it was touched by it."""


def judge(target: str, learned: Learned, engines: Sequence[Engine], by: Judgement) -> Report:
    """Assess, gate, and put everything into one report.

    Args:
        target: what was gated, for people.
        learned: by those engines.
        engines: that ran.
        by: what decides.
    """
    change = Change(frozenset(_paths(learned.findings))) if by.is_change else None
    assessed = assess(learned.findings, baseline=by.baseline, change=change, knowledge=_known)
    context = msgspec.structs.replace(by.context, engines=tuple(engine.name for engine in engines), bytes=learned.counts.bytes)
    verdict = gate(assessed, learned.gaps, context, by.policy, by.waivers)
    if learned.is_empty and not learned.gaps:
        verdict = msgspec.structs.replace(verdict, reasons=(_NOTHING.format(target=target), *verdict.reasons))
    return Report(
        tool_version=__version__,
        target=target,
        engines=tuple(engine.name for engine in engines),
        rules_digest=rules_digest(engines),
        counts=learned.counts,
        findings=assessed,
        components=learned.components,
        rules=_rules(assessed, engines),
        verdict=verdict,
    )


def rules_digest(engines: Iterable[Engine]) -> str:
    """sha256 over the rules of all engines, in hex."""
    lines = "".join(f"{engine.name} {engine.rules_digest}\n" for engine in engines)
    return hashlib.sha256(lines.encode()).hexdigest()


def _paths(findings: Iterable[Finding]) -> set[str]:
    return {place.path for finding in findings for place in (finding.location, *finding.occurrences)}


def _known(finding: Finding, _fingerprint: str) -> Known | None:
    """A finding of a history is as old as the first commit that held it."""
    return Known(first_seen=finding.origin.date) if finding.origin and finding.origin.date else None


def _rules(assessed: Iterable[Assessed], engines: Sequence[Engine]) -> tuple[RuleInfo, ...]:
    """What is known of the rules that found something, sorted by id."""
    names = sorted({item.finding.rule for item in assessed})
    by_name = {engine.name: engine for engine in engines}
    return tuple(by_name[name.partition("/")[0]].rule_info(name) for name in names)
