"""One page that opens anywhere: no request leaves it, and without scripts it is still a readable report.

Style and script stand inline and the page's own Content-Security-Policy names their hashes, so nothing else can run, whatever a
finding quotes. The findings stand in a JSON block with `<`, `>` and `&` escaped, which the script turns into text nodes. Without
scripts a table shows the first 500.
"""

from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from html import escape
from itertools import islice
from pkgutil import get_data
from textwrap import dedent
from urllib.parse import quote

from msgspec import Struct
from msgspec.json import Encoder

from gateline.model.assessed import Assessed
from gateline.model.finding import Finding, Kind
from gateline.model.gap import Gap
from gateline.model.location import Location
from gateline.model.report import Report, RuleInfo
from gateline.model.severity import Confidence, Severity
from gateline.model.verdict import Outcome, Verdict, WaiverState, WaiverUse
from gateline.report.options import Format, RenderOptions
from gateline.report.places import spot
from gateline.report.standing import Standing, standings
from gateline.report.visible import one_line, visible
from gateline.report.wording import (
    EMPHASIS,
    GAP_WORDS,
    KIND_WORDS,
    OUTCOME_WORDS,
    SHORT,
    WAIVER_WORDS,
    because,
    byte_size,
    counted,
    rules_by_id,
    scope,
)

__all__ = ["FORMAT", "render"]

FORMAT = Format("html", "text/html; charset=utf-8", ".html", "one self-contained page to explore, share and print")

_MOST_STATIC = 500
_MOST_GAPS = 1_000
_MOST_WAIVERS = 500
_MOST_BARS = 6
_FEWEST_CHARTED = 10
"""Below, the list itself says more than bars would."""
_ROWS_A_CHUNK = 1_000

_SEVERITIES = sorted(Severity, key=lambda severity: -severity.rank)
_CONFIDENCES = list(Confidence)
_KINDS = list(Kind)
_STANDINGS = list(Standing)

_ICONS = {
    Outcome.PASS: '<circle cx="12" cy="12" r="10.5" fill="currentColor" fill-opacity=".14"/>'
    '<path d="m7.3 12.4 3.2 3.2 6.3-7" stroke="currentColor"/>',
    Outcome.FAIL: '<circle cx="12" cy="12" r="10.5" fill="currentColor" fill-opacity=".14"/>'
    '<path d="m8.3 8.3 7.4 7.4m0-7.4-7.4 7.4" stroke="currentColor"/>',
    Outcome.INCOMPLETE: '<circle cx="12" cy="12" r="10" stroke="currentColor" stroke-dasharray="3.9 3.95"/>'
    '<path d="M12 7v5.4l3.2 2" stroke="currentColor"/>',
    Outcome.ERROR: '<circle cx="12" cy="12" r="10.5" fill="currentColor" fill-opacity=".14"/>'
    '<path d="M12 6.8v6.4m0 3.6v.1" stroke="currentColor"/>',
}


class _More(Struct, frozen=True, gc=False, omit_defaults=True, rename="camel"):
    """What only the detail panel shows of a finding."""

    places: list[tuple[str, int, int]] = []
    preview: str = ""
    evidence: list[str] = []
    trace: list[tuple[str, str, int, int, str]] = []
    related: list[tuple[str, int, int]] = []
    fixes: list[tuple[str, list[tuple[str, int, str]]]] = []
    subject: str | None = None
    origin: tuple[str, str, str, bool] | None = None
    ignored: str | None = None
    waiver: str | None = None
    first_seen: str | None = None
    is_introduced: bool | None = None
    cvss: float | None = None
    epss: float | None = None
    is_exploited: bool | None = None
    is_reachable: bool | None = None
    exposure: str | None = None
    is_fix_available: bool | None = None
    licence: str | None = None


class _Row(Struct, frozen=True, gc=False, array_like=True):
    """One finding, in the order `page.js` reads it; closed sets are indexes into the lists of `_Lists`."""

    fingerprint: str
    rule: int
    severity: int
    confidence: int
    kind: int
    standing: int
    is_new: int | None
    message: str
    path: str
    line: int
    column: int
    rank: int
    more: _More


class _Lists(Struct, frozen=True):
    """What the rows point into."""

    severities: list[str]
    confidences: list[str]
    kinds: list[str]
    lots: list[str]
    rules: list[tuple[str, str]]


