import msgspec
import pytest

from gateline.model.verdict import Outcome, RuleCount, Verdict, WaiverState
from tests.builders import a_gap, a_verdict, a_waiver_use


@pytest.mark.parametrize(("outcome", "code"), [("pass", 0), ("fail", 1), ("error", 2), ("incomplete", 3)])
def test_exit_codes(outcome: str, code: int) -> None:
    assert Outcome(outcome).exit_code == code


def test_only_a_pass_exits_with_zero() -> None:
    assert [outcome for outcome in Outcome if outcome.exit_code == 0] == [Outcome.PASS]
    assert len({outcome.exit_code for outcome in Outcome}) == len(Outcome)


def test_what_becomes_of_a_waiver() -> None:
    assert [state.value for state in WaiverState] == ["used", "stale", "unused", "invalid"]


def test_a_verdict_survives_its_own_writing() -> None:
    verdict = a_verdict(
        "fail",
        reasons=["1 finding blocks"],
        rules=[RuleCount("no-secrets", "block", evaluated=3, matched=2, waived=1)],
        waivers=[a_waiver_use(state="invalid", note="expired")],
        gaps=[a_gap()],
        is_audited=True,
        blocked=["b" * 32, "a" * 32],
        violated=["signed-commits"],
    )
    assert verdict.blocked == ("a" * 32, "b" * 32)
    assert msgspec.json.decode(msgspec.json.encode(verdict), type=Verdict) == verdict
