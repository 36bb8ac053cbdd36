import pytest

from gateline.model.severity import Confidence, Severity


def test_severities_rise() -> None:
    assert sorted(Severity, key=lambda severity: severity.rank) == [
        Severity.UNKNOWN,
        Severity.INFO,
        Severity.LOW,
        Severity.MEDIUM,
        Severity.HIGH,
        Severity.CRITICAL,
    ]
    assert (Severity.UNKNOWN.rank, Severity.CRITICAL.rank) == (0, 5)


def test_confidences_rise() -> None:
    assert [confidence.rank for confidence in (Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH)] == [0, 1, 2]


@pytest.mark.parametrize("name", ["info", "low", "medium", "high", "critical", "unknown"])
def test_a_severity_is_written_as_its_lower_case_name(name: str) -> None:
    assert Severity(name).name == name.upper()


@pytest.mark.parametrize("kind", [Severity, Confidence])
def test_no_other_word_is_a_level(kind: type[Severity] | type[Confidence]) -> None:
    with pytest.raises(ValueError, match="'severe' is not a valid"):
        kind("severe")
