"""GitHub Actions workflow commands: annotations on the lines of a pull request, written to a step's log.

Grammar: https://docs.github.com/en/actions/using-workflows/workflow-commands-for-github-actions. GitHub shows 10 errors and 10
warnings of a step and drops the rest without a word; so we write no more, and say what is left in one notice.
"""

from collections.abc import Iterator
from itertools import chain, islice

from gateline.model.assessed import Assessed
from gateline.model.finding import Finding
from gateline.model.report import Report, RuleInfo
from gateline.model.verdict import Outcome, Verdict
from gateline.report.options import Format, RenderOptions
from gateline.report.standing import Standing, standings
from gateline.report.visible import one_line, visible
from gateline.report.wording import GAP_WORDS, OUTCOME_WORDS, SHORT, because, counted, first_paragraph, rules_by_id

__all__ = ["FORMAT", "render"]

FORMAT = Format("github", "text/plain; charset=utf-8", ".txt", "GitHub Actions annotations, for a step's log")

_MOST = 10
"""Annotations of one level GitHub shows for a step."""


def render(report: Report, options: RenderOptions) -> Iterator[bytes]:
    """One workflow command a line, UTF-8. Nothing depends on the options."""
    blocked, softer = _by_level(report)
    errors, warnings = [*_gate(report.verdict)], [*_gaps(report.verdict)]
    left = len(errors) + len(blocked) - _MOST, len(warnings) + len(softer) - _MOST
    rules = rules_by_id(report)
    for level, lines, found in (("error", errors, blocked), ("warning", warnings, softer)):
        annotations = (_annotation(item.finding, rules[item.finding.rule], level, item.fingerprint) for item in found)
        for line in islice(chain(lines, annotations), _MOST):
            yield f"{line}\n".encode()
    yield f"{_notice(report, *left)}\n".encode()


def _gate(verdict: Verdict) -> Iterator[str]:
    """What fails the gate and is no finding."""
    for mandate in verdict.violated:
        yield _command("error", f"violated: {mandate}", title="Mandate violated")
    for mandate in verdict.missing:
        yield _command("error", f"no evidence: {mandate}", title="Mandate without evidence")
    if verdict.outcome in (Outcome.ERROR, Outcome.INCOMPLETE):
        yield _command("error", because(verdict), title=f"Gate {OUTCOME_WORDS[verdict.outcome]}")


def _by_level(report: Report) -> tuple[list[Assessed], list[Assessed]]:
    """What blocks; and what would block or warns, gravest standing first."""
    named = standings(report.verdict)
    grouped: dict[Standing, list[Assessed]] = {standing: [] for standing in Standing}
    for assessed in report.findings:
        grouped[named.get(assessed.fingerprint, Standing.REPORTED)].append(assessed)
    return grouped[Standing.BLOCKED], grouped[Standing.OVERRIDDEN] + grouped[Standing.WOULD_BLOCK] + grouped[Standing.WARNED]


def _annotation(finding: Finding, rule: RuleInfo, level: str, fingerprint: str) -> str:
    fix = first_paragraph(rule.fix)
    more = f" (and {counted(len(finding.occurrences), 'more place')})" if finding.occurrences else ""
    lines = [f"{finding.message}{more}", *([f"Fix: {fix}"] if fix else []), f"gateline explain {fingerprint[:SHORT]}"]
    title = f"{finding.severity.value}: {one_line(rule.title)}"
    if not finding.location.path:
        return _command(level, *lines, title=title)
    start, end = finding.location.start, finding.location.end
    region = {"line": start.line, "endLine": max(start.line, end.line)}
    if start.line == end.line and end.column > start.column:
        region |= {"col": start.column, "endColumn": end.column}
    return _command(level, *lines, file=visible(finding.location.path), **region, title=title)


def _gaps(verdict: Verdict) -> Iterator[str]:
    if not verdict.gaps:
        return
    reasons = sorted({GAP_WORDS[gap.reason] for gap in verdict.gaps})
    named = [gap.path or "the whole target" for gap in verdict.gaps[:3]]
    text = f"{counted(len(verdict.gaps), 'gap')}: {', '.join(reasons)}; {', '.join(named)}{' …' if len(verdict.gaps) > 3 else ''}"
    yield _command("warning", text, title="Not analyzed")


def _notice(report: Report, errors: int, warnings: int) -> str:
    verdict = report.verdict
    left = [counted(number, word) for number, word in ((errors, "more error"), (warnings, "more warning")) if number > 0]
    rest = f"; {' and '.join(left)} not annotated" if left else ""
    title = f"Gateline: {OUTCOME_WORDS[verdict.outcome]}"
    return _command("notice", f"{because(verdict)}; {counted(len(report.findings), 'finding')}{rest}", title=title)


def _command(level: str, *lines: str, **properties: str | int) -> str:
    written = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::{level} {written}::{'%0A'.join(_data(line) for line in lines)}"


def _data(text: str) -> str:
    """A message line; the runner decodes percent signs, and a raw line end would begin a new command."""
    return one_line(text).replace("%", "%25")


def _property(text: str) -> str:
    return visible(text).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
