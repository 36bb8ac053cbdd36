"""The policy, as types. `gateline.yaml` is one `PolicyDocument`; what a run obeys is the `Policy` merged from all its layers.

These classes are the one table of the policy's fields: the loader validates against them, the JSON Schema and the reference page are
printed from them, and `layers` reads from each field's `Tighten` mark in which direction a lower layer may move it. A tuple of
scalars may be written as one scalar (`kind: sca`).
"""

import re
from collections.abc import Callable
from datetime import datetime
from enum import Enum
from typing import Annotated, Literal

from msgspec import Meta, Struct

from gateline.model.finding import Kind
from gateline.model.gap import GapReason
from gateline.model.severity import Confidence, Severity
from gateline.policy.conditions.check import check_expression
from gateline.policy.errors import Rejected
from gateline.policy.globs import check_name_glob, check_path_glob
from gateline.policy.scope import Scope
from gateline.policy.stages import Exposure, Stage

__all__ = [
    "ANALYSES",
    "ATTESTATIONS",
    "ENGINES",
    "Baseline",
    "BreakGlass",
    "Enforce",
    "EngineSettings",
    "Exclusion",
    "GapAction",
    "GapRule",
    "InlineIgnores",
    "Limits",
    "Mandate",
    "Policy",
    "PolicyDocument",
    "Rule",
    "Settings",
    "Source",
    "StageSettings",
    "Stages",
    "Tighten",
    "WaiverTerms",
    "When",
    "field",
]

ENGINES = ("secrets", "sast", "sca", "iac", "image", "dast", "iast", "runtime")
"""Engines a policy may name without declaring a plug-in for them."""

ANALYSES = (*ENGINES, "sbom")
"""What a mandate may require that is *made*: its absence leaves the verdict incomplete."""

ATTESTATIONS = ("signature", "provenance", "verdict")
"""What a mandate may require that is *signed*: its absence, a wrong subject or an untrusted key is a violation."""


_ID_PATTERN = "[A-Za-z0-9][A-Za-z0-9._-]{0,79}"
"""What people may write; the loader adds `@folder` to the ids of a folder's own rules."""


class Enforce(Enum):
    """What a matching rule does."""

    BLOCK = "block"
    WARN = "warn"
    REPORT = "report"


class GapAction(Enum):
    """What something not analyzed does to the verdict."""

    INCOMPLETE = "incomplete"
    WARN = "warn"
    IGNORE = "ignore"


class Tighten(Enum):
    """In which direction a lower layer may move a field."""

    HIGHER = "higher"
    LOWER = "lower"
    MORE = "more"
    """A set that may only grow."""
    FEWER = "fewer"
    """A set that may only shrink."""
    FEWER_OF_ANY = "fewer of any"
    """A set that may only shrink, where none named means anybody."""
    TO_TRUE = "to true"
    TO_FALSE = "to false"
    PINNED = "not at all"
    """Once a layer said it, it stands."""
    FREE = "freely"
    """No finding passes more easily by it."""


def field(
    description: str,
    tighten: Tighten = Tighten.FREE,
    *,
    is_guarded: bool = False,
    check: Callable[[str], object] | None = None,
    unit: str = "",
) -> Meta:
    """What is known of a policy field besides its type.

    Args:
        description: one sentence for the reference page and the schema.
        tighten: in which direction a lower layer may move it.
        is_guarded: whether the default counts as said by a layer that is silent. So it is with whatever would switch rules off.
        check: raises `Rejected` on a text that cannot be used; for lists it sees each item.
        unit: `bytes` also allows `10 MiB`.
    """
    return Meta(description=description, extra={"tighten": tighten, "is_guarded": is_guarded, "check": check, "unit": unit})


def check_id(id: str) -> None:
    """Refuse a name for a rule or mandate that could not be said on a command line.

    Raises:
        Rejected: it holds other characters, or too many.
    """
    if not _ID.fullmatch(id):
        raise Rejected(f"'{id}' is no id", "letters, digits, '.', '_' and '-', at most 80 of them")


_ID = re.compile(_ID_PATTERN)

Count = Annotated[int, Meta(ge=0, le=1_000_000_000)]
Bytes = Annotated[int, Meta(ge=0, le=1 << 50)]
Days = Annotated[int, Meta(ge=1, le=36_500)]
Score = Annotated[float, Meta(ge=0, le=10)]
Probability = Annotated[float, Meta(ge=0, le=1)]
Id = Annotated[str, Meta(extra_json_schema={"pattern": f"^{_ID_PATTERN}$"})]
Name = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
FilePath = Annotated[str, Meta(min_length=1, max_length=500)]
Text = Annotated[str, Meta(min_length=1, max_length=2000)]


