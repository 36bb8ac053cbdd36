import pytest

from gateline.model.report import RuleInfo
from gateline.model.severity import Confidence, Severity
from gateline.rules.rule import Example, Rule

RULE = Rule(
    id="secrets/acme",
    title="Acme key",
    why="It opens everything.\n",
    fix="\nRevoke it.\n",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    cwe=(798,),
    match={"keywords": ["acme_"]},
    fails=(Example("acme_{9:lower}"),),
    passes=(Example("acme"),),
    references=("https://acme.example/keys",),
    service="acme",
)


def test_what_reports_say_of_a_rule() -> None:
    assert RULE.info() == RuleInfo(
        id="secrets/acme",
        title="Acme key",
        why="It opens everything.",
        fix="Revoke it.",
        severity="high",
        confidence="medium",
        cwe=(798,),
        references=("https://acme.example/keys",),
    )


def test_an_example_stands_on_the_first_line_of_a_text_file_unless_it_says_otherwise() -> None:
    assert Example("x") == Example("x", path="sample.txt", line=1)


def test_a_rule_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        RULE.title = "Other"  # type: ignore[misc]
