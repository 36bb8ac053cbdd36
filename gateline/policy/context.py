"""What the gate is told besides the findings: when, where, by whom, and on what evidence."""

from datetime import datetime

from msgspec import Struct

from gateline.policy.stages import Stage

__all__ = ["Analysis", "Attestation", "BreakGlassUse", "Evidence", "GateContext"]


class Analysis(Struct, frozen=True, tag="analysis"):
    """Evidence that something was made or looked at."""

    kind: str
    """An engine, or `sbom`."""
    commit: str
    """Full id of the commit it speaks of."""
    is_complete: bool = True
    unanalysed: tuple[str, ...] = ()
    """Paths it could not read."""
    error: str = ""
    """Why it broke off, when it did."""


class Attestation(Struct, frozen=True, tag="attestation"):
    """Signed evidence, already verified by whoever hands it in."""

    kind: str
    """`signature`, `provenance` or `verdict`."""
    is_subject_ok: bool
    """It speaks of the very artifact that is judged."""
    is_key_trusted: bool
    """Its key or identity is one the site trusts."""


Evidence = Analysis | Attestation


class BreakGlassUse(Struct, frozen=True):
    """Somebody asks to pass in an emergency."""

    by: str
    """Verified identity; upper and lower case alike."""
    reason: str


class GateContext(Struct, frozen=True):
    """The circumstances of one verdict."""

    stage: Stage
    now: datetime
    """The only clock; with an offset."""
    commit: str = ""
    """Full id of the commit that is judged; empty when there is none (a working tree)."""
    break_glass: BreakGlassUse | None = None
    evidence: tuple[Evidence, ...] = ()
    engines: tuple[str, ...] | None = None
    """Engines that ran for this verdict; None when the findings come from elsewhere."""
    bytes: int | None = None
    """How much they looked at; None when not known."""