class When(Struct, frozen=True, omit_defaults=True):
    """The condition of a rule: every field that is set must hold. What is not known of a finding never lets it off."""

    kind: Annotated[tuple[Kind, ...], field("Classes of flaw.", Tighten.MORE)] = ()
    engine: Annotated[
        tuple[Name, ...], field("Engines that found it: the part of the rule id before the first `/`.", Tighten.MORE)
    ] = ()
    rule: Annotated[
        tuple[Text, ...], field("Globs on the finding's rule id: `secrets/*`, `**/aws-*`.", Tighten.MORE, check=check_name_glob)
    ] = ()
    severity_at_least: Annotated[
        Severity | None, field("Lowest severity; a finding nobody rated counts as this very severity.", Tighten.LOWER)
    ] = None
    confidence_at_least: Annotated[Confidence | None, field("Lowest confidence.", Tighten.LOWER)] = None
    cvss_at_least: Annotated[
        Score | None,
        field(
            "Lowest CVSS base score; without one critical counts as 9.0, high 7.0, medium 4.0, low 0.1, info 0, unrated as this very score.",
            Tighten.LOWER,
        ),
    ] = None
    epss_at_least: Annotated[
        Probability | None,
        field(
            "Lowest EPSS probability; a package's flaw without one counts as this very probability, other kinds have none.",
            Tighten.LOWER,
        ),
    ] = None
    kev: Annotated[
        bool | None,
        field(
            "Listed in CISA's known exploited vulnerabilities; a package's flaw nobody looked up counts as listed.",
            Tighten.PINNED,
        ),
    ] = None
    reachable: Annotated[
        bool | None, field("Whether the flaw can be reached; only proof makes it unreachable.", Tighten.PINNED)
    ] = None
    fix_available: Annotated[bool | None, field("Whether a fix exists; not knowing counts as yes.", Tighten.PINNED)] = None
    exposure: Annotated[tuple[Exposure, ...], field("Who can reach it; not knowing counts as any of these.", Tighten.MORE)] = ()
    licence_in: Annotated[
        tuple[Text, ...], field("SPDX ids; a licence finding that names none counts as one of them.", Tighten.MORE)
    ] = ()
    licence_not_in: Annotated[
        tuple[Text, ...], field("SPDX ids that are fine; a licence finding that names none is not.", Tighten.FEWER)
    ] = ()
    paths: Annotated[
        tuple[Text, ...],
        field(
            "Globs, one of which must match the path of the flaw or of one of its occurrences.",
            Tighten.MORE,
            check=check_path_glob,
        ),
    ] = ()
    paths_exclude: Annotated[
        tuple[Text, ...],
        field(
            "Globs; the rule does not hold when each path of the flaw matches one of them.", Tighten.FEWER, check=check_path_glob
        ),
    ] = ()
    age_over_days: Annotated[
        Count | None,
        field(
            "Days since it was first seen, to be exceeded; no date counts as too old, a date in the future as age 0.",
            Tighten.LOWER,
        ),
    ] = None
    expr: Annotated[
        str | None,
        field(
            'Condition in a typed subset of CEL: `finding.severity >= "high" && finding.kev`.',
            Tighten.PINNED,
            check=check_expression,
        ),
    ] = None


class Rule(Struct, frozen=True, omit_defaults=True):
    """One rule of passing. Rules are alternatives: the strictest enforcement of those that hold decides."""

    id: Annotated[Id, field("Name of the rule, unique in the policy.", check=check_id)]
    enforce: Annotated[Enforce, field("What happens when it holds.", Tighten.HIGHER)]
    when: Annotated[When, field("The condition; `{}` holds for every finding.")]
    title: Annotated[str, field("One sentence for people.")] = ""
    stages: Annotated[tuple[Stage, ...], field("Stages it speaks at; none named: all.", Tighten.MORE)] = ()
    scope: Annotated[Scope, field("Which findings it looks at.", Tighten.HIGHER)] = Scope.ALL
    waivable: Annotated[bool, field("Whether a waiver or an inline ignore can lift it.", Tighten.TO_FALSE)] = True
    effective_from: Annotated[
        datetime | None, field("Until then the rule only reports. A date means midnight UTC.", Tighten.LOWER)
    ] = None


