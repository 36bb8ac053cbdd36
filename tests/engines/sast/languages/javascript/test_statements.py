import textwrap

import pytest

from gateline.facts import code
from tests.engines.sast.ir_text import spans
from tests.engines.sast.languages.javascript.support import lowered, shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("let a; var b = 1, c; const d = 2", "b = 1\nd = 2"),
        ("using r = f()", "r = f()"),
        ("x += 1; x ||= y; i++; --i", "x += 1\nx = (x or y)\ni += 1\ni -= 1"),
        ("[a, b.c, , ...d] = e", "[a, b.c, -, *d] = e"),
        ("({a, b: c = 1, ['k']: d, e = 2, ...r} = f)", "{'a': a, 'b': c ?= 1, 'k': d, 'e': e ?= 2, *r} = f"),
        ("delete a.b, f()", "del a.b\nf()"),
        ("'use strict'; 1; f()", "f()"),
        ("debugger;;", ""),
        ("throw e", "raise e"),
        ("with (o) f()", "o\nf()"),
        ("{ f(); { g() } }", "f()\ng()"),
    ],
)
def test_simple_statements(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "if (a) b(); else if (c) d(); else { e() }",
            """\
            if a:
              b()
            else:
              if c:
                d()
              else:
                e()""",
        ),
        (
            "for (let i = 0, n = 3; i < n; i++) g(i)",
            """\
            i = 0
            n = 3
            while (i < n):
              g(i)
            step:
              i += 1""",
        ),
        (
            "for (x = 0, y = 1; ; x++, f()) ;",
            """\
            x = 0
            y = 1
            while forever:
            step:
              x = (x + 1)
              f()""",
        ),
        ("for (;;) break", "while forever:\n  break"),
        ("for (const [k, v] of m) f(k)", "for [k, v] in m:\n  f(k)"),
        ("for (a.b of m) f()", "for a.b in m:\n  f()"),
        ("for (x in o) continue", "for keys x in o:\n  continue"),
        ("async () => { for await (const a of b) a() }", "fn[al]() {for a in b:; a()}"),
        ("while (x) y()", "while x:\n  y()"),
        ("do { z() } while (w)", "do while w:\n  z()"),
        ("l: for (;;) { break l }", "while forever:\n  break"),
        ("l: { if (x) break l; y() }", "do while False:\n  if x:\n    break\n  y()"),
        (
            "switch (s) { case 1: case 2: f(); break; default: g() }",
            """\
            switch s:
              case 1:
              case 2:
                f()
                break
              default:
                g()""",
        ),
        (
            "try { a() } catch ({message}) { b(message) } finally { c() }",
            """\
            try:
              a()
            except as {'message': message}:
              b(message)
            finally:
              c()""",
        ),
        ("try {} catch { a() }", "try:\nexcept:\n  a()"),
        (
            "f(); function f() { return g(); function g() {} }",
            """\
            def f():
              def g():
              return g()
            f()""",
        ),
        ("function f() { 'use strict'; return }", "def f():\n  return"),
    ],
)
def test_compound_statements(text: str, expected: str) -> None:
    assert shown(text) == textwrap.dedent(expected)


def test_spans_of_statements() -> None:
    data = b"if (a) { b(); } for (;;) { break; } const x = 1; throw e;"
    kinds = (code.IF, code.EXPRESSION, code.WHILE, code.BREAK, code.ASSIGN, code.RAISE)
    assert spans(lowered(data.decode()), data, *kinds) == [
        ("IF", "if (a) { b(); }"),
        ("EXPRESSION", "b()"),
        ("WHILE", "for (;;) { break; }"),
        ("BREAK", "break;"),
        ("ASSIGN", "x = 1"),
        ("RAISE", "throw e;"),
    ]


def test_what_is_wrong_keeps_what_is_right() -> None:
    file = lowered("f(a); function g() { h(b) } }}} @@ = ; i(c)")
    assert "e" in file.flags
    text = shown("f(a); function g() { h(b) } }}} @@ = ; i(c)")
    assert "f(a)" in text
    assert "h(b)" in text
    assert "i(c)" in text
