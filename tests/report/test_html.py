import json
import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any

from gateline.model.finding import Fix
from gateline.model.report import Report
from gateline.report.html import render
from tests.builders import a_finding, a_gap, a_location, a_report, a_rule_info, a_verdict, a_waiver_use, an_assessed
from tests.report.exemplar import exemplar
from tests.report.screen import shown


class Elements(HTMLParser):
    """Every element with its attributes, and the text of scripts and styles."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.raw: dict[str, str] = {}
        self._inside = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self._inside = dict(attrs).get("id") or tag

    def handle_data(self, data: str) -> None:
        if self._inside in ("script", "style", "data"):
            self.raw[self._inside] = self.raw.get(self._inside, "") + data

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""


def data_of(report: Report) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(Elements(shown(render, report)).raw["data"])
    return data


def test_the_policy_names_exactly_the_style_and_script_it_has() -> None:
    elements = Elements(shown(render, exemplar()))
    policy = next(attributes["content"] or "" for tag, attributes in elements.found if "http-equiv" in attributes)
    for name in ("style", "script"):
        digest = b64encode(sha256(elements.raw[name].encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none';")


def test_nothing_is_requested() -> None:
    page = shown(render, exemplar())
    for tag, attributes in Elements(page).found:
        assert tag not in ("link", "img", "iframe", "object", "embed", "base", "form")
        assert not {"src", "srcset", "style", "action"} & set(attributes)
        assert not any(name.startswith("on") for name in attributes)
    assert "@import" not in page
    assert "url(" not in page


def test_what_a_finding_quotes_stays_text() -> None:
    payload = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"
    finding = a_finding(payload + ":1:1", message=payload, preview=payload, evidence=[payload], fixes=[Fix(payload)])
    rule = a_rule_info(title=payload, why=payload, fix=payload, references=["javascript:alert(1)", f"https://x/{payload}"])
    verdict = a_verdict("fail", stage=payload, reasons=[payload], gaps=[a_gap(payload, payload, note=payload)])
    page = shown(render, a_report([finding], verdict, target=payload, rules=[rule]))
    elements = Elements(page)
    assert [tag for tag, _ in elements.found].count("script") == 2
    assert "img" not in {tag for tag, _ in elements.found}
    assert all((attributes.get("href") or "#").startswith(("#", "https://")) for _, attributes in elements.found)
    assert json.loads(elements.raw["data"])["findings"][0][7] == payload


def test_the_data_is_what_the_script_reads() -> None:
    data = data_of(exemplar())
    script = re.search(r"const \[(FP, [A-Z, ]+)\] =", shown(render, exemplar()))
    assert script is not None
    names = script.group(1).split(", ")
    row = dict(zip(names, data["findings"][0], strict=True))
    assert row["PATH"] == "src/settings.py"
    assert (row["LINE"], row["COLUMN"]) == (14, 9)
    assert data["severities"][row["SEVERITY"]] == "critical"
    assert data["lots"][row["LOT"]] == "blocked"
    assert data["rules"][row["RULE"]] == ["secrets/github-pat", "GitHub personal access token"]


def test_nothing_found_says_what_was_looked_at() -> None:
    page = shown(render, a_report())
    assert "Nothing found in working tree" in page
    assert "<dt>files</dt><dd>214</dd>" in page
    assert "Here is what was looked at, and nothing was left out." in page
    assert 'id="live"' not in page


def test_nothing_found_with_gaps_does_not_look_green() -> None:
    page = shown(render, a_report(verdict=a_verdict("incomplete", gaps=[a_gap()])))
    assert '<a href="#gaps">1 gap</a>: what was not analyzed did not pass.' in page
    assert "nothing was left out" not in page


def test_without_scripts_the_first_500_stand_in_a_table_blocked_first() -> None:
    items = [an_assessed(a_finding(f"f{number}.py:1:1"), f"{number:032x}") for number in range(600)]
    page = shown(render, a_report(items, a_verdict("fail", blocked=[f"{599:032x}"])))
    static = page[page.index('<div id="static">') : page.index('<div id="live"')]
    assert static.count("<tr>") == 501
    assert "These are 500 of 600 findings" in static
    assert static.index("f599.py") < static.index("f0.py")


def test_new_findings_are_counted_only_against_a_baseline() -> None:
    assert "<dt>new</dt>" not in shown(render, a_report([a_finding()]))
    assert "<dt>new</dt><dd>1</dd>" in shown(render, a_report([an_assessed(is_new=True), an_assessed(is_new=False)]))


def test_few_findings_are_not_charted() -> None:
    assert 'class="charts"' not in shown(render, exemplar())
    many = a_report([a_finding(f"src/api/{number}.py:1:1") for number in range(12)] + [a_finding("top.py:1:1")])
    page = shown(render, many)
    assert 'href="#only/path/src%2Fapi%2F"' in page
    assert "<span class=label>top folder</span><span class=count>1</span>" in page


def test_rules_gaps_waivers_and_the_gate_have_their_place() -> None:
    page = shown(render, exemplar())
    assert '<a href="https://cwe.mitre.org/data/definitions/89.html" rel="noreferrer noopener">CWE-89</a>' in page
    assert "Revoke it at <em>Settings → Developer settings</em>, then" in page
    assert '<h3 class="group">larger than the limit (source) <span class="faint">2 gaps</span></h3>' in page
    assert "<td class=mono>no-secrets</td><td>block</td><td class=number>5</td><td class=number>2</td>" in page
    assert page.index("<td class=keep>stale</td>") < page.index("<td class=keep>used</td>")


def test_endless_gaps_and_waivers_are_cut() -> None:
    verdict = a_verdict(
        gaps=[a_gap(f"{number}.bin") for number in range(1_200)],
        waivers=[a_waiver_use(f"{number:032}", "used") for number in range(700)],
    )
    page = shown(render, a_report(verdict=verdict))
    assert "and 200 more in the JSON report" in page
    assert "and 200 more</p>" in page


def test_break_glass_and_mandates_stand_in_the_head() -> None:
    page = shown(render, a_report(verdict=a_verdict("fail", violated=["`sast` on python"], is_audited=True)))
    assert "<li><b>violated</b> <code>sast</code> on python</li>" in page
    assert "this run must be kept" in page


def test_a_rule_of_an_unknown_severity_is_shown_as_unknown() -> None:
    page = shown(
        render, a_report([a_finding(a_location(""))], rules=[a_rule_info(severity="dire", why="", fix="", cwe=[], references=[])])
    )
    assert '<article class="card rule unknown" id="rule-0">' in page
    assert "<td class=mono>whole target</td>" in page
