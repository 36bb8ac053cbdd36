"""Findings in, assessed findings out."""

from gateline.assess.assess import assess
from gateline.assess.enrich import Change, Known
from gateline.assess.fingerprint import fingerprint
from gateline.model.finding import Finding
from tests.builders import a_finding


def test_the_most_urgent_comes_first_then_path_line_rule_column() -> None:
    findings = [
        a_finding("b.py:1:1", severity="low", identity="1"),
        a_finding("a.py:2:1", severity="low", identity="2"),
        a_finding("a.py:1:9", severity="low", identity="3"),
        a_finding("a.py:1:1", severity="low", identity="4"),
        a_finding("a.py:1:5", severity="low", identity="5", rule="secrets/a"),
        a_finding("z.py:1:1", severity="critical", identity="6"),
    ]
    assert [item.finding.identity for item in assess(findings)] == ["6", "5", "4", "3", "2", "1"]
    assert assess(reversed(findings)) == assess(findings)


def test_the_same_flaw_found_twice_is_one() -> None:
    (item,) = assess([a_finding("a.py:1:1"), a_finding("b.py:1:1")])
    assert len(item.finding.occurrences) == 1


def test_baseline_change_and_knowledge_arrive() -> None:
    old, new = a_finding("a.py:1:1", identity="old", kind="sca"), a_finding("b.py:1:1", identity="new", kind="sca")

    def knowledge(finding: Finding, name: str) -> Known | None:
        assert name == fingerprint(finding)
        return Known(is_exploited=True) if finding.identity == "new" else None

    first, second = assess(
        [old, new], baseline={fingerprint(old)}, change=Change(frozenset({"b.py"})), knowledge=knowledge, asset=100
    )
    assert (first.finding, first.is_new, first.is_introduced, first.is_exploited) == (new, True, True, True)
    assert (second.finding, second.is_new, second.is_introduced, second.is_exploited) == (old, False, False, None)
    assert first.rank == 250 + 300 + 100 + 75 + 100


def test_nothing_found() -> None:
    assert assess([]) == ()
