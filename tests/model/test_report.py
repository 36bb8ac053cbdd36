import msgspec

from gateline.model.report import Counts, Report
from tests.builders import a_component, a_finding, a_report


def test_a_report_survives_its_own_writing() -> None:
    report = a_report([a_finding(), a_finding(rule="secrets/other")], components=[a_component()])
    assert msgspec.json.decode(msgspec.json.encode(report), type=Report) == report


def test_a_target_without_history_counts_no_commits() -> None:
    assert Counts(files=3, blobs=2, bytes=10) == Counts(3, 2, 10, commits=0)


def test_no_rule_goes_undescribed() -> None:
    report = a_report([a_finding(rule="secrets/b"), a_finding(rule="secrets/a"), a_finding(rule="secrets/b")])
    assert [rule.id for rule in report.rules] == ["secrets/a", "secrets/b"]
