"""What assignments are read, in the languages and formats people write them in: `tests/fixtures/secrets/assignments.txt`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateline.engines.secrets.assignment import assignments
from gateline.engines.secrets.candidate import Candidate

from .looking import aho_corasick, bounded, made, rows, vectorscan


def read(kind: str, line: str | bytes) -> list[Candidate]:
    data = made(line) if isinstance(line, str) else line
    return list(assignments(data, 0, len(data), kind))


def _cases() -> list[object]:
    return [
        pytest.param(*row[:3], id=f"{row[0]}: {row[1]}", marks=[pytest.mark.xfail(reason=row[3])] if len(row) > 3 else [])
        for row in rows("assignments.txt")
    ]


@pytest.mark.parametrize(("kind", "line", "expected"), _cases())
def test_a_line_holds(kind: str, line: str, expected: str) -> None:
    values = [] if expected == "-" else made(expected).split(" ⁏ ".encode())
    assert [candidate.value for candidate in read(kind, line)] == values


@pytest.mark.parametrize(("kind", "line", "expected"), _cases())
def test_the_scanner_finds_what_the_extractor_reads(kind: str, line: str, expected: str) -> None:
    """Neither prefilter's gate may stand in the way; another rule may tell more of the same value."""
    values = set() if expected == "-" else set(made(expected).split(" ⁏ ".encode()))
    data = made(line)
    for scanner in (vectorscan(), aho_corasick()):
        assert values <= {hit.value for hit in scanner.scan(data, kind)}


def test_the_value_stands_where_the_candidate_says() -> None:
    data = made('const apiKey = new Buffer.from("{32:hex}"); // and password: "{6:lower}{4:digit}Q"')
    for candidate in assignments(data, 0, len(data), "javascript"):
        assert data[candidate.start : candidate.end] == candidate.value


@pytest.mark.parametrize(
    ("line", "confidence", "evidence"),
    [
        (
            'password = "{6:lower}{6:upper}{4:digit}"',
            "high",
            ("assigned to `password`", "looks random", "3 classes of characters"),
        ),
        ('password = "{5:lower}{4:digit}"', "medium", ("assigned to `password`", "2 classes of characters")),
        ('password = "swordfish"', "low", ("assigned to `password`", "a plain word")),
        ('password = "ab12"', "low", ("assigned to `password`", "short or simple")),
        ('client_secret = "{32:alnum}"', "high", ("assigned to `client_secret`", "looks random")),
        ('client_secret = "{uuid}"', "medium", ("assigned to `client_secret`", "a UUID")),
        ('session = "{40:alnum}"', "medium", ("assigned to `session`", "looks random")),
    ],
)
def test_confidence_says_why(line: str, confidence: str, evidence: tuple[str, ...]) -> None:
    [candidate] = read("ini", line)
    assert (candidate.confidence, candidate.evidence) == (confidence, evidence)


@pytest.mark.parametrize(("name", "label"), [("password", b"password"), ("api_key", b"secret"), ("session", b"secret")])
def test_the_name_decides_which_rule_speaks(name: str, label: bytes) -> None:
    [candidate] = read("ini", f"{name} = {{40:alnum}}")
    assert candidate.name == label


def test_a_weak_name_needs_a_random_value() -> None:
    assert not read("yaml", "session: {12:lower}{3:digit}")
    assert read("yaml", "session: {40:alnum}")


def test_a_window_that_begins_amid_a_name_reads_the_whole_name() -> None:
    data = made('"public_key": "{32:hex}"')
    assert not list(assignments(data, data.index(b"key"), len(data), "json"))


def test_comparing_is_not_assigning() -> None:
    assert not read("javascript", 'if (token === "{32:hex}") return')
    assert not read("text", "token == {32:hex}")


@bounded
@given(st.binary(max_size=200), st.sampled_from(["python", "yaml", "env", "text", "xml"]), st.data())
def test_arbitrary_bytes_give_candidates_within_the_region(noise: bytes, kind: str, data: st.DataObject) -> None:
    row = data.draw(st.sampled_from(rows("assignments.txt")))
    text = noise[:100] + made(row[1]) + noise[100:]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    for candidate in assignments(text, start, end, kind):
        assert start <= candidate.start < candidate.end <= end
        assert text[candidate.start : candidate.end] == candidate.value
