"""The typed fields of `when`, one entry each: what of a finding it reads and when it holds.

Not knowing never relaxes. Where a finding lacks what a field asks for, it counts as meeting it: an unrated finding meets every
severity, an unproven reachability is reachable. KEV and EPSS speak of vulnerabilities of packages only, and a licence belongs to
licence findings: for other kinds those fields do not hold, which is knowledge, not the lack of it.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct

from gateline.model.finding import Kind
from gateline.model.severity import Severity
from gateline.policy.scope import Scope

__all__ = [
    "CONDITIONS",
    "SCOPE_READS",
    "VULNERABILITY_KINDS",
    "Condition",
    "age_days",
    "effective_cvss",
    "effective_epss",
    "engine_of",
    "is_in_scope",
    "seen_at",
]

VULNERABILITY_KINDS = frozenset({Kind.SCA, Kind.IMAGE})
"""Kinds whose findings are published vulnerabilities, the only ones KEV and EPSS know."""

_CVSS_FLOOR = {
    Severity.CRITICAL: 9.0,
    Severity.HIGH: 7.0,
    Severity.MEDIUM: 4.0,
    Severity.LOW: 0.1,
    Severity.INFO: 0.0,
    Severity.UNKNOWN: None,
}
"""Lowest score of each rating, CVSS v3.1 specification §5 (the same bands in v4.0 §6)."""

_EXPOSURES = ("internet", "internal", "none")

SECONDS_PER_DAY = 86_400


class Condition(Struct, frozen=True):
    """One field of `when` whose answer depends on few attributes with few distinct values."""

    name: str
    """Of the field in `When`."""
    reads: tuple[str, ...]
    """Dotted attributes of `Assessed`."""
    holds: Callable[..., bool]
    """Called with what the policy wants and the values of `reads`."""


def engine_of(rule: str) -> str:
    """The engine that owns a finding's rule: the part before the first `/`."""
    return rule.partition("/")[0]


def effective_cvss(cvss: float | None, severity: Severity) -> float | None:
    """The score, or the lowest of the rating's band; None for an unrated finding without a score."""
    return _CVSS_FLOOR[severity] if cvss is None else cvss


def effective_epss(epss: float | None, kind: Kind) -> float | None:
    """The probability; 0.0 where there can be none; None where there could be one and nobody knows it."""
    return 0.0 if epss is None and kind not in VULNERABILITY_KINDS else epss


def seen_at(first_seen: str | None) -> datetime | None:
    """When the finding was first seen, in UTC; None when that is not known or cannot be read."""
    if first_seen is None:
        return None
    try:
        moment = datetime.fromisoformat(first_seen)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    except ValueError:
        return None


def age_days(first_seen: str | None, now: datetime) -> float | None:
    """Days since the finding was first seen, never negative; None when that is not known."""
    moment = seen_at(first_seen)
    return None if moment is None else max(0.0, (now - moment).total_seconds() / SECONDS_PER_DAY)


def is_in_scope(scope: Scope, is_new: bool | None, is_introduced: bool | None) -> bool:
    """Whether a rule of that scope looks at the finding. Only proof takes it out: known as old, or known as untouched."""
    match scope:
        case Scope.ALL:
            return True
        case Scope.NEW:
            return is_new is not False
        case Scope.INTRODUCED:
            return is_introduced is True or (is_introduced is None and is_new is not False)


SCOPE_READS = ("is_new", "is_introduced")


def _severity(wanted: Severity, severity: Severity) -> bool:
    return severity is Severity.UNKNOWN or severity.rank >= wanted.rank


def _cvss(wanted: float, cvss: float | None, severity: Severity) -> bool:
    score = effective_cvss(cvss, severity)
    return score is None or score >= wanted


def _kev(wanted: bool, is_exploited: bool | None, kind: Kind) -> bool:
    if is_exploited is None:
        return wanted is (kind in VULNERABILITY_KINDS)
    return is_exploited is wanted


def _or_unknown(wanted: bool, value: bool | None) -> bool:
    return (value is not False) is wanted


def _exposure(wanted: tuple[Any, ...], exposure: str | None) -> bool:
    return exposure not in _EXPOSURES or any(member.value == exposure for member in wanted)


def _licence_in(wanted: tuple[str, ...], licence: str | None, kind: Kind) -> bool:
    # SPDX ids compare without regard to case: SPDX specification 2.3, annex D.
    return kind is Kind.LICENCE if licence is None else licence.casefold() in map(str.casefold, wanted)


def _licence_not_in(wanted: tuple[str, ...], licence: str | None, kind: Kind) -> bool:
    return kind is Kind.LICENCE if licence is None else licence.casefold() not in map(str.casefold, wanted)


CONDITIONS = (
    Condition("kind", ("finding.kind",), lambda wanted, kind: kind in wanted),
    Condition("engine", ("finding.rule",), lambda wanted, rule: engine_of(rule) in wanted),
    Condition("severity_at_least", ("finding.severity",), _severity),
    Condition("confidence_at_least", ("finding.confidence",), lambda wanted, confidence: confidence.rank >= wanted.rank),
    Condition("cvss_at_least", ("cvss", "finding.severity"), _cvss),
    Condition("kev", ("is_exploited", "finding.kind"), _kev),
    Condition("reachable", ("is_reachable",), _or_unknown),
    Condition("fix_available", ("is_fix_available",), _or_unknown),
    Condition("exposure", ("exposure",), _exposure),
    Condition("licence_in", ("licence", "finding.kind"), _licence_in),
    Condition("licence_not_in", ("licence", "finding.kind"), _licence_not_in),
)
"""Fields with few distinct values. `rule`, `paths`, `epss_at_least`, `age_over_days` and `expr` have their own machinery in `matcher`."""
