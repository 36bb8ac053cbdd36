"""Columns say what rows would: the matcher against one finding and one rule at a time."""

from hypothesis import given, settings
from hypothesis import strategies as st

from gateline.model.assessed import Assessed
from gateline.policy.compile import compile_policy
from gateline.policy.conditions.matcher import RuleMatcher
from gateline.policy.document import Policy, Rule
from gateline.policy.explain import explain
from gateline.policy.stages import Stage
from tests.builders import an_assessed

from ..strategies import NOW, findings, rules


@settings(max_examples=60, deadline=None)
@given(rules(), st.lists(findings(), max_size=5))
def test_a_rule_holds_exactly_when_all_its_terms_do(made: tuple[Rule, ...], assessed: list[Assessed]) -> None:
    policy = compile_policy(Policy(rules=made), Stage.PR)
    for finding, mask in zip(assessed, policy.matcher.masks(assessed, NOW), strict=True):
        holding = {rule.id for number, rule in enumerate(made) if mask >> number & 1}
        assert holding == {rule.id for rule in explain(finding, NOW, policy).rules if rule.holds}


@settings(max_examples=60, deadline=None)
@given(rules(), st.lists(findings(), min_size=2, max_size=5))
def test_findings_do_not_influence_each_other(made: tuple[Rule, ...], assessed: list[Assessed]) -> None:
    together = RuleMatcher(made).masks(assessed, NOW)
    assert together == [RuleMatcher(made).masks([finding], NOW)[0] for finding in assessed]


def test_without_rules_nothing_holds() -> None:
    assert RuleMatcher(()).masks([an_assessed()], NOW) == [0]