def render(report: Report, options: RenderOptions) -> Iterator[bytes]:
    """UTF-8 HTML in chunks of 1,000 findings. Nothing depends on the options."""
    style, script = _asset("page.css"), _asset("page.js")
    page = _Page(report)
    yield _head(report, style, script).encode()
    yield page.body().encode()
    yield b'<script type="application/json" id="data">'
    yield from page.data()
    yield b"</script>\n<script>" + script + b"</script>\n</body>\n</html>\n"


def _asset(name: str) -> bytes:
    found = get_data("gateline.report", f"html_assets/{name}")
    assert found is not None, "the package's loader can read its own files"
    return found


def _head(report: Report, style: bytes, script: bytes) -> str:
    policy = "; ".join(
        [
            "default-src 'none'",
            f"style-src {_source_hash(style)}",
            f"script-src {_source_hash(script)}",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )
    title = f"Gateline {OUTCOME_WORDS[report.verdict.outcome]}: {_text(report.target)}, stage {_text(report.verdict.stage)}"
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{title}</title>\n<style>{style.decode()}</style>\n</head>\n"
    )


def _source_hash(content: bytes) -> str:
    """A hash source, https://www.w3.org/TR/CSP3/#grammardef-hash-source."""
    return f"'sha256-{b64encode(sha256(content).digest()).decode()}'"


def _text(text: str) -> str:
    """One line of a stranger's text as HTML, in an element or a quoted attribute."""
    return escape(one_line(text))


def _rich(text: str) -> str:
    """One line as HTML in which names between backticks are code."""
    parts = _text(text).split("`")
    if len(parts) % 2 == 0:
        return "`".join(parts)
    return "".join(f"<code>{part}</code>" if index % 2 else part for index, part in enumerate(parts))


def _prose(text: str) -> str:
    """Paragraphs of a rule's text."""
    paragraphs = [_rich(paragraph) for paragraph in text.strip().split("\n\n") if paragraph.strip()]
    return "".join("<p>" + EMPHASIS.sub(r"<em>\1</em>", paragraph) + "</p>" for paragraph in paragraphs)


def _link(reference: str, label: str = "") -> str:
    """Only web addresses become links; the page itself never opens them."""
    if not reference.startswith(("https://", "http://")):
        return f"<li>{_text(reference)}</li>"
    shown = label or reference.split("://", 1)[1].rstrip("/")
    return f'<li><a href="{_text(reference)}" rel="noreferrer noopener">{_text(shown)}</a></li>'


def _icon(outcome: Outcome) -> str:
    strokes = 'fill="none" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round"'
    return f'<svg viewBox="0 0 24 24" {strokes} aria-hidden="true">{_ICONS[outcome]}</svg>'


