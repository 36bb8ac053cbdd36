"""SARIF 2.1.0, written so that GitHub code scanning takes it whatever the findings are.

Spec: https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html. GitHub's limits and demands:
https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning. What a
newcomer would trip over:

- One result is one *place*. A finding that stands at three places gives three results with the same
  `fingerprints["gateline/v1"]`; `primaryLocationLineHash` differs for each, or GitHub would show one of them only.
- Our columns count UTF-8 bytes, which SARIF has no word for. `columnKind` says `utf16CodeUnits`: both agree wherever a line is
  ASCII up to the column, and elsewhere UTF-16 units come nearer to bytes than code points do. The run's `properties.columnUnit`
  says the truth.
- GitHub grades by rule, not by result, so a rule carries the gravest severity among its findings.
- GitHub refuses a run of more than 25,000 results and a file of more than 20 runs. Beyond that, results are dealt out to 2, 4,
  8 or 16 runs by their hash, so that a result stays in its category while others come and go; beyond 16 full runs the
  lowest-ranked are left out, and a notification says how many.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice

from msgspec import Struct
from msgspec.json import Encoder

from gateline.model.assessed import Assessed
from gateline.model.finding import Edit, Step
from gateline.model.finding import Fix as ModelFix
from gateline.model.gap import Gap, GapReason
from gateline.model.location import Location as ModelLocation
from gateline.model.location import Position
from gateline.model.report import Report, RuleInfo
from gateline.model.severity import Severity
from gateline.model.verdict import Outcome, Verdict, WaiverState
from gateline.report import sarif_log as log
from gateline.report.location_hash import LocationHashes
from gateline.report.options import Format, RenderOptions
from gateline.report.places import places
from gateline.report.standing import Standing, standings
from gateline.report.uri import uri_of
from gateline.report.wording import GAP_WORDS, because, first_paragraph, rules_by_id

__all__ = ["FORMAT", "render"]

FORMAT = Format("sarif", "application/sarif+json", ".sarif", "SARIF 2.1.0, for GitHub code scanning and editors")

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
RESULTS_A_RUN = 25_000
_PARTS = (1, 2, 4, 8, 16)
"""Numbers of runs results are dealt out to; powers of two, so that half of the results stay where they are when it grows."""
_RESULTS_A_CHUNK = 1_000
# GitHub's limits: 1,000 locations a result, 10,000 thread flow locations of which 1,000 are kept, 20 tags of which 10 are kept,
# 1,024 characters of a description.
_MOST_LOCATIONS = 1_000
_MOST_STEPS = 1_000
_MOST_TAGS = 10
_MOST_DESCRIPTION = 1_024
_START = Position(1, 1)

_LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.UNKNOWN: "warning",
    Severity.LOW: "note",
    Severity.INFO: "note",
}
_SECURITY_SEVERITIES = {Severity.CRITICAL: "9.5", Severity.HIGH: "8.0", Severity.MEDIUM: "5.5", Severity.LOW: "2.0"}
"""The middles of GitHub's bands: critical from 9.0, high from 7.0, medium from 4.0. Info and unknown show by their level."""


class _Placed(Struct, frozen=True, gc=False):
    """One result to be."""

    assessed: Assessed
    location: ModelLocation
    location_hash: str
    is_primary: bool


def render(report: Report, options: RenderOptions) -> Iterator[bytes]:
    """UTF-8 JSON in chunks of 1,000 results, ending in a line feed. Nothing depends on the options."""
    encoder = Encoder()
    writer = _Writer(report)
    yield f'{{"$schema":"{SCHEMA}","version":"2.1.0","runs":['.encode()
    parts, left_out = _dealt(list(_placed(report.findings)))
    for number, part in enumerate(parts):
        head = encoder.encode(writer.head(number, left_out if number == 0 else 0))
        yield (b",\n" if number else b"\n") + head[:-1] + b',"results":['
        yield from _chunks(encoder.encode(writer.result(placed)) for placed in part)
        yield b"\n]}"
    yield b"\n]}\n"


def _chunks(lines: Iterator[bytes]) -> Iterator[bytes]:
    separator = b"\n"
    while chunk := list(islice(lines, _RESULTS_A_CHUNK)):
        yield separator + b",\n".join(chunk)
        separator = b",\n"


def _placed(findings: Iterable[Assessed]) -> Iterator[_Placed]:
    hashes = LocationHashes()
    for assessed in findings:
        for index, location in enumerate(places(assessed.finding)):
            yield _Placed(assessed, location, hashes.next(assessed.fingerprint, location.path), index == 0)


def _dealt(results: Sequence[_Placed]) -> tuple[list[list[_Placed]], int]:
    """Results by run, at least one run, and how many had to be left out."""
    parts: list[list[_Placed]] = []
    for number in _PARTS:
        parts = [[] for _ in range(number)]
        for placed in results:
            parts[int(placed.location_hash[:2], 16) % number].append(placed)
        if max(map(len, parts)) <= RESULTS_A_RUN:
            break
    kept = [part[:RESULTS_A_RUN] for part in parts]
    return kept, len(results) - sum(map(len, kept))


