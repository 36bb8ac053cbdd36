"""The builder of rules."""

from typing import Any

from gateline.model.severity import Confidence, Severity
from gateline.rules.rule import Example, Rule

__all__ = ["a_rule"]


def a_rule(id: str = "secrets/acme-token", **fields: Any) -> Rule:
    """A rule with every required field; `fails` and `passes` may be given as texts."""
    examples: dict[str, Any] = {name: tuple(_example(item) for item in fields.pop(name, ())) for name in ("fails", "passes")}
    known: dict[str, Any] = {
        "title": "Acme access token",
        "why": "Grants write access to every repository of its owner.",
        "fix": "Revoke it at *Settings → Tokens*.",
        "severity": Severity.CRITICAL,
        "confidence": Confidence.HIGH,
        "cwe": (798,),
        "match": {"keywords": ["acme_"], "pattern": "(acme_[0-9a-z]{20})"},
    }
    return Rule(id=id, **examples, **{**known, **fields})


def _example(item: Example | str) -> Example:
    return Example(item) if isinstance(item, str) else item