class _Page:
    """Lays out one report. Every method gives HTML."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._standings = standings(report.verdict)
        self._rules = rules_by_id(report)
        self._rule_index = {id: index for index, id in enumerate(self._rules)}
        self._lots = Counter(self._standing(assessed) for assessed in report.findings)

    def _standing(self, assessed: Assessed) -> Standing:
        return self._standings.get(assessed.fingerprint, Standing.REPORTED)

    def body(self) -> str:
        tabs = [
            ("findings", "Findings", len(self._report.findings)),
            ("gaps", "Not analyzed", len(self._report.verdict.gaps)),
            ("rules", "Rules", len(self._rules)),
            ("gate", "Gate", None),
        ]
        links = "".join(
            f'<a href="#{id}">{title}{"" if number is None else f"<span class=n>{number:,}</span>"}</a>'
            for id, title, number in tabs
        )
        return (
            f"<body>\n{self._hero()}\n<div class=wrap>\n{self._charts()}\n"
            f'<nav class="tabs" aria-label="Parts of the report">{links}</nav>\n<main>\n'
            f"{self._findings()}\n{self._gaps()}\n{self._rule_cards()}\n{self._gate()}\n</main>\n{self._footer()}\n</div>\n"
        )

    def data(self) -> Iterator[bytes]:
        encoder = Encoder()
        lists = _Lists(
            [severity.value for severity in _SEVERITIES],
            [confidence.value for confidence in _CONFIDENCES],
            [KIND_WORDS[kind] for kind in _KINDS],
            [standing.value for standing in _STANDINGS],
            [(one_line(rule.id), one_line(rule.title)) for rule in self._rules.values()],
        )
        yield _inert(encoder.encode(lists)[:-1] + b',"findings":[')
        waivers = {use.fingerprint: use.note for use in self._report.verdict.waivers if use.state is WaiverState.USED}
        rows = (encoder.encode(self._row(assessed, waivers)) for assessed in self._report.findings)
        separator = b"\n"
        while chunk := list(islice(rows, _ROWS_A_CHUNK)):
            yield _inert(separator + b",\n".join(chunk))
            separator = b",\n"
        yield b"\n]}"

    def _row(self, assessed: Assessed, waivers: dict[str, str]) -> _Row:
        finding = assessed.finding
        return _Row(
            fingerprint=one_line(assessed.fingerprint),
            rule=self._rule_index[finding.rule],
            severity=_SEVERITIES.index(finding.severity),
            confidence=_CONFIDENCES.index(finding.confidence),
            kind=_KINDS.index(finding.kind),
            standing=_STANDINGS.index(self._standing(assessed)),
            is_new=None if assessed.is_new is None else int(assessed.is_new),
            message=one_line(finding.message),
            path=visible(finding.location.path),
            line=finding.location.start.line,
            column=finding.location.start.column,
            rank=assessed.rank,
            more=_more(assessed, waivers.get(assessed.fingerprint)),
        )

    def _hero(self) -> str:
        report, verdict = self._report, self._report.verdict
        reasons = [f"<li>{_rich(reason)}</li>" for reason in verdict.reasons[1:]]
        for label, mandates in (("violated", verdict.violated), ("no evidence", verdict.missing)):
            reasons += [f"<li><b>{label}</b> {_rich(mandate)}</li>" for mandate in mandates]
        if verdict.is_audited:
            reasons.append("<li><b>break-glass</b> this run must be kept</li>")
        listed = f'<ul class="reasons">{"".join(reasons)}</ul>' if reasons else ""
        return (
            f'<header class="hero {verdict.outcome.value}"><div class=wrap>\n'
            f"<div class=top><span class=brand>Gateline</span><span>stage {_text(verdict.stage)} · {_text(report.target)} · "
            f"{_text(scope(report))}</span></div>\n"
            f"<h1>{_icon(verdict.outcome)}{OUTCOME_WORDS[verdict.outcome].capitalize()}</h1>\n"
            f'<p class="reason">{_rich(because(verdict))}</p>\n{listed}\n{self._numbers()}\n</div></header>'
        )

    def _numbers(self) -> str:
        report = self._report
        ages = [assessed.is_new for assessed in report.findings if assessed.is_new is not None]
        numbers = [
            ("findings", "#findings", len(report.findings), ""),
            *(
                (standing.value, f"#only/lot/{_STANDINGS.index(standing)}", self._lots[standing], _tone(standing))
                for standing in _STANDINGS
                if self._lots[standing] or standing in (Standing.BLOCKED, Standing.WARNED)
                if standing is not Standing.REPORTED
            ),
            *([("new", "#findings", sum(ages), "")] if ages else []),
            ("not analyzed", "#gaps", len(report.verdict.gaps), ""),
        ]
        return (
            '<dl class="numbers">'
            + "".join(
                f'<a href="{href}"><div class="{tone if number else "zero"}"><dt>{label}</dt><dd>{number:,}</dd></div></a>'
                for label, href, number, tone in numbers
            )
            + "</dl>"
        )

    def _charts(self) -> str:
        findings = self._report.findings
        if len(findings) < _FEWEST_CHARTED:
            return '<div class="uncharted"></div>'
        severities = Counter(assessed.finding.severity for assessed in findings)
        rules = Counter(assessed.finding.rule for assessed in findings)
        folders = Counter(_folder(assessed.finding.location.path) for assessed in findings)
        by_severity = [
            (severity.value, severities[severity], f"#only/severity/{index}", severity.value)
            for index, severity in enumerate(_SEVERITIES)
            if severities[severity]
        ]
        by_rule = [
            (self._rules[id].title or id, number, f"#only/rule/{self._rule_index[id]}", "") for id, number in _most_common(rules)
        ]
        by_folder = [
            (folder or "top folder", number, f"#only/path/{quote(visible(folder), safe='')}" if folder else "#findings", "")
            for folder, number in _most_common(folders)
        ]
        charts = (("By severity", by_severity), ("Most found rules", by_rule), ("Folders with most findings", by_folder))
        return f'<div class="charts">{"".join(_chart(title, bars) for title, bars in charts)}</div>'

    def _findings(self) -> str:
        inner = self._static() + _LIVE if self._report.findings else self._empty()
        return f'<section class="section" id="findings">{inner}</section>'

    def _static(self) -> str:
        # What failed the gate first; sorted() keeps the order of rank otherwise.
        findings = sorted(self._report.findings, key=lambda assessed: _STANDINGS.index(self._standing(assessed)))
        rows = "".join(self._static_row(assessed) for assessed in findings[:_MOST_STATIC])
        rest = f"These are {_MOST_STATIC:,} of {len(findings):,} findings; the others need scripts, or the JSON report."
        note = f'<p class="note">{rest}</p>' if len(findings) > _MOST_STATIC else ""
        head = "<tr><th>Gate</th><th>Severity</th><th>Rule and message</th><th>Where</th></tr>"
        return f'<div id="static"><h2 hidden>Findings</h2>{note}<div class="card scroll"><table>{head}{rows}</table></div></div>'

    def _static_row(self, assessed: Assessed) -> str:
        finding, standing = assessed.finding, self._standing(assessed)
        rule = self._rules[finding.rule]
        others = f" and {counted(len(finding.occurrences), 'more place')}" if finding.occurrences else ""
        return (
            f'<tr><td class=keep><span class="lot {standing.value}">{standing.value}</span></td>'
            f'<td class="keep {finding.severity.value}"><span class=severity>{finding.severity.value}</span></td>'
            f"<td>{_text(rule.title or rule.id)}<br><span class=soft>{_rich(finding.message)}</span></td>"
            f"<td class=mono>{escape(visible(spot(finding.location)))}{others}</td></tr>\n"
        )

    def _empty(self) -> str:
        report, verdict = self._report, self._report.verdict
        looked = [
            ("files", f"{report.counts.files:,}"),
            ("distinct contents", f"{report.counts.blobs:,}"),
            ("looked at", byte_size(report.counts.bytes)),
            ("engines", _text(", ".join(report.engines)) or "none"),
            ("policy rules", f"{len(verdict.rules):,}"),
        ]
        listed = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in looked)
        missed = f'<a href="#gaps">{counted(len(verdict.gaps), "gap")}</a>: what was not analyzed did not pass.'
        summary = missed if verdict.gaps else "Here is what was looked at, and nothing was left out."
        icon = _icon(Outcome.INCOMPLETE if verdict.gaps else Outcome.PASS)
        return (
            f'<div class="card empty {"gapped" if verdict.gaps else ""}">{icon}<h2>Nothing found in {_text(report.target)}</h2>'
            f'<p>{summary}</p><dl class="looked">{listed}</dl></div>'
        )

    def _gaps(self) -> str:
        gaps = self._report.verdict.gaps
        if not gaps:
            inner = '<div class="card empty"><h2>No gaps</h2><p>Everything that was to be looked at was analyzed.</p></div>'
        else:
            inner = '<p class="soft">What was not analyzed did not pass: the policy decides what follows from it.</p>' + "".join(
                self._gap_group(title, group) for title, group in _gap_groups(gaps[:_MOST_GAPS])
            )
            if len(gaps) > _MOST_GAPS:
                inner += f'<p class="note">and {len(gaps) - _MOST_GAPS:,} more in the JSON report</p>'
        return f'<section class="section" id="gaps"><h2>Not analyzed</h2>{inner}</section>'

    def _gap_group(self, title: str, gaps: Sequence[Gap]) -> str:
        rows = "".join(
            f"<tr><td class=mono>{escape(visible(gap.path)) or 'the whole target'}</td><td class=soft>{_rich(gap.note)}</td></tr>"
            for gap in gaps
        )
        count = f'<span class="faint">{counted(len(gaps), "gap")}</span>'
        return f'<h3 class="group">{_text(title)} {count}</h3><div class="card scroll"><table>{rows}</table></div>'

    def _rule_cards(self) -> str:
        numbers = Counter(assessed.finding.rule for assessed in self._report.findings)
        cards = "".join(self._rule_card(index, rule, numbers[rule.id]) for index, rule in enumerate(self._rules.values()))
        inner = f'<div class="rules">{cards}</div>' if cards else '<p class="soft">No rule found anything.</p>'
        return f'<section class="section" id="rules"><h2>Rules that found something</h2>{inner}</section>'

    def _rule_card(self, index: int, rule: RuleInfo, number: int) -> str:
        severity = rule.severity if rule.severity in {severity.value for severity in Severity} else Severity.UNKNOWN.value
        weaknesses = [_link(f"https://cwe.mitre.org/data/definitions/{cwe}.html", f"CWE-{cwe}") for cwe in rule.cwe]
        links = "".join([*map(_link, rule.references), *weaknesses])
        return (
            f'<article class="card rule {severity}" id="rule-{index}"><h2>{_text(rule.title or rule.id)}</h2>'
            f"<div class=meta><code>{_text(rule.id)}</code><span class=severity>{severity}</span>"
            f"<span>confidence {_text(rule.confidence)}</span>"
            f'<a href="#only/rule/{index}">{counted(number, "finding")}</a></div>'
            + (f'<h3>Why it matters</h3><div class="rich why">{_prose(rule.why)}</div>' if rule.why.strip() else "")
            + (f'<h3>Fix</h3><div class="rich fix">{_prose(rule.fix)}</div>' if rule.fix.strip() else "")
            + (f'<h3>References</h3><ul class="links">{links}</ul>' if links else "")
            + "</article>\n"
        )

    def _gate(self) -> str:
        report, verdict = self._report, self._report.verdict
        rows = "".join(
            f"<tr><td class=mono>{_text(rule.id)}</td><td>{_text(rule.enforce)}</td><td class=number>{rule.evaluated:,}</td>"
            f"<td class=number>{rule.matched:,}</td><td class=number>{rule.waived:,}</td></tr>"
            for rule in verdict.rules
        )
        head = (
            "<tr><th>Policy rule</th><th>Enforce</th><th class=number>Evaluated</th><th class=number>Matched</th>"
            "<th class=number>Waived</th></tr>"
        )
        table = (
            f'<div class="card scroll"><table>{head}{rows}</table></div>'
            if rows
            else '<p class="soft">No policy rule was evaluated.</p>'
        )
        facts = [
            ("target", report.target),
            ("stage", verdict.stage),
            ("engines", ", ".join(report.engines) or "none"),
            ("files", f"{report.counts.files:,}"),
            ("distinct contents", f"{report.counts.blobs:,}"),
            ("bytes", f"{report.counts.bytes:,}"),
            ("commits", f"{report.counts.commits:,}" if report.counts.commits else ""),
            ("components", f"{len(report.components):,}" if report.components else ""),
            ("rules digest", report.rules_digest),
            ("policy digest", verdict.policy_digest),
            ("findings digest", verdict.findings_digest),
            ("Gateline", report.tool_version),
        ]
        listed = "".join(f"<dt>{name}</dt><dd class=mono>{_text(value)}</dd>" for name, value in facts if value)
        return (
            f'<section class="section" id="gate"><h2>Gate</h2>{table}{self._waivers(verdict)}'
            f'<h3 class="group">Run</h3><dl class="facts">{listed}</dl></section>'
        )

    def _waivers(self, verdict: Verdict) -> str:
        if not verdict.waivers:
            return ""
        # What wants looking after stands first; sorted() keeps the verdict's order otherwise.
        ordered = sorted(verdict.waivers, key=lambda use: use.state is WaiverState.USED)
        rows = "".join(
            f'<tr><td class=keep>{use.state.value}</td><td class="keep mono">{self._waived_finding(use)}</td>'
            f"<td>{_rich(use.note or WAIVER_WORDS[use.state])}</td></tr>"
            for use in ordered[:_MOST_WAIVERS]
        )
        rest = f'<p class="note">and {len(ordered) - _MOST_WAIVERS:,} more</p>' if len(ordered) > _MOST_WAIVERS else ""
        head = "<tr><th>State</th><th>Finding</th><th>Note</th></tr>"
        return f'<h3 class="group">Waivers</h3><div class="card scroll"><table>{head}{rows}</table></div>{rest}'

    def _waived_finding(self, use: WaiverUse) -> str:
        short = _text(use.fingerprint[:SHORT])
        return short if use.state is WaiverState.STALE else f'<a href="#finding/{_text(use.fingerprint)}">{short}</a>'

    def _footer(self) -> str:
        made = f"Made by Gateline {_text(self._report.tool_version)}. One file; it asks nothing of the network."
        if not self._report.findings:
            return f"<footer>{made}</footer>"
        keys = (("/", "search"), ("j", "next"), ("k", "previous"), ("x", "clear filters"), ("Esc", "close"))
        listed = "".join(f"<span><kbd>{key}</kbd> {meaning}</span>" for key, meaning in keys)
        return f'<footer><div class="keys">{listed}</div>{made}</footer>'


_LIVE = """
<div id="live" hidden>
<div class="filters">
<div class="line"><label class="search"><input id="query" type="search" placeholder="Path, rule, message or fingerprint"
 aria-label="Search findings" autocomplete="off" spellcheck="false"><kbd>/</kbd></label>
