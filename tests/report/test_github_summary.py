from gateline.report.github_summary import render
from tests.builders import a_finding, a_report, a_verdict, an_assessed
from tests.report.exemplar import exemplar
from tests.report.screen import shown


def test_it_tells_more_than_a_comment() -> None:
    items = [an_assessed(a_finding(), f"{number:032x}") for number in range(300)]
    report = a_report(items, a_verdict("fail", blocked=[item.fingerprint for item in items]))
    assert shown(render, report).count("<details>") == 200


def test_a_summary_stays_below_the_size_github_drops() -> None:
    items = [an_assessed(a_finding(message="x" * 9_000), f"{number:032x}") for number in range(300)]
    report = a_report(items, a_verdict("fail", blocked=[item.fingerprint for item in items]))
    assert 900_000 < len(shown(render, report, items=100).encode()) <= 1_024 * 1_000


def test_it_begins_with_the_verdict() -> None:
    assert shown(render, exemplar()).startswith("## ❌ Gateline failed\n")
