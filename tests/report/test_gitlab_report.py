import json
from types import ModuleType
from typing import Any

import pytest

from gateline.model.finding import Kind, Origin
from gateline.model.report import Report
from gateline.report.gitlab_report import ScanType, security_report
from gateline.report.options import RenderOptions
from tests.builders import a_finding, a_gap, a_location, a_report, a_rule_info, a_verdict
from tests.report.exemplar import exemplar
from tests.report.golden import assert_golden

ALL = frozenset(Kind)


def document(report: Report, type: ScanType = "sast", **options: str) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(b"".join(security_report(report, RenderOptions(**options), type, ALL)))  # type: ignore[arg-type]
    return parsed


def test_the_whole_report() -> None:
    assert_golden("gitlab.json", b"".join(security_report(exemplar(), RenderOptions(), "secret_detection", ALL)))


def test_times_come_from_the_caller() -> None:
    scan = document(a_report(), timestamp="2026-11-24T13:00:00")["scan"]
    assert (scan["start_time"], scan["end_time"]) == ("2026-11-24T13:00:00",) * 2
    assert document(a_report())["scan"]["start_time"] == "1970-01-01T00:00:00"


def test_other_kinds_are_left_to_other_files() -> None:
    report = a_report([a_finding(kind="secret"), a_finding(kind="sast")])
    found = json.loads(b"".join(security_report(report, RenderOptions(), "sast", frozenset({Kind.SAST}))))
    assert len(found["vulnerabilities"]) == 1


def test_a_secret_names_a_commit_whatever_is_known() -> None:
    origin = Origin("ab" * 20, "Ada <ada@example.org>", "2024-05-03T10:11:12+02:00", in_head=True)
    report = a_report([a_finding(), a_finding(origin=origin)])
    unknown, known = document(report, "secret_detection")["vulnerabilities"]
    assert unknown["location"]["commit"] == {"sha": "0" * 40}
    assert known["location"]["commit"] == {"sha": "ab" * 20, "author": origin.author, "date": origin.date}
    assert document(report, "secret_detection", commit="cd" * 20)["vulnerabilities"][0]["location"]["commit"]["sha"] == "cd" * 20


@pytest.mark.parametrize(
    ("subject", "name", "version"),
    [
        ("pkg:pypi/requests@2.30.0", "requests", "2.30.0"),
        ("pkg:npm/%40acme/web@1.0.0?arch=x64#lib", "%40acme/web", "1.0.0"),
        ("pkg:golang/github.com/gin-gonic/gin", "github.com/gin-gonic/gin", ""),
        (None, "sca/rule", ""),
    ],
)
def test_a_package_is_named_by_its_purl(subject: str | None, name: str, version: str) -> None:
    report = a_report([a_finding("uv.lock:1:1", rule="sca/rule", subject=subject)])
    place = document(report, "dependency_scanning")["vulnerabilities"][0]["location"]
    assert place == {"file": "uv.lock", "dependency": {"package": {"name": name}, "version": version}}


def test_an_image_is_the_target() -> None:
    report = a_report([a_finding(kind="image", subject="pkg:deb/debian/openssl@3.0.1")], target="registry.example/app:1")
    place = document(report, "container_scanning")["vulnerabilities"][0]["location"]
    assert place["image"] == "registry.example/app:1"
    assert place["dependency"]["package"]["name"] == "debian/openssl"


def test_advisories_and_weaknesses_are_identifiers() -> None:
    report = a_report([a_finding(rule="sca/CVE-2024-1")], rules=[a_rule_info("sca/CVE-2024-1", cwe=[79])])
    identifiers = document(report)["vulnerabilities"][0]["identifiers"]
    assert [(one["type"], one["value"]) for one in identifiers] == [
        ("gateline_rule_id", "sca/CVE-2024-1"),
        ("cve", "CVE-2024-1"),
        ("cwe", "79"),
    ]


def test_each_place_is_tracked_for_itself() -> None:
    report = a_report([a_finding("a.py:1:1", occurrences=["a.py:9:1", a_location("")])])
    found = document(report)["vulnerabilities"]
    assert len({one["id"] for one in found}) == 3
    assert [one["tracking"]["items"][0]["file"] for one in found] == ["a.py", "a.py", "whole-target"]


def test_gaps_are_messages_and_not_endless() -> None:
    scan = document(a_report(verdict=a_verdict("incomplete", gaps=[a_gap(f"{number}.bin") for number in range(150)])))["scan"]
    assert scan["status"] == "failure"
    assert scan["messages"][0] == {"level": "warn", "value": "not analyzed: 0.bin: larger than the limit (source)"}
    assert scan["messages"][-1]["value"] == "not analyzed: 50 more"


@pytest.mark.parametrize("type", ["secret_detection", "sast", "dependency_scanning", "container_scanning"])
def test_gitlab_takes_it(validate: ModuleType, type: ScanType) -> None:
    validate.PROBLEMS.clear()
    validate.gitlab(document(exemplar(), type))
    assert validate.PROBLEMS == []
