import json
import os
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from gateline.model.finding import Edit, Fix
from gateline.model.location import Location, Position
from gateline.model.report import Report
from gateline.report import sarif
from gateline.report.sarif import render
from tests.builders import a_finding, a_gap, a_location, a_report, a_rule_info, a_step, a_verdict, a_waiver_use, an_assessed
from tests.report.exemplar import TOKEN, exemplar
from tests.report.golden import assert_golden
from tests.report.screen import shown


def log_of(report: Report) -> dict[str, Any]:
    log: dict[str, Any] = json.loads(shown(render, report))
    return log


def results(report: Report) -> list[dict[str, Any]]:
    return [result for run in log_of(report)["runs"] for result in run["results"]]


def test_the_whole_log() -> None:
    assert_golden("report.sarif", shown(render, exemplar()).encode())


def test_one_result_a_place_each_with_its_own_hash() -> None:
    found = [result for result in results(exemplar()) if result["fingerprints"]["gateline/v1"] == TOKEN]
    places = [
        (place["artifactLocation"]["uri"], place["region"]["startLine"])
        for place in (result["locations"][0]["physicalLocation"] for result in found)
    ]
    assert places == [("src/settings.py", 14), ("deploy/old.env", 3), ("src/settings.py", 88)]
    assert len({result["partialFingerprints"]["primaryLocationLineHash"] for result in found}) == 3


def test_two_findings_on_a_line_stay_two() -> None:
    hashes = [
        result["partialFingerprints"]["primaryLocationLineHash"] for result in results(a_report([a_finding(), a_finding()]))
    ]
    assert len(set(hashes)) == 2


def test_hashes_survive_moved_lines() -> None:
    before, after = (results(a_report([an_assessed(a_finding(f"a.py:{line}:1"))])) for line in (3, 90))
    assert before[0]["partialFingerprints"] == after[0]["partialFingerprints"]


def test_a_finding_without_a_path_still_has_a_location() -> None:
    place = results(a_report([a_finding(a_location(""))]))[0]["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "whole-target"}}


def test_the_end_column_is_the_first_behind_the_region() -> None:
    region = results(a_report([a_finding("a.py:2:5")]))[0]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 2, "startColumn": 5, "endLine": 2, "endColumn": 45}


@pytest.mark.parametrize(
    ("start", "end", "region"),
    [
        (Position(0, 0), Position(0, 0), None),
        (Position(3, 0), Position(3, 0), {"startLine": 3}),
        (Position(3, 9), Position(3, 2), {"startLine": 3}),
        (Position(3, 9), Position(4, 1), {"startLine": 3, "startColumn": 9, "endLine": 4, "endColumn": 1}),
    ],
)
def test_positions_that_make_no_region_lose_only_what_is_wrong(start: Position, end: Position, region: object) -> None:
    place = results(a_report([a_finding(Location("a.py", start, end))]))[0]["locations"][0]["physicalLocation"]
    assert place.get("region") == region


def test_a_rule_carries_the_gravest_severity_of_its_findings() -> None:
    report = a_report([a_finding(severity="low"), a_finding(severity="high"), a_finding(severity="medium")])
    rule = log_of(report)["runs"][0]["tool"]["driver"]["rules"][0]
    assert rule["properties"]["security-severity"] == "8.0"
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert [result["level"] for result in results(report)] == ["note", "error", "warning"]


def test_rules_have_what_code_scanning_shows() -> None:
    rule = log_of(a_report([a_finding()]))["runs"][0]["tool"]["driver"]["rules"][0]
    assert rule["properties"]["tags"] == ["external/cwe/cwe-798", "secrets", "security"]
    assert rule["properties"]["precision"] == "high"
    assert rule["help"]["markdown"].startswith("## Why\n\nGrants its owner's access")
    assert "## Fix\n\nRevoke it at *Settings" in rule["help"]["markdown"]
    assert rule["helpUri"] == "https://docs.github.com/authentication"


def test_tags_are_as_many_as_are_kept() -> None:
    report = a_report([a_finding()], rules=[a_rule_info(cwe=range(100, 140), references=["javascript:alert(1)"])])
    rule = log_of(report)["runs"][0]["tool"]["driver"]["rules"][0]
    assert len(rule["properties"]["tags"]) == 10
    assert "helpUri" not in rule


def test_a_waived_finding_is_suppressed_from_outside() -> None:
    item = an_assessed()
    waivers = [a_waiver_use(item.fingerprint, "used", "rotated already")]
    report = a_report([item], a_verdict(waived=[item.fingerprint], waivers=waivers))
    suppression = {"kind": "external", "status": "accepted", "justification": "rotated already"}
    assert results(report)[0]["suppressions"] == [suppression]


def test_an_inline_ignore_is_suppressed_in_source_unless_the_gate_blocks() -> None:
    item = an_assessed(a_finding(ignored="test data"))
    waived = results(a_report([item], a_verdict(waived=[item.fingerprint])))[0]["suppressions"]
    blocked = results(a_report([item], a_verdict("fail", blocked=[item.fingerprint])))[0]["suppressions"]
    assert waived == [{"kind": "inSource", "status": "accepted", "justification": "test data"}]
    assert blocked == [{"kind": "inSource", "status": "rejected", "justification": "test data"}]


def test_new_and_old() -> None:
    items = [an_assessed(is_new=is_new, fingerprint=f"{number:032}") for number, is_new in enumerate((True, False, None))]
    assert [result.get("baselineState") for result in results(a_report(items))] == ["new", "unchanged", None]


