"""What stands where, judged again only where it was touched."""

from collections.abc import Sequence

from gateline.assess.assess import assess
from gateline.model.finding import Finding
from gateline.pipeline.live.ledger import Judged, Ledger, Lot
from tests.builders import a_finding, a_location


class Judge:
    """Everything is blocked, and each call is remembered."""

    def __init__(self, lot: Lot = Lot.BLOCKED) -> None:
        self.lot = lot
        self.asked: list[list[str]] = []

    def __call__(self, findings: Sequence[Finding]) -> dict[str, Judged]:
        self.asked.append(sorted(finding.location.path for finding in findings))
        return {item.fingerprint: Judged(item, self.lot) for item in assess(findings)}


def _lines(ledger: Ledger, path: str) -> list[int]:
    return [one.item.finding.location.start.line for one in ledger.at(path)]


def test_only_what_was_touched_is_judged() -> None:
    judge = Judge()
    ledger = Ledger(judge)
    ledger.put(0, "a", [a_finding("a:1:1", identity="x")])
    ledger.put(0, "b", [a_finding("b:1:1", identity="y")])
    assert ledger.settle() == {"a", "b"}
    ledger.put(0, "a", [a_finding("a:2:1", identity="x")])
    assert ledger.settle() == {"a"}
    assert judge.asked == [["a", "b"], ["a"]]
    assert _lines(ledger, "a") == [2]


def test_same_again_changes_nothing() -> None:
    ledger = Ledger(Judge())
    for _ in range(2):
        ledger.put(0, "a", [a_finding("a:1:1")])
        last = ledger.settle()
    assert last == set()


def test_same_flaw_in_two_files_is_one_finding_that_stands_at_both() -> None:
    ledger = Ledger(Judge())
    ledger.put(0, "a", [a_finding("a:1:1")])
    ledger.settle()
    ledger.put(0, "b", [a_finding("b:5:1")])
    assert ledger.settle() == {"a", "b"}
    assert ledger.at("b")[0].item.finding.occurrences == (a_location("b:5:1"),)
    ledger.put(0, "a", [])
    assert ledger.settle() == {"a", "b"}
    assert (ledger.at("a"), _lines(ledger, "b"), ledger.paths()) == ([], [5], ["b"])


def test_ignore_at_one_place_does_not_silence_the_other() -> None:
    ledger = Ledger(Judge())
    ledger.put(0, "a", [a_finding("a:1:1", ignored="gateline:ignore")])
    ledger.put(0, "b", [a_finding("b:1:1")])
    ledger.settle()
    assert ledger.at("a")[0].item.finding.ignored is None


def test_engines_speak_for_themselves() -> None:
    ledger = Ledger(Judge())
    ledger.put(0, "a", [a_finding("a:7:1", rule="secrets/x")])
    ledger.put(1, "a", [a_finding("a:3:1", rule="sast/x")])
    ledger.settle()
    assert _lines(ledger, "a") == [3, 7]
    ledger.put(1, "a", [])
    assert ledger.settle() == {"a"}
    assert _lines(ledger, "a") == [7]


def test_silent_findings_do_not_stand_anywhere() -> None:
    ledger = Ledger(Judge(Lot.SILENT))
    ledger.put(0, "a", [a_finding("a:1:1")])
    ledger.settle()
    assert (ledger.at("a"), ledger.paths()) == ([], [])


def test_another_judge_judges_everything() -> None:
    ledger = Ledger(Judge())
    ledger.put(0, "a", [a_finding("a:1:1", occurrences=["c:1:1"])])
    ledger.settle()
    assert ledger.judge_anew(Judge()) == set()
    assert ledger.judge_anew(Judge(Lot.WARNED)) == {"a", "c"}
    assert ledger.at("c")[0].lot is Lot.WARNED


def test_what_the_judge_does_not_return_is_gone() -> None:
    ledger = Ledger(Judge())
    ledger.put(0, "a", [a_finding("a:1:1")])
    ledger.settle()
    assert ledger.judge_anew(lambda _findings: {}) == {"a"}
    assert ledger.paths() == []
