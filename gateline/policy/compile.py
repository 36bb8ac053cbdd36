"""A policy made ready for one stage: its rules as bits of a mask, its conditions as tables."""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

import msgspec
from msgspec import Struct

from gateline.policy.conditions.matcher import RuleMatcher
from gateline.policy.document import Enforce, Mandate, Policy, Rule
from gateline.policy.stages import Stage

__all__ = ["CompiledPolicy", "Force", "compile_policy", "digest_of"]


class Force(Struct, frozen=True):
    """Masks of the rules by what they do."""

    block: int
    warn: int
    report: int

    @property
    def gating(self) -> int:
        """The rules that block or warn: those a finding needs to be lifted from."""
        return self.block | self.warn


class CompiledPolicy(Struct, frozen=True):
    """A policy for one stage; may be used for any number of verdicts."""

    policy: Policy
    stage: Stage
    rules: tuple[Rule, ...]
    """The rules that speak at the stage; bit `i` of a mask is the `i`-th of them."""
    mandates: tuple[Mandate, ...]
    """The mandates that speak at the stage."""
    matcher: RuleMatcher
    force: Force
    """What the rules do once all of them are in force."""
    waivable: int
    """Mask of the rules that waivers and ignores can lift."""
    digest: str
    """sha256 of the whole policy, all stages."""

    def pending(self, now: datetime) -> frozenset[str]:
        """Ids of rules that are not in force yet and only report."""
        return frozenset(rule.id for rule in self.rules if rule.effective_from is not None and rule.effective_from > now)

    def force_at(self, now: datetime) -> Force:
        """What the rules do at a moment."""
        pending = self.pending(now)
        waiting = sum(1 << number for number, rule in enumerate(self.rules) if rule.id in pending) if pending else 0
        return Force(self.force.block & ~waiting, self.force.warn & ~waiting, self.force.report | waiting)


def compile_policy(policy: Policy, stage: Stage) -> CompiledPolicy:
    """Make a policy ready for a stage. Raises: nothing for a policy that was loaded."""
    rules = tuple(rule for rule in policy.rules if not rule.stages or stage in rule.stages)
    mandates = tuple(mandate for mandate in policy.mandates if not mandate.stages or stage in mandate.stages)
    force = Force(
        _mask(rules, lambda rule: rule.enforce is Enforce.BLOCK),
        _mask(rules, lambda rule: rule.enforce is Enforce.WARN),
        _mask(rules, lambda rule: rule.enforce is Enforce.REPORT),
    )
    waivable = _mask(rules, lambda rule: rule.waivable)
    return CompiledPolicy(policy, stage, rules, mandates, RuleMatcher(rules), force, waivable, digest_of(policy))


def _mask(rules: tuple[Rule, ...], is_in: Callable[[Rule], bool]) -> int:
    return sum(1 << number for number, rule in enumerate(rules) if is_in(rule))


def digest_of(policy: Policy) -> str:
    """sha256, in hex, over the canonical JSON of what is in force; where it is written does not count."""
    plain = msgspec.structs.replace(policy, declared={}, layers=())
    return sha256(msgspec.json.encode(plain, order="deterministic")).hexdigest()
