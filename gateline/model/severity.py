"""How bad a flaw is, and how sure we are of it."""

from enum import Enum

__all__ = ["Confidence", "Severity"]


class Severity(Enum):
    """How bad a flaw is; ordered by `rank`."""

    UNKNOWN = "unknown"
    """Nobody rated it. A gate treats it as its own threshold's level, never as harmless."""
    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 (unknown) to 5 (critical)."""
        return _SEVERITY_RANK[self]


class Confidence(Enum):
    """How sure the rule is that what it found is a flaw; ordered by `rank`."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"

    @property
    def rank(self) -> int:
        """0 (low) to 2 (high)."""
        return _CONFIDENCE_RANK[self]


_SEVERITY_RANK = {severity: rank for rank, severity in enumerate(Severity)}
_CONFIDENCE_RANK = {confidence: rank for rank, confidence in enumerate(Confidence)}