class Mandate(Struct, frozen=True, omit_defaults=True):
    """Evidence that must exist, whatever the findings say."""

    id: Annotated[Id, field("Name of the mandate, unique in the policy.", check=check_id)]
    require: Annotated[
        Name,
        field(
            "An engine or `sbom` (must have run, complete, on this commit), or `signature`, `provenance`, `verdict`.",
            Tighten.PINNED,
        ),
    ]
    title: Annotated[str, field("One sentence for people.")] = ""
    stages: Annotated[tuple[Stage, ...], field("Stages it speaks at; none named: all.", Tighten.MORE)] = ()


class GapRule(Struct, frozen=True, omit_defaults=True):
    """What some of the things that were not analyzed do to the verdict. Of several that match the strictest counts; of none: incomplete."""

    action: Annotated[GapAction, field("What it does.")]
    because: Annotated[str, field("Why that is fine, for the auditor.")] = ""
    reason: Annotated[tuple[GapReason, ...], field("Why it was not analyzed; none named: any reason.")] = ()
    by: Annotated[tuple[Name, ...], field("Engine or room that could not; none named: any.")] = ()
    paths: Annotated[tuple[Text, ...], field("Globs; none named: any path.", check=check_path_glob)] = ()


class WaiverTerms(Struct, frozen=True, omit_defaults=True):
    """Who may accept a risk, and for how long."""

    min_approvers: Annotated[
        Annotated[int, Meta(ge=0, le=20)],
        field("Distinct people, none of them the requester, who must approve.", Tighten.HIGHER, is_guarded=True),
    ] = 1
    max_days: Annotated[
        Days | None,
        field("Longest life of a waiver, from its creation; `null`: it may live for ever.", Tighten.LOWER, is_guarded=True),
    ] = 90
    approvers: Annotated[
        tuple[Text, ...], field("Who may approve, upper and lower case alike; none named: anybody.", Tighten.FEWER_OF_ANY)
    ] = ()
    files: Annotated[tuple[FilePath, ...], field("Waivers files, relative to the target's root.", Tighten.FEWER)] = (
        "gateline-waivers.yaml",
    )
    require_reason: Annotated[bool, field("Whether a blank reason is none.", Tighten.TO_TRUE, is_guarded=True)] = True


class Baseline(Struct, frozen=True, omit_defaults=True):
    """Findings known and accepted as old."""

    file: Annotated[FilePath, field("Baseline file, relative to the target's root.", Tighten.PINNED)]


class BreakGlass(Struct, frozen=True, omit_defaults=True):
    """The emergency exit: passes everything, and is always put on record."""

    allowed: Annotated[
        tuple[Text, ...], field("Who may, upper and lower case alike; none named: nobody.", Tighten.FEWER, is_guarded=True)
    ] = ()


class InlineIgnores(Struct, frozen=True, omit_defaults=True):
    """What a comment in the scanned code can do."""

    allow: Annotated[
        bool | tuple[Text, ...],
        field(
            "Whether comments are heard: no, all known markers, or these markers (`gateline:ignore`).",
            Tighten.FEWER,
            is_guarded=True,
        ),
    ] = False
    require_reason: Annotated[bool, field("Whether a comment without a reason is none.", Tighten.TO_TRUE)] = True
    never_kinds: Annotated[tuple[Kind, ...], field("Classes of flaw no comment can ignore.", Tighten.MORE)] = ()
    never_severity_at_least: Annotated[
        Severity | None,
        field("From this severity on no comment can ignore a finding; unrated ones count as this severe.", Tighten.LOWER),
    ] = None


class Exclusion(Struct, frozen=True, omit_defaults=True):
    """Paths that are not looked at."""

    paths: Annotated[tuple[Text, ...], field("Globs.", check=check_path_glob)]
    reason: Annotated[Text, field("Why that is fine, for the auditor.")]


class Source(Struct, frozen=True, omit_defaults=True):
    """What of the target is looked at."""

    honour_ignore_files: Annotated[bool, field("Whether `.gitignore` keeps untracked files out of sight.", Tighten.TO_FALSE)] = (
        True
    )
    exclude: Annotated[tuple[Exclusion, ...], field("Paths left out, each with its reason.", Tighten.FEWER)] = ()
    max_file_size: Annotated[
        Bytes | None,
        field(
            "Larger files become gaps; bytes, or text such as `10 MiB`. Unset: the tool's own limit.",
            Tighten.HIGHER,
            unit="bytes",
        ),
    ] = None


