"""The whole report as JSON, in Gateline's own words; its shape is `document`, its JSON Schema `schema`.

One finding a line, so that two reports can be compared with a line diff.
"""

from collections.abc import Iterator
from itertools import islice

from msgspec.json import Encoder

from gateline.model.assessed import Assessed
from gateline.model.finding import Edit, Finding, Fix, Origin, Step
from gateline.model.location import Location
from gateline.model.report import Report
from gateline.model.verdict import Verdict
from gateline.report.document import (
    SCHEMA,
    Change,
    FindingRow,
    FixRow,
    Head,
    OriginRow,
    Place,
    StepRow,
    Tool,
    VerdictRow,
)
from gateline.report.options import Format, RenderOptions
from gateline.report.standing import Standing, standings

__all__ = ["FORMAT", "render"]

FORMAT = Format("json", "application/json", ".json", f"everything, in Gateline's own schema {SCHEMA}")

_FINDINGS_A_CHUNK = 1_000


def render(report: Report, options: RenderOptions) -> Iterator[bytes]:
    """UTF-8 JSON in chunks of 1,000 findings, ending in a line feed. Nothing depends on the options."""
    encoder = Encoder()
    yield encoder.encode(_head(report))[:-1] + b',"findings":['
    named = standings(report.verdict)
    rows = (encoder.encode(_row(assessed, named.get(assessed.fingerprint, Standing.REPORTED))) for assessed in report.findings)
    separator = b"\n"
    while chunk := list(islice(rows, _FINDINGS_A_CHUNK)):
        yield separator + b",\n".join(chunk)
        separator = b",\n"
    yield b"\n]}\n"


def _head(report: Report) -> Head:
    tool = Tool("gateline", report.tool_version, report.engines, report.rules_digest)
    return Head(SCHEMA, tool, report.target, report.counts, _verdict(report.verdict), report.rules, report.components)


def _verdict(verdict: Verdict) -> VerdictRow:
    return VerdictRow(
        outcome=verdict.outcome.value,
        exit_code=verdict.outcome.exit_code,
        stage=verdict.stage,
        reasons=verdict.reasons,
        missing=verdict.missing,
        violated=verdict.violated,
        rules=verdict.rules,
        waivers=verdict.waivers,
        gaps=verdict.gaps,
        is_audited=verdict.is_audited,
        policy_digest=verdict.policy_digest,
        findings_digest=verdict.findings_digest,
    )


def _row(assessed: Assessed, standing: Standing) -> FindingRow:
    finding = assessed.finding
    location = finding.location
    return FindingRow(
        fingerprint=assessed.fingerprint,
        standing=standing.value,
        rule=finding.rule,
        kind=finding.kind.value,
        severity=finding.severity.value,
        confidence=finding.confidence.value,
        message=finding.message,
        path=location.path,
        line=location.start.line,
        column=location.start.column,
        end_line=location.end.line,
        end_column=location.end.column,
        rank=assessed.rank,
        blob=location.blob,
        identity=finding.identity,
        preview=finding.preview,
        evidence=finding.evidence,
        occurrences=tuple(map(_place, finding.occurrences)),
        trace=tuple(map(_step, finding.trace)),
        related=tuple(map(_place, finding.related)),
        fixes=tuple(map(_fix, finding.fixes)),
        subject=finding.subject,
        origin=_origin(finding),
        ignored=finding.ignored,
        is_new=assessed.is_new,
        is_introduced=assessed.is_introduced,
        first_seen=assessed.first_seen,
        cvss=assessed.cvss,
        epss=assessed.epss,
        is_exploited=assessed.is_exploited,
        is_reachable=assessed.is_reachable,
        exposure=assessed.exposure,
        is_fix_available=assessed.is_fix_available,
        licence=assessed.licence,
    )


def _place(location: Location) -> Place:
    start, end = location.start, location.end
    return Place(location.path, start.line, start.column, end.line, end.column, location.blob)


def _step(step: Step) -> StepRow:
    return StepRow(_place(step.location), step.role.value, step.note)


def _fix(fix: Fix) -> FixRow:
    return FixRow(fix.title, tuple(map(_change, fix.edits)))


def _change(edit: Edit) -> Change:
    return Change(_place(edit.location), edit.text)


def _origin(finding: Finding) -> OriginRow | None:
    origin: Origin | None = finding.origin
    return OriginRow(origin.commit, origin.author, origin.date, origin.in_head) if origin else None
