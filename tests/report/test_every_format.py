"""Whatever a report holds, each format writes what its readers accept, the same bytes each time, and nothing that acts."""

import importlib
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

from gateline.model.report import Report
from gateline.report.cells import width
from gateline.report.document import Document
from gateline.report.options import Format, RenderOptions
from tests.builders import a_report
from tests.report.exemplar import exemplar
from tests.report.strategies import reports

GITLAB = ["gitlab_secret_detection", "gitlab_sast", "gitlab_dependency_scanning", "gitlab_container_scanning"]
FORMATS = ["terminal", "json", "sarif", "junit", *GITLAB, "github", "github_summary", "markdown", "html"]

hostile = settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))


def written(format: str, report: Report, **options: Any) -> bytes:
    return b"".join(importlib.import_module(f"gateline.report.{format}").render(report, RenderOptions(**options)))


@pytest.mark.parametrize("format", FORMATS)
def test_each_format_introduces_itself(format: str) -> None:
    introduced = importlib.import_module(f"gateline.report.{format}").FORMAT
    assert isinstance(introduced, Format)
    assert introduced.name == format.replace("_", "-")
    assert re.fullmatch(r"\.[a-z]+", introduced.suffix)
    assert introduced.description
    assert not introduced.description.endswith(".")


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_report_gives_the_same_bytes(format: str) -> None:
    assert written(format, exemplar()) == written(format, exemplar())


@pytest.mark.parametrize("format", FORMATS)
def test_text_ends_in_a_line_feed_even_of_an_empty_report(format: str) -> None:
    assert written(format, a_report()).endswith(b"\n")


@hostile
@given(reports)
def test_a_terminal_gets_no_control_character(report: Report) -> None:
    for options in ({"width": 48}, {"width": 97}):
        for line in written("terminal", report, **options).decode().split("\n"):
            assert line.isprintable()
            assert width(line) <= options["width"]


@hostile
@given(reports)
def test_a_colour_terminal_gets_no_other_escapes_than_ours(report: Report) -> None:
    text = written("terminal", report, color=True, hyperlinks=True, link_base="https://forge.example/").decode()
    bare = re.sub(r"\x1b\[[0-9;]*m|\x1b\]8;;[!-~]*\x1b\\", "", text)
    assert all(line.isprintable() for line in bare.split("\n"))
    assert written("terminal", report, unicode=False).isascii()


@hostile
@given(reports)
def test_json_reads_back(report: Report) -> None:
    document = msgspec.json.decode(written("json", report), type=Document)
    assert [row.message for row in document.findings] == [assessed.finding.message for assessed in report.findings]


@hostile
@given(reports)
def test_sarif_keeps_the_rules_of_code_scanning(report: Report) -> None:
    for run in json.loads(written("sarif", report))["runs"]:
        assert len(run["results"]) <= 25_000
        hashes = [result["partialFingerprints"]["primaryLocationLineHash"] for result in run["results"]]
        assert len(set(hashes)) == len(hashes)
        ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
        assert len(set(ids)) == len(ids)
        for result in run["results"]:
            uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
            parts = urlsplit(uri)
            assert uri
            assert (parts.scheme, parts.netloc, parts.query, parts.fragment) == ("", "", "", "")
            assert re.fullmatch(r"[A-Za-z0-9\-._~%!/]+", uri)
            assert not uri.startswith("/")
            assert result["message"]["text"]
            assert ids[result["ruleIndex"]] == result["ruleId"]


@hostile
@given(reports)
def test_sarif_is_accepted(validate: ModuleType, report: Report) -> None:
    validate.PROBLEMS.clear()
    encoded = written("sarif", report)
    validate.sarif(json.loads(encoded))
    validate.github(json.loads(encoded), len(encoded))
    assert [problem for problem in validate.PROBLEMS if problem[0] == "error"] == []


@hostile
@given(reports)
def test_junit_is_xml_and_accepted(validate: ModuleType, report: Report) -> None:
    encoded = written("junit", report)
    assert ElementTree.fromstring(encoded).tag == "testsuites"
    with TemporaryDirectory() as folder:
        path = Path(folder) / "junit.xml"
        path.write_bytes(encoded)
        validate.PROBLEMS.clear()
        validate.junit(path)
    assert [problem for problem in validate.PROBLEMS if problem[0] == "error"] == []


@pytest.mark.parametrize("format", GITLAB)
@hostile
@given(reports)
def test_gitlab_reports_are_accepted(validate: ModuleType, format: str, report: Report) -> None:
    validate.PROBLEMS.clear()
    validate.gitlab(json.loads(written(format, report)))
    assert [problem for problem in validate.PROBLEMS if problem[0] == "error"] == []


@hostile
@given(reports)
def test_github_gets_its_own_commands_only(report: Report) -> None:
    lines = written("github", report).decode().removesuffix("\n").split("\n")
    levels = [re.match(r"::(error|warning|notice) ", line) for line in lines]
    assert all(levels)
    for level in ("error", "warning", "notice"):
        assert sum(match is not None and match.group(1) == level for match in levels) <= 10
    assert all(line.isprintable() for line in lines)


class _Acting(HTMLParser):
    """Elements and attributes of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


@pytest.mark.parametrize("format", ["markdown", "github_summary"])
@hostile
@given(reports)
def test_markdown_has_no_markup_but_ours(format: str, report: Report) -> None:
    reader = pytest.importorskip("markdown_it", reason="markdown-it-py is not installed").MarkdownIt("commonmark").enable("table")
    page = _Acting(reader.render(written(format, report).decode()))
    assert page.tags <= _MARKDOWN_TAGS
    assert page.attributes == []


_MARKDOWN_TAGS = {"h2", "h3", "p", "strong", "em", "ul", "li", "table", "thead", "tbody", "tr", "th", "td"} | {
    "details", "summary", "b", "code", "sub", "br",
}  # fmt: skip


@hostile
@given(reports)
def test_html_has_no_element_that_acts_but_ours(report: Report) -> None:
    text = written("html", report).decode()
    page = _Acting(text)
    assert text.count("<script") == 2
    assert page.tags <= _HTML_TAGS
    assert not any(name.startswith("on") or name in ("src", "style", "srcdoc") for name, _ in page.attributes)
    assert all(value.startswith(("#", "https://", "http://")) for name, value in page.attributes if name == "href")
    data = text.partition('id="data">')[2].partition("</script>")[0]
    assert len(json.loads(data)["findings"]) == len(report.findings)
    assert all(line.isprintable() for line in _lines_of_strangers(text))


_HTML_TAGS = {
    "html", "head", "meta", "title", "style", "body", "header", "div", "span", "h1", "h2", "h3", "p", "ul",
    "ol", "li", "a", "dl", "dt", "dd", "svg", "circle", "path", "rect", "section", "nav", "main", "table",
    "tr", "th", "td", "code", "em", "br", "b", "article", "footer", "kbd", "label", "input", "select", "option",
    "button", "aside", "script",
}  # fmt: skip


def _lines_of_strangers(text: str) -> Iterator[str]:
    """The page without its own style and script."""
    yield from re.sub(r"<style>.*?</style>|<script>.*?</script>", "", text, flags=re.DOTALL).split("\n")
