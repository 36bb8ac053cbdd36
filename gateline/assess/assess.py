"""The room's door: findings in, assessed findings out."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from gateline.assess.enrich import Change, Knowledge, know, with_rank
from gateline.assess.merge import merge
from gateline.assess.rank import UNKNOWN_ASSET, rank
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
    known = [
        know(finding, fingerprint, baseline=baseline, change=change, known=knowledge(finding, fingerprint) if knowledge else None)
        for fingerprint, finding in merge(findings).items()
    ]
    ranked = [(rank(plain, asset), plain) for plain in known]
    ranked.sort(key=_most_urgent_first)
    # Made in their final order, so that they also lie in that order in memory: whoever walks over many findings waits for little else.
    return tuple(with_rank(plain, points) for points, plain in ranked)


def _most_urgent_first(ranked: tuple[int, Assessed]) -> tuple[int, str, int, str, int, str]:
    points, plain = ranked
    finding = plain.finding
    place = finding.location
    return -points, place.path, place.start.line, finding.rule, place.start.column, plain.fingerprint
