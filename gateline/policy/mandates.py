"""Evidence that must exist: what is missing, what is contradicted.

An analysis that is absent, incomplete or of another commit leaves the verdict incomplete. A signature that is absent, speaks of another
subject or is made with a key nobody trusts is a violation: an attacker can always leave a signature out.
"""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from msgspec import Struct

from gateline.policy.context import Analysis, Attestation, GateContext
from gateline.policy.document import ATTESTATIONS, Mandate

__all__ = ["MandateJudgement", "judge_mandates"]


class MandateJudgement(Struct, frozen=True):
    """Mandates that are not met, each with why, in words."""

    missing: dict[str, str]
    """Absent evidence, by mandate id."""
    violated: dict[str, str]
    """Contradicted mandates, by mandate id."""


def judge_mandates(mandates: Iterable[Mandate], context: GateContext, holed: AbstractSet[str]) -> MandateJudgement:
    """Which mandates the evidence does not meet.

    Args:
        mandates: those of the stage.
        context: the evidence, the commit and the engines that ran.
        holed: engines with a gap the policy does not forgive.

    Raises: nothing.
    """
    missing: dict[str, str] = {}
    violated: dict[str, str] = {}
    for mandate in mandates:
        if mandate.require in ATTESTATIONS:
            why = _why_violated(mandate.require, context)
            if why:
                violated[mandate.id] = why
        elif why := _why_missing(mandate.require, context, holed):
            missing[mandate.id] = why
    return MandateJudgement(missing, violated)


def _why_missing(kind: str, context: GateContext, holed: AbstractSet[str]) -> str:
    if context.engines is not None and kind in context.engines and kind not in holed:
        return ""
    found = [item for item in context.evidence if isinstance(item, Analysis) and item.kind == kind]
    reasons = [_why_short(item, context.commit) for item in found]
    if "" in reasons:
        return ""
    if kind in (context.engines or ()):
        reasons.append("it left something unanalyzed")
    return "; ".join(sorted(set(reasons))) or "it did not run"


def _why_short(analysis: Analysis, commit: str) -> str:
    if analysis.error:
        return f"it broke off: {analysis.error}"
    if analysis.unanalysed:
        return f"it left {len(analysis.unanalysed)} unanalyzed: {_some(analysis.unanalysed)}"
    if not analysis.is_complete:
        return "it is not complete"
    if not commit or analysis.commit != commit:
        return f"it is of commit {analysis.commit[:12] or 'unknown'}, not of {commit[:12] or 'a known one'}"
    return ""


def _why_violated(kind: str, context: GateContext) -> str:
    found = [item for item in context.evidence if isinstance(item, Attestation) and item.kind == kind]
    if any(item.is_subject_ok and item.is_key_trusted for item in found):
        return ""
    if not found:
        return "there is none"
    if any(item.is_key_trusted for item in found):
        return "it speaks of another subject"
    return "its key is not trusted"


def _some(paths: tuple[str, ...]) -> str:
    shown = ", ".join(sorted(paths)[:3])
    return f"{shown}, …" if len(paths) > 3 else shown
