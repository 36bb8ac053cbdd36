"""A finding, and what is known of it beyond its place."""

from msgspec import Struct

from gateline.model.finding import Finding

__all__ = ["Assessed"]


class Assessed(Struct, frozen=True, gc=False):
    """A finding with its stable fingerprint and what the world knows of it. None means not known, and not knowing never relaxes a gate."""

    finding: Finding
    fingerprint: str
    """Stable identity across commits, 32 hex digits; a function of kind, rule and `Finding.identity`."""
    is_new: bool | None = None
    """Absent from the baseline; None when there is no baseline."""
    is_introduced: bool | None = None
    """Caused by the change that is judged; None when that is not known."""
    first_seen: str | None = None
    """ISO 8601 in UTC."""
    cvss: float | None = None
    """Base score 0.0–10.0."""
    epss: float | None = None
    """Probability 0.0–1.0."""
    is_exploited: bool | None = None
    """Listed in CISA KEV."""
    is_reachable: bool | None = None
    exposure: str | None = None
    """`internet`, `internal` or `none`."""
    is_fix_available: bool | None = None
    licence: str | None = None
    """SPDX id, for findings about a licence."""
    rank: int = 0
    """0–1000, higher first; the sum documented in `assess.rank`."""
