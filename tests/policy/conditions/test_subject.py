"""The fields of `finding` agree with the `when` fields of the same name, and know what they do not know."""

import pytest
from hypothesis import given, settings

from gateline.model.assessed import Assessed
from gateline.policy.conditions.matcher import RuleMatcher
from gateline.policy.conditions.subject import FIELDS, FieldType, names_of, shown_field
from gateline.policy.document import Enforce, Rule, When
from gateline.policy.stages import Exposure
from tests.builders import a_finding, an_assessed

from ..strategies import NOW, findings

PAIRS = (
    (When(kev=True), "finding.kev"),
    (When(reachable=True), "finding.reachable"),
    (When(reachable=False), "!finding.reachable"),
    (When(fix_available=True), "finding.fix_available"),
    (When(cvss_at_least=7.0), "finding.cvss >= 7.0"),
    (When(epss_at_least=0.1), "finding.epss >= 0.1"),
    (When(age_over_days=30), "finding.age_days > 30"),
    (When(exposure=(Exposure.INTERNET,)), 'finding.exposure == "internet"'),
)


@settings(max_examples=60, deadline=None)
@given(findings())
def test_a_field_and_its_expression_say_the_same(finding: Assessed) -> None:
    for when, expr in PAIRS:
        matcher = RuleMatcher([Rule("a", Enforce.BLOCK, when), Rule("b", Enforce.BLOCK, When(expr=expr))])
        assert matcher.masks([finding], NOW)[0] in (0b00, 0b11), expr


@settings(max_examples=60, deadline=None)
@given(findings())
def test_every_field_has_a_value_of_its_type_or_none(finding: Assessed) -> None:
    types = {
        FieldType.BOOL: bool,
        FieldType.INT: int,
        FieldType.DOUBLE: float,
        FieldType.STRINGS: tuple,
        FieldType.SEVERITY: int,
        FieldType.CONFIDENCE: int,
    }
    for name, field in FIELDS.items():
        value = field.get(finding, NOW)
        assert value is None or type(value) is types.get(field.type, str), name
        assert shown_field(name, finding, NOW) or value == "", name


def test_named_types_list_their_names_lowest_first() -> None:
    assert names_of(FieldType.SEVERITY) == ("unknown", "info", "low", "medium", "high", "critical")
    assert names_of(FieldType.CONFIDENCE) == ("low", "medium", "high")
    assert names_of(FieldType.STRING) == ()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("kev", "not known, counts as true"),
        ("reachable", "not known, counts as true"),
        ("cvss", "not known, counts as 9.0"),
        ("epss", "not known"),
        ("severity", "critical"),
        ("exposure", "not known"),
        ("new", "not known, counts as true"),
        ("path", "src/settings.py"),
    ],
)
def test_people_see_what_is_assumed(name: str, text: str) -> None:
    assert shown_field(name, an_assessed(a_finding(kind="sca")), NOW) == text
