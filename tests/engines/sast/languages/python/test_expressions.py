import pytest

from gateline.engines.sast.languages.python.lower import lower
from gateline.facts import code
from tests.engines.sast.ir_text import spans
from tests.engines.sast.languages.python.lowering import shown, understood


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", "a"),
        ("a.b.c", "a.b.c"),
        ("a().b", "a().b"),
        ("a.\\\n  b", "a.b"),
        ("(a\n # note\n .b)", "a.b"),
        ("a[b]", "a[b]"),
        ("a['k']", "a['k']"),
        ("a[1, 2]", "a[tuple(1, 2)]"),
        ("a[1,]", "a[tuple(1)]"),
        ("a[*b]", "a[*b]"),
        ("a[1:2]", "a[1 : 2 : -]"),
        ("a[::3]", "a[- : - : 3]"),
        ("a[:]", "a[- : - : -]"),
        ("a[1:2, ...]", "a[tuple(unknown(1, 2), Ellipsis)]"),
        ("f()", "f()"),
        ("f(a, *b, c=1, **d)", "f(a, *b, c=1, **d)"),
        ("f(a, b.c.d, 7, 'x', k=None, t=True, e=e.f)", "f(a, b.c.d, 7, 'x', k=None, t=True, e=e.f)"),
        ("f(  a )", "f(a)"),
        ("f(a,  # why\n b)", "f(a, b)"),
        ("f(x for x in y)", "f(generator<x for x in y>)"),
        ("f(*a if b else c)", "f(*(a if b else c))"),
        ("f(a)(b)", "f(a)(b)"),
        ("print(a, file=b)", "print(a, file=b)"),
        ("match(a)", "match(a)"),
        ("type(a)", "type(a)"),
        ("await_(a)", "await_(a)"),
        ("a + b * c", "(a + (b * c))"),
        ("a - b - c", "((a - b) - c)"),
        ("a ** b ** c", "(a ** (b ** c))"),
        ("a % (b, c)", "(a % tuple(b, c))"),
        ("a @ b // c", "((a @ b) // c)"),
        ("a << b | c & d", "((a << b) | (c & d))"),
        ("a and b or c", "((a and b) or c)"),
        ("not a", "(not a)"),
        ("-a + ~b", "((- a) + (~ b))"),
        ("a < b", "(a < b)"),
        ("a not in b", "(a not in b)"),
        ("a is not b", "(a is not b)"),
        ("a <> b", "(a != b)"),
        ("a < b <= c == d", "(((a < b) and (b <= c)) and (c == d))"),
        ("a if b else c", "(a if b else c)"),
        ("[a, *b]", "list(a, *b)"),
        ("(a, *b)", "tuple(a, *b)"),
        ("(a,)", "tuple(a)"),
        ("()", "tuple()"),
        ("((a))", "a"),
        ("a, b", "tuple(a, b)"),
        ("{a, *b}", "set(a, *b)"),
        ("{a: 1, **b, 'c': d}", "{a: 1, **b, 'c': d}"),
        ("{}", "{}"),
        ("(a := b)", "(a := b)"),
        ("f(a := 1)", "f((a := 1))"),
        ("lambda: 0", "fn[l]() {return 0}"),
        ("lambda a, *b, c=1, **d: a", "fn[l](a, *b, =c = 1, **d) {return a}"),
        ("`a`", "repr(a)"),
        ("`a + b`", "repr(unknown())"),
    ],
)
def test_expressions_have_the_form_that_is_documented(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", 0),
        ("12", 12),
        ("1_000", 1000),
        ("0x1F", 31),
        ("0o17", 15),
        ("0b101", 5),
        ("1.5e3", 1500.0),
        (".5", 0.5),
        ("10j", None),
        ("0777", 511),
        ("10L", 10),
        ("9223372036854775807", 9223372036854775807),
        ("9223372036854775808", 9223372036854775808.0),
        ("9" * 400, None),
        ("9" * 5000, None),
        ("1e999", None),
        ("True", True),
        ("None", None),
    ],
)
def test_constants_have_their_value_unless_it_does_not_fit(text: str, expected: object) -> None:
    (statement,) = understood(f"a = {text}\n").functions[0].body
    assert statement[3][0] == code.CONST
    assert statement[3][2] == expected
    assert type(statement[3][2]) is type(expected)


