"""Everything a reporter may show; nothing is computed behind it."""

from msgspec import Struct

from gateline.model.assessed import Assessed
from gateline.model.component import Component
from gateline.model.verdict import Verdict

__all__ = ["Counts", "Report", "RuleInfo"]


class RuleInfo(Struct, frozen=True, gc=False):
    """What reports say of a rule."""

    id: str
    title: str
    why: str
    fix: str
    severity: str
    confidence: str
    cwe: tuple[int, ...] = ()
    references: tuple[str, ...] = ()


class Counts(Struct, frozen=True, gc=False):
    """How much was looked at."""

    files: int
    """Paths seen, members of archives included."""
    blobs: int
    """Distinct contents."""
    bytes: int
    """Sum over the distinct contents."""
    commits: int = 0
    """Only for history targets."""


class Report(Struct, frozen=True, gc=False):
    """One run of the line over one target."""

    tool_version: str
    target: str
    """What was gated, for people: `working tree`, `staged changes`, `main..HEAD`; never an absolute path."""
    engines: tuple[str, ...]
    rules_digest: str
    counts: Counts
    findings: tuple[Assessed, ...]
    """Sorted by rank (highest first), then path, line, rule."""
    components: tuple[Component, ...]
    rules: tuple[RuleInfo, ...]
    """The rules of `findings`, sorted by id."""
    verdict: Verdict
