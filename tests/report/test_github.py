from gateline.report.github import render
from tests.builders import a_finding, a_gap, a_location, a_report, a_verdict, an_assessed
from tests.report.exemplar import exemplar
from tests.report.golden import assert_golden
from tests.report.screen import shown


def test_the_whole_log() -> None:
    assert_golden("github.txt", shown(render, exemplar()).encode())


def test_no_more_than_github_shows_and_the_rest_in_a_notice() -> None:
    items = [an_assessed(a_finding(f"{number}.py:1:1"), f"{number:032x}") for number in range(50)]
    fingerprints = [item.fingerprint for item in items]
    verdict = a_verdict("fail", reasons=["25 block"], blocked=fingerprints[:25], warned=fingerprints[25:], gaps=[a_gap()])
    lines = shown(render, a_report(items, verdict)).splitlines()
    assert [line.split(" ")[0] for line in lines] == ["::error"] * 10 + ["::warning"] * 10 + ["::notice"]
    assert (
        lines[-1] == "::notice title=Gateline%3A failed::25 block; 50 findings; 15 more errors and 16 more warnings not annotated"
    )


def test_a_file_name_cannot_begin_a_command() -> None:
    item = an_assessed(a_finding("a,b:c%\n::set-output name=x::y:1:1", message="100%\n::error::forged"))
    lines = shown(render, a_report([item], a_verdict("fail", blocked=[item.fingerprint]))).splitlines()
    assert lines[0].startswith(r"::error file=a%2Cb%3Ac%25\x0a%3A%3Aset-output name=x%3A%3Ay,line=1,")
    assert "::100%25 ::error::forged%0AFix" in lines[0]
    assert len(lines) == 2


def test_a_finding_of_the_whole_target_has_no_file() -> None:
    item = an_assessed(a_finding(a_location("")))
    line = shown(render, a_report([item], a_verdict("fail", blocked=[item.fingerprint]))).splitlines()[0]
    assert line.startswith("::error title=critical%3A GitHub personal access token::")


def test_columns_only_on_one_line() -> None:
    # GitHub refuses columns when the lines differ.
    location = a_location("a.py:3:5")
    many = type(location)("a.py", location.start, type(location.end)(4, 1))
    item = an_assessed(a_finding(many))
    line = shown(render, a_report([item], a_verdict("fail", blocked=[item.fingerprint]))).splitlines()[0]
    assert "line=3,endLine=4,title=" in line


def test_an_incomplete_gate_is_an_error() -> None:
    verdict = a_verdict("incomplete", reasons=["no evidence for sast"], missing=["sast"], violated=["signed"])
    lines = shown(render, a_report(verdict=verdict)).splitlines()
    assert lines[:3] == [
        "::error title=Mandate violated::violated: signed",
        "::error title=Mandate without evidence::no evidence: sast",
        "::error title=Gate incomplete::no evidence for sast",
    ]
