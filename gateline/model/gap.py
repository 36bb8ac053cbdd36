"""What was not analyzed; never counts as passed."""

from enum import Enum

from msgspec import Struct

__all__ = ["Gap", "GapReason"]


class GapReason(Enum):
    """Why something was not analyzed; closed set, so that a policy can name it."""

    TOO_LARGE = "too-large"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    UNREADABLE = "unreadable"
    """The system refused: permissions, I/O error, vanished while read."""
    NOT_REGULAR = "not-regular"
    """A device, FIFO or socket."""
    MALFORMED = "malformed"
    """An archive or document that breaks its own format."""
    LIMIT = "limit"
    """An archive beyond its caps: depth, count, ratio or bytes."""
    UNSUPPORTED = "unsupported"
    """A known format this installation cannot open; the note names the extra that can."""
    CRASHED = "crashed"
    """The analyzer broke on it: a bug of ours, shown rather than hidden."""
    EMPTY = "empty"
    """Nothing was looked at though there was something to look at."""
    MISSING = "missing"
    """An object the repository names but does not hold (shallow or partial clone, submodule not checked out)."""


class Gap(Struct, frozen=True, gc=False, order=True):
    """One thing that was not analyzed: where, by whom, why."""

    path: str
    """Relative to the target's root; empty when the whole target is meant."""
    by: str
    """The engine or room that could not: `secrets`, `source`."""
    reason: GapReason
    note: str = ""
    """For people: the detail and the way out; no absolute path, no secret's value."""
