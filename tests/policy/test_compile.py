"""A policy made ready for one stage."""

from datetime import UTC, datetime

import msgspec

from gateline.policy.compile import compile_policy, digest_of
from gateline.policy.document import Enforce, Mandate, Policy, Rule, When
from gateline.policy.load import load_policy
from gateline.policy.stages import Stage

POLICY = Policy(
    rules=(
        Rule("everywhere", Enforce.BLOCK, When()),
        Rule("deploy", Enforce.WARN, When(), stages=(Stage.DEPLOY,), waivable=False),
        Rule("soon", Enforce.BLOCK, When(), effective_from=datetime(2026, 7, 1, tzinfo=UTC)),
    ),
    mandates=(Mandate("m", "sast", stages=(Stage.PR,)),),
)


def test_only_what_speaks_at_the_stage_is_kept() -> None:
    pr, deploy = compile_policy(POLICY, Stage.PR), compile_policy(POLICY, Stage.DEPLOY)
    assert [rule.id for rule in pr.rules] == ["everywhere", "soon"]
    assert [rule.id for rule in deploy.rules] == ["everywhere", "deploy", "soon"]
    assert (len(pr.mandates), len(deploy.mandates)) == (1, 0)


def test_masks_by_what_rules_do() -> None:
    deploy = compile_policy(POLICY, Stage.DEPLOY)
    assert (deploy.force.block, deploy.force.warn, deploy.force.report, deploy.waivable) == (0b101, 0b010, 0, 0b101)
    before, after = (deploy.force_at(datetime(2026, month, 1, tzinfo=UTC)) for month in (6, 7))
    assert (before.block, before.report, before.gating) == (0b001, 0b100, 0b011)
    assert after == deploy.force


def test_the_digest_is_of_what_is_in_force_not_of_where_it_is_written() -> None:
    body = "version: 1\nrules: [{id: a, enforce: block, when: {kind: sca}}]\n"
    spread = "# a comment\nversion: 1\nrules:\n- when: {kind: [sca]}\n  enforce: 'block'\n  id: a\n"
    first, second = load_policy({"x": body.encode()}, "x"), load_policy({"y": spread.encode()}, "y")
    assert first.declared != second.declared
    assert digest_of(first) == digest_of(second)


def test_the_digest_changes_with_any_field() -> None:
    changed = msgspec.structs.replace(POLICY, shadow=True)
    assert digest_of(POLICY) != digest_of(changed)
    assert len(digest_of(POLICY)) == 64
