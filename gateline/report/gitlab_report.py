"""GitLab security reports, schema 15.0.7; one file speaks of one scan type, so each type is a format of its own.

Schema: https://gitlab.com/gitlab-org/security-products/security-report-schemas, tag v15.0.7. What a newcomer would trip over:
times carry no zone; `id` is wanted for each vulnerability; GitLab follows a vulnerability by its tracking signature, and
where there is none by file and line, so that moved code looks like new flaws; a secret's location must name a commit.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Literal

from msgspec import Struct
from msgspec.json import Encoder

from gateline.model.assessed import Assessed
from gateline.model.finding import Finding, Kind
from gateline.model.gap import Gap
from gateline.model.location import Location
from gateline.model.report import Report, RuleInfo
from gateline.model.verdict import Outcome
from gateline.report.location_hash import LocationHashes
from gateline.report.options import RenderOptions
from gateline.report.places import places
from gateline.report.standing import Standing, standings
from gateline.report.uri import WHOLE_TARGET
from gateline.report.wording import GAP_WORDS, rules_by_id

__all__ = ["ScanType", "security_report"]

ScanType = Literal["secret_detection", "sast", "dependency_scanning", "container_scanning"]

VERSION = "15.0.7"
_SCHEMA = "https://gitlab.com/gitlab-org/security-products/security-report-schemas/-/raw/v{}/dist/{}-report-format.json"
_VULNERABILITIES_A_CHUNK = 1_000
# Limits of the schema (characters), and 20 identifiers of which GitLab drops the rest.
_MOST_NAME = 255
_MOST_SOLUTION = 7_000
_MOST_IDENTIFIERS = 20
_MOST_MESSAGES = 100
_NO_COMMIT = "0" * 40
"""Git's own id for "none"; the schema wants a non-empty text."""


class _Vendor(Struct, frozen=True):
    name: str


class _Scanner(Struct, frozen=True):
    id: str
    name: str
    version: str
    vendor: _Vendor


class _Message(Struct, frozen=True):
    level: str
    value: str


class _Scan(Struct, frozen=True):
    analyzer: _Scanner
    scanner: _Scanner
    start_time: str
    end_time: str
    status: str
    type: ScanType
    messages: list[_Message]


class _Head(Struct, frozen=True):
    version: str
    schema: str
    scan: _Scan


class _Identifier(Struct, frozen=True, gc=False, omit_defaults=True):
    type: str
    name: str
    value: str
    url: str = ""


class _Link(Struct, frozen=True, gc=False):
    url: str


class _Package(Struct, frozen=True, gc=False):
    name: str


class _Dependency(Struct, frozen=True, gc=False):
    package: _Package
    version: str


class _Commit(Struct, frozen=True, gc=False, omit_defaults=True):
    sha: str
    author: str = ""
    date: str = ""


class _Place(Struct, frozen=True, gc=False, omit_defaults=True):
    file: str = ""
    start_line: int = 0
    end_line: int = 0
    commit: _Commit | None = None
    dependency: _Dependency | None = None
    operating_system: str = ""
    image: str = ""


class _Signature(Struct, frozen=True, gc=False):
    algorithm: str
    value: str


class _Tracked(Struct, frozen=True, gc=False):
    file: str
    start_line: int
    end_line: int
    signatures: list[_Signature]


class _Tracking(Struct, frozen=True, gc=False):
    type: str
    items: list[_Tracked]


class _Text(Struct, frozen=True, gc=False, tag="text"):
    name: str
    value: str


class _Code(Struct, frozen=True, gc=False, tag="code"):
    name: str
    value: str


class _Vulnerability(Struct, frozen=True, gc=False):
    id: str
    name: str
    description: str
    severity: str
    solution: str
    identifiers: list[_Identifier]
    links: list[_Link]
    location: _Place
    tracking: _Tracking
    details: dict[str, _Text | _Code]


def security_report(report: Report, options: RenderOptions, type: ScanType, kinds: frozenset[Kind]) -> Iterator[bytes]:
    """The findings of some kinds as one report, one vulnerability a place; UTF-8 JSON in chunks of 1,000 vulnerabilities.

    `RenderOptions.timestamp` stands for start and end, `RenderOptions.commit` for the commit a secret without origin was seen in.
    """
    encoder = Encoder()
    yield encoder.encode(_head(report, options, type))[:-1] + b',"vulnerabilities":['
    lines = (encoder.encode(vulnerability) for vulnerability in _vulnerabilities(report, options, type, kinds))
    separator = b"\n"
    while chunk := list(islice(lines, _VULNERABILITIES_A_CHUNK)):
        yield separator + b",\n".join(chunk)
        separator = b",\n"
    yield b"\n]}\n"


