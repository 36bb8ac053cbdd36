"""The stable name of a finding across commits.

A fingerprint knows the kind, the rule and the engine's own identity of the flaw, never the place: a moved line, a renamed file or a
second copy keeps it. Baselines and waivers are lists of these, so a change of this function is a breaking change.
"""

from hashlib import blake2b

from gateline.model.finding import Finding, Kind

__all__ = ["fingerprint", "fingerprint_of"]

_PERSON = b"gateline-finding"
"""Keeps these digests apart from every other BLAKE2b in the house; at most 16 bytes."""


def fingerprint(finding: Finding) -> str:
    """Fingerprint of a finding, 32 lower-case hex digits."""
    return fingerprint_of(finding.kind, finding.rule, finding.identity)


def fingerprint_of(kind: Kind, rule: str, identity: str) -> str:
    """BLAKE2b-128 over kind, rule and identity, each preceded by its length so that no two triples share an encoding.

    Args:
        kind: class of the flaw.
        rule: full rule id.
        identity: `Finding.identity`; lone surrogates (undecodable bytes) are kept apart, not refused.

    Returns:
        32 lower-case hex digits.

    Raises: nothing.
    Source: RFC 7693.
    """
    text = f"{kind._value_}\n{len(rule)}:{rule}\n{len(identity)}:{identity}"  # `_value_` is a plain attribute, `value` a slow property
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16, person=_PERSON).hexdigest()