def test_spans_cover_what_is_written() -> None:
    data = "é = f(a.b, k=c[1])\nx = -y if (p) and q < r else {1: [*z]}\n".encode()
    assert spans(lower(data), data) == [
        ("ASSIGN", "é = f(a.b, k=c[1])"),
        ("NAME", "é"),
        ("CALL", "f(a.b, k=c[1])"),
        ("NAME", "f"),
        ("ATTR", "a.b"),
        ("NAME", "a"),
        ("ITEM", "c[1]"),
        ("NAME", "c"),
        ("CONST", "1"),
        ("ASSIGN", "x = -y if (p) and q < r else {1: [*z]}"),
        ("NAME", "x"),
        ("CHOICE", "-y if (p) and q < r else {1: [*z]}"),
        ("AND", "(p) and q < r"),
        ("NAME", "p"),
        ("COMPARE", "q < r"),
        ("NAME", "q"),
        ("NAME", "r"),
        ("UNARY", "-y"),
        ("NAME", "y"),
        ("DICT", "{1: [*z]}"),
        ("CONST", "1"),
        ("LIST", "[*z]"),
        ("SPREAD", "*z"),
        ("NAME", "z"),
    ]


def test_spans_of_plain_texts_are_those_of_their_parts() -> None:
    data = b"  \nf(a.b.c, 12, k='v', n=None)"
    assert spans(lower(data), data) == [
        ("EXPRESSION", "f(a.b.c, 12, k='v', n=None)"),
        ("CALL", "f(a.b.c, 12, k='v', n=None)"),
        ("NAME", "f"),
        ("ATTR", "a.b.c"),
        ("ATTR", "a.b"),
        ("NAME", "a"),
        ("CONST", "12"),
        ("CONST", "'v'"),
        ("CONST", "None"),
    ]


def test_a_long_node_has_the_longest_length_there_is() -> None:
    data = b"f(" + b"a, " * 30_000 + b")"
    (call,) = lower(data).functions[0].body
    assert call[2][1] == 0xFFFF


@pytest.mark.parametrize("word", ["+", "*", "|", "and", "or"])
def test_a_long_chain_is_a_balanced_tree(word: str) -> None:
    data = f" {word} ".join(f"a{number}" for number in range(3000)).encode()
    file = lower(data)
    assert file.cut == ()
    assert [text for _, text in spans(file, data, code.NAME)] == [f"a{number}" for number in range(3000)]
    assert spans(file, data)[0][1] == data.decode()


def test_a_chain_of_too_many_operators_keeps_its_operands() -> None:
    data = b"a" + b" - b + c" * 500
    file = lower(data)
    (statement,) = file.functions[0].body
    assert statement[2][0] == code.UNKNOWN
    assert len(statement[2][2]) == 1001
    assert file.cut[0][2] == "a long chain of operators"


def test_a_long_table_of_constants_is_shortened_silently() -> None:
    file = understood("x = [" + "('a', -1), " * 6000 + "]")
    assert len(file.functions[0].body[0][3][2]) == 2000
    assert len(understood("x = {" + "'a': 1, " * 6000 + "}").functions[0].body[0][3][2]) == 2000


def test_a_long_table_of_other_things_is_shortened_with_a_note() -> None:
    file = lower(b"def f():\n  x = [" + b"'a', " * 6000 + b"g()]")
    assert [(name, why) for name, _, why in file.cut] == [("f", "a long table")]


def test_what_is_nested_too_deeply_is_cut_with_a_note() -> None:
    file = lower(b"def f():\n  return " + b"[" * 500 + b"]" * 500)
    assert [(name, why) for name, _, why in file.cut] == [("f", "nested too deeply")]


def test_parentheses_do_not_count_as_nesting() -> None:
    assert shown("(" * 500 + "a" + ")" * 500) == "a"
