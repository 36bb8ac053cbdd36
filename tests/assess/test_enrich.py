"""What is known of a finding."""

import pytest

from gateline.assess.enrich import Change, Known, enrich, know, with_rank
from gateline.assess.rank import rank
from gateline.model.finding import Finding, Fix
from tests.builders import a_finding, a_step

ONE = "1" * 32


def test_without_knowledge_nothing_is_known() -> None:
    item = enrich(a_finding(), ONE)
    assert (item.is_new, item.is_introduced, item.first_seen, item.cvss, item.is_reachable) == (None,) * 5
    assert item.rank == rank(item)


@pytest.mark.parametrize(("baseline", "is_new"), [(None, None), (frozenset(), True), (frozenset({ONE}), False)])
def test_new_is_what_the_baseline_does_not_hold(baseline: frozenset[str] | None, is_new: bool | None) -> None:
    assert enrich(a_finding(), ONE, baseline=baseline).is_new is is_new


@pytest.mark.parametrize(
    ("finding", "change", "is_introduced"),
    [
        (a_finding("a.py:1:1"), None, None),
        (a_finding("a.py:1:1"), Change(frozenset({"a.py"})), True),
        (a_finding("a.py:1:1"), Change(frozenset({"b.py"})), False),
        (a_finding("a.py:1:1", occurrences=["b.py:1:1"]), Change(frozenset({"b.py"})), True),
        (a_finding("a.py:1:1", trace=[a_step("b.py:1:1")]), Change(frozenset({"b.py"})), True),
        (a_finding("a.py:1:1", related=["b.py:1:1"]), Change(frozenset({"b.py"})), True),
        (a_finding("uv.lock:1:1", subject="pkg:pypi/a@1"), Change(frozenset({"uv.lock"}), frozenset({"pkg:pypi/b@2"})), False),
        (a_finding("uv.lock:1:1", subject="pkg:pypi/a@1"), Change(frozenset(), frozenset({"pkg:pypi/a@1"})), True),
        (a_finding("uv.lock:1:1", subject="pkg:pypi/a@1"), Change(frozenset({"uv.lock"})), True),
    ],
)
def test_introduced_is_what_the_change_touched(finding: Finding, change: Change | None, is_introduced: bool | None) -> None:
    assert enrich(finding, ONE, change=change).is_introduced is is_introduced


def test_what_was_there_before_is_not_introduced_by_moving_it() -> None:
    item = enrich(a_finding("a.py:1:1"), ONE, baseline=frozenset({ONE}), change=Change(frozenset({"a.py"})))
    assert item.is_introduced is False


def test_a_fix_at_hand_is_a_fix() -> None:
    fixable = a_finding(fixes=[Fix("Rotate it")])
    assert enrich(fixable, ONE).is_fix_available is True
    assert enrich(fixable, ONE, known=Known(is_fix_available=False)).is_fix_available is False
    assert enrich(a_finding(), ONE).is_fix_available is None


def test_every_field_of_knowledge_arrives() -> None:
    known = Known("2026-01-01", 7.0, 0.5, True, False, "internet", True, "MIT")
    item = enrich(a_finding(), ONE, known=known)
    assert {name: getattr(item, name) for name in Known.__struct_fields__} == {
        name: getattr(known, name) for name in Known.__struct_fields__
    }


def test_ranking_changes_the_rank_alone() -> None:
    plain = know(a_finding(), ONE, baseline=frozenset(), change=Change(frozenset()), known=Known(epss=0.5, licence="MIT"))
    ranked = with_rank(plain, 7)
    assert ranked.rank == 7
    assert with_rank(ranked, 0) == plain
