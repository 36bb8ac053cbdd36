"""The shape of the JSON report, `gateline-report/1`: the model's own words, each finding with its standing.

Within version 1 fields may be added; none is renamed, removed or given another meaning. A field at its default is left out.
"""

from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from gateline.model.component import Component
from gateline.model.gap import Gap
from gateline.model.report import Counts, RuleInfo
from gateline.model.verdict import RuleCount, WaiverUse

__all__ = ["SCHEMA", "Change", "Document", "FindingRow", "FixRow", "Head", "OriginRow", "Place", "StepRow", "Tool", "VerdictRow"]

SCHEMA: Final = "gateline-report/1"


class Place(Struct, frozen=True, gc=False, omit_defaults=True):
    """A half-open region of a file: the end is the first position behind it."""

    path: Annotated[str, Meta(description="Relative to the target's root; empty when the whole target is meant.")]
    line: Annotated[int, Meta(description="1-based.")]
    column: Annotated[int, Meta(description="1-based, counted in UTF-8 bytes.")]
    end_line: int
    end_column: int
    blob: Annotated[str, Meta(description="git blob id of the file's bytes, when known.")] = ""


class StepRow(Struct, frozen=True, gc=False):
    """One hop of a trace, in the order the value travels."""

    place: Place
    role: Annotated[str, Meta(description="source, propagation, sanitizer or sink.")]
    note: str


class Change(Struct, frozen=True, gc=False):
    """Replace one region of a file by a text."""

    place: Place
    text: str


class FixRow(Struct, frozen=True, gc=False):
    """Edits that belong together."""

    title: Annotated[str, Meta(description="What the fix does, in the imperative.")]
    edits: tuple[Change, ...]


class OriginRow(Struct, frozen=True, gc=False):
    """Where in history a flaw first came in."""

    commit: str
    author: str
    date: Annotated[str, Meta(description="Author date, ISO 8601 with offset.")]
    in_head: bool


class FindingRow(Struct, frozen=True, gc=False, omit_defaults=True):
    """One flaw at one place, what is known of it, and what the gate did with it."""

    fingerprint: Annotated[str, Meta(description="Stable identity across commits, 32 hex digits.")]
    standing: Annotated[
        Literal["blocked", "overridden", "would-block", "warned", "waived", "reported"],
        Meta(description="What the verdict did with it."),
    ]
    rule: str
    kind: str
    severity: Annotated[
        Literal["unknown", "info", "low", "medium", "high", "critical"], Meta(description="unknown: nobody rated it.")
    ]
    confidence: Literal["low", "medium", "high"]
    message: str
    path: Annotated[str, Meta(description="Relative to the target's root; empty when the whole target is meant.")]
    line: int
    column: Annotated[int, Meta(description="1-based, counted in UTF-8 bytes.")]
    end_line: int
    end_column: Annotated[int, Meta(description="The first column behind the region.")]
    rank: Annotated[int, Meta(description="0 to 1000, higher first.")]
    blob: str = ""
    identity: Annotated[str, Meta(description="The engine's name of the flaw, free of path and line.")] = ""
    preview: Annotated[str, Meta(description="Masked excerpt; never the whole of a secret's value.")] = ""
    evidence: tuple[str, ...] = ()
    occurrences: Annotated[tuple[Place, ...], Meta(description="Further places of the very same flaw.")] = ()
    trace: tuple[StepRow, ...] = ()
    related: tuple[Place, ...] = ()
    fixes: tuple[FixRow, ...] = ()
    subject: Annotated[str | None, Meta(description="purl of the component the flaw is in.")] = None
    origin: OriginRow | None = None
    ignored: Annotated[str | None, Meta(description="Reason of an inline ignore at the place, may be empty text.")] = None
    is_new: Annotated[bool | None, Meta(description="Absent from the baseline; left out when there is no baseline.")] = None
    is_introduced: bool | None = None
    first_seen: str | None = None
    cvss: Annotated[float | None, Meta(description="Base score, 0.0 to 10.0.")] = None
    epss: Annotated[float | None, Meta(description="Probability, 0.0 to 1.0.")] = None
    is_exploited: Annotated[bool | None, Meta(description="Listed in CISA KEV.")] = None
    is_reachable: bool | None = None
    exposure: Annotated[str | None, Meta(description="internet, internal or none.")] = None
    is_fix_available: bool | None = None
    licence: str | None = None


class Tool(Struct, frozen=True):
    """What made the report."""

    name: str
    version: str
    engines: tuple[str, ...]
    rules_digest: Annotated[str, Meta(description="Over every rule in force.")]


class VerdictRow(Struct, frozen=True):
    """The gate's decision; each finding's part in it is its `standing`."""

    outcome: Literal["pass", "fail", "incomplete", "error"]
    exit_code: Annotated[int, Meta(description="0 passed, 1 failed, 2 usage or policy error, 3 incomplete.")]
    stage: str
    reasons: Annotated[tuple[str, ...], Meta(description="Sentences for people, most important first.")]
    missing: Annotated[tuple[str, ...], Meta(description="Mandates whose evidence is absent.")]
    violated: Annotated[tuple[str, ...], Meta(description="Mandates whose evidence contradicts them.")]
    rules: tuple[RuleCount, ...]
    waivers: tuple[WaiverUse, ...]
    gaps: Annotated[tuple[Gap, ...], Meta(description="What was not analyzed; never counts as passed.")]
    is_audited: bool
    policy_digest: str
    findings_digest: str


class Head(Struct, frozen=True):
    """Everything but the findings, so that those can follow one by one."""

    schema: Literal["gateline-report/1"]
    tool: Tool
    target: Annotated[str, Meta(description="What was gated, for people.")]
    counts: Counts
    verdict: VerdictRow
    rules: Annotated[tuple[RuleInfo, ...], Meta(description="The rules of the findings, sorted by id.")]
    components: tuple[Component, ...]


class Document(Head, frozen=True):
    """One run of Gateline over one target."""

    findings: Annotated[tuple[FindingRow, ...], Meta(description="Highest rank first, then path, line, rule.")]
