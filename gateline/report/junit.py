"""JUnit XML, for the test view of a CI server: what blocks is a failure, what was not analyzed an error, what is waived skipped.

There is no standard; this is the part that Jenkins, GitLab and Azure read alike. Test names carry no line number, so that a moved
finding keeps its history. The suite `gate` is never empty, so that a run without findings is not taken for a run without tests.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from html import escape
from itertools import chain

from msgspec import Struct

from gateline.model.assessed import Assessed
from gateline.model.finding import Kind
from gateline.model.report import Report, RuleInfo
from gateline.model.verdict import Outcome, Verdict, WaiverState
from gateline.report.options import Format, RenderOptions
from gateline.report.places import places, spot
from gateline.report.standing import Standing, standings
from gateline.report.visible import one_line, visible
from gateline.report.wording import GAP_WORDS, SHORT, because, counted, rules_by_id

__all__ = ["FORMAT", "render"]

FORMAT = Format("junit", "application/xml", ".xml", "JUnit XML, for the test view of a CI server")

_MOST_PLACES = 20


class _Case(Struct, frozen=True):
    """One test case; texts are not escaped yet."""

    classname: str
    name: str
    file: str = ""
    lot: str = ""
    """Element inside the case: `failure`, `error`, `skipped`, or empty for a pass."""
    message: str = ""
    lines: tuple[str, ...] = ()


def render(report: Report, options: RenderOptions) -> Iterator[bytes]:
    """UTF-8 XML, a chunk a test case. Nothing depends on the options."""
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="gateline">\n'
    for name, cases in _suites(report):
        yield from _suite(name, cases)
    yield b"</testsuites>\n"


def _suites(report: Report) -> Iterator[tuple[str, Iterator[_Case]]]:
    verdict = report.verdict
    yield "gate", chain([_gate(verdict)], _mandates(verdict))
    named, rules = standings(verdict), rules_by_id(report)
    waivers = {use.fingerprint: use.note for use in verdict.waivers if use.state is WaiverState.USED}
    for kind in Kind:
        found = [assessed for assessed in report.findings if assessed.finding.kind is kind]
        yield kind.value, _unique(_finding(item, rules[item.finding.rule], named, waivers) for item in found)
    yield "gaps", _gaps(verdict)


def _gate(verdict: Verdict) -> _Case:
    lot = {Outcome.PASS: "", Outcome.FAIL: "failure", Outcome.INCOMPLETE: "error", Outcome.ERROR: "error"}[verdict.outcome]
    return _Case("gateline.gate", f"stage {verdict.stage}", lot=lot, message=because(verdict), lines=verdict.reasons)


def _mandates(verdict: Verdict) -> Iterator[_Case]:
    for lot, mandates, words in (("failure", verdict.violated, "violated"), ("error", verdict.missing, "no evidence")):
        for mandate in mandates:
            yield _Case("gateline.mandate", f"mandate {mandate}", lot=lot, message=f"{words}: {mandate}")


def _finding(assessed: Assessed, rule: RuleInfo, named: dict[str, Standing], waivers: dict[str, str]) -> _Case:
    finding, standing = assessed.finding, named.get(assessed.fingerprint, Standing.REPORTED)
    lot = {Standing.BLOCKED: "failure", Standing.WAIVED: "skipped"}.get(standing, "")
    where = [f"at {spot(location)}" for location in places(finding)[:_MOST_PLACES]]
    more = len(finding.occurrences) + 1 - _MOST_PLACES
    lines = [
        f"{finding.severity.value}: {finding.message}",
        *where,
        *([f"and {counted(more, 'more place')}"] if more > 0 else []),
        *finding.preview.splitlines(),
        *(f"{step.role.value} {spot(step.location)} {step.note}" for step in finding.trace),
        *finding.evidence,
        *rule.fix.strip().splitlines(),
        f"{standing.value}; gateline explain {assessed.fingerprint[:SHORT]}",
    ]
    message = waivers.get(assessed.fingerprint) or "waived" if standing is Standing.WAIVED else finding.message
    name = f"{rule.title} in {finding.location.path or 'the whole target'} ({assessed.fingerprint[:SHORT]})"
    return _Case(f"gateline.{finding.kind.value}.{rule.id}", name, finding.location.path, lot, message, tuple(lines))


def _gaps(verdict: Verdict) -> Iterator[_Case]:
    merged: dict[tuple[str, str], list[str]] = {}
    for gap in verdict.gaps:
        name = f"{gap.path or 'the whole target'}: {GAP_WORDS[gap.reason]}"
        notes = merged.setdefault((f"gateline.gap.{gap.by}", name), [])
        if gap.note:
            notes.append(gap.note)
    for (classname, name), notes in merged.items():
        yield _Case(classname, name, lot="error", message=f"not analyzed: {name}", lines=tuple(notes))


def _unique(cases: Iterable[_Case]) -> Iterator[_Case]:
    """Cases with names told apart: GitLab merges those of one class and one name."""
    seen: dict[tuple[str, str], int] = {}
    for case in cases:
        key = (case.classname, one_line(case.name))
        seen[key] = seen.get(key, 0) + 1
        yield (
            case
            if seen[key] == 1
            else _Case(case.classname, f"{case.name} #{seen[key]}", case.file, case.lot, case.message, case.lines)
        )


def _suite(name: str, cases: Iterable[_Case]) -> Iterator[bytes]:
    """Nothing for a suite without cases. The totals stand before the cases, so those are kept, but only as they are written."""
    lots: Counter[str] = Counter()
    elements = []
    for case in cases:
        lots[case.lot] += 1
        elements.append(_element(case).encode())
    if elements:
        totals = {"tests": len(elements), "failures": lots["failure"], "errors": lots["error"], "skipped": lots["skipped"]}
        written = " ".join(f'{total}="{number}"' for total, number in totals.items())
        yield f'  <testsuite name="gateline.{name}" {written} time="0">\n'.encode()
        yield from elements
        yield b"  </testsuite>\n"


def _element(case: _Case) -> str:
    file = f' file="{_attribute(case.file)}"' if case.file else ""
    head = f'    <testcase classname="{_attribute(case.classname)}" name="{_attribute(case.name)}"{file} time="0"'
    text = "\n".join(escape(visible(line), quote=False) for line in case.lines)
    match case.lot:
        case "":
            return f"{head}><system-out>{text}</system-out></testcase>\n" if text else f"{head}/>\n"
        case "skipped":
            return f'{head}><skipped message="{_attribute(case.message)}"/></testcase>\n'
        case lot:
            kind = _attribute(case.classname)
            return f'{head}><{lot} message="{_attribute(case.message)}" type="{kind}">{text}</{lot}></testcase>\n'


def _attribute(text: str) -> str:
    """Visible letters only: XML 1.0 knows no way to write most controls, not even as character references."""
    return escape(one_line(text))
