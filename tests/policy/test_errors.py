"""Problems and how they are told."""

from gateline.errors import GatelineError
from gateline.policy.errors import BaselineError, CaseFileError, Place, PolicyError, Problem, WaiverFileError, expected


def test_problems_are_sorted_by_place_and_told_once() -> None:
    late = Problem(Place("b.yaml", 1, 1), "late", "go back")
    early = Problem(Place("a.yaml", 9, 2), "early", "go on")
    error = PolicyError([late, early, late])
    assert error.problems == (early, late)
    assert error.message == "a.yaml:9:2: early\n  go on\nb.yaml:1:1: late"
    assert error.hint == "go back"


def test_all_are_policy_errors_and_exit_with_2() -> None:
    for kind in (WaiverFileError, BaselineError, CaseFileError):
        assert issubclass(kind, PolicyError)
    assert issubclass(PolicyError, GatelineError)
    assert PolicyError.exit_code == 2


def test_a_problem_without_hint_is_one_line() -> None:
    assert str(Problem(Place("a", 1, 2), "wrong")) == "a:1:2: wrong"


def test_the_nearest_name_comes_first() -> None:
    assert expected("hihg", ["low", "high"]) == "did you mean 'high'? expected one of: low, high"
    assert expected("zzz", ["low", "high"]) == "expected one of: low, high"


def test_a_long_list_is_only_shown_when_nothing_is_near() -> None:
    names = [f"name-{number}" for number in range(20)]
    assert expected("nmae-3", names).startswith("did you mean 'name-")
    assert "expected" not in expected("nmae-3", names)
    assert "name-19" in expected("zzz", names)
