from gateline.report.markdown import render
from tests.builders import a_finding, a_report, a_verdict, an_assessed
from tests.report.exemplar import exemplar
from tests.report.golden import assert_golden
from tests.report.screen import shown


def test_the_whole_comment() -> None:
    assert_golden("comment.md", shown(render, exemplar()).encode())


def test_a_comment_fits_whatever_is_found() -> None:
    items = [an_assessed(a_finding(message="x" * 5_000), f"{number:032x}") for number in range(100)]
    report = a_report(items, a_verdict("fail", blocked=[item.fingerprint for item in items]))
    assert 50_000 < len(shown(render, report, items=100).encode()) <= 60_000
