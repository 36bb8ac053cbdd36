"""What a policy says elsewhere than in its own document: the key it names, the baseline, the waivers, the rules it switches off."""

from collections.abc import Iterable, Mapping

from gateline.errors import UsageError
from gateline.model.finding import Finding
from gateline.pipeline.documents import ReadFile
from gateline.policy.baseline import fingerprints, parse_baseline
from gateline.policy.document import Policy
from gateline.policy.globs import is_match
from gateline.policy.waivers import Waiver, parse_waivers

__all__ = ["fingerprint_key", "in_force", "written_baseline", "written_waivers"]


def fingerprint_key(policy: Policy, environ: Mapping[str, str]) -> bytes:
    """The organisation's key for the identities of secrets; empty when the policy names none.

    Raises:
        UsageError: it names one that is not set.
    """
    name = policy.fingerprint_key_env
    if name is None:
        return b""
    key = environ.get(name, "")
    if not key:
        raise UsageError(
            f"the policy keys fingerprints with the environment variable {name}, which is not set",
            "without it no finding could be recognised; set it to the key your organisation uses",
        )
    return key.encode()


def written_baseline(policy: Policy, read: ReadFile) -> frozenset[str] | None:
    """Fingerprints the policy's baseline file accepts as old; None when there is no such file.

    Raises:
        BaselineError: it cannot be read.
    """
    if policy.baseline is None:
        return None
    data = read(policy.baseline.file)
    return None if data is None else fingerprints(parse_baseline(data, policy.baseline.file))


def written_waivers(policy: Policy, read: ReadFile) -> tuple[Waiver, ...]:
    """The waivers of all files the policy names; one that is not there holds none.

    Raises:
        WaiverFileError: one cannot be read.
    """
    waivers: list[Waiver] = []
    for name in policy.waivers.files:
        data = read(name)
        if data is not None:
            waivers += parse_waivers(data, name)
    return tuple(waivers)


def in_force(findings: Iterable[Finding], policy: Policy) -> tuple[Finding, ...]:
    """Findings without those of rules the policy has switched off."""
    off = {name: engine.disable for name, engine in policy.engines.items() if engine.disable}
    if not off:
        return tuple(findings)
    return tuple(finding for finding in findings if not is_match(off.get(finding.rule.partition("/")[0], ()), finding.rule))
