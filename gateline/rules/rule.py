"""The Rule: what we look for, with proof."""

from typing import Any

from msgspec import Struct

from gateline.model.report import RuleInfo
from gateline.model.severity import Confidence, Severity

__all__ = ["Example", "Rule"]


class Example(Struct, frozen=True):
    """A text that must, or must not, give a finding of its rule. Tokens in it are generators, expanded by `rules.examples`."""

    text: str
    path: str = "sample.txt"
    """File name the text stands in; decides the kind."""
    line: int = 1
    """1-based line the finding must start on (failing examples only)."""


class Rule(Struct, frozen=True):
    """One rule of one engine, as its YAML file has it."""

    id: str
    """`engine/name`, the name being the file's."""
    title: str
    why: str
    """What an attacker gains; two sentences."""
    fix: str
    """The way out, most urgent step first."""
    severity: Severity
    confidence: Confidence
    cwe: tuple[int, ...]
    match: dict[str, Any]
    """What the engine looks for; typed and checked by the engine that owns the rule."""
    fails: tuple[Example, ...]
    passes: tuple[Example, ...]
    references: tuple[str, ...] = ()
    service: str = ""
    """Vendor whose credential it is, one lower-case word; empty for generic rules."""
    verify: dict[str, Any] | None = None
    """How to ask the vendor whether the secret is live; used only on request."""

    def info(self) -> RuleInfo:
        """What reports say of this rule."""
        return RuleInfo(
            id=self.id,
            title=self.title,
            why=self.why.strip(),
            fix=self.fix.strip(),
            severity=self.severity.value,
            confidence=self.confidence.value,
            cwe=self.cwe,
            references=self.references,
        )
