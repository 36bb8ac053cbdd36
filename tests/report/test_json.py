import msgspec

from gateline.report.document import Document
from gateline.report.json import render
from tests.builders import a_finding, a_report
from tests.report.exemplar import PASSWORD, TOKEN, exemplar
from tests.report.golden import assert_golden
from tests.report.screen import shown


def test_the_whole_document() -> None:
    assert_golden("report.json", shown(render, exemplar()).encode())


def test_it_reads_back_as_its_own_types() -> None:
    document = msgspec.json.decode(shown(render, exemplar()), type=Document)
    assert document.schema == "gateline-report/1"
    assert document.verdict.exit_code == 1
    assert {row.fingerprint: row.standing for row in document.findings}[PASSWORD] == "waived"
    token = document.findings[0]
    assert (token.fingerprint, token.path, token.line, token.column, token.end_column) == (TOKEN, "src/settings.py", 14, 9, 49)
    assert [place.path for place in token.occurrences] == ["deploy/old.env", "src/settings.py"]


def test_a_finding_is_a_line() -> None:
    lines = shown(render, a_report([a_finding(), a_finding()])).splitlines()
    assert [line[:16] for line in lines[1:3]] == ['{"fingerprint":"'] * 2
    assert lines[3] == "]}"


def test_no_findings_are_an_empty_list() -> None:
    assert msgspec.json.decode(shown(render, a_report()))["findings"] == []


def test_chunks_join_without_a_seam() -> None:
    report = a_report([a_finding(f"a.py:{line}:1") for line in range(1, 2502)])
    assert len(msgspec.json.decode(shown(render, report), type=Document).findings) == 2501
