"""The room's door: findings in, assessed findings out."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from gateline.assess.enrich import Change, Knowledge, enrich
from gateline.assess.merge import merge
from gateline.assess.rank import UNKNOWN_ASSET
from gateline.model.assessed import Assessed
from gateline.model.finding import Finding

__all__ = ["assess"]


def assess(
    findings: Iterable[Finding],
    *,
    baseline: AbstractSet[str] | None = None,
    change: Change | None = None,
    knowledge: Knowledge | None = None,
    asset: int = UNKNOWN_ASSET,
) -> tuple[Assessed, ...]:
    """Merge, enrich and rank.

    Args:
        findings: of every engine, in any order.
        baseline: fingerprints accepted as old; None when there is no baseline, an empty set when there is one and it is empty.
        change: what the judged change touched; None when no change is judged.
        knowledge: what the world knows of a finding.
        asset: worth of the target for the rank, 0–100.

    Returns:
        Each fingerprint once; highest rank first, then path, line, rule, column, fingerprint.

    Raises: nothing of its own; what `knowledge` raises passes through.
    """
    assessed = [
        enrich(
            finding,
            fingerprint,
            baseline=baseline,
            change=change,
            known=None if knowledge is None else knowledge(finding, fingerprint),
            asset=asset,
        )
        for fingerprint, finding in merge(findings).items()
    ]
    assessed.sort(key=_most_urgent_first)
    return tuple(assessed)


def _most_urgent_first(assessed: Assessed) -> tuple[int, str, int, str, int, str]:
    finding = assessed.finding
    place = finding.location
    return -assessed.rank, place.path, place.start.line, finding.rule, place.start.column, assessed.fingerprint
