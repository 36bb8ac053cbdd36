"""What the gate decided, and why."""

from enum import Enum

from msgspec import Struct

from gateline.model.gap import Gap

__all__ = ["Outcome", "RuleCount", "Verdict", "WaiverState", "WaiverUse"]


class Outcome(Enum):
    """The four ways a gate can end."""

    PASS = "pass"
    FAIL = "fail"
    INCOMPLETE = "incomplete"
    ERROR = "error"

    @property
    def exit_code(self) -> int:
        """Process exit code: 0 passed, 1 failed, 3 incomplete, 2 usage or policy error."""
        return {Outcome.PASS: 0, Outcome.FAIL: 1, Outcome.ERROR: 2, Outcome.INCOMPLETE: 3}[self]


class RuleCount(Struct, frozen=True, gc=False):
    """What one policy rule did in this verdict."""

    id: str
    enforce: str
    """`block`, `warn` or `report`, as the policy has it."""
    evaluated: int
    """Findings the rule looked at."""
    matched: int
    """Findings its scope and condition held for."""
    waived: int
    """Of those, how many a valid waiver covers."""


class WaiverState(Enum):
    """What became of a waiver."""

    USED = "used"
    STALE = "stale"
    """Its finding does not exist any more: remove it."""
    UNUSED = "unused"
    """Its finding exists, but no rule blocks or warns on it."""
    INVALID = "invalid"
    """Expired, unapproved, without reason, too long, or the rule cannot be waived."""


class WaiverUse(Struct, frozen=True, gc=False):
    """One waiver and what became of it."""

    fingerprint: str
    state: WaiverState
    note: str = ""
    """Why it is invalid, for people."""


class Verdict(Struct, frozen=True, gc=False):
    """The gate's decision; a pure function of the inputs whose digests it names. All tuples are sorted."""

    outcome: Outcome
    stage: str
    reasons: tuple[str, ...]
    """Sentences for people, most important first."""
    blocked: tuple[str, ...] = ()
    """Fingerprints of findings that fail the gate."""
    warned: tuple[str, ...] = ()
    reported: tuple[str, ...] = ()
    waived: tuple[str, ...] = ()
    would_block: tuple[str, ...] = ()
    """Findings that would fail the gate were it not in shadow mode."""
    overridden: tuple[str, ...] = ()
    """Findings that would fail the gate were it not for a break-glass."""
    missing: tuple[str, ...] = ()
    """Mandates whose evidence is absent: incomplete."""
    violated: tuple[str, ...] = ()
    """Mandates whose evidence contradicts them: failed."""
    rules: tuple[RuleCount, ...] = ()
    waivers: tuple[WaiverUse, ...] = ()
    gaps: tuple[Gap, ...] = ()
    is_audited: bool = False
    """A break-glass was used: the record must be kept."""
    policy_digest: str = ""
    """sha256 over the canonical effective policy."""
    findings_digest: str = ""
    """sha256 over the canonical assessed findings."""
