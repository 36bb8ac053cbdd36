import re
from pathlib import Path

import pytest

from gateline.engines.secrets.assignment import assignments
from gateline.rules.examples import expand

FIXTURE = Path(__file__).parents[2] / "fixtures" / "secrets" / "assignments.txt"
CASES = [re.split(r" (?<!\\)\| ", line) for line in FIXTURE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


def _plain(text: str) -> str:
    return text.replace("\\|", "|").replace("⏎", "\n")


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]}: {case[1]}")
def test_what_an_assignment_gives_away(case: list[str]) -> None:
    kind, text, told = case[0], _plain(" | ".join(case[1:-1])), _plain(case[-1])
    data = expand(text, "assignment").encode()
    # Line and values expand alike, as the values hold the first generators of the line.
    expected = [] if told == "-" else expand(told, "assignment").split(" ⁏ ")
    values = [candidate.value.decode() for candidate in assignments(data, 0, len(data), kind)]
    assert values == expected


def test_the_value_may_stand_on_the_next_line() -> None:
    value = expand("{32:alnum}", "next")
    data = f"<apiToken>\n    {value}\n</apiToken>".encode()
    assert [candidate.value.decode() for candidate in assignments(data, 0, len(data), "xml")] == [value]


def test_confidence_says_why() -> None:
    data = expand('DB_PASSWORD = "{6:lower}{4:digit}"', "why").encode()
    [candidate] = assignments(data, 0, len(data), "python")
    assert (candidate.name, candidate.confidence, candidate.evidence) == (
        b"password",
        "medium",
        ("assigned to `DB_PASSWORD`", "2 classes of characters"),
    )
