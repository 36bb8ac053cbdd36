"""Words that more than one format shows."""

import re

from gateline.model.finding import Kind
from gateline.model.gap import GapReason
from gateline.model.report import Report, RuleInfo
from gateline.model.verdict import Outcome, Verdict, WaiverState

__all__ = [
    "EMPHASIS",
    "GAP_WORDS",
    "KIND_WORDS",
    "OUTCOME_WORDS",
    "SHORT",
    "WAIVER_WORDS",
    "because",
    "byte_size",
    "counted",
    "first_paragraph",
    "rules_by_id",
    "scope",
]

SHORT = 12
"""Hex digits of a fingerprint that people see; `gateline explain` takes any unambiguous beginning."""

EMPHASIS = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*`]+)(?<=[^\s*])\*(?![\w*])")
"""`*Settings → Tokens*` in a rule's prose; group 1 is the text between the marks."""

OUTCOME_WORDS = {Outcome.PASS: "passed", Outcome.FAIL: "failed", Outcome.INCOMPLETE: "incomplete", Outcome.ERROR: "error"}

KIND_WORDS = {
    Kind.SECRET: "Secrets",
    Kind.SAST: "Code",
    Kind.SCA: "Packages",
    Kind.LICENCE: "Licences",
    Kind.MALWARE: "Malware",
    Kind.IAC: "Infrastructure",
    Kind.IMAGE: "Images",
    Kind.DAST: "Running application",
    Kind.RUNTIME: "Run time",
}

GAP_WORDS = {
    GapReason.TOO_LARGE: "larger than the limit",
    GapReason.TIMEOUT: "out of time",
    GapReason.MEMORY: "out of memory",
    GapReason.UNREADABLE: "could not be read",
    GapReason.NOT_REGULAR: "not a regular file",
    GapReason.MALFORMED: "breaks its own format",
    GapReason.LIMIT: "archive beyond its limits",
    GapReason.UNSUPPORTED: "format not supported here",
    GapReason.CRASHED: "the analyzer broke",
    GapReason.EMPTY: "nothing was looked at",
    GapReason.MISSING: "not in this clone",
}

WAIVER_WORDS = {
    WaiverState.USED: "covers a finding",
    WaiverState.STALE: "its finding is gone: remove it",
    WaiverState.UNUSED: "nothing would block or warn without it",
    WaiverState.INVALID: "invalid",
}


def counted(number: int, noun: str, plural: str = "") -> str:
    """`1 finding`, `12,345 findings`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def byte_size(number: int) -> str:
    """Bytes for people in powers of 1,024: `812 B`, `1.2 MiB`."""
    if number < 1024:
        return f"{number} B"
    size, units = number / 1024, iter(("KiB", "MiB", "GiB", "TiB"))
    unit = next(units)
    while size >= 1023.95 and unit != "TiB":
        size, unit = size / 1024, next(units)
    return f"{size:.1f} {unit}"


def because(verdict: Verdict) -> str:
    """Why the gate ended as it did, in one sentence."""
    if verdict.reasons:
        return verdict.reasons[0]
    match verdict.outcome:
        case Outcome.PASS:
            return "nothing blocks this stage"
        case Outcome.FAIL:
            return f"{counted(len(verdict.blocked), 'finding')} blocked, {counted(len(verdict.violated), 'mandate')} violated"
        case Outcome.INCOMPLETE:
            return f"{counted(len(verdict.gaps), 'gap')}, {counted(len(verdict.missing), 'mandate')} without evidence"
        case Outcome.ERROR:
            return "the gate could not be judged"


def scope(report: Report) -> str:
    """What was looked at: `214 files, 1.2 MiB, 3 commits`."""
    parts = [counted(report.counts.files, "file"), byte_size(report.counts.bytes)]
    if report.counts.commits:
        parts.append(counted(report.counts.commits, "commit"))
    return ", ".join(parts)


def first_paragraph(text: str) -> str:
    """The text up to its first blank line, on one line and without emphasis; a rule's prose is hard-wrapped Markdown."""
    return EMPHASIS.sub(r"\1", " ".join(text.strip().split("\n\n", 1)[0].split()))


def rules_by_id(report: Report) -> dict[str, RuleInfo]:
    """The report's rules by id; a rule its findings name but it does not describe gets an entry that says no more than the id."""
    rules = {rule.id: rule for rule in report.rules}
    for assessed in report.findings:
        finding = assessed.finding
        if finding.rule not in rules:
            rules[finding.rule] = RuleInfo(finding.rule, finding.rule, "", "", finding.severity.value, finding.confidence.value)
    return rules
