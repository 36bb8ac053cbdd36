"""Findings known and accepted as old: plain text, one line a finding, so that two branches merge line by line.

```
gateline-baseline 1
# fingerprint rule path
0123456789abcdef0123456789abcdef secrets/github-pat src/settings.py
```
Only the fingerprint counts; rule and path are there for the reader, and a finding that moved keeps its line until the file is written
anew. Lines may stand in any order and twice.
"""

import re
from collections.abc import Iterable

from msgspec import Struct

from gateline.model.assessed import Assessed
from gateline.policy.errors import BaselineError, Place, Problem

__all__ = ["BaselineEntry", "fingerprints", "parse_baseline", "render_baseline", "update_baseline"]

_HEADER = "gateline-baseline 1"
_COMMENT = "# fingerprint rule path: findings accepted as old; only the fingerprint counts"
_LINE = re.compile(r"([0-9a-f]{32}) ([^ ]+)(?: (.*))?\Z")
_CONFLICT = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")
_MAX_BYTES = 256 << 20
_MAX_PROBLEMS = 20
"""More broken lines than this say nothing new."""


class BaselineEntry(Struct, frozen=True, gc=False, order=True):
    """One accepted finding."""

    fingerprint: str
    rule: str
    path: str = ""
    """Where it stood when the file was written; control characters escaped as `\\xNN`."""


def parse_baseline(data: bytes, name: str) -> tuple[BaselineEntry, ...]:
    """Read a baseline.

    Args:
        data: UTF-8 text, at most 256 MiB.
        name: display name for places.

    Returns:
        Sorted, without duplicates.

    Raises:
        BaselineError: no header, another version, an unresolved merge conflict, a line that is no finding.
    """
    lines = _lines(data, name)
    if not lines or lines[0].strip() != _HEADER:
        raise BaselineError(
            [Problem(Place(name, 1, 1), "not a baseline of a version known here", f"the first line must be '{_HEADER}'")]
        )
    entries: set[BaselineEntry] = set()
    problems: list[Problem] = []
    for number, line in enumerate(lines[1:], 2):
        matched = _LINE.match(line)
        if matched:
            entries.add(BaselineEntry(matched[1], matched[2], (matched[3] or "").strip(" ")))
        elif line.strip() and not line.startswith("#") and line.strip() != _HEADER:
            problems.append(_problem(Place(name, number, 1), line))
    if problems:
        raise BaselineError(problems[:_MAX_PROBLEMS])
    return tuple(sorted(entries))


def render_baseline(entries: Iterable[BaselineEntry]) -> bytes:
    """The canonical text of a baseline; `parse_baseline` gives the same entries back."""
    lines = [_HEADER, _COMMENT, *(f"{entry.fingerprint} {entry.rule} {entry.path}".rstrip(" ") for entry in sorted(set(entries)))]
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")


def update_baseline(
    old: Iterable[BaselineEntry], assessed: Iterable[Assessed], *, keep_absent: bool = False
) -> tuple[BaselineEntry, ...]:
    """The baseline that accepts the findings of this run.

    Args:
        old: what was accepted so far.
        assessed: the findings of this run.
        keep_absent: keep entries whose finding is gone, for a run that looked at a part of the target only.
    """
    new = {item.fingerprint: _entry(item) for item in assessed}
    kept = {entry.fingerprint: entry for entry in old} if keep_absent else {}
    return tuple(sorted({**kept, **new}.values()))


def fingerprints(entries: Iterable[BaselineEntry]) -> frozenset[str]:
    """What `assess` takes as its baseline."""
    return frozenset(entry.fingerprint for entry in entries)


def _entry(assessed: Assessed) -> BaselineEntry:
    return BaselineEntry(
        assessed.fingerprint, _one_line(assessed.finding.rule).replace(" ", ""), _one_line(assessed.finding.location.path)
    )


def _one_line(text: str) -> str:
    """The text without what would end the line or be lost at its ends."""
    return "".join(character if character.isprintable() else f"\\x{ord(character):02x}" for character in text).strip(" ")


def _lines(data: bytes, name: str) -> list[str]:
    if len(data) > _MAX_BYTES:
        raise BaselineError([Problem(Place(name, 1, 1), f"larger than {_MAX_BYTES >> 20} MiB")])
    try:
        # Only `\n` ends a line: `splitlines` would also split at characters that may stand in a path.
        return [line.removesuffix("\r") for line in data.decode("utf-8-sig").split("\n")]
    except UnicodeDecodeError as broken:
        line = data[: broken.start].count(b"\n") + 1
        raise BaselineError([Problem(Place(name, line, 1), "not UTF-8", "save the file in UTF-8")]) from broken


def _problem(place: Place, line: str) -> Problem:
    if line.startswith(_CONFLICT):
        return Problem(place, "unresolved merge conflict", "keep the lines of both sides, drop the markers")
    return Problem(
        place, f"'{line[:60]}' is no finding", "expected 'fingerprint rule path', the fingerprint as 32 lower-case hex digits"
    )
