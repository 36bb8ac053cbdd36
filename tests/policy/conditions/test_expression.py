"""Expressions: types, values, and what cannot be known."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateline.policy.conditions.expression import parse_expression
from gateline.policy.conditions.subject import FIELDS
from gateline.policy.conditions.tokens import tokenize
from gateline.policy.errors import Rejected
from tests.builders import a_finding, an_assessed

from ..strategies import EXPRESSIONS, NOW, findings

KNOWN = an_assessed(
    a_finding(
        "src/pay/app.py:14:9", rule="sast/sql", kind="sast", severity="high", confidence="medium", occurrences=["lib/b.py:1:1"]
    ),
    is_new=True,
    is_introduced=False,
    first_seen="2026-06-05T12:00:00Z",
    cvss=7.5,
    epss=0.2,
    is_exploited=False,
    is_reachable=True,
    exposure="internal",
    is_fix_available=False,
    licence=None,
    rank=640,
)
BLANK = an_assessed(a_finding(kind="sca", rule="sca/x", severity="unknown"))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('finding.severity >= "high"', True),
        ('finding.severity > "high"', False),
        ('"critical" > finding.severity', True),
        ('finding.severity in ["low", "high"]', True),
        ('finding.severity != "unknown"', True),
        ('finding.confidence < "high"', True),
        ('finding.kind == "sast" && finding.engine == "sast"', True),
        ('finding.kind in ["sca", "image"]', False),
        ("finding.cvss == 7.5 && finding.cvss > 7", True),
        ("finding.epss + 0.8 >= 1.0", True),
        ("finding.age_days == 10.0", True),
        ("finding.line + 1 == 15 && finding.occurrences == 1", True),
        ("finding.kev || finding.introduced", False),
        ("finding.new && finding.reachable && !finding.fix_available", True),
        ('finding.exposure == "internal"', True),
        ('finding.path.startsWith("src/") && finding.path.endsWith(".py") && finding.path.contains("/pay/")', True),
        ('finding.path.matches("^src/.*/app[.]py$")', True),
        ('"lib/b.py" in finding.paths && size(finding.paths) == 2', True),
        ('finding.rule + "!" == "sast/sql!"', True),
        ('finding.rule.size() == 8 && size("é") == 1', True),
        ("has(finding.cvss) && !has(finding.subject)", True),
        ('finding.licence == ""', True),
        ("finding.rank >= 640 && !finding.ignored", True),
        ('finding.new ? finding.line == 14 : finding.path == ""', True),
        ("finding.line in [1, 14] && finding.cvss in [7.5] && finding.new in [true, false]", True),
        ('["a"] + ["b"] == ["a", "b"]', True),
        ('finding.message.contains("token") == true', True),
        ("-1 < finding.line", True),
        ("9223372036854775807 + finding.line > 0", None),
    ],
)
def test_values(text: str, value: bool | None) -> None:
    assert parse_expression(text).value(KNOWN, NOW) is value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('finding.severity >= "high"', None),
        ('finding.severity < "high"', None),
        ('!(finding.severity >= "high")', None),
        ('finding.severity == "unknown"', True),
        ('finding.severity in ["unknown", "low"]', True),
        ('finding.severity in ["low", "high"]', None),
        ("finding.cvss > 5.0", None),
        ("finding.epss > 0.5", None),
        ("finding.age_days > 5.0", None),
        ('finding.exposure == "internet"', None),
        ("finding.kev && finding.new && finding.introduced && finding.reachable && finding.fix_available", True),
        ("finding.epss > 0.5 && false", False),
        ("finding.epss > 0.5 || true", True),
        ("finding.epss > 0.5 && true", None),
        ("finding.epss > 0.5 ? true : true", None),
        ("has(finding.epss) && finding.epss > 0.5", False),
        ("finding.epss + 1.0 > 0.5", None),
    ],
)
def test_what_nobody_knows_travels_and_holds(text: str, value: bool | None) -> None:
    expression = parse_expression(text)
    assert expression.value(BLANK, NOW) is value
    assert expression.holds(BLANK, NOW) is (value is not False)


def test_a_text_too_long_to_search_is_not_decided() -> None:
    long = an_assessed(a_finding("x" * 10_001 + ":1:1"))
    assert parse_expression('finding.path.matches("y")').value(long, NOW) is None


@pytest.mark.parametrize(
    ("text", "message", "hint", "offset"),
    [
        ("finding.sevrity == 'low'", "unknown field 'finding.sevrity'", "did you mean 'severity'?", 8),
        ("severity == 'low'", "unknown variable 'severity'", "write 'finding.severity'", 0),
        ("findng.severity == 'low'", "a", "", 0),
        ("finding == 'low'", "'finding' is no value by itself", "ask one of its fields: 'finding.severity'", 0),
        ("finding.severity >= 'hihg'", "unknown severity 'hihg'", "did you mean 'high'?", 20),
        ("finding.severity >= 3", "a severity is compared with a name, not with 3", "expected one of: unknown", 20),
        ("finding.severity < 'unknown'", "'unknown' has no place in the order of severities", "", 17),
        ("finding.kind > 'sca'", "a kind has no order", "", 13),
        ("finding.cvss > '7'", "cannot compare a double with a string", "", 13),
        ("finding.rule == finding.kind", "cannot compare a string with a kind", "", 13),
        ("finding.kev == 1", "cannot compare a bool with an int", "", 12),
        ("finding.cvss", "a condition needs a bool, got a double", "compare it: 'finding.cvss >= 0.5'", 0),
        ("finding.kev && finding.severity", "'&&' needs a bool, got a severity", "'finding.severity == \"critical\"'", 15),
        ("!finding.line", "'!' needs a bool, got an int", "'finding.line > 0'", 1),
        ("finding.line + 1.0 > 2", "'+' cannot add an int and a double", "write whole numbers as '1.0'", 15),
        ("finding.kind + 'x' == 'y'", "'+' cannot add a kind", "", 0),
        ("finding.kev ? 1 : 'a'", "both sides of ':' must be of one type", "", 18),
        ("finding.kind in []", "an empty list holds nothing, so this is never true", "", 16),
        ("finding.kind in 'sca'", "'in' needs a list of strings, got a string", "", 16),
        ("1 in finding.paths", "'in' here needs a string, got an int", "", 0),
        ("[1] == [1]", "a list needs a string, got an int", "", 1),
        ("finding.path.startWith('a')", "unknown method 'startWith'", "did you mean 'startsWith'?", 13),
        ("startsWith('a')", "unknown function 'startsWith'", "write it as a method", 0),
        ("sise(finding.path) > 1", "unknown function 'sise'", "did you mean 'size'?", 0),
        ("finding.path.contains()", "'contains' takes one argument", "", 13),
        ("finding.path.matches(finding.rule)", "'matches' takes its pattern as text written out", "", 21),
        ("finding.path.matches('(')", "'(' that is never closed", "", 21),
        ("finding.line.contains('1')", "'contains' needs a string, got an int", "", 0),
        ("size(finding.line) > 1", "an int has no size", "", 5),
        ("size() > 1", "'size' takes one text or list", "", 0),
        ("has('a')", "'has' asks about one field", "write 'has(finding.cvss)'", 0),
        ("finding.path.length > 1", "a string has no field 'length'", "", 13),
    ],
)
def test_what_is_ill_typed_is_told_with_its_place_and_the_way_out(text: str, message: str, hint: str, offset: int) -> None:
    with pytest.raises(Rejected) as caught:
        parse_expression(text)
    if text.startswith("findng"):
        assert (caught.value.message, caught.value.hint) == (
            "unknown variable 'findng'",
            "did you mean 'finding'? expected one of: finding",
        )
        return
    assert message in caught.value.message
    assert hint in caught.value.hint
    assert caught.value.offset == offset


def test_terms_are_what_the_outermost_and_joins() -> None:
    expression = parse_expression("finding.kev &&\n  (finding.new || finding.epss > 0.1) && true")
    assert [(term.text, sorted(term.fields)) for term in expression.terms] == [
        ("finding.kev", ["kev"]),
        ("finding.new || finding.epss > 0.1", ["epss", "new"]),
        ("true", []),
    ]


def test_nested_membership_stays_small() -> None:
    text = "finding.kev"
    for _ in range(15):
        text = f"({text}) in [true, finding.new]"
    assert parse_expression(text).value(KNOWN, NOW) is False


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(EXPRESSIONS), findings())
def test_terms_agree_with_the_whole(text: str, finding: object) -> None:
    expression = parse_expression(text)
    assert expression.holds(finding, NOW) is (expression.value(finding, NOW) is not False)  # type: ignore[arg-type]


_words = st.sampled_from(
    [f"finding.{name}" for name in FIELDS]
    + ['"high"', "'sca'", "1", "0.5", "true", "==", "<", ">=", "in", "&&", "||", "!", "+", "?", ":", "(", ")", "[", "]", ","]
    + [".size()", ".contains('a')", "has(finding.cvss)", ".matches('a+')"]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_words, max_size=12).map(" ".join), findings())
def test_words_in_any_order_are_an_expression_or_refused_at_a_place_inside(text: str, finding: object) -> None:
    try:
        assert parse_expression(text).value(finding, NOW) in (True, False, None)  # type: ignore[arg-type]
    except Rejected as rejected:
        assert rejected.offset is not None
        assert 0 <= rejected.offset <= len(text)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_an_expression_or_refused(text: str) -> None:
    try:
        tokenize(text)
        parse_expression(text)
    except Rejected as rejected:
        assert rejected.message