<select id="rule" aria-label="Rule"><option value="">All rules</option></select>
<select id="sort" aria-label="Order"><option value="lot">Blocked first</option><option value="rank">Highest rank first</option>
<option value="severity">Gravest first</option><option value="path">By path</option>
<option value="rule">By rule</option></select></div>
<div class="line" id="chips"></div>
</div>
<div class="status"><span id="shown" role="status"></span>
<button class="plain" id="clear" type="button" hidden>Clear filters</button></div>
<div class="split" id="split"><div class="card list"><ol id="list"></ol><div class="more" id="rest"></div></div>
<aside class="card panel" id="panel" aria-label="Finding"></aside></div>
<div class="card empty" id="none" hidden><h2>No finding matches</h2><p>Widen the filters, or
<button class="plain" id="clear-none" type="button">clear them all</button>.</p></div>
</div>
"""


def _inert(encoded: bytes) -> bytes:
    """JSON in which no letter means anything to an HTML parser; still the same JSON."""
    return encoded.replace(b"&", b"\\u0026").replace(b"<", b"\\u003c").replace(b">", b"\\u003e")


def _more(assessed: Assessed, waiver: str | None) -> _More:
    finding = assessed.finding
    origin = finding.origin
    return _More(
        places=[_place(location) for location in finding.occurrences],
        preview="\n".join(visible(line) for line in dedent(finding.preview.expandtabs(4)).splitlines()),
        evidence=[one_line(clause) for clause in finding.evidence],
        trace=[(step.role.value, *_place(step.location), one_line(step.note)) for step in finding.trace],
        related=[_place(location) for location in finding.related],
        fixes=_fixes(finding),
        subject=_known(finding.subject),
        origin=(one_line(origin.commit), one_line(origin.author), one_line(origin.date), origin.in_head) if origin else None,
        ignored=_known(finding.ignored),
        waiver=_known(waiver),
        first_seen=_known(assessed.first_seen),
        is_introduced=assessed.is_introduced,
        cvss=assessed.cvss,
        epss=assessed.epss,
        is_exploited=assessed.is_exploited,
        is_reachable=assessed.is_reachable,
        exposure=_known(assessed.exposure),
        is_fix_available=assessed.is_fix_available,
        licence=_known(assessed.licence),
    )


def _known(text: str | None) -> str | None:
    return None if text is None else one_line(text)


def _place(location: Location) -> tuple[str, int, int]:
    return visible(location.path), location.start.line, location.start.column


def _fixes(finding: Finding) -> list[tuple[str, list[tuple[str, int, str]]]]:
    return [
        (one_line(fix.title), [(visible(edit.location.path), edit.location.start.line, visible(edit.text)) for edit in fix.edits])
        for fix in finding.fixes
    ]


def _tone(standing: Standing) -> str:
    return "bad" if standing is Standing.BLOCKED else ""


def _folder(path: str) -> str:
    """The first two folders of a path with a slash behind; empty for a file at the top."""
    parts = path.split("/")[:-1][:2]
    return "".join(f"{part}/" for part in parts)


def _most_common(counter: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counter.items(), key=lambda item: (-item[1], item[0]))[:_MOST_BARS]


def _chart(title: str, bars: Sequence[tuple[str, int, str, str]]) -> str:
    """Bars of label, number, link and colour class; the longest is as wide as the card."""
    longest = max((number for _, number, _, _ in bars), default=1)
    return (
        f'<section class="card chart"><h2>{title}</h2><ol>'
        + "".join(
            f'<li><a class="bar {tone}" href="{href}"><span class=label>{_text(label)}</span><span class=count>{number:,}</span>'
            f'<svg viewBox="0 0 100 5" preserveAspectRatio="none" aria-hidden="true">'
            f'<rect width="{max(100 * number / longest, 1):.1f}" height="5" fill="currentColor"/></svg></a></li>'
            for label, number, href, tone in bars
        )
        + "</ol></section>"
    )


def _gap_groups(gaps: Iterable[Gap]) -> Iterator[tuple[str, list[Gap]]]:
    groups: dict[str, list[Gap]] = {}
    for gap in gaps:
        groups.setdefault(f"{GAP_WORDS[gap.reason]} ({gap.by})", []).append(gap)
    yield from groups.items()
