"""What an expression can ask of a finding: the fields of `finding`, their types and where they come from.

A field's value is None when nobody knows it; the expression then neither holds nor fails there, and a rule whose condition cannot be
decided counts as holding. Yes-or-no fields are never None: not knowing is replaced as the `when` field of the same name does it.
"""

from collections.abc import Callable
from datetime import datetime
from enum import Enum
from typing import Any

from msgspec import Struct

from gateline.model.assessed import Assessed
from gateline.model.finding import Kind
from gateline.model.severity import Confidence, Severity
from gateline.policy.conditions.fields import (
    VULNERABILITY_KINDS,
    age_days,
    effective_cvss,
    effective_epss,
    engine_of,
    is_in_scope,
)
from gateline.policy.scope import Scope
from gateline.policy.stages import Exposure

__all__ = ["FIELDS", "FieldType", "SubjectField", "names_of", "shown_field"]


class FieldType(Enum):
    """Type of an expression or a part of it. The named ones compare with their names, written as text."""

    BOOL = "bool"
    INT = "int"
    DOUBLE = "double"
    STRING = "string"
    STRINGS = "list of strings"
    SEVERITY = "severity"
    CONFIDENCE = "confidence"
    KIND = "kind"
    EXPOSURE = "exposure"


def names_of(type: FieldType) -> tuple[str, ...]:
    """The names a named type knows, lowest first; empty for other types."""
    enum: Any = {
        FieldType.SEVERITY: Severity,
        FieldType.CONFIDENCE: Confidence,
        FieldType.KIND: Kind,
        FieldType.EXPOSURE: Exposure,
    }.get(type, ())
    return tuple(member.value for member in enum)


class SubjectField(Struct, frozen=True):
    """One field of `finding`."""

    type: FieldType
    doc: str
    """One sentence for the reference page."""
    get: Callable[[Assessed, datetime], Any]
    """Its value, or None when that is not known. Of severity and confidence the rank, of the other named types the name."""
    reads: tuple[str, ...] = ()
    """Dotted attributes of `Assessed` when those are few-valued and all it needs; empty: it differs from finding to finding."""
    is_known: Callable[[Assessed], bool] = lambda assessed: True
    """What `has(finding.x)` answers."""


def _kev(assessed: Assessed, now: datetime) -> bool:
    known = assessed.is_exploited
    return assessed.finding.kind in VULNERABILITY_KINDS if known is None else known


def _licence(assessed: Assessed, now: datetime) -> str | None:
    if assessed.licence is None and assessed.finding.kind is not Kind.LICENCE:
        return ""
    return assessed.licence


def _exposure(assessed: Assessed, now: datetime) -> str | None:
    return assessed.exposure if assessed.exposure in names_of(FieldType.EXPOSURE) else None


def _paths(assessed: Assessed, now: datetime) -> tuple[str, ...]:
    finding = assessed.finding
    return tuple(sorted({finding.location.path, *(place.path for place in finding.occurrences)}))


