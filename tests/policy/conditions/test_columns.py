"""Tables over few-valued attributes."""

from typing import Any

import pytest

from gateline.model.finding import Kind
from gateline.model.severity import Severity
from gateline.policy.conditions import columns
from gateline.policy.conditions.columns import Columns, cheap_reads
from gateline.policy.conditions.expression import parse_expression
from gateline.policy.document import Enforce, Rule, When
from gateline.policy.scope import Scope
from tests.builders import a_finding, an_assessed


def masks(*whens: When, **known: Any) -> int:
    rules = [Rule(f"r{number}", Enforce.BLOCK, when) for number, when in enumerate(whens)]
    terms = [() if when.expr is None else parse_expression(when.expr).terms for when in whens]
    return Columns(rules, terms).masks([an_assessed(a_finding(kind="sca", severity="high", rule="sca/x"), **known)])[0]


def test_every_condition_narrows() -> None:
    assert masks(When(kind=(Kind.SCA,)), When(kind=(Kind.SAST,)), When(severity_at_least=Severity.CRITICAL), When()) == 0b1001


def test_one_attribute_alone_needs_no_tuple() -> None:
    assert masks(When(reachable=True), When(reachable=False), is_reachable=True) == 0b01


def test_terms_on_few_valued_fields_are_tabled_and_others_left_out() -> None:
    assert masks(When(expr="finding.kev && finding.epss > 2.0"), When(expr="finding.kev"), is_exploited=False) == 0
    assert masks(When(expr="finding.epss > 2.0"), is_exploited=False) == 1


def test_a_constant_is_a_term_too() -> None:
    assert masks(When(expr="false"), When(expr='"a" in ["a"]')) == 0b10


def test_what_a_term_reads() -> None:
    dear, cheap = parse_expression("finding.path == '' && finding.cvss > 1.0").terms
    assert (cheap_reads(dear), cheap_reads(cheap)) == ((), ("cvss", "finding.severity"))


def test_scope_is_a_condition() -> None:
    rules = [Rule("a", Enforce.BLOCK, When(), scope=Scope.NEW)]
    assert Columns(rules, [()]).masks([an_assessed(is_new=False), an_assessed(is_new=None)]) == [0, 1]


def test_tables_do_not_grow_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = [Rule("a", Enforce.BLOCK, When(rule=("**/rule-1*",)))]
    made = Columns(rules, [()])
    many = [an_assessed(a_finding(rule=f"sast/rule-{number}")) for number in range(30)]
    monkeypatch.setattr(columns, "_MAX_KEPT", 10)
    assert made.masks(many) == [int(str(number).startswith("1")) for number in range(30)]
    assert all(len(cluster) <= 10 for cluster in made._clusters)
