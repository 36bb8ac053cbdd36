"""The `match` of a secrets rule, typed and checked, as authors write it."""

import msgspec
from msgspec import Struct

from gateline.engines.secrets import pattern
from gateline.engines.secrets.proof import PROOFS
from gateline.engines.secrets.structure import EXTRACTORS
from gateline.rules.load import RuleError
from gateline.rules.rule import Rule

__all__ = ["Assigned", "SecretMatch", "of"]


class Assigned(Struct, frozen=True, forbid_unknown_fields=True):
    """A value without a shape of its own beside a telling name."""

    names: str
    """Regex matched case-insensitively in the name left of an assignment."""
    value: str
    """Regex of the secret, case-sensitive."""


class SecretMatch(Struct, frozen=True, forbid_unknown_fields=True):
    """Exactly one of `pattern`, `assigned` and `extract` says how the secret is read."""

    keywords: tuple[str, ...] = ()
    """Literals, one of which stands in (or on the line of) every match, whatever its case; none only beside `kinds`."""
    pattern: str = ""
    """`re` syntax over bytes; group 1 is the secret."""
    assigned: Assigned | None = None
    extract: str = ""
    """Name of an extractor in `structure`."""
    promise: str = ""
    """With `extract: assignment`: whether the names are those of a `password` or of a `secret`."""
    entropy: float = 0.0
    """Least Shannon entropy of the value, bits per byte."""
    near: str = ""
    """Regex that must also match within 300 bytes of the value."""
    kinds: tuple[str, ...] = ()
    """Kinds of file the rule is limited to; empty: all."""
    multiline: bool = False
    """Whether the match may span lines (at most 4 KiB)."""
    proof: str = ""
    """Name of an offline check in `proof`."""
    gate: str = ""
    """Regex every match implies, for a prefilter that can evaluate it; spares frequent keywords."""


def of(rule: Rule) -> SecretMatch:
    """The typed and checked match of a rule.

    Raises:
        RuleError: an unknown field, a pattern that could run away, a name that does not exist.
    """
    try:
        match = msgspec.convert(rule.match, SecretMatch)
    except msgspec.ValidationError as error:
        raise RuleError(f"{rule.id}: match: {error}") from error
    if sum((bool(match.pattern), match.assigned is not None, bool(match.extract))) != 1:
        raise RuleError(f"{rule.id}: match: give exactly one of `pattern`, `assigned` and `extract`")
    if (not match.keywords and not (match.kinds and match.extract)) or any(len(word) < 2 for word in match.keywords):
        raise RuleError(f"{rule.id}: match: keywords must be literals of two bytes or more")
    if match.extract and match.extract not in EXTRACTORS:
        raise RuleError(f"{rule.id}: match: unknown extractor {match.extract!r}; known: {', '.join(sorted(EXTRACTORS))}")
    if match.proof and match.proof not in PROOFS:
        raise RuleError(f"{rule.id}: match: unknown proof {match.proof!r}; known: {', '.join(sorted(PROOFS))}")
    try:
        if not match.extract:
            pattern.check(match.pattern or _assigned(match))
        if match.near:
            pattern.check(match.near, captures=False)
    except pattern.PatternError as error:
        raise RuleError(f"{rule.id}: match: {error}") from error
    return match


def _assigned(match: SecretMatch) -> str:
    return pattern.assigned(match.assigned.names, match.assigned.value) if match.assigned else ""
