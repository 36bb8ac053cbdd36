"""What a gap does; verdicts stand in cases/gaps.yaml."""

from gateline.model.gap import Gap, GapReason
from gateline.policy.document import GapAction, GapRule
from gateline.policy.gaps import sort_gaps
from tests.builders import a_gap

RULES = (
    GapRule(GapAction.IGNORE, reason=(GapReason.TOO_LARGE,), paths=("assets/",)),
    GapRule(GapAction.WARN, by=("sast",)),
    GapRule(GapAction.INCOMPLETE, reason=(GapReason.CRASHED,)),
)


def action_for(gap: Gap) -> GapAction:
    (action,) = (action for action, held in sort_gaps([gap], RULES).items() if held)
    return action


def test_the_strictest_of_those_that_match() -> None:
    assert action_for(a_gap("assets/a", "source", "too-large")) is GapAction.IGNORE
    assert action_for(a_gap("assets/a", "sast", "too-large")) is GapAction.WARN
    assert action_for(a_gap("assets/a", "sast", "crashed")) is GapAction.INCOMPLETE
    assert action_for(a_gap("x", "source", "too-large")) is GapAction.INCOMPLETE
    assert action_for(a_gap("", "source", "too-large")) is GapAction.INCOMPLETE


def test_sorted_by_path_within_each_action() -> None:
    gaps = [a_gap("b", "sast"), a_gap("a", "sast"), a_gap("c", "secrets")]
    held = sort_gaps(gaps, RULES)
    assert [gap.path for gap in held[GapAction.WARN]] == ["a", "b"]
    assert [gap.path for gap in held[GapAction.INCOMPLETE]] == ["c"]
    assert held[GapAction.IGNORE] == []
