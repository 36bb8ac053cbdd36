"""The published sum."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateline.assess.rank import RankParts, rank, rank_parts
from gateline.model.finding import Kind
from gateline.model.severity import Confidence, Severity
from tests.builders import a_finding, an_assessed


@pytest.mark.parametrize(
    ("kind", "severity", "known", "parts"),
    [
        ("sca", "critical", {}, RankParts(250, 0, 100, 75, 50)),
        (
            "sca",
            "unknown",
            {"cvss": 7.5, "epss": 0.02, "is_reachable": True, "exposure": "internet"},
            RankParts(188, 100, 200, 150, 50),
        ),
        ("sca", "low", {"is_exploited": True, "is_reachable": False, "exposure": "none"}, RankParts(75, 300, 0, 0, 50)),
        ("secret", "high", {"exposure": "internal"}, RankParts(210, 200, 100, 50, 50)),
        ("malware", "info", {}, RankParts(10, 300, 100, 75, 50)),
        ("sast", "unknown", {}, RankParts(150, 0, 100, 75, 50)),
    ],
)
def test_parts(kind: str, severity: str, known: dict[str, Any], parts: RankParts) -> None:
    item = an_assessed(a_finding(kind=kind, severity=severity), **known)
    assert rank_parts(item) == parts
    assert rank(item) == parts.total


@pytest.mark.parametrize(
    ("epss", "points"), [(None, 0), (0.0, 0), (0.00099, 0), (0.001, 50), (0.01, 100), (0.1, 160), (0.5, 200), (1.0, 200)]
)
def test_likelihood_by_decades(epss: float | None, points: int) -> None:
    assert rank_parts(an_assessed(a_finding(kind="sca"), epss=epss)).exploitation == points


@pytest.mark.parametrize(("confidence", "points"), [("low", 125), ("medium", 200), ("high", 250)])
def test_without_a_score_confidence_weighs(confidence: str, points: int) -> None:
    assert rank_parts(an_assessed(a_finding(confidence=confidence))).severity == points


def test_the_worth_of_the_target_is_clamped() -> None:
    assert [rank_parts(an_assessed(), asset).asset for asset in (-1, 0, 70, 1000)] == [0, 0, 70, 100]


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(Kind),
    st.sampled_from(Severity),
    st.sampled_from(Confidence),
    st.none() | st.floats(0, 10),
    st.none() | st.floats(0, 1),
    st.none() | st.booleans(),
    st.none() | st.sampled_from(["internet", "internal", "none", "elsewhere"]),
)
def test_the_sum_stays_within_its_scale(
    kind: Kind,
    severity: Severity,
    confidence: Confidence,
    cvss: float | None,
    epss: float | None,
    flag: bool | None,
    exposure: str | None,
) -> None:
    item = an_assessed(
        a_finding(kind=kind, severity=severity, confidence=confidence),
        cvss=cvss,
        epss=epss,
        is_exploited=flag,
        is_reachable=flag,
        exposure=exposure,
    )
    parts = rank_parts(item, 100)
    assert 0 <= parts.total <= 1000
    assert all(0 <= part <= most for part, most in zip((parts.severity, parts.exploitation), (250, 300), strict=True))