def test_gaps_are_notifications_and_incomplete_is_no_success() -> None:
    verdict = a_verdict(
        "incomplete", reasons=["a gap"], gaps=[a_gap("data/a b.bin", note="raise the limit"), a_gap("", "secrets", "empty")]
    )
    run = log_of(a_report(verdict=verdict))["runs"][0]
    invocation = run["invocations"][0]
    assert (invocation["executionSuccessful"], invocation["exitCode"], invocation["exitCodeDescription"]) == (False, 3, "a gap")
    whole, named = invocation["toolExecutionNotifications"]
    assert whole["message"]["text"] == "not analyzed by secrets: nothing was looked at"
    assert "locations" not in whole
    assert named["message"]["text"] == "not analyzed by source: larger than the limit; raise the limit"
    assert named["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "data/a%20b.bin"
    assert [notification["id"] for notification in run["tool"]["driver"]["notifications"]] == ["gap/empty", "gap/too-large"]


def test_a_trace_becomes_a_code_flow_of_the_first_place_only() -> None:
    finding = a_finding(trace=[a_step(note="`q` is read"), a_step()], occurrences=["b.py:1:1"], related=["c.py:1:1"])
    first, second = results(a_report([finding]))
    steps = first["codeFlows"][0]["threadFlows"][0]["locations"]
    assert steps[0]["location"]["message"]["text"] == "`q` is read"
    assert [place["id"] for place in first["relatedLocations"]] == [1]
    assert "codeFlows" not in second
    assert "relatedLocations" not in second


def test_a_trace_is_cut_at_what_is_kept() -> None:
    found = results(a_report([a_finding(trace=[a_step()] * 1_500)]))
    assert len(found[0]["codeFlows"][0]["threadFlows"][0]["locations"]) == 1_000


def test_edits_are_grouped_by_file_and_advice_alone_is_no_fix() -> None:
    edits = (Edit(a_location("b.py:9:1", 2), "y"), Edit(a_location("a.py:1:1", 3), "x"), Edit(a_location("b.py:2:1", 0), "z"))
    fix = results(a_report([a_finding(fixes=[Fix("Rotate it"), Fix("Use the environment", edits)])]))[0]["fixes"]
    assert [one["description"]["text"] for one in fix] == ["Use the environment"]
    changed = [(change["artifactLocation"]["uri"], len(change["replacements"])) for change in fix[0]["artifactChanges"]]
    assert changed == [("a.py", 1), ("b.py", 2)]


def test_quoted_text_becomes_no_link() -> None:
    found = results(a_report([a_finding(message="see [this](https://evil.example)")]))
    assert found[0]["message"]["text"] == "see [this] (https://evil.example)"


def test_a_rule_nobody_describes_is_listed_all_the_same() -> None:
    run = log_of(a_report([a_finding(rule="other/rule")], rules=[]))["runs"][0]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["other/rule"]


def test_30_000_findings_are_dealt_out_to_runs_code_scanning_takes() -> None:
    runs = log_of(a_report([a_finding(f"a{number % 100}.py:{number + 1}:1") for number in range(30_000)]))["runs"]
    sizes = [len(run["results"]) for run in runs]
    assert sum(sizes) == 30_000
    assert max(sizes) <= 25_000
    assert [run["automationDetails"]["id"] for run in runs] == ["gateline/commit/", "gateline/commit/part-2/"]


def test_results_keep_their_run_while_others_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "RESULTS_A_RUN", 250)
    findings = [an_assessed(a_finding(), f"{number:032x}") for number in range(300)]
    before, after = (log_of(a_report(findings[:count]))["runs"] for count in (260, 300))
    for old, new in zip(before, after, strict=True):
        fingerprints = {result["fingerprints"]["gateline/v1"] for result in new["results"]}
        assert all(result["fingerprints"]["gateline/v1"] in fingerprints for result in old["results"])


def test_beyond_full_runs_the_lowest_ranked_are_left_out_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "RESULTS_A_RUN", 2)
    runs = log_of(a_report([a_finding() for _ in range(500)]))["runs"]
    assert len(runs) == 16
    kept = sum(len(run["results"]) for run in runs)
    assert all(len(run["results"]) <= 2 for run in runs)
    left_out = runs[0]["invocations"][0]["toolExecutionNotifications"][-1]
    assert left_out["descriptor"]["id"] == "left-out"
    assert left_out["message"]["text"].startswith(f"{500 - kept} results of the lowest rank")
    assert all("toolExecutionNotifications" not in run["invocations"][0] for run in runs[1:])


def test_code_scanning_takes_it(validate: ModuleType, tmp_path: Path) -> None:
    schema = os.environ.get("GATELINE_SARIF_SCHEMA")
    written = shown(render, exemplar())
    (tmp_path / "report.sarif").write_text(written, encoding="utf-8")
    validate.PROBLEMS.clear()
    if schema:
        validate.schema_check(json.loads(written), schema)
    validate.sarif(json.loads(written))
    validate.github(json.loads(written), len(written))
    assert validate.PROBLEMS == []


def test_the_schema_of_the_standard_takes_it() -> None:
    """The schema ships in the npm package `@microsoft/jest-sarif` as `lib/schemas/sarif-2.1.0-rtm.5.json`."""
    path = os.environ.get("GATELINE_SARIF_SCHEMA")
    if not path:
        pytest.skip("GATELINE_SARIF_SCHEMA does not name the schema")
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
    schema = json.loads(Path(path).read_text(encoding="utf-8"))
    errors = list(jsonschema.validators.validator_for(schema)(schema).iter_errors(log_of(exemplar())))
    assert [error.message for error in errors] == []
