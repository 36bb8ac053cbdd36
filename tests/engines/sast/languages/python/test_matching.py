import pytest

from gateline.engines.sast.languages.python.lower import lower
from tests.engines.sast.ir_text import spans
from tests.engines.sast.languages.python.lowering import shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", "== 1"),
        ("-1", "== (- 1)"),
        ("'a'", "== 'a'"),
        ("None", "== None"),
        ("a", "a"),
        ("_", "_"),
        ("a.b.c", "== a.b.c"),
        ("1 | -2 | 'c'", "(== 1 | == (- 2) | == 'c')"),
        ("[a, _, *b]", "[a, _, *b]"),
        ("[*_]", "[*_]"),
        ("(a, b)", "[a, b]"),
        ("(a)", "a"),
        ("(a,)", "[a]"),
        ("a, b", "[a, b]"),
        ("a,", "[a]"),
        ("{}", "{}"),
        ("{'k': a, 1: [b], **c}", "{'k': a, 1: [b], *c}"),
        ("{-1: a, x.Y: b}", "{(- 1): a, x.Y: b}"),
        ("A()", "A<>"),
        ("A(1, b, c=d, e=B())", "A<== 1, b, c=d, e=B<>>"),
        ("A(c=-1, d=_)", "A<c=== (- 1), d=_>"),
        ("x.A(b)", "x.A<b>"),
        ("[a] as b", "([a] as b)"),
        ("A() | B() as c", "((A<> | B<>) as c)"),
        ("a if b > 1", "a if (b > 1)"),
    ],
)
def test_patterns_have_the_form_that_is_documented(text: str, expected: str) -> None:
    assert shown(f"match x:\n  case {text}:\n    f()\n") == f"match x:\n  case {expected}:\n    f()"


def test_several_subjects_are_a_tuple() -> None:
    assert shown("match x, y:\n  case _: pass\n") == "match tuple(x, y):\n  case _:"
    assert shown("match x,:\n  case _: pass\n") == "match tuple(x):\n  case _:"


def test_spans_of_patterns() -> None:
    data = b"match x:\n  case [A(b), -1] as c: pass\n"
    assert spans(lower(data), data) == [
        ("MATCH", "match x:\n  case [A(b), -1] as c: pass"),
        ("NAME", "x"),
        ("PATTERN_AS", "[A(b), -1] as c"),
        ("PATTERN_LIST", "[A(b), -1]"),
        ("PATTERN_CLASS", "A(b)"),
        ("NAME", "A"),
        ("NAME", "b"),
        ("PATTERN_VALUE", "-1"),
        ("UNARY", "-1"),
        ("CONST", "1"),
    ]