def _head(report: Report, options: RenderOptions, type: ScanType) -> _Head:
    scanner = _Scanner("gateline", "Gateline", report.tool_version or "0", _Vendor("Gateline"))
    status = "success" if report.verdict.outcome in (Outcome.PASS, Outcome.FAIL) else "failure"
    scan = _Scan(scanner, scanner, options.timestamp, options.timestamp, status, type, _messages(report.verdict.gaps))
    return _Head(VERSION, _SCHEMA.format(VERSION, type.replace("_", "-")), scan)


def _messages(gaps: tuple[Gap, ...]) -> list[_Message]:
    messages = [
        _Message("warn", f"not analyzed: {gap.path or 'the whole target'}: {GAP_WORDS[gap.reason]} ({gap.by})")
        for gap in gaps[:_MOST_MESSAGES]
    ]
    if len(gaps) > _MOST_MESSAGES:
        messages.append(_Message("warn", f"not analyzed: {len(gaps) - _MOST_MESSAGES} more"))
    return messages


def _vulnerabilities(report: Report, options: RenderOptions, type: ScanType, kinds: Iterable[Kind]) -> Iterator[_Vulnerability]:
    rules, named, hashes = rules_by_id(report), standings(report.verdict), LocationHashes()
    for assessed in report.findings:
        finding = assessed.finding
        if finding.kind not in kinds:
            continue
        rule = rules[finding.rule]
        details = _details(assessed, named.get(assessed.fingerprint, Standing.REPORTED))
        for location in places(finding):
            id = hashes.next(assessed.fingerprint, location.path)
            yield _Vulnerability(
                id=id,
                name=(rule.title or rule.id)[:_MOST_NAME],
                description="\n\n".join(part for part in (finding.message, rule.why.strip()) if part),
                severity=finding.severity.value.capitalize(),
                solution=rule.fix.strip()[:_MOST_SOLUTION],
                identifiers=_identifiers(rule),
                links=[_Link(reference) for reference in rule.references if _is_url(reference)],
                location=_place(finding, location, report, options, type),
                tracking=_tracking(location, id),
                details=details,
            )


def _identifiers(rule: RuleInfo) -> list[_Identifier]:
    identifiers = [_Identifier("gateline_rule_id", f"Gateline {rule.id}", rule.id)]
    advisory = rule.id.rsplit("/", 1)[-1]
    for prefix in ("CVE", "GHSA"):
        if advisory.startswith(f"{prefix}-"):
            identifiers.append(_Identifier(prefix.lower(), advisory, advisory))
    identifiers += [
        _Identifier("cwe", f"CWE-{cwe}", str(cwe), f"https://cwe.mitre.org/data/definitions/{cwe}.html") for cwe in rule.cwe
    ]
    return identifiers[:_MOST_IDENTIFIERS]


def _is_url(text: str) -> bool:
    return text.startswith(("https://", "http://")) and len(text) > len("https://")


def _place(finding: Finding, location: Location, report: Report, options: RenderOptions, type: ScanType) -> _Place:
    file = location.path or WHOLE_TARGET
    start, end = location.start.line, max(location.start.line, location.end.line)
    match type:
        case "secret_detection":
            return _Place(file, start, end, commit=_commit(finding, options))
        case "sast":
            return _Place(file, start, end)
        case "dependency_scanning":
            return _Place(file, dependency=_dependency(finding))
        case "container_scanning":
            return _Place(dependency=_dependency(finding), operating_system="unknown", image=report.target or WHOLE_TARGET)


def _commit(finding: Finding, options: RenderOptions) -> _Commit:
    if finding.origin is None:
        return _Commit(options.commit or _NO_COMMIT)
    return _Commit(finding.origin.commit or _NO_COMMIT, finding.origin.author, finding.origin.date)


def _dependency(finding: Finding) -> _Dependency:
    """Name and version out of `pkg:type/namespace/name@version?qualifiers#subpath`."""
    purl = (finding.subject or "").split("#", 1)[0].split("?", 1)[0]
    name, _, version = purl.partition("/")[2].rpartition("@")
    return _Dependency(_Package(name or version or finding.rule), version if name else "")


def _tracking(location: Location, id: str) -> _Tracking:
    start, end = location.start.line, max(location.start.line, location.end.line)
    return _Tracking("source", [_Tracked(location.path or WHOLE_TARGET, start, end, [_Signature("hash", id)])])


def _details(assessed: Assessed, standing: Standing) -> dict[str, _Text | _Code]:
    finding = assessed.finding
    details: dict[str, _Text | _Code] = {
        "fingerprint": _Text("Fingerprint", assessed.fingerprint),
        "standing": _Text("Gate", standing.value),
        "confidence": _Text("Confidence", finding.confidence.value),
    }
    if finding.evidence:
        details["evidence"] = _Text("Evidence", "; ".join(finding.evidence))
    if finding.preview:
        details["preview"] = _Code("Preview", finding.preview)
    return details
