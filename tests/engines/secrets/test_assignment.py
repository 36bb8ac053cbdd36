from pathlib import Path

import pytest

from gateline.engines.secrets.assignment import assignments
from gateline.rules.examples import expand

FIXTURE = Path(__file__).parents[2] / "fixtures" / "secrets" / "assignments.txt"
CASES = [line.split(" | ") for line in FIXTURE.read_text().splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]}: {case[1]}")
def test_what_an_assignment_gives_away(case: list[str]) -> None:
    kind, text, expected = case[0], " | ".join(case[1:-1]), case[-1]
    if expected != "-":
        # The value is expanded alone, so that its generators give the same characters on the line and beside it.
        value = expand(expected, "assignment")
        text = text.replace(expected, value)
        expected = value
    data = expand(text, "assignment").encode()
    values = [candidate.value.decode() for candidate in assignments(data, 0, len(data), kind)]
    assert values == ([] if expected == "-" else [expected])


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
