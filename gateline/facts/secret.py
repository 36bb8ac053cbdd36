"""What the secrets analyzer learns from one blob. No record here holds a secret's value."""

from msgspec import Struct

from gateline.model.location import Position
from gateline.model.severity import Confidence

__all__ = ["InlineIgnore", "SecretFact"]


class SecretFact(Struct, frozen=True, gc=False, tag="secret", array_like=True):
    """One candidate that passed every filter."""

    rule: str
    """Full rule id, `secrets/github-pat`."""
    identity: str
    """Keyed BLAKE2b of rule and normalised value, 32 hex digits."""
    start: Position
    end: Position
    preview: str
    """Masked excerpt: at most the first and last characters of a long value."""
    confidence: Confidence
    evidence: tuple[str, ...] = ()
    """Why `confidence` is what it is, one short clause each."""
    encoding: tuple[str, ...] = ()
    """Decodings that led to the value, outermost first: `base64`, `hex`, `percent`."""


class InlineIgnore(Struct, frozen=True, gc=False, tag="ignore", array_like=True):
    """A comment that asks not to report what stands on a line."""

    line: int
    """1-based line the comment speaks of."""
    marker: str
    """`gateline:ignore`, `gitleaks:allow`, `pragma: allowlist secret`, `nosec`, `nosemgrep`, …"""
    rules: tuple[str, ...] = ()
    """Rule ids it is limited to; empty: all."""
    reason: str = ""
