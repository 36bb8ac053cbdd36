import pytest

from gateline.engines.sast.languages.python.lower import lower
from gateline.facts import code
from tests.engines.sast.ir_text import show, spans
from tests.engines.sast.languages.python.lowering import shown, understood


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = b", "a = b"),
        ("a.b = c", "a.b = c"),
        ("a['k'] = c", "a['k'] = c"),
        ("a[1:] = c", "a[1 : - : -] = c"),
        ("a, b.c, *d = e", "[a, b.c, *d] = e"),
        ("(a, [b, c]) = e", "[a, [b, c]] = e"),
        ("(a) = b", "a = b"),
        ("(a,) = b", "[a] = b"),
        ("[] = b", "[] = b"),
        ("a = b = c", "a = (b := c)"),
        ("a = b, c = d", "a = ([b, c] := d)"),
        ("a = \\\n  b", "a = b"),
        ("a: int = 1", "a = 1"),
        ("a: int", ""),
        ("a = *b, c", "a = tuple(*b, c)"),
        ("a = yield", "a = (yield -)"),
        ("a += b", "a += b"),
        ("a //= b", "a //= b"),
        ("a.b[c] |= d", "a.b[c] |= d"),
        ("x = 1; y = 2", "x = 1\ny = 2"),
        ("pass", ""),
        ("raise", "raise"),
        ("raise a(b)", "raise a(b)"),
        ("raise a from b", "raise a"),
        ("raise a from b()", "b()\nraise a"),
        ("raise a, 'b'", "raise tuple(a, 'b')"),
        ("assert a", "if (not a):\n  raise"),
        ("assert a, b()", "if (not a):\n  raise b()"),
        ("del a, b[0]", "del a, b[0]"),
        ("del (a, b)", "del a, b"),
        ("global a, b", "global a, b"),
        ("if a:\n  b()", "if a:\n  b()"),
        ("if a: b()\nelse: c()", "if a:\n  b()\nelse:\n  c()"),
        ("if a: b()\nelif c: d()\nelse: e()", "if a:\n  b()\nelse:\n  if c:\n    d()\n  else:\n    e()"),
        ("if a: # why\n  # what\n  b()", "if a:\n  b()"),
        ("for a in b: c()", "for a in b:\n  c()"),
        ("for a, b in c, d: pass\nelse: e()", "for [a, b] in tuple(c, d):\nelse:\n  e()"),
        ("for (a) in b: continue", "for a in b:\n  continue"),
        ("for a.b in c: break", "for a.b in c:\n  break"),
        ("while a: b()\nelse: c()", "while a:\n  b()\nelse:\n  c()"),
        ("while (a := b()): c(a)", "while (a := b()):\n  c(a)"),
        ("with a: b()", "with a:\n  b()"),
        ("with a() as b, c as (d, e): f()", "with a() as b, c as [d, e]:\n  f()"),
        ("with (a as b, c as d.e,): f()", "with a as b, c as d.e:\n  f()"),
        ("with (a): f()", "with a:\n  f()"),
        ("with (a, b): f()", "with a, b:\n  f()"),
        ("try: a()\nexcept: b()", "try:\n  a()\nexcept:\n  b()"),
        (
            "try: a()\nexcept (A, B) as e: b(e)\nelse: c()\nfinally: d()",
            "try:\n  a()\nexcept tuple(A, B) as e:\n  b(e)\nelse:\n  c()\nfinally:\n  d()",
        ),
        ("try: a()\nexcept* A as e: b()", "try:\n  a()\nexcept A as e:\n  b()"),
        ("try: a()\nexcept A, e: b()", "try:\n  a()\nexcept A as e:\n  b()"),
        ("try: a()\nexcept A, B: b()", "try:\n  a()\nexcept tuple(A, B):\n  b()"),
        ("print a, b", "print(a, b)"),
        ("print >>f, a", "print(a, file=f)"),
        ("exec a", "exec(a)"),
        ("exec a in b, c", "exec(a, b, c)"),
        ("type A = b[c]", "A = b[c]"),
        ("type A[T] = b", "A = b"),
        ("type(a).b = c", "type(a).b = c"),
        ("type(a).b.c = d()", "type(a).b.c = d()"),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n  import a", "import 'TYPE_CHECKING' = 'typing'.'TYPE_CHECKING'\nif TYPE_CHECKING:\n  import 'a' = 'a'"),
    ],
)  # fmt: skip
def test_statements_have_the_form_that_is_documented(text: str, expected: str) -> None:
    assert shown(text + "\n") == expected


def test_spans_of_statements() -> None:
    data = b"if a:\n  b = 1\nelif c:\n  pass\nelse:\n  return d\nfor e in f:\n  break\n"
    assert spans(lower(data), data) == [
        ("IF", "if a:\n  b = 1\nelif c:\n  pass\nelse:\n  return d"),
        ("NAME", "a"),
        ("ASSIGN", "b = 1"),
        ("NAME", "b"),
        ("CONST", "1"),
        ("IF", "elif c:\n  pass\nelse:\n  return d"),
        ("NAME", "c"),
        ("RETURN", "return d"),
        ("NAME", "d"),
        ("FOR", "for e in f:\n  break"),
        ("NAME", "e"),
        ("NAME", "f"),
        ("BREAK", "break"),
    ]


def test_the_call_that_a_statement_of_python_2_is_has_the_spans_of_its_words() -> None:
    data = b"  \nexec code in where\n"
    assert spans(lower(data), data) == [
        ("EXPRESSION", "exec code in where"),
        ("CALL", "exec code in where"),
        ("NAME", "exec"),
        ("NAME", "code"),
        ("NAME", "where"),
    ]


def test_the_type_that_is_called_has_the_spans_of_a_call() -> None:
    data = b"a = 1\ntype(b).c = d\n"
    assert spans(lower(data), data, code.CALL, code.ATTR) == [("ATTR", "(b).c"), ("CALL", "type(b)")]


def test_a_long_ladder_is_taken_as_several() -> None:
    text = "if a: b()\n" + "".join(f"elif c{number}: d{number}()\n" for number in range(200)) + "else: e()\n"
    file = lower(text.encode())
    assert [why for _, _, why in file.cut] == ["a long ladder of branches is taken as several"]
    assert len(file.functions[0].body) == 6
    assert show(file).count("if c") == 200
    assert show(file).splitlines()[-1].strip() == "e()"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("def f(:\n  a(b)\n", "a(b)"),
        ("a(b)\nx = = 3\nc(d)\n", "c(d)"),
        ("if a(b:\n  c(d)\ne(f)\n", "e(f)"),
        ("else:\n  a(b)\n", "a(b)"),
        ("f(a, $, b(c))\n", "b(c)"),
        ("try:\n  a(b)\nc(d) e\n", "a(b)"),
    ],
)
def test_broken_text_keeps_what_it_can_and_says_so(text: str, kept: str) -> None:
    file = lower(text.encode())
    assert "e" in file.flags
    assert kept in show(file)


def test_what_calls_are_left_of_a_broken_head() -> None:
    assert "b(c)" in show(lower(b"for a in in b(c):\n  d\n"))


def test_blocks_are_cut_where_they_are_nested_too_deeply() -> None:
    text = "".join("  " * depth + "if a:\n" for depth in range(90)) + "  " * 90 + "b()\n"
    assert understood(text).functions[0].body