class Limits(Struct, frozen=True, omit_defaults=True):
    """What analysis may cost; what breaks a limit becomes a gap. Unset: the tool's own limits."""

    blob_seconds: Annotated[Count | None, field("CPU seconds for one content.")] = None
    total_seconds: Annotated[Count | None, field("Wall-clock seconds for the whole stage.")] = None
    memory_mib: Annotated[Count | None, field("Memory of one worker, MiB.")] = None


class StageSettings(Struct, frozen=True, omit_defaults=True):
    """How one stage runs."""

    engines: Annotated[
        tuple[Name, ...], field("Engines that must run here; none named: every engine that fits the target.", Tighten.MORE)
    ] = ()
    limits: Annotated[Limits, field("What analysis may cost here.")] = Limits()
    format: Annotated[Name | None, field("Report format when the command line names none.")] = None


class Stages(Struct, frozen=True, omit_defaults=True):
    """Settings by stage."""

    ide: Annotated[StageSettings, field("A buffer in the editor.")] = StageSettings()
    commit: Annotated[StageSettings, field("Staged changes.")] = StageSettings()
    pr: Annotated[StageSettings, field("A proposed change against its base.")] = StageSettings()
    build: Annotated[StageSettings, field("What the build machine checked out.")] = StageSettings()
    package: Annotated[StageSettings, field("What was built: archives, images, SBOMs.")] = StageSettings()
    test: Annotated[StageSettings, field("The running test system.")] = StageSettings()
    deploy: Annotated[StageSettings, field("Admission to an environment.")] = StageSettings()
    run: Annotated[StageSettings, field("Production.")] = StageSettings()


class EngineSettings(Struct, frozen=True, omit_defaults=True):
    """Settings of one engine."""

    enabled: Annotated[bool, field("Whether it may run at all.", Tighten.TO_TRUE)] = True
    plugin: Annotated[Name | None, field("Distribution that brings an engine which is not built in.", Tighten.PINNED)] = None
    rules: Annotated[
        tuple[FilePath, ...], field("Rule files or folders of your own, relative to this document.", Tighten.MORE)
    ] = ()
    disable: Annotated[
        tuple[Text, ...], field("Globs on ids of rules that do not run.", Tighten.FEWER, check=check_name_glob)
    ] = ()
    options: Annotated[dict[str, str | int | float | bool], field("Options the engine documents.", Tighten.PINNED)] = {}


class Settings(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Every section a policy can have."""

    rules: Annotated[tuple[Rule, ...], field("The rules of passing.")] = ()
    mandates: Annotated[tuple[Mandate, ...], field("Evidence that must exist.")] = ()
    gaps: Annotated[tuple[GapRule, ...], field("What is forgiven of what was not analyzed.")] = ()
    waivers: Annotated[WaiverTerms, field("Who may accept a risk, and for how long.")] = WaiverTerms()
    baseline: Annotated[Baseline | None, field("Findings known and accepted as old.")] = None
    break_glass: Annotated[BreakGlass, field("The emergency exit.")] = BreakGlass()
    inline_ignores: Annotated[InlineIgnores, field("What a comment in the scanned code can do.")] = InlineIgnores()
    source: Annotated[Source, field("What of the target is looked at.")] = Source()
    stages: Annotated[Stages, field("Settings by stage.")] = Stages()
    engines: Annotated[dict[Name, EngineSettings], field("Settings by engine.")] = {}
    shadow: Annotated[bool, field("Judge, show, and let everything pass.", Tighten.TO_FALSE, is_guarded=True)] = False
    fingerprint_key_env: Annotated[
        Annotated[str, Meta(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,79}$")] | None,
        field("Environment variable with the key that names secrets without telling them.", Tighten.PINNED),
    ] = None


class PolicyDocument(Settings, frozen=True, kw_only=True, omit_defaults=True):
    """One written policy file."""

    version: Annotated[Literal[1], field("Version of this format.")]
    extends: Annotated[
        tuple[FilePath, ...],
        field(
            "Documents this one builds on, highest authority first: `builtin:default`, `./org.yaml`. Lower layers may only tighten."
        ),
    ] = ()


class Policy(Settings, frozen=True, kw_only=True, omit_defaults=True):
    """What a run obeys: all layers merged."""

    declared: dict[str, str] = {}
    """Where each rule and mandate stands: id → `document:line:column`. Not part of the digest."""
    layers: tuple[str, ...] = ()
    """The documents merged, highest authority first. Not part of the digest."""
