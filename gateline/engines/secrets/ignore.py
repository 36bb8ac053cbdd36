"""Inline ignores: comments that ask not to report what stands on a line.

Ours is `gateline:ignore [RULE[, RULE]] -- reason`; the field's markers are honoured so that nobody has to rewrite them. A marker
on a line of its own speaks of the next line. Whether a marker has any effect is for the policy to say; here it is only read.
"""

import re
from collections.abc import Iterator

from gateline.engines.secrets.lazy import LazyPattern

__all__ = ["MARKERS", "markers"]

MARKERS = (
    "gateline:ignore",
    "gitleaks:allow",
    "betterleaks:allow",
    "pragma: allowlist secret",
    "pragma: allowlist nextline secret",
    "pragma: whitelist secret",
    "trufflehog:ignore",
    "kingfisher:ignore",
    "kics-scan ignore-line",
    "nosecret",
    "nosec",
    "noqa: S105",
    "noqa: S106",
    "noqa: S107",
    "nosemgrep",
    "NOSONAR",
    "ggignore",
    "credsweeper:ignore",
)
"""Markers we read, as they are written most often."""

_QUICK = LazyPattern(rb"(?i)ignore|allow|nosec|noqa|nosemgrep|nosonar|whitelist")
_MARKER = LazyPattern(
    rb"(?i)(?P<own>gateline:ignore)(?![\w-])(?:[ \t]+(?P<rules>[a-z]+/[\w-]+(?:[ \t]*,[ \t]*[a-z]+/[\w-]+){0,20}))?(?:[ \t]*(?:--|:)[ \t]*(?P<reason>[^\n]{1,300}))?"
    rb"|(?P<other>gitleaks:allow|betterleaks:allow|trufflehog:ignore|kingfisher:ignore|credsweeper:ignore|ggignore|kics-scan[ \t]+ignore-line|pragma:[ \t]*(?:allow|white)list[ \t]+(?:nextline[ \t]+)?secret|"
    rb"\bnosecret\b|\bnosec\b|\bnoqa:[ \t]*S10[567]\b|\bnosemgrep\b|\bNOSONAR\b)"
)
_COMMENT_ONLY = LazyPattern(rb"[ \t]*(?:#|//|--|;|/\*|<!--|\*|\{\{!|%)[ \t#/*!\-]*")
"""What may stand before a marker on a line of its own; a setting commented out is no such line."""


class Marker:
    """One inline ignore: the line it speaks of, how it was written, and why."""

    __slots__ = ("line", "name", "reason", "rules")

    def __init__(self, line: int, name: str, rules: tuple[str, ...], reason: str) -> None:
        self.line = line
        self.name = name
        self.rules = rules
        self.reason = reason


def markers(data: bytes, lines: dict[int, int]) -> Iterator[Marker]:
    """The inline ignores that speak of given lines, by line.

    Args:
        data: the whole text.
        lines: 1-based line → any offset on it.
    """
    for line, offset in sorted(lines.items()):
        start = data.rfind(b"\n", 0, offset) + 1
        end = data.find(b"\n", offset)
        end = end if end >= 0 else len(data)
        above = data.rfind(b"\n", 0, start - 1) + 1 if start else 0
        if _QUICK.search(data, above, end) is None:
            continue
        for found in _MARKER.finditer(data, above, end):
            marker = _marker(data, found, line if found.start() >= start else line - 1)
            if marker.line == line:
                yield marker


def _marker(data: bytes, found: re.Match[bytes], line: int) -> Marker:
    start = data.rfind(b"\n", 0, found.start()) + 1
    name = (found["own"] or found["other"]).decode("ascii", "replace").lower()
    alone = _COMMENT_ONLY.fullmatch(data, start, found.start()) is not None or not data[start : found.start()].strip()
    rules = tuple(rule.strip() for rule in (found["rules"] or b"").decode("ascii", "replace").split(",") if rule.strip())
    reason = (found["reason"] or b"").decode("utf-8", "replace").strip().removesuffix("*/").removesuffix("-->").strip()
    return Marker(line + 1 if alone or "nextline" in name else line, name, rules, reason)
