import pytest

from gateline.model.finding import Kind
from gateline.model.gap import GapReason
from gateline.model.report import Counts
from gateline.model.verdict import Outcome, Verdict, WaiverState
from gateline.report.wording import (
    GAP_WORDS,
    KIND_WORDS,
    OUTCOME_WORDS,
    WAIVER_WORDS,
    because,
    byte_size,
    counted,
    first_paragraph,
    rules_by_id,
    scope,
)
from tests.builders import a_finding, a_gap, a_report, a_verdict


def test_every_closed_set_has_its_words() -> None:
    assert set(GAP_WORDS) == set(GapReason)
    assert set(KIND_WORDS) == set(Kind)
    assert set(OUTCOME_WORDS) == set(Outcome)
    assert set(WAIVER_WORDS) == set(WaiverState)


def test_counts_have_their_plural() -> None:
    assert counted(1, "finding") == "1 finding"
    assert counted(12_345, "finding") == "12,345 findings"
    assert counted(0, "policy", "policies") == "0 policies"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "0 B"),
        (1023, "1023 B"),
        (1024, "1.0 KiB"),
        (1_048_575, "1.0 MiB"),
        (1_258_291, "1.2 MiB"),
        (5 << 40, "5.0 TiB"),
        (5 << 50, "5120.0 TiB"),
    ],
)
def test_bytes_for_people(number: int, words: str) -> None:
    assert byte_size(number) == words


def test_the_first_reason_says_why() -> None:
    assert because(a_verdict("fail", reasons=["a secret blocks", "more"])) == "a secret blocks"


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (a_verdict("pass"), "nothing blocks this stage"),
        (a_verdict("fail", blocked=["a"]), "1 finding blocked, 0 mandates violated"),
        (a_verdict("incomplete", gaps=[a_gap()]), "1 gap, 0 mandates without evidence"),
        (a_verdict("error"), "the gate could not be judged"),
    ],
)
def test_a_verdict_without_reasons_still_says_why(verdict: Verdict, words: str) -> None:
    assert because(verdict) == words


def test_first_paragraph_joins_its_lines_and_drops_emphasis() -> None:
    assert first_paragraph("\nRevoke it at\n*Settings → Tokens*.\n\nThen more.") == "Revoke it at Settings → Tokens."
    assert first_paragraph("Avoid `SELECT *` and `a * b`") == "Avoid `SELECT *` and `a * b`"


def test_scope_names_commits_only_for_history() -> None:
    assert scope(a_report(counts=Counts(2, 1, 10))) == "2 files, 10 B"
    assert scope(a_report(counts=Counts(2, 1, 10, commits=3))) == "2 files, 10 B, 3 commits"


def test_a_rule_nobody_describes_is_known_by_its_id() -> None:
    rules = rules_by_id(a_report([a_finding(rule="other/rule", severity="high")], rules=[]))
    assert rules["other/rule"].title == "other/rule"
    assert rules["other/rule"].severity == "high"
