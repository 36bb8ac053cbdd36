from gateline.report.standing import Standing, standings
from tests.builders import a_verdict


def test_each_list_of_the_verdict_gives_its_word() -> None:
    verdict = a_verdict(blocked=["a"], overridden=["b"], would_block=["c"], warned=["d"], waived=["e"], reported=["f"])
    assert standings(verdict) == {
        "a": Standing.BLOCKED,
        "b": Standing.OVERRIDDEN,
        "c": Standing.WOULD_BLOCK,
        "d": Standing.WARNED,
        "e": Standing.WAIVED,
        "f": Standing.REPORTED,
    }


def test_a_finding_named_twice_has_the_graver_standing() -> None:
    assert standings(a_verdict(blocked=["a"], warned=["a"], reported=["a"])) == {"a": Standing.BLOCKED}