FIELDS: dict[str, SubjectField] = {
    "rule": SubjectField(FieldType.STRING, "Full rule id.", lambda item, now: item.finding.rule, ("finding.rule",)),
    "engine": SubjectField(
        FieldType.STRING,
        "The part of the rule id before the first `/`.",
        lambda item, now: engine_of(item.finding.rule),
        ("finding.rule",),
    ),
    "kind": SubjectField(FieldType.KIND, "Class of the flaw.", lambda item, now: item.finding.kind.value, ("finding.kind",)),
    "severity": SubjectField(
        FieldType.SEVERITY,
        'How bad; `<` and `>=` know the order, `== "unknown"` asks whether nobody rated it.',
        lambda item, now: item.finding.severity.rank,
        ("finding.severity",),
        lambda item: item.finding.severity is not Severity.UNKNOWN,
    ),
    "confidence": SubjectField(
        FieldType.CONFIDENCE, "How sure the rule is.", lambda item, now: item.finding.confidence.rank, ("finding.confidence",)
    ),
    "message": SubjectField(FieldType.STRING, "The sentence people see.", lambda item, now: item.finding.message),
    "path": SubjectField(FieldType.STRING, "Path of the flaw.", lambda item, now: item.finding.location.path),
    "paths": SubjectField(FieldType.STRINGS, "Paths of the flaw and of its occurrences, sorted.", _paths),
    "line": SubjectField(FieldType.INT, "First line, 1-based.", lambda item, now: item.finding.location.start.line),
    "occurrences": SubjectField(
        FieldType.INT, "Further places of the very same flaw.", lambda item, now: len(item.finding.occurrences)
    ),
    "fingerprint": SubjectField(FieldType.STRING, "Stable identity, 32 hex digits.", lambda item, now: item.fingerprint),
    "subject": SubjectField(
        FieldType.STRING,
        "purl of the component; empty when it is in none.",
        lambda item, now: item.finding.subject or "",
        is_known=lambda item: item.finding.subject is not None,
    ),
    "ignored": SubjectField(
        FieldType.BOOL, "An inline ignore stands at every place.", lambda item, now: item.finding.ignored is not None
    ),
    "new": SubjectField(
        FieldType.BOOL,
        "Not proven old.",
        lambda item, now: item.is_new is not False,
        ("is_new",),
        lambda item: item.is_new is not None,
    ),
    "introduced": SubjectField(
        FieldType.BOOL,
        "Not proven untouched by the change.",
        lambda item, now: is_in_scope(Scope.INTRODUCED, item.is_new, item.is_introduced),
        ("is_new", "is_introduced"),
        lambda item: item.is_introduced is not None,
    ),
    "age_days": SubjectField(
        FieldType.DOUBLE,
        "Days since it was first seen.",
        lambda item, now: age_days(item.first_seen, now),
        is_known=lambda item: item.first_seen is not None,
    ),
    "cvss": SubjectField(
        FieldType.DOUBLE,
        "CVSS base score, or the lowest of its severity's band.",
        lambda item, now: effective_cvss(item.cvss, item.finding.severity),
        ("cvss", "finding.severity"),
        lambda item: item.cvss is not None,
    ),
    "epss": SubjectField(
        FieldType.DOUBLE,
        "EPSS probability; 0.0 for kinds that have none.",
        lambda item, now: effective_epss(None, item.finding.kind) if item.epss is None else item.epss,
        is_known=lambda item: item.epss is not None,
    ),
    "kev": SubjectField(
        FieldType.BOOL,
        "Listed in CISA KEV.",
        _kev,
        ("is_exploited", "finding.kind"),
        lambda item: item.is_exploited is not None,
    ),
    "reachable": SubjectField(
        FieldType.BOOL,
        "Not proven unreachable.",
        lambda item, now: item.is_reachable is not False,
        ("is_reachable",),
        lambda item: item.is_reachable is not None,
    ),
    "exposure": SubjectField(
        FieldType.EXPOSURE, "Who can reach it.", _exposure, ("exposure",), lambda item: item.exposure is not None
    ),
    "fix_available": SubjectField(
        FieldType.BOOL,
        "Not proven to have no fix.",
        lambda item, now: item.is_fix_available is not False,
        ("is_fix_available",),
        lambda item: item.is_fix_available is not None,
    ),
    "licence": SubjectField(
        FieldType.STRING,
        "SPDX id; empty for findings that are not about a licence.",
        _licence,
        ("licence", "finding.kind"),
        lambda item: item.licence is not None,
    ),
    "rank": SubjectField(FieldType.INT, "Urgency, 0–1000.", lambda item, now: item.rank),
}
"""The fields of `finding`, in the order of the reference page. Those that a `when` field also names agree with it."""


def shown_field(name: str, assessed: Assessed, now: datetime) -> str:
    """A field's value for people.

    Raises:
        KeyError: no such field.
    """
    field = FIELDS[name]
    value = field.get(assessed, now)
    if not field.is_known(assessed) and field.type in (FieldType.BOOL, FieldType.DOUBLE):
        return "not known" if value is None else f"not known, counts as {str(value).lower()}"
    if value is None:
        return "not known"
    if field.type in (FieldType.SEVERITY, FieldType.CONFIDENCE):
        return str(names_of(field.type)[value])
    return str(value).lower() if isinstance(value, bool) else str(value)