class _Writer:
    """Makes the log's objects out of one report."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._standings = standings(report.verdict)
        self._waivers = {use.fingerprint: use.note for use in report.verdict.waivers if use.state is WaiverState.USED}
        rules = rules_by_id(report)
        gravest = _gravest(report.findings)
        self._rules = [_rule(rule, gravest.get(id)) for id, rule in rules.items()]
        self._rule_index = {id: index for index, id in enumerate(rules)}

    def head(self, number: int, left_out: int) -> log.RunHead:
        report, verdict = self._report, self._report.verdict
        reasons = sorted({gap.reason for gap in verdict.gaps}, key=lambda reason: reason.value)
        driver = log.Driver("Gateline", report.tool_version, self._rules, [_gap_descriptor(reason) for reason in reasons] or None)
        part = f"part-{number + 1}/" if number else ""
        return log.RunHead(
            tool=log.Tool(driver),
            automation_details=log.AutomationDetails(f"gateline/{verdict.stage}/{part}"),
            invocations=[_invocation(verdict, left_out)],
            column_kind="utf16CodeUnits",
            properties=log.RunProperties(
                target=report.target,
                outcome=verdict.outcome.value,
                stage=verdict.stage,
                reasons=verdict.reasons,
                engines=report.engines,
                rules_digest=report.rules_digest,
                policy_digest=verdict.policy_digest,
                findings_digest=verdict.findings_digest,
                column_unit="utf8Bytes",
            ),
        )

    def result(self, placed: _Placed) -> log.Result:
        assessed, finding = placed.assessed, placed.assessed.finding
        fingerprint = {"gateline/v1": assessed.fingerprint}
        standing = self._standings.get(assessed.fingerprint, Standing.REPORTED)
        return log.Result(
            rule_id=finding.rule,
            rule_index=self._rule_index[finding.rule],
            level=_LEVELS[finding.severity],
            message=_message(finding.message or finding.rule),
            locations=[_location(placed.location)],
            fingerprints=fingerprint,
            partial_fingerprints={"primaryLocationLineHash": placed.location_hash, **fingerprint},
            rank=min(max(assessed.rank, 0), 1000) / 10,
            properties=_properties(assessed, standing),
            baseline_state=None if assessed.is_new is None else "new" if assessed.is_new else "unchanged",
            suppressions=self._suppressions(assessed, standing),
            code_flows=_code_flows(finding.trace) if placed.is_primary else None,
            related_locations=_related(finding.related) if placed.is_primary else None,
            fixes=_fixes(finding.fixes) if placed.is_primary else None,
        )

    def _suppressions(self, assessed: Assessed, standing: Standing) -> list[log.Suppression] | None:
        found = []
        if standing is Standing.WAIVED and (assessed.fingerprint in self._waivers or assessed.finding.ignored is None):
            note = self._waivers.get(assessed.fingerprint, "")
            found.append(log.Suppression("external", "accepted", note or "accepted by a waiver of the policy"))
        if assessed.finding.ignored is not None:
            # An ignore the policy does not honour suppresses nothing: SARIF §3.27.23 wants every suppression accepted.
            status = "accepted" if standing in (Standing.WAIVED, Standing.REPORTED) else "rejected"
            found.append(
                log.Suppression("inSource", status, assessed.finding.ignored or "ignored at the place, without a reason")
            )
        return found or None


def _gravest(findings: Iterable[Assessed]) -> dict[str, Severity]:
    gravest: dict[str, Severity] = {}
    for assessed in findings:
        finding = assessed.finding
        if finding.rule not in gravest or finding.severity.rank > gravest[finding.rule].rank:
            gravest[finding.rule] = finding.severity
    return gravest


def _rule(rule: RuleInfo, gravest: Severity | None) -> log.Descriptor:
    severity = gravest or Severity(rule.severity)
    tags = ["security", *rule.id.split("/")[:1], *(f"external/cwe/cwe-{cwe:03}" for cwe in rule.cwe)]
    return log.Descriptor(
        id=rule.id,
        short_description=log.Message((rule.title or rule.id)[:_MOST_DESCRIPTION]),
        full_description=log.Message((first_paragraph(rule.why) or rule.title or rule.id)[:_MOST_DESCRIPTION]),
        help=_help(rule),
        help_uri=next((reference for reference in rule.references if _is_uri(reference)), None),
        default_configuration=log.Configuration(_LEVELS[severity]),
        properties=log.RuleProperties(rule.confidence, sorted(set(tags))[:_MOST_TAGS], _SECURITY_SEVERITIES.get(severity)),
    )


def _help(rule: RuleInfo) -> log.Help:
    why, fix = rule.why.strip(), rule.fix.strip()
    plain = "\n\n".join(part for part in (why, fix, "\n".join(rule.references)) if part)
    listed = "\n".join(f"- <{reference}>" if _is_uri(reference) else f"- {reference}" for reference in rule.references)
    marked = (("Why", why), ("Fix", fix), ("References", listed))
    return log.Help(plain or rule.id, "\n\n".join(f"## {title}\n\n{text}" for title, text in marked if text) or rule.id)


def _is_uri(text: str) -> bool:
    return (
        text.startswith(("https://", "http://")) and text.isascii() and text.isprintable() and not set(text) & set(' <>"{}|\\^`')
    )


def _gap_descriptor(reason: GapReason) -> log.Descriptor:
    return log.Descriptor(f"gap/{reason.value}", log.Message(GAP_WORDS[reason]))


def _invocation(verdict: Verdict, left_out: int) -> log.Invocation:
    notifications = [_notification(gap) for gap in verdict.gaps]
    if left_out:
        text = f"{left_out} results of the lowest rank are not in this file, which holds as many as code scanning takes"
        notifications.append(log.Notification(log.DescriptorReference("left-out"), "warning", log.Message(text)))
    return log.Invocation(
        execution_successful=verdict.outcome in (Outcome.PASS, Outcome.FAIL),
        exit_code=verdict.outcome.exit_code,
        exit_code_description=because(verdict),
        tool_execution_notifications=notifications or None,
    )


def _notification(gap: Gap) -> log.Notification:
    text = f"not analyzed by {gap.by}: {GAP_WORDS[gap.reason]}" + (f"; {gap.note}" if gap.note else "")
    whole = ModelLocation(gap.path, _START, _START)
    return log.Notification(
        log.DescriptorReference(f"gap/{gap.reason.value}"),
        "warning",
        _message(text),
        [log.Location(log.PhysicalLocation(log.ArtifactLocation(uri_of(whole))))] if gap.path else None,
    )


def _properties(assessed: Assessed, standing: Standing) -> log.ResultProperties:
    finding = assessed.finding
    origin = finding.origin
    return log.ResultProperties(
        kind=finding.kind.value,
        severity=finding.severity.value,
        confidence=finding.confidence.value,
        standing=standing.value,
        places=len(finding.occurrences) + 1,
        preview=finding.preview,
        evidence=finding.evidence,
        subject=finding.subject,
        origin=log.Origin(origin.commit, origin.author, origin.date, origin.in_head) if origin else None,
        first_seen=assessed.first_seen,
        is_introduced=assessed.is_introduced,
        cvss=assessed.cvss,
        epss=assessed.epss,
        is_exploited=assessed.is_exploited,
        is_reachable=assessed.is_reachable,
        exposure=assessed.exposure,
        is_fix_available=assessed.is_fix_available,
        licence=assessed.licence,
    )


def _message(text: str) -> log.Message:
    # `[text](target)` in a message is a link (§3.11.6); what a message quotes from the target must not become one.
    return log.Message(text.replace("](", "] ("))


def _location(location: ModelLocation, id: int = -1, note: str = "") -> log.Location:
    return log.Location(_physical(location), id, _message(note) if note else None)


def _physical(location: ModelLocation) -> log.PhysicalLocation:
    return log.PhysicalLocation(log.ArtifactLocation(uri_of(location)), _region(location) if location.path else None)


def _region(location: ModelLocation) -> log.Region | None:
    """None where the position names no line."""
    start, end = location.start, location.end
    if start.line < 1:
        return None
    if end < start or start.column < 1:
        return log.Region(start.line)
    return log.Region(start.line, start.column, end.line, end.column)


def _code_flows(trace: Sequence[Step]) -> list[log.CodeFlow] | None:
    steps = [
        log.ThreadFlowLocation(_location(step.location, note=step.note), log.StepProperties(step.role.value))
        for step in trace[:_MOST_STEPS]
    ]
    return [log.CodeFlow([log.ThreadFlow(steps)])] if steps else None


def _related(related: Sequence[ModelLocation]) -> list[log.Location] | None:
    return [_location(location, id, "related") for id, location in enumerate(related[:_MOST_LOCATIONS], 1)] or None


def _fixes(fixes: Sequence[ModelFix]) -> list[log.Fix] | None:
    """Fixes that edit, each once (§3.27.30); SARIF has no place for one that only advises."""
    return [log.Fix(_message(fix.title), _changes(fix.edits)) for fix in dict.fromkeys(fixes) if fix.edits] or None


def _changes(edits: Sequence[Edit]) -> list[log.ArtifactChange]:
    ordered = sorted(edits, key=lambda edit: edit.location)
    return [
        log.ArtifactChange(log.ArtifactLocation(uri), [_replacement(edit) for edit in group])
        for uri, group in groupby(ordered, key=lambda edit: uri_of(edit.location))
    ]


def _replacement(edit: Edit) -> log.Replacement:
    return log.Replacement(_region(edit.location) or log.Region(1), log.ArtifactContent(edit.text))
