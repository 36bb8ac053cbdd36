"""The one look at every finding: which rules hold for it, its name, and the digest over all.

Findings come sorted by rank, so they lie scattered in memory, and whoever walks over them waits for memory more than for anything
else. So the walk is done once, slice by slice, and everything is asked of a slice while it is near.
"""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from operator import attrgetter

import msgspec
from msgspec import Struct

from gateline.model.assessed import Assessed
from gateline.policy.conditions.matcher import RuleMatcher

__all__ = ["Survey", "findings_digest", "survey"]

_SLICE = 500
"""Findings in one slice: about half a megabyte of records, which stays in the second-level cache."""

_NAME = attrgetter("fingerprint")
_IGNORED = attrgetter("finding.ignored")


class Survey(Struct, frozen=True):
    """What the gate knows of each finding, by its index."""

    masks: list[int]
    """The rules that hold for it."""
    fingerprints: list[str]
    ignored: list[int]
    """Indexes of the findings that carry an inline ignore."""
    digest: str
    """As `findings_digest`."""


def survey(assessed: Sequence[Assessed], matcher: RuleMatcher, now: datetime) -> Survey:
    """Look at every finding once.

    Args:
        assessed: the findings.
        matcher: the rules of the stage.
        now: the only clock.

    Raises: nothing.
    """
    masks: list[int] = []
    fingerprints: list[str] = []
    ignored: list[int] = []
    digest = _Digest()
    for start in range(0, len(assessed), _SLICE):
        near = assessed[start : start + _SLICE]
        digest.add(near)
        masks += matcher.masks(near, now)
        fingerprints += map(_NAME, near)
        ignored += [start + offset for offset, reason in enumerate(map(_IGNORED, near)) if reason is not None]
    return Survey(masks, fingerprints, ignored, digest.hex)


def findings_digest(assessed: Sequence[Assessed]) -> str:
    """sha256, in hex, over the findings' canonical JSON, one line each, in the order given."""
    digest = _Digest()
    for start in range(0, len(assessed), _SLICE):
        digest.add(assessed[start : start + _SLICE])
    return digest.hex


class _Digest:
    def __init__(self) -> None:
        self._encoder = msgspec.json.Encoder()
        self._hash = sha256()

    def add(self, findings: Sequence[Assessed]) -> None:
        self._hash.update(self._encoder.encode_lines(findings))

    @property
    def hex(self) -> str:
        return self._hash.hexdigest()
