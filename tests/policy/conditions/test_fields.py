"""The typed fields: what not knowing means for each."""

import pytest

from gateline.model.finding import Kind
from gateline.model.severity import Severity
from gateline.policy.conditions.fields import (
    CONDITIONS,
    age_days,
    effective_cvss,
    effective_epss,
    engine_of,
    is_in_scope,
    seen_at,
)
from gateline.policy.document import When
from gateline.policy.scope import Scope

from ..strategies import NOW


def test_every_condition_is_a_field_of_when() -> None:
    assert {condition.name for condition in CONDITIONS} <= set(When.__struct_fields__)
    assert set(When.__struct_fields__) - {condition.name for condition in CONDITIONS} == {
        "rule",
        "paths",
        "paths_exclude",
        "epss_at_least",
        "age_over_days",
        "expr",
    }


@pytest.mark.parametrize(
    ("severity", "score"),
    [("critical", 9.0), ("high", 7.0), ("medium", 4.0), ("low", 0.1), ("info", 0.0), ("unknown", None)],
)
def test_the_band_of_a_rating_stands_in_for_the_score(severity: str, score: float | None) -> None:
    assert effective_cvss(None, Severity(severity)) == score
    assert effective_cvss(1.5, Severity(severity)) == 1.5


def test_only_vulnerabilities_can_have_an_unknown_likelihood() -> None:
    assert effective_epss(None, Kind.SCA) is None
    assert effective_epss(None, Kind.SECRET) == 0.0
    assert effective_epss(0.3, Kind.SECRET) == 0.3


@pytest.mark.parametrize(
    ("scope", "is_new", "is_introduced", "is_in"),
    [
        (Scope.ALL, False, False, True),
        (Scope.NEW, True, False, True),
        (Scope.NEW, None, False, True),
        (Scope.NEW, False, True, False),
        (Scope.INTRODUCED, False, True, True),
        (Scope.INTRODUCED, True, False, False),
        (Scope.INTRODUCED, None, None, True),
        (Scope.INTRODUCED, True, None, True),
        (Scope.INTRODUCED, False, None, False),
    ],
)
def test_only_proof_takes_a_finding_out_of_scope(
    scope: Scope, is_new: bool | None, is_introduced: bool | None, is_in: bool
) -> None:
    assert is_in_scope(scope, is_new, is_introduced) is is_in


def test_dates() -> None:
    assert age_days("2026-06-14T12:00:00Z", NOW) == 1.0
    assert age_days("2026-06-14T12:00:00", NOW) == 1.0
    assert age_days("2027-01-01T00:00:00Z", NOW) == 0.0
    assert age_days(None, NOW) is None
    assert seen_at("yesterday") is None


def test_the_engine_is_what_stands_before_the_slash() -> None:
    assert engine_of("iac/aws/s3") == "iac"
    assert engine_of("bare") == "bare"
