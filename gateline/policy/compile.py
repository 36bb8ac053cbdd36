"""A policy made ready for one stage: its rules as bits of a mask, its conditions as tables."""

from hashlib import sha256

import msgspec

from gateline.policy.conditions.matcher import RuleMatcher
from gateline.policy.document import Mandate, Policy, Rule
from gateline.policy.stages import Stage

__all__ = ["CompiledPolicy", "compile_policy", "digest_of"]


class CompiledPolicy(msgspec.Struct, frozen=True):
    """A policy for one stage; may be used for any number of verdicts."""

    policy: Policy
    stage: Stage
    rules: tuple[Rule, ...]
    """The rules that speak at the stage; bit `i` of a mask is the `i`-th of them."""
    mandates: tuple[Mandate, ...]
    """The mandates that speak at the stage."""
    matcher: RuleMatcher
    digest: str
    """sha256 of the whole policy, all stages."""


def compile_policy(policy: Policy, stage: Stage) -> CompiledPolicy:
    """Make a policy ready for a stage. Raises: nothing for a policy that was loaded."""
    rules = tuple(rule for rule in policy.rules if not rule.stages or stage in rule.stages)
    mandates = tuple(mandate for mandate in policy.mandates if not mandate.stages or stage in mandate.stages)
    return CompiledPolicy(policy, stage, rules, mandates, RuleMatcher(rules), digest_of(policy))


def digest_of(policy: Policy) -> str:
    """sha256, in hex, over the canonical JSON of what is in force; where it is written does not count."""
    plain = msgspec.structs.replace(policy, declared={}, layers=())
    return sha256(msgspec.json.encode(plain, order="deterministic")).hexdigest()
