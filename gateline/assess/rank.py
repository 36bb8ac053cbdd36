"""Which finding to look at first: a published sum from 0 to 1000, each part of it visible.

```
severity      0–250   CVSS base score × 25; without a score severity × confidence, see `_SEVERITY`, `_CONFIDENCE`
exploitation  0–300   in CISA KEV 300 · malware 300 · a leaked secret 200 (it needs no exploit) · else EPSS by decade, `_EPSS`
reach         0–200   reached 200 · not known 100 · proven unreachable 0
exposure      0–150   internet 150 · not known 75 · internal 50 · none 0
asset         0–100   worth of what is at stake, given by the caller; 50 when nobody said
```
Not knowing stands between the best and the worst, so that knowledge moves a finding in both directions. A fix being available
makes work easier, not the risk smaller: it has no part in the sum.
"""

from msgspec import Struct

from gateline.model.assessed import Assessed
from gateline.model.finding import Kind
from gateline.model.severity import Confidence, Severity

__all__ = ["UNKNOWN_ASSET", "RankParts", "rank", "rank_parts"]

UNKNOWN_ASSET = 50
"""Asset part when nobody said what the target is worth."""

_SEVERITY = {
    Severity.UNKNOWN: 150,
    Severity.INFO: 10,
    Severity.LOW: 75,
    Severity.MEDIUM: 150,
    Severity.HIGH: 210,
    Severity.CRITICAL: 250,
}
"""About 25 × the middle of the CVSS band of that name; unknown counts as medium."""

_CONFIDENCE = {Confidence.LOW: 50, Confidence.MEDIUM: 80, Confidence.HIGH: 100}
"""Per cent of the severity part."""

_EPSS = ((0.5, 200), (0.1, 160), (0.01, 100), (0.001, 50))
"""Probability at least → points. The decades follow the long tail of https://www.first.org/epss/data_stats."""

_EXPOSURE = {"internet": 150, None: 75, "internal": 50, "none": 0}


class RankParts(Struct, frozen=True, gc=False):
    """The terms of the sum, for "why this rank"."""

    severity: int
    """0–250."""
    exploitation: int
    """0–300."""
    reach: int
    """0–200."""
    exposure: int
    """0–150."""
    asset: int
    """0–100."""

    @property
    def total(self) -> int:
        """0–1000."""
        return self.severity + self.exploitation + self.reach + self.exposure + self.asset


def rank(assessed: Assessed, asset: int = UNKNOWN_ASSET) -> int:
    """The sum of `rank_parts`, 0–1000; higher is more urgent."""
    return rank_parts(assessed, asset).total


def rank_parts(assessed: Assessed, asset: int = UNKNOWN_ASSET) -> RankParts:
    """The terms of a finding's rank.

    Args:
        assessed: the finding; its own `rank` is not read.
        asset: worth of the target, clamped to 0–100.

    Raises: nothing.
    """
    return RankParts(
        _severity(assessed),
        _exploitation(assessed),
        {True: 200, None: 100, False: 0}[assessed.is_reachable],
        _EXPOSURE.get(assessed.exposure, 75),
        max(0, min(100, asset)),
    )


def _severity(assessed: Assessed) -> int:
    if assessed.cvss is not None:
        return round(max(0.0, min(10.0, assessed.cvss)) * 25)
    finding = assessed.finding
    return _SEVERITY[finding.severity] * _CONFIDENCE[finding.confidence] // 100


def _exploitation(assessed: Assessed) -> int:
    kind = assessed.finding.kind
    if assessed.is_exploited or kind is Kind.MALWARE:
        return 300
    if kind is Kind.SECRET:
        return 200
    epss = assessed.epss or 0.0
    return next((points for least, points in _EPSS if epss >= least), 0)
