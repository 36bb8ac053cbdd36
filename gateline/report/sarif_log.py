"""The parts of a SARIF 2.1.0 log that we write, as types.

Spec: https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html; the section stands beside each type. Fields at
their default are left out, as §3 allows.
"""

from __future__ import annotations

from msgspec import Struct, field

__all__ = [
    "ArtifactChange",
    "ArtifactContent",
    "ArtifactLocation",
    "AutomationDetails",
    "CodeFlow",
    "Configuration",
    "Descriptor",
    "DescriptorReference",
    "Driver",
    "Fix",
    "Help",
    "Invocation",
    "Location",
    "Message",
    "Notification",
    "Origin",
    "PhysicalLocation",
    "Region",
    "Replacement",
    "Result",
    "ResultProperties",
    "RuleProperties",
    "RunHead",
    "RunProperties",
    "StepProperties",
    "Suppression",
    "ThreadFlow",
    "ThreadFlowLocation",
    "Tool",
]


class _Part(Struct, frozen=True, gc=False, omit_defaults=True, rename="camel"):
    """An object of the log."""


class Message(_Part, frozen=True):
    """§3.11."""

    text: str


class Help(_Part, frozen=True):
    """§3.12, a multiformat message."""

    text: str
    markdown: str


class ArtifactLocation(_Part, frozen=True):
    """§3.4."""

    uri: str


class ArtifactContent(_Part, frozen=True):
    """§3.3."""

    text: str


class Region(_Part, frozen=True):
    """§3.30; a column counts from 1, the end column is the first behind the region."""

    start_line: int
    start_column: int = 0
    end_line: int = 0
    end_column: int = 0


class PhysicalLocation(_Part, frozen=True):
    """§3.29."""

    artifact_location: ArtifactLocation
    region: Region | None = None


class Location(_Part, frozen=True):
    """§3.28."""

    physical_location: PhysicalLocation
    id: int = -1
    message: Message | None = None


class StepProperties(_Part, frozen=True):
    """Property bag of a thread flow location."""

    role: str


class ThreadFlowLocation(_Part, frozen=True):
    """§3.38."""

    location: Location
    properties: StepProperties


class ThreadFlow(_Part, frozen=True):
    """§3.37."""

    locations: list[ThreadFlowLocation]


class CodeFlow(_Part, frozen=True):
    """§3.36."""

    thread_flows: list[ThreadFlow]


class Replacement(_Part, frozen=True):
    """§3.57."""

    deleted_region: Region
    inserted_content: ArtifactContent


class ArtifactChange(_Part, frozen=True):
    """§3.56."""

    artifact_location: ArtifactLocation
    replacements: list[Replacement]


class Fix(_Part, frozen=True):
    """§3.55."""

    description: Message
    artifact_changes: list[ArtifactChange]


class Suppression(_Part, frozen=True):
    """§3.35."""

    kind: str
    status: str
    justification: str


class Origin(_Part, frozen=True):
    """Where in history a flaw first came in."""

    commit: str
    author: str
    date: str
    in_head: bool


class ResultProperties(_Part, frozen=True):
    """Property bag of a result: what is known of a finding and has no place in SARIF."""

    kind: str
    severity: str
    confidence: str
    standing: str
    places: int = 1
    preview: str = ""
    evidence: tuple[str, ...] = ()
    subject: str | None = None
    origin: Origin | None = None
    first_seen: str | None = None
    is_introduced: bool | None = None
    cvss: float | None = None
    epss: float | None = None
    is_exploited: bool | None = None
    is_reachable: bool | None = None
    exposure: str | None = None
    is_fix_available: bool | None = None
    licence: str | None = None


class Result(_Part, frozen=True):
    """§3.27."""

    rule_id: str
    rule_index: int = field(name="ruleIndex")
    level: str
    message: Message
    locations: list[Location]
    fingerprints: dict[str, str]
    partial_fingerprints: dict[str, str]
    rank: float
    properties: ResultProperties
    baseline_state: str | None = None
    suppressions: list[Suppression] | None = None
    code_flows: list[CodeFlow] | None = None
    related_locations: list[Location] | None = None
    fixes: list[Fix] | None = None


class Configuration(_Part, frozen=True):
    """§3.50."""

    level: str


class RuleProperties(_Part, frozen=True):
    """Property bag of a rule, in GitHub code scanning's words."""

    precision: str
    tags: list[str]
    security_severity: str | None = field(default=None, name="security-severity")


class Descriptor(_Part, frozen=True):
    """§3.49: a rule, or a kind of notification."""

    id: str
    short_description: Message
    full_description: Message | None = None
    help: Help | None = None
    help_uri: str | None = None
    default_configuration: Configuration | None = None
    properties: RuleProperties | None = None


class DescriptorReference(_Part, frozen=True):
    """§3.52."""

    id: str


class Driver(_Part, frozen=True):
    """§3.19."""

    name: str
    version: str
    rules: list[Descriptor]
    notifications: list[Descriptor] | None = None


class Tool(_Part, frozen=True):
    """§3.18."""

    driver: Driver


class AutomationDetails(_Part, frozen=True):
    """§3.17; all before the last slash of the id is what GitHub calls the category."""

    id: str


class Notification(_Part, frozen=True):
    """§3.58."""

    descriptor: DescriptorReference
    level: str
    message: Message
    locations: list[Location] | None = None


class Invocation(_Part, frozen=True):
    """§3.20."""

    execution_successful: bool
    exit_code: int | None = None
    exit_code_description: str | None = None
    tool_execution_notifications: list[Notification] | None = None


class RunProperties(_Part, frozen=True):
    """Property bag of a run: the verdict, and the digests it can be reproduced from."""

    target: str
    outcome: str
    stage: str
    reasons: tuple[str, ...]
    engines: tuple[str, ...]
    rules_digest: str
    policy_digest: str
    findings_digest: str
    column_unit: str


class RunHead(_Part, frozen=True):
    """§3.14 without its results, which follow one by one."""

    tool: Tool
    automation_details: AutomationDetails
    invocations: list[Invocation]
    column_kind: str
    properties: RunProperties
