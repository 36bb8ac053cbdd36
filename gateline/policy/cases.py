"""Tests of a policy, written beside it: findings and circumstances in, the expected verdict out.

```yaml
version: 1
cases:
  - name: a new critical flaw blocks
    context: {stage: pr}
    findings:
      - {id: a, kind: sca, severity: critical, new: true, kev: false}
    expect: {outcome: fail, blocked: [a]}
```
What a finding does not say is not known. Lists under `expect` compare as sets, and only those that are named. A file or a case
may bring its own policy as text, for a policy that does not stand in a file yet; its errors can be expected, too.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from gateline.assess.fingerprint import fingerprint_of
from gateline.model.assessed import Assessed
from gateline.model.finding import Finding, Kind
from gateline.model.gap import Gap, GapReason
from gateline.model.location import Location, Position
from gateline.model.severity import Confidence, Severity
from gateline.model.verdict import Outcome, Verdict, WaiverState
from gateline.policy.compile import CompiledPolicy, compile_policy
from gateline.policy.context import Analysis, Attestation, BreakGlassUse, Evidence, GateContext
from gateline.policy.document import ATTESTATIONS, Policy, field
from gateline.policy.errors import CaseFileError, Place, PolicyError, Problem
from gateline.policy.gate import gate
from gateline.policy.load import load_policy
from gateline.policy.nodes import parse_yaml
from gateline.policy.read import read
from gateline.policy.stages import Exposure, Stage
from gateline.policy.waivers import Waiver

__all__ = ["CaseResult", "run_cases"]


class CaseFinding(Struct, frozen=True):
    """A finding of a case."""

    id: Annotated[str, field("Short name, used under `expect` and `waivers`.")]
    kind: Annotated[Kind, field("Class of the flaw.")]
    severity: Annotated[Severity, field("How bad.")] = Severity.UNKNOWN
    confidence: Annotated[Confidence, field("How sure.")] = Confidence.HIGH
    rule: Annotated[str, field("Rule id; unset: the kind and `/case`.")] = ""
    paths: Annotated[tuple[str, ...], field("Where it stands; the first is its place, the others are occurrences.")] = (
        "src/app.py",
    )
    new: Annotated[bool | None, field("Absent from the baseline.")] = None
    introduced: Annotated[bool | None, field("Caused by the change.")] = None
    first_seen: Annotated[str | None, field("ISO 8601.")] = None
    cvss: Annotated[float | None, field("Base score.")] = None
    epss: Annotated[float | None, field("Probability.")] = None
    kev: Annotated[bool | None, field("Listed in CISA KEV.")] = None
    reachable: Annotated[bool | None, field("Proven reachable or unreachable.")] = None
    exposure: Annotated[Exposure | None, field("Who can reach it.")] = None
    fix_available: Annotated[bool | None, field("Whether a fix exists.")] = None
    licence: Annotated[str | None, field("SPDX id.")] = None
    subject: Annotated[str | None, field("purl.")] = None
    ignored: Annotated[str | None, field("Reason of an inline ignore; may be empty text.")] = None


class CaseWaiver(Struct, frozen=True):
    """A waiver of a case."""

    finding: Annotated[str, field("Id of the finding.")]
    reason: Annotated[str, field("Why.")] = "compensating control"
    requested_by: Annotated[str, field("Who asked.")] = "dev"
    approved_by: Annotated[tuple[str, ...], field("Who agreed.")] = ()
    created: Annotated[datetime, field("When it was asked for.")] = datetime(2026, 1, 1, tzinfo=UTC)
    expires: Annotated[datetime | None, field("From when on it is void.")] = None
    rule: Annotated[str, field("Rule id it names.")] = ""


class CaseGap(Struct, frozen=True):
    """Something not analyzed."""

    reason: Annotated[GapReason, field("Why.")]
    path: Annotated[str, field("Where; empty: the whole target.")] = ""
    by: Annotated[str, field("Engine or room.")] = "source"


class CaseEvidence(Struct, frozen=True):
    """Evidence handed to the gate."""

    kind: Annotated[str, field("Engine, `sbom`, `signature`, `provenance` or `verdict`.")]
    commit: Annotated[str, field("Commit an analysis speaks of.")] = "c1"
    complete: Annotated[bool, field("Whether an analysis is complete.")] = True
    unanalysed: Annotated[tuple[str, ...], field("Paths an analysis could not read.")] = ()
    error: Annotated[str, field("Why an analysis broke off.")] = ""
    subject_ok: Annotated[bool, field("Whether an attestation speaks of this artifact.")] = True
    key_trusted: Annotated[bool, field("Whether its key is trusted.")] = True


class CaseGlass(Struct, frozen=True):
    """A break-glass."""

    by: Annotated[str, field("Who.")]
    reason: Annotated[str, field("Why.")] = ""


class CaseContext(Struct, frozen=True):
    """The circumstances of a case."""

    stage: Annotated[Stage, field("Where the gate stands.")] = Stage.PR
    now: Annotated[datetime, field("The only clock.")] = datetime(2026, 1, 1, tzinfo=UTC)
    commit: Annotated[str, field("Commit that is judged.")] = "c1"
    break_glass: Annotated[CaseGlass | None, field("Somebody asks to pass in an emergency.")] = None
    evidence: Annotated[tuple[CaseEvidence, ...], field("What is handed in.")] = ()
    engines: Annotated[tuple[str, ...] | None, field("Engines that ran.")] = None
    bytes: Annotated[Annotated[int, Meta(ge=0)] | None, field("How much they looked at.")] = None


class Expect(Struct, frozen=True):
    """What the verdict must be. What is not named is not compared."""

    outcome: Annotated[Outcome, field("How the gate ends; `error`: the policy cannot be loaded.")]
    blocked: Annotated[tuple[str, ...] | None, field("Ids.")] = None
    warned: Annotated[tuple[str, ...] | None, field("Ids.")] = None
    reported: Annotated[tuple[str, ...] | None, field("Ids.")] = None
    waived: Annotated[tuple[str, ...] | None, field("Ids.")] = None
    would_block: Annotated[tuple[str, ...] | None, field("Ids.")] = None
    overridden: Annotated[tuple[str, ...] | None, field("Ids.")] = None
    missing: Annotated[tuple[str, ...] | None, field("Mandates.")] = None
    violated: Annotated[tuple[str, ...] | None, field("Mandates.")] = None
    stale: Annotated[tuple[str, ...] | None, field("Ids whose waiver is stale.")] = None
    unused: Annotated[tuple[str, ...] | None, field("Ids whose waiver is unused.")] = None
    invalid: Annotated[tuple[str, ...] | None, field("Ids whose waiver is invalid.")] = None
    audited: Annotated[bool | None, field("Whether the record must be kept.")] = None
    reasons: Annotated[tuple[str, ...] | None, field("Texts each of which one reason, or problem of the policy, must hold.")] = (
        None
    )


class Case(Struct, frozen=True):
    """One test of a policy."""

    name: Annotated[str, field("What it shows, in a few words.")]
    expect: Annotated[Expect, field("What the verdict must be.")]
    why: Annotated[str, field("The reason, where it is not obvious.")] = ""
    policy: Annotated[str, field("Text of a policy for this case alone.")] = ""
    context: Annotated[CaseContext, field("The circumstances.")] = CaseContext()
    findings: Annotated[tuple[CaseFinding, ...], field("What was found.")] = ()
    gaps: Annotated[tuple[CaseGap, ...], field("What was not analyzed.")] = ()
    waivers: Annotated[tuple[CaseWaiver, ...], field("Accepted risks.")] = ()


class CaseFile(Struct, frozen=True, kw_only=True):
    """A file of policy tests."""

    version: Annotated[int, Meta(ge=1, le=1, description="Version of this format.")]
    policy: Annotated[str, field("Text of a policy for all cases; unset: the policy under test.")] = ""
    documents: Annotated[dict[str, str], field("Further documents by name, for the `extends` of the policies written here.")] = {}
    path_layers: Annotated[dict[str, str], field("Folder → name of the document that holds for it.")] = {}
    cases: Annotated[tuple[Case, ...], field("The tests.")]


class CaseResult(Struct, frozen=True):
    """How one case went."""

    name: str
    place: Place
    differences: tuple[str, ...]
    """What is not as expected, one sentence each; empty: it passed."""

    @property
    def is_passed(self) -> bool:
        """Whether everything was as expected."""
        return not self.differences


def run_cases(data: bytes, name: str, policy: Policy | None = None) -> tuple[CaseResult, ...]:
    """Run a file of policy tests.

    Args:
        data: UTF-8 YAML.
        name: display name for places.
        policy: the policy under test, for cases that do not bring one.

    Returns:
        One result a case, in the order written.

    Raises:
        CaseFileError: the file is wrong, holds no case, or a case has no policy to test.
    """
    reading = read(parse_yaml(data, name, CaseFileError), CaseFile)
    if reading.problems:
        raise CaseFileError(reading.problems)
    file = msgspec.convert(reading.values, CaseFile)
    places = [reading.places[("cases", number)] for number in range(len(file.cases))]
    if not places:
        raise CaseFileError([Problem(Place(name, 1, 1), "the file holds no case, so it would test nothing")])
    if policy is None and not file.policy:
        without = [place for place, case in zip(places, file.cases, strict=True) if not case.policy]
        if without:
            raise CaseFileError(
                [Problem(place, "there is no policy to test here", "name one, or write it under 'policy'") for place in without]
            )
    runner = _Runner(file, policy)
    return tuple(
        CaseResult(case.name, place, tuple(runner.differences(case))) for case, place in zip(file.cases, places, strict=True)
    )


class _Runner:
    """Runs the cases of one file; each policy is compiled once a stage."""

    def __init__(self, file: CaseFile, policy: Policy | None) -> None:
        self._file = file
        self._policy = policy
        self._compiled: dict[tuple[str, Stage], CompiledPolicy] = {}

    def differences(self, case: Case) -> list[str]:
        try:
            policy = self._compile(case.policy or self._file.policy, case.context.stage)
        except PolicyError as error:
            return _compare_error(case.expect, error)
        names = {
            _fingerprint(id): id for id in (*(item.id for item in case.findings), *(waiver.finding for waiver in case.waivers))
        }
        verdict = gate(
            [_assessed(finding) for finding in case.findings],
            [Gap(gap.path, gap.by, gap.reason) for gap in case.gaps],
            _context(case.context),
            policy,
            [_waiver(waiver) for waiver in case.waivers],
        )
        return _compare(case.expect, verdict, names)

    def _compile(self, text: str, stage: Stage) -> CompiledPolicy:
        known = self._compiled.get((text, stage))
        if known is None:
            known = self._compiled[text, stage] = compile_policy(self._load(text), stage)
        return known

    def _load(self, text: str) -> Policy:
        if not text:
            assert self._policy is not None
            return self._policy
        documents: Mapping[str, bytes] = {
            **{name: written.encode() for name, written in self._file.documents.items()},
            "gateline.yaml": text.encode(),
        }
        return load_policy(documents, "gateline.yaml", self._file.path_layers)


def _compare_error(expect: Expect, error: PolicyError) -> list[str]:
    told = "\n".join(map(str, error.problems))
    if expect.outcome is not Outcome.ERROR:
        return [f"the policy cannot be loaded: {told}"]
    return [f"no problem of the policy says '{text}'; it says: {told}" for text in expect.reasons or () if text not in told]


def _compare(expect: Expect, verdict: Verdict, names: dict[str, str]) -> list[str]:
    differences = []
    if verdict.outcome is not expect.outcome:
        reasons = "; ".join(verdict.reasons)
        differences.append(f"outcome: expected {expect.outcome.value}, got {verdict.outcome.value} ({reasons})")
    for list_name, found in _lists(verdict, names).items():
        wanted = getattr(expect, list_name)
        if wanted is not None and sorted(wanted) != found:
            differences.append(f"{list_name}: expected [{', '.join(sorted(wanted))}], got [{', '.join(found)}]")
    if expect.audited is not None and expect.audited is not verdict.is_audited:
        differences.append(f"audited: expected {str(expect.audited).lower()}")
    told = "\n".join(verdict.reasons)
    differences += [f"no reason says '{text}'; they say: {told}" for text in expect.reasons or () if text not in told]
    return differences


def _lists(verdict: Verdict, names: dict[str, str]) -> dict[str, list[str]]:
    plain = ("blocked", "warned", "reported", "waived", "would_block", "overridden", "missing", "violated")
    lists = {name: sorted(names.get(entry, entry) for entry in getattr(verdict, name)) for name in plain}
    for state in (WaiverState.STALE, WaiverState.UNUSED, WaiverState.INVALID):
        lists[state.value] = sorted(names[use.fingerprint] for use in verdict.waivers if use.state is state)
    return lists


def _fingerprint(id: str) -> str:
    return fingerprint_of(Kind.SAST, "case", id)


def _assessed(case: CaseFinding) -> Assessed:
    start = Position(1, 1)
    places = tuple(Location(path, start, start) for path in case.paths)
    finding = Finding(
        case.rule or f"{case.kind.value}/case",
        case.kind,
        case.id,
        places[0] if places else Location("", start, start),
        case.severity,
        case.confidence,
        case.id,
        places[1:],
        subject=case.subject,
        ignored=case.ignored,
    )
    return Assessed(
        finding,
        _fingerprint(case.id),
        case.new,
        case.introduced,
        case.first_seen,
        case.cvss,
        case.epss,
        case.kev,
        case.reachable,
        case.exposure.value if case.exposure else None,
        case.fix_available,
        case.licence,
    )


def _waiver(case: CaseWaiver) -> Waiver:
    return Waiver(
        _fingerprint(case.finding), case.reason, case.requested_by, case.created, case.approved_by, case.expires, case.rule
    )


def _context(case: CaseContext) -> GateContext:
    glass = BreakGlassUse(case.break_glass.by, case.break_glass.reason) if case.break_glass else None
    return GateContext(case.stage, case.now, case.commit, glass, tuple(map(_evidence, case.evidence)), case.engines, case.bytes)


def _evidence(case: CaseEvidence) -> Evidence:
    if case.kind in ATTESTATIONS:
        return Attestation(case.kind, case.subject_ok, case.key_trusted)
    return Analysis(case.kind, case.commit, case.complete, case.unanalysed, case.error)
