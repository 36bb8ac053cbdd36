"""One builder per noun, each with sensible defaults, so that a new field touches one place.

`a_finding(severity="high")` is a GitHub token in `src/settings.py:14:9`. Enum arguments may be given by their value, a location
as `"path:line:column"`.
"""

from collections.abc import Sequence
from typing import Any

from gateline.model.assessed import Assessed
from gateline.model.component import Component
from gateline.model.finding import Finding, Fix, Kind, Origin, Role, Step
from gateline.model.gap import Gap, GapReason
from gateline.model.location import Location, Position
from gateline.model.report import Counts, Report, RuleInfo
from gateline.model.severity import Confidence, Severity
from gateline.model.verdict import Outcome, RuleCount, Verdict, WaiverState, WaiverUse

__all__ = [
    "a_component",
    "a_finding",
    "a_gap",
    "a_location",
    "a_report",
    "a_rule_info",
    "a_step",
    "a_verdict",
    "a_waiver_use",
    "an_assessed",
]


def a_location(text: str = "src/settings.py:14:9", length: int = 40, blob: str = "") -> Location:
    """`path:line:column`, a region of `length` bytes on one line; `path` alone is its first position, empty."""
    path, line, column = text.rsplit(":", 2) if text.count(":") >= 2 else (text, "1", "1")
    size = length if ":" in text else 0
    return Location(path, Position(int(line), int(column)), Position(int(line), int(column) + size), blob)


def a_step(
    at: str = "src/app.py:3:5", role: Role | str = Role.PROPAGATION, note: str = "`q` is concatenated into the query"
) -> Step:
    return Step(a_location(at, 1), Role(role), note)


def a_finding(
    at: Location | str = "src/settings.py:14:9",
    *,
    rule: str = "secrets/github-pat",
    kind: Kind | str = Kind.SECRET,
    message: str = "GitHub personal access token in `GITHUB_TOKEN`",
    severity: Severity | str = Severity.CRITICAL,
    confidence: Confidence | str = Confidence.HIGH,
    identity: str = "0123456789abcdef0123456789abcdef",
    occurrences: Sequence[Location | str] = (),
    evidence: Sequence[str] = ("the vendor's prefix and length", "the checksum holds"),
    preview: str = 'GITHUB_TOKEN = "ghp_x7…9f3a"',
    trace: Sequence[Step] = (),
    related: Sequence[Location | str] = (),
    fixes: Sequence[Fix] = (),
    subject: str | None = None,
    origin: Origin | None = None,
    ignored: str | None = None,
) -> Finding:
    return Finding(
        rule,
        Kind(kind),
        message,
        _placed(at),
        Severity(severity),
        Confidence(confidence),
        identity,
        tuple(map(_placed, occurrences)),
        tuple(evidence),
        preview,
        tuple(trace),
        tuple(map(_placed, related)),
        tuple(fixes),
        subject,
        origin,
        ignored,
    )


def an_assessed(finding: Finding | None = None, fingerprint: str = "3f9a1c2b4d5e6f708192a3b4c5d6e7f8", **known: Any) -> Assessed:
    """`known` are the other fields of `Assessed`: `is_new=True`, `epss=0.4`, `rank=700`."""
    return Assessed(finding or a_finding(), fingerprint, **known)


def a_gap(path: str = "data/dump.bin", by: str = "source", reason: GapReason | str = GapReason.TOO_LARGE, note: str = "") -> Gap:
    return Gap(path, by, GapReason(reason), note)


def a_component(purl: str = "pkg:pypi/requests@2.31.0", path: str = "uv.lock", **fields: Any) -> Component:
    return Component(purl, path, **fields)


def a_rule_info(
    id: str = "secrets/github-pat",
    *,
    title: str = "GitHub personal access token",
    why: str = "Grants its owner's access to every repository. Bots find pushed tokens within minutes.",
    fix: str = "Revoke it at *Settings → Developer settings*, then read the new one from the environment.",
    severity: str = "critical",
    confidence: str = "high",
    cwe: Sequence[int] = (798,),
    references: Sequence[str] = ("https://docs.github.com/authentication",),
) -> RuleInfo:
    return RuleInfo(id, title, why, fix, severity, confidence, tuple(cwe), tuple(references))


def a_waiver_use(
    fingerprint: str = "3f9a1c2b4d5e6f708192a3b4c5d6e7f8", state: WaiverState | str = WaiverState.USED, note: str = ""
) -> WaiverUse:
    return WaiverUse(fingerprint, WaiverState(state), note)


def a_verdict(
    outcome: Outcome | str = Outcome.PASS,
    *,
    stage: str = "commit",
    reasons: Sequence[str] = (),
    rules: Sequence[RuleCount] = (),
    waivers: Sequence[WaiverUse] = (),
    gaps: Sequence[Gap] = (),
    is_audited: bool = False,
    policy_digest: str = "ab" * 32,
    findings_digest: str = "cd" * 32,
    **named: Sequence[str],
) -> Verdict:
    """`named` are the lists of fingerprints and mandates: `blocked=[…]`, `missing=[…]`. All but the reasons are sorted here."""
    return Verdict(
        Outcome(outcome),
        stage,
        tuple(reasons),
        rules=tuple(rules),
        waivers=tuple(sorted(waivers, key=lambda waiver: waiver.fingerprint)),
        gaps=tuple(sorted(gaps, key=lambda gap: (gap.path, gap.by, gap.reason.value))),
        is_audited=is_audited,
        policy_digest=policy_digest,
        findings_digest=findings_digest,
        **{name: tuple(sorted(values)) for name, values in named.items()},
    )


def a_report(
    findings: Sequence[Assessed | Finding] = (),
    verdict: Verdict | None = None,
    *,
    tool_version: str = "1.2.3",
    target: str = "working tree",
    engines: Sequence[str] = ("secrets",),
    rules_digest: str = "ef" * 32,
    counts: Counts | None = None,
    components: Sequence[Component] = (),
    rules: Sequence[RuleInfo] | None = None,
) -> Report:
    """Findings are taken in the order given. Without `rules`, each rule of the findings is described like `a_rule_info`."""
    assessed = tuple(_assessed(item, number) for number, item in enumerate(findings))
    ids = sorted({item.finding.rule for item in assessed})
    return Report(
        tool_version,
        target,
        tuple(engines),
        rules_digest,
        counts or Counts(files=214, blobs=198, bytes=1_258_291),
        assessed,
        tuple(components),
        tuple(rules) if rules is not None else tuple(a_rule_info(id) for id in ids),
        verdict or a_verdict(),
    )


def _placed(at: Location | str) -> Location:
    return a_location(at) if isinstance(at, str) else at


def _assessed(item: Assessed | Finding, number: int) -> Assessed:
    return item if isinstance(item, Assessed) else an_assessed(item, f"{number:032x}")
