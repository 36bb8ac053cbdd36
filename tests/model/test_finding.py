import msgspec
import pytest

from gateline.model.finding import Edit, Finding, Fix, Kind, Origin, Role
from tests.builders import a_finding, a_location, a_step


def test_a_finding_survives_its_own_writing() -> None:
    finding = a_finding(
        occurrences=["src/other.py:2:1"],
        trace=[a_step(role="source"), a_step(role="sink")],
        fixes=[Fix("Read the token from the environment", (Edit(a_location(), "os.environ['TOKEN']"),))],
        origin=Origin("1" * 40, "A <a@x>", "2020-01-01T00:00:00+01:00", True),
        ignored="",
    )
    assert msgspec.json.decode(msgspec.json.encode(finding), type=Finding) == finding


def test_an_ignore_without_a_reason_is_not_the_absence_of_one() -> None:
    assert a_finding(ignored="") != a_finding(ignored=None)


def test_a_finding_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        a_finding().message = "other"  # type: ignore[misc]


def test_equal_findings_are_one_in_a_set() -> None:
    assert len({a_finding(), a_finding(), a_finding(rule="secrets/other")}) == 2


def test_the_words_of_policies() -> None:
    assert [kind.value for kind in Kind] == ["secret", "sast", "sca", "licence", "malware", "iac", "image", "dast", "runtime"]
    assert [role.value for role in Role] == ["source", "propagation", "sanitizer", "sink"]
