from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

from gateline.model.report import Report
from gateline.report.junit import render
from tests.builders import a_finding, a_gap, a_report, a_verdict, a_waiver_use, an_assessed
from tests.report.exemplar import exemplar
from tests.report.golden import assert_golden
from tests.report.screen import shown


def suites(report: Report) -> dict[str, ElementTree.Element]:
    return {suite.get("name", ""): suite for suite in ElementTree.fromstring(shown(render, report))}


def test_the_whole_document() -> None:
    assert_golden("junit.xml", shown(render, exemplar()).encode())


def test_a_run_without_findings_is_no_run_without_tests() -> None:
    found = suites(a_report(verdict=a_verdict("pass")))
    assert list(found) == ["gateline.gate"]
    assert [case.get("name") for case in found["gateline.gate"]] == ["stage commit"]


def test_blocked_fails_waived_is_skipped_and_the_rest_passes() -> None:
    items = [an_assessed(a_finding(), digit * 32) for digit in "abcd"]
    waivers = [a_waiver_use("b" * 32, "used", "rotated")]
    verdict = a_verdict("fail", blocked=["a" * 32], waived=["b" * 32], warned=["c" * 32], waivers=waivers)
    suite = suites(a_report(items, verdict))["gateline.secret"]
    assert [case[0].tag for case in suite] == ["failure", "skipped", "system-out", "system-out"]
    assert suite[1][0].get("message") == "rotated"
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("4", "1", "1")


def test_gaps_and_missing_evidence_are_errors() -> None:
    gaps = [a_gap("a.bin", note="one"), a_gap("a.bin", note="two"), a_gap("", "secrets", "empty")]
    found = suites(a_report(verdict=a_verdict("incomplete", missing=["sast"], violated=["signed"], gaps=gaps)))
    assert [case[0].tag for case in found["gateline.gate"]] == ["error", "failure", "error"]
    assert [(case.get("name"), case[0].text) for case in found["gateline.gaps"]] == [
        ("the whole target: nothing was looked at", None),
        ("a.bin: larger than the limit", "one\ntwo"),
    ]


def test_names_carry_no_line_and_are_told_apart() -> None:
    items = [an_assessed(a_finding(f"a.py:{line}:1"), "a" * 32) for line in (1, 2)]
    names = [case.get("name") for case in suites(a_report(items))["gateline.secret"]]
    assert names == [
        "GitHub personal access token in a.py (aaaaaaaaaaaa)",
        "GitHub personal access token in a.py (aaaaaaaaaaaa) #2",
    ]


def test_what_xml_cannot_hold_is_spelled_out() -> None:
    case = suites(a_report([a_finding('a"<\x00\ufffe>.py:1:1', message="]]> & \x1b[1m")]))["gateline.secret"][0]
    assert case.get("file") == r'a"<\x00\ufffe>.py'
    assert "]]> & \\x1b[1m" in (case[0].text or "")


def test_many_places_are_counted() -> None:
    case = suites(a_report([a_finding(occurrences=[f"b{number}.py:1:1" for number in range(30)])]))["gateline.secret"][0]
    assert "and 11 more places" in (case[0].text or "")


def test_ci_servers_take_it(validate: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "junit.xml").write_text(shown(render, exemplar()), encoding="utf-8")
    validate.PROBLEMS.clear()
    validate.junit(tmp_path / "junit.xml")
    assert validate.PROBLEMS == []
