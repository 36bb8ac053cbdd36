"""From what was learned to a report."""

from datetime import UTC, datetime

import msgspec
import pytest

from gateline.model.finding import Origin
from gateline.model.gap import Gap, GapReason
from gateline.model.report import Counts
from gateline.model.verdict import Outcome
from gateline.pipeline.judge import Judgement, judge, rules_digest
from gateline.pipeline.learn import Learned
from gateline.policy.compile import compile_policy
from gateline.policy.context import GateContext
from gateline.policy.load import default_policy
from gateline.policy.stages import Stage
from tests.builders import a_finding
from tests.pipeline.odd import OddEngine

NOW = datetime(2026, 1, 1, tzinfo=UTC)
BY = Judgement(compile_policy(default_policy(), Stage.PR), GateContext(Stage.PR, NOW))
FOUND = a_finding("a.py:3:1", rule="odd/found")
LEARNED = Learned((FOUND,), (), (), Counts(1, 1, 10), is_empty=False, notes=())


def test_finding_is_judged_and_its_rule_told() -> None:
    report = judge("literals", LEARNED, [OddEngine()], BY)
    assert report.verdict.outcome is Outcome.FAIL
    assert [rule.id for rule in report.rules] == ["odd/found"]
    assert (report.engines, report.target, report.counts) == (("odd",), "literals", LEARNED.counts)
    assert report.rules_digest == rules_digest([OddEngine()])


def test_what_the_baseline_knows_is_old() -> None:
    fingerprint = judge("x", LEARNED, [OddEngine()], BY).findings[0].fingerprint
    known = judge("x", LEARNED, [OddEngine()], msgspec.structs.replace(BY, baseline=frozenset({fingerprint})))
    assert (known.verdict.outcome, known.findings[0].is_new) == (Outcome.PASS, False)


@pytest.mark.parametrize(("is_change", "is_introduced"), [(True, True), (False, None)])
def test_what_a_change_holds_was_touched_by_it(is_change: bool, is_introduced: bool | None) -> None:
    report = judge("x", LEARNED, [OddEngine()], msgspec.structs.replace(BY, is_change=is_change))
    assert report.findings[0].is_introduced is is_introduced


def test_finding_of_a_history_is_as_old_as_its_commit() -> None:
    old = msgspec.structs.replace(FOUND, origin=Origin("c" * 40, "Ada", "2020-01-01T00:00:00+00:00", True))
    report = judge("x", msgspec.structs.replace(LEARNED, findings=(old,)), [OddEngine()], BY)
    assert report.findings[0].first_seen == "2020-01-01T00:00:00+00:00"


def test_empty_change_says_so_first_and_a_gap_is_no_empty_change() -> None:
    nothing = Learned((), (), (), Counts(0, 0, 0), is_empty=True, notes=())
    verdict = judge("staged changes", nothing, [OddEngine()], BY).verdict
    assert (verdict.outcome, verdict.reasons[0]) == (Outcome.PASS, "there is nothing to look at: staged changes is empty")
    gap = Gap("", "pipeline", GapReason.EMPTY)
    assert judge("x", msgspec.structs.replace(nothing, gaps=(gap,)), [OddEngine()], BY).verdict.outcome is Outcome.INCOMPLETE


def test_same_input_gives_the_same_bytes() -> None:
    reports = [msgspec.json.encode(judge("x", LEARNED, [OddEngine()], BY)) for _ in range(2)]
    assert reports[0] == reports[1]
