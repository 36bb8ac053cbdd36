"""One flaw, one finding: what several engines, or one engine at several places, say about the same fingerprint.

The result does not depend on the order of the input. Where the voices differ the graver one counts: the highest severity, the
highest confidence; and an inline ignore holds only if it stands at every place, because a comment at one place must not silence another.
"""

from collections.abc import Iterable
from itertools import chain
from typing import TypeVar

import msgspec

from gateline.assess.fingerprint import fingerprint
from gateline.model.finding import Finding
from gateline.model.location import Location

__all__ = ["merge"]

_T = TypeVar("_T")


def merge(findings: Iterable[Finding]) -> dict[str, Finding]:
    """Findings by fingerprint, each fingerprint once.

    Returns:
        In no order that means anything; sort where you show it.

    Raises: nothing.
    """
    merged: dict[str, Finding] = {}
    several: dict[str, list[Finding]] = {}
    for finding in findings:
        key = fingerprint(finding)
        first = merged.setdefault(key, finding)
        if first is not finding:
            several.setdefault(key, [first]).append(finding)
    for key, voices in several.items():
        merged[key] = _one(voices)
    return merged


def _one(voices: list[Finding]) -> Finding:
    voices = sorted(voices, key=_gravest_first)
    lead = voices[0]
    places = sorted({place for voice in voices for place in (voice.location, *voice.occurrences)})
    return msgspec.structs.replace(
        lead,
        severity=max((voice.severity for voice in voices), key=lambda severity: severity.rank),
        confidence=max((voice.confidence for voice in voices), key=lambda confidence: confidence.rank),
        location=places[0],
        occurrences=tuple(places[1:]),
        evidence=_distinct(voice.evidence for voice in voices),
        related=tuple(sorted(_all_related(voices))),
        fixes=next((voice.fixes for voice in voices if voice.fixes), ()),
        trace=next((voice.trace for voice in voices if voice.trace), ()),
        origin=min(
            (voice.origin for voice in voices if voice.origin), key=lambda origin: (origin.date, origin.commit), default=None
        ),
        ignored=_ignored(voices),
    )


def _gravest_first(finding: Finding) -> tuple[int, int, Location, bytes]:
    # The encoding is the last word: without it two voices of equal weight would be told apart by their order of arrival.
    return -finding.severity.rank, -finding.confidence.rank, finding.location, msgspec.msgpack.encode(finding)


def _all_related(voices: list[Finding]) -> set[Location]:
    return {place for voice in voices for place in voice.related}


def _distinct(lists: Iterable[tuple[_T, ...]]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(lists)))


def _ignored(voices: list[Finding]) -> str | None:
    reasons = [voice.ignored for voice in voices if voice.ignored is not None]
    if len(reasons) < len(voices):
        return None
    return min(reasons, key=lambda reason: (bool(reason.strip()), reason))  # a blank reason is the weakest of them
