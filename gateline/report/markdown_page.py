"""The verdict as a Markdown page: a short table first, details folded, never longer than its reader takes."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from gateline.model.assessed import Assessed
from gateline.model.gap import Gap
from gateline.model.location import Location
from gateline.model.report import Report, RuleInfo
from gateline.model.severity import Severity
from gateline.model.verdict import Outcome, Verdict, WaiverState
from gateline.report.markup import code, html, prose
from gateline.report.options import RenderOptions
from gateline.report.places import places, spot
from gateline.report.standing import Standing, standings
from gateline.report.uri import uri_path
from gateline.report.wording import (
    GAP_WORDS,
    OUTCOME_WORDS,
    SHORT,
    WAIVER_WORDS,
    because,
    counted,
    first_paragraph,
    rules_by_id,
    scope,
)

__all__ = ["page"]

_MARKS = {Outcome.PASS: "✅", Outcome.FAIL: "❌", Outcome.INCOMPLETE: "⚠️", Outcome.ERROR: "❗"}
_DETAILED = (Standing.BLOCKED, Standing.OVERRIDDEN, Standing.WOULD_BLOCK, Standing.WARNED)
_TITLES = {
    Standing.BLOCKED: "Blocked",
    Standing.OVERRIDDEN: "Overridden by break-glass",
    Standing.WOULD_BLOCK: "Would block (shadow mode)",
    Standing.WARNED: "Warned",
}
_MOST_REASONS = 10
_MOST_PLACES = 5


def page(report: Report, options: RenderOptions, *, items: int, most: int) -> bytes:
    """The page in UTF-8.

    Args:
        items: most findings in the table, and most described in each section.
        most: bytes; blocks that would go beyond are left out, and a last line says so.
    """
    cut = b"\n*More than fits here: see the full report.*\n"
    size, kept = 0, []
    for block in _blocks(report, options, items):
        encoded = block.encode()
        if size + len(encoded) + len(cut) > most:
            kept.append(cut)
            break
        size += len(encoded)
        kept.append(encoded)
    return b"".join(kept)


def _blocks(report: Report, options: RenderOptions, items: int) -> Iterator[str]:
    """Parts of the page, each complete in itself, the most important first."""
    named, rules = standings(report.verdict), rules_by_id(report)
    grouped: dict[Standing, list[Assessed]] = {}
    for assessed in report.findings:
        grouped.setdefault(named.get(assessed.fingerprint, Standing.REPORTED), []).append(assessed)
    yield _head(report)
    yield from _table([item for standing in _DETAILED for item in grouped.get(standing, ())], named, rules, options, items)
    for standing in _DETAILED:
        if found := grouped.get(standing):
            yield from _details(standing, found, rules, options, items)
    yield from _gaps(report.verdict.gaps, items)
    yield from _waivers(report.verdict, items)
    yield _foot(report, grouped)


def _head(report: Report) -> str:
    verdict = report.verdict
    reasons = [f"- {prose(reason)}\n" for reason in verdict.reasons[1:_MOST_REASONS]]
    for label, mandates in (("violated", verdict.violated), ("no evidence", verdict.missing)):
        reasons += [f"- **{label}**: {prose(mandate)}\n" for mandate in mandates[:_MOST_REASONS]]
    title = f"## {_MARKS[verdict.outcome]} Gateline {OUTCOME_WORDS[verdict.outcome]}"
    why = prose(because(verdict))
    return title + (f"\n\n**{why}**" if why else "") + f"\n\n{''.join(reasons)}\n"


def _table(
    found: Sequence[Assessed], named: dict[str, Standing], rules: dict[str, RuleInfo], options: RenderOptions, items: int
) -> Iterator[str]:
    if not found:
        return
    # One block: a table without its head would not be one.
    rows = "".join(
        f"| {named[item.fingerprint].value} | {item.finding.severity.value} | {prose(rules[item.finding.rule].title)} "
        f"| {_spot(item.finding.location, options)}{_more(item)} |\n"
        for item in found[:items]
    )
    rest = f"\n… and {len(found) - items:,} more\n" if len(found) > items else ""
    yield f"| Gate | Severity | Rule | Where |\n|---|---|---|---|\n{rows}{rest}\n"


def _details(
    standing: Standing, found: Sequence[Assessed], rules: dict[str, RuleInfo], options: RenderOptions, items: int
) -> Iterator[str]:
    yield f"### {_TITLES[standing]}: {counted(len(found), 'finding')}\n\n"
    for item in found[:items]:
        yield _detail(item, rules[item.finding.rule], options)
    if len(found) > items:
        yield f"… and {len(found) - items:,} more\n\n"


def _detail(item: Assessed, rule: RuleInfo, options: RenderOptions) -> str:
    finding = item.finding
    where = [_spot(location, options) for location in places(finding)[:_MOST_PLACES]]
    more = len(finding.occurrences) + 1 - _MOST_PLACES
    lines = [
        ("Where", ", ".join(where) + (f" and {more:,} more" if more > 0 else "")),
        ("Excerpt", code(" ".join(finding.preview.split())) if finding.preview.strip() else ""),
        ("Trace", " → ".join(f"{_spot(step.location, options)} {prose(step.note)}" for step in finding.trace[:10])),
        ("Evidence", prose("; ".join(finding.evidence))),
        ("Fix", prose(first_paragraph(rule.fix))),
        ("Explain", code(f"gateline explain {item.fingerprint[:SHORT]}")),
    ]
    body = "".join(f"- **{label}**: {text}\n" for label, text in lines if text)
    summary = f"<b>{finding.severity.value}</b> {html(rule.title)}"
    # Up to the empty line this is an HTML block, in which Markdown means nothing.
    return f"<details><summary>{summary}</summary>\n\n{prose(finding.message)}\n\n{body}\n</details>\n\n"


def _spot(location: Location, options: RenderOptions) -> str:
    text = code(spot(location))
    if not options.link_base or not location.path:
        return text
    return f"[{text}]({options.link_base}{uri_path(location.path)}#L{location.start.line})"


def _more(item: Assessed) -> str:
    number = len(item.finding.occurrences)
    return f" and {counted(number, 'more place')}" if number else ""


def _gaps(gaps: Sequence[Gap], items: int) -> Iterator[str]:
    if not gaps:
        return
    lines = [
        f"- {code(gap.path) if gap.path else 'the whole target'}: {GAP_WORDS[gap.reason]} ({prose(gap.by)})"
        f"{f'; {prose(gap.note)}' if gap.note else ''}\n"
        for gap in gaps[:items]
    ]
    rest = f"- … and {len(gaps) - items:,} more\n" if len(gaps) > items else ""
    title = f"<details><summary>Not analyzed: {counted(len(gaps), 'gap')}</summary>"
    yield f"{title}\n\n{''.join(lines)}{rest}\n</details>\n\n"


def _waivers(verdict: Verdict, items: int) -> Iterator[str]:
    shown = [waiver for waiver in verdict.waivers if waiver.state is not WaiverState.USED]
    if not shown:
        return
    lines = [
        f"- {code(waiver.fingerprint[:SHORT])} {waiver.state.value}: {prose(waiver.note or WAIVER_WORDS[waiver.state])}\n"
        for waiver in shown[:items]
    ]
    rest = f"- … and {len(shown) - items:,} more\n" if len(shown) > items else ""
    title = f"<details><summary>Waivers to look after: {counted(len(shown), 'waiver')}</summary>"
    yield f"{title}\n\n{''.join(lines)}{rest}\n</details>\n\n"


def _foot(report: Report, grouped: dict[Standing, list[Assessed]]) -> str:
    by_severity = Counter(assessed.finding.severity for assessed in report.findings)
    graded = [
        f"{by_severity[severity]:,} {severity.value}"
        for severity in sorted(Severity, key=lambda severity: -severity.rank)
        if by_severity[severity]
    ]
    lots = [f"{len(grouped[standing]):,} {standing.value}" for standing in Standing if standing in grouped]
    found = f"{counted(len(report.findings), 'finding')} ({', '.join(graded)}; {', '.join(lots)})" if graded else "nothing found"
    looked = f"{scope(report)}, stage {prose(report.verdict.stage)}, {prose(report.target)}"
    return _small(
        [found, looked, f"engines {', '.join(map(prose, report.engines)) or 'none'}", f"Gateline {prose(report.tool_version)}"]
    )


def _small(parts: Iterable[str]) -> str:
    return f"<sub>{' · '.join(parts)}</sub>\n"
