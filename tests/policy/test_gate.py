"""The gate: what people see, read from cases/*.yaml, and what holds for every policy and every set of findings."""

import importlib.util
import json
import os
import random
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateline.model.assessed import Assessed
from gateline.model.verdict import Outcome, WaiverState
from gateline.policy.cases import CaseResult, run_cases
from gateline.policy.compile import compile_policy
from gateline.policy.context import GateContext
from gateline.policy.document import BreakGlass, Enforce, InlineIgnores, Policy, Rule, When
from gateline.policy.gate import gate
from gateline.policy.stages import Stage
from gateline.policy.waivers import Waiver
from tests.builders import a_finding, a_gap, an_assessed

from .strategies import NOW, findings, rules

HERE = Path(__file__).parent
CASES = [result for file in sorted((HERE / "cases").glob("*.yaml")) for result in run_cases(file.read_bytes(), file.name)]
CONTEXT = GateContext(Stage.PR, NOW, "c1")
unique = st.lists(findings(), max_size=6, unique_by=lambda finding: finding.fingerprint)


@pytest.mark.parametrize("result", CASES, ids=lambda result: f"{result.place.document}: {result.name}")
def test_a_case(result: CaseResult) -> None:
    assert result.differences == (), str(result.place)


def _neutral() -> list[Any]:
    shared = os.environ.get("GATELINE_SHARED")
    if not shared:
        return [pytest.param(None, marks=pytest.mark.skip(reason="GATELINE_SHARED does not name the shared folder"))]
    return [
        pytest.param(case, id=case["name"]) for case in json.loads((Path(shared) / "eval/governance/gate_cases.json").read_text())
    ]


@pytest.mark.parametrize("case", _neutral())
def test_a_neutral_case(case: dict[str, Any]) -> None:
    spec = importlib.util.spec_from_file_location("gate_adapter", HERE.parents[1] / "bench" / "gate_adapter.py")
    assert spec is not None and spec.loader is not None
    adapter = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(adapter)
    verdict = adapter.judge(case)
    for name, expected in case["expect"].items():
        found = verdict[name]
        assert (sorted(found) == sorted(expected)) if isinstance(expected, list) else (found == expected), (
            name,
            verdict["reasons"],
        )


@settings(max_examples=60, deadline=None)
@given(rules(), unique)
def test_every_finding_has_one_lot_and_counts_add_up(made: tuple[Rule, ...], assessed: list[Assessed]) -> None:
    policy = compile_policy(Policy(rules=made, inline_ignores=InlineIgnores(allow=True)), Stage.PR)
    verdict = gate(assessed, (), CONTEXT, policy)
    lots = [*verdict.blocked, *verdict.warned, *verdict.reported, *verdict.waived]
    assert len(lots) == len(set(lots))
    assert set(lots) <= {finding.fingerprint for finding in assessed}
    assert verdict.outcome is (Outcome.FAIL if verdict.blocked else Outcome.PASS)
    for count in verdict.rules:
        assert count.evaluated == len(assessed) >= count.matched >= count.waived
    assert verdict.reasons


@settings(max_examples=60, deadline=None)
@given(rules(), unique)
def test_order_of_findings_and_gaps_changes_the_digest_at_most(made: tuple[Rule, ...], assessed: list[Assessed]) -> None:
    policy = compile_policy(Policy(rules=made), Stage.PR)
    gaps = [a_gap("b"), a_gap("a", "sast", "timeout"), a_gap("a")]
    first = gate(assessed, gaps, CONTEXT, policy)
    again = gate(random.Random(1).sample(assessed, len(assessed)), gaps[::-1], CONTEXT, policy)
    assert msgspec.structs.replace(again, findings_digest="") == msgspec.structs.replace(first, findings_digest="")


@settings(max_examples=60, deadline=None)
@given(rules(), unique, rules(1))
def test_one_rule_more_never_lets_anything_off(made: tuple[Rule, ...], assessed: list[Assessed], more: tuple[Rule, ...]) -> None:
    extra = msgspec.structs.replace(more[0], id="extra")
    before = gate(assessed, (), CONTEXT, compile_policy(Policy(rules=made), Stage.PR))
    after = gate(assessed, (), CONTEXT, compile_policy(Policy(rules=(*made, extra)), Stage.PR))
    assert set(before.blocked) <= set(after.blocked)
    assert {*before.blocked, *before.warned} <= {*after.blocked, *after.warned}


@settings(max_examples=60, deadline=None)
@given(rules(), unique)
def test_knowing_less_never_lets_a_finding_off(made: tuple[Rule, ...], assessed: list[Assessed]) -> None:
    """Forgetting a date, a score or a reachability can only add to what blocks, for rules that ask for danger."""
    policy = compile_policy(Policy(rules=tuple(map(_asking_for_danger, made))), Stage.PR)
    forgotten = [
        msgspec.structs.replace(item, is_new=None, is_introduced=None, first_seen=None, is_reachable=None, exposure=None)
        for item in assessed
    ]
    assert set(gate(assessed, (), CONTEXT, policy).blocked) <= set(gate(forgotten, (), CONTEXT, policy).blocked)


def _asking_for_danger(rule: Rule) -> Rule:
    when = rule.when
    reachable = True if when.reachable is not None else None
    return msgspec.structs.replace(rule, when=msgspec.structs.replace(when, reachable=reachable, expr=None))


def test_what_a_verdict_holds() -> None:
    policy = compile_policy(Policy(rules=(Rule("a", Enforce.BLOCK, When(), title="Nothing passes"),)), Stage.PR)
    one, other = an_assessed(fingerprint="1" * 32), an_assessed(fingerprint="2" * 32)
    waiver = Waiver("2" * 32, "fine", "dev", NOW, ("sec",), NOW.replace(month=7))
    stale = Waiver("3" * 32, "fine", "dev", NOW, ("sec",), NOW.replace(month=7))
    verdict = gate([one, other], [a_gap()], CONTEXT, policy, [stale, waiver])
    assert (verdict.outcome, verdict.stage, verdict.blocked, verdict.waived) == (Outcome.FAIL, "pr", ("1" * 32,), ("2" * 32,))
    assert [(use.fingerprint[0], use.state) for use in verdict.waivers] == [("2", WaiverState.USED), ("3", WaiverState.STALE)]
    assert [(count.id, count.evaluated, count.matched, count.waived) for count in verdict.rules] == [("a", 2, 2, 1)]
    assert verdict.gaps == (a_gap(),)
    assert verdict.policy_digest == policy.digest
    assert verdict.reasons == (
        "rule `a` blocks 1 finding: Nothing passes",
        "1 thing not analyzed by source (too-large), and nothing allows that: data/dump.bin",
        "1 waiver can be removed, the finding is gone: 33333333333333333333333333333333",
    )


def test_shadow_comes_before_a_break_glass() -> None:
    policy = Policy(rules=(Rule("a", Enforce.BLOCK, When()),), shadow=True, break_glass=BreakGlass(("me",)))
    verdict = gate([an_assessed()], (), CONTEXT, compile_policy(policy, Stage.PR))
    assert (verdict.outcome, len(verdict.would_block), verdict.is_audited) == (Outcome.PASS, 1, False)


def test_the_stage_of_the_policy_is_the_stage_of_the_context() -> None:
    policy = compile_policy(Policy(rules=(Rule("a", Enforce.BLOCK, When()),)), Stage.RUN)
    with pytest.raises(AssertionError, match="compiled for one stage"):
        gate([an_assessed(a_finding())], (), CONTEXT, policy)
