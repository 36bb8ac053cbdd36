"""What the verdict did with each finding, as one word."""

from enum import Enum

from gateline.model.verdict import Verdict

__all__ = ["Standing", "standings"]


class Standing(Enum):
    """A finding's lot in this verdict, gravest first."""

    BLOCKED = "blocked"
    OVERRIDDEN = "overridden"
    """Would fail the gate were it not for a break-glass."""
    WOULD_BLOCK = "would-block"
    """Would fail the gate were it not in shadow mode."""
    WARNED = "warned"
    WAIVED = "waived"
    REPORTED = "reported"
    """Shown, and no rule of the stage blocks or warns on it."""


def standings(verdict: Verdict) -> dict[str, Standing]:
    """Standing by fingerprint; one the verdict does not name is `REPORTED`. One it names twice has the gravest."""
    named: dict[str, Standing] = {}
    for standing, fingerprints in (
        (Standing.REPORTED, verdict.reported),
        (Standing.WAIVED, verdict.waived),
        (Standing.WARNED, verdict.warned),
        (Standing.WOULD_BLOCK, verdict.would_block),
        (Standing.OVERRIDDEN, verdict.overridden),
        (Standing.BLOCKED, verdict.blocked),
    ):
        named.update(dict.fromkeys(fingerprints, standing))
    return named
