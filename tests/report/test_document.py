from typing import get_args, get_type_hints

from gateline.model.severity import Confidence, Severity
from gateline.model.verdict import Outcome
from gateline.report.document import FindingRow, Head, VerdictRow
from gateline.report.standing import Standing


def test_closed_sets_are_those_of_the_model() -> None:
    rows = get_type_hints(FindingRow)
    assert set(get_args(rows["severity"])) == {severity.value for severity in Severity}
    assert set(get_args(rows["confidence"])) == {confidence.value for confidence in Confidence}
    assert set(get_args(rows["standing"])) == {standing.value for standing in Standing}
    assert set(get_args(get_type_hints(VerdictRow)["outcome"])) == {outcome.value for outcome in Outcome}


def test_findings_come_last_so_that_they_can_be_streamed() -> None:
    assert "findings" not in Head.__struct_fields__
