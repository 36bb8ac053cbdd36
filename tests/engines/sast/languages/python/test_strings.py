import pytest

from gateline.engines.sast.languages.python.lower import lower
from gateline.facts import code
from tests.engines.sast.ir_text import spans
from tests.engines.sast.languages.python.lowering import shown, understood


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("''", ""),
        ("'a'", "a"),
        ('"a"', "a"),
        ("'''a\nb'''", "a\nb"),
        ('""""a"""', '"a'),
        (r"'\n\t\\\'\x41\101\u00e9\U0001F600'", "\n\t\\'AAé😀"),
        (r"'\d\N{BULLET}'", r"\d\N{BULLET}"),
        (r"'\ud800'", "�"),
        (r"'\UFFFFFFFF'", "�"),
        ("'a\\\nb'", "ab"),
        (r"r'\n'", r"\n"),
        (r"R'\''", r"\'"),
        (r"b'\xff\u0041'", "\xff\\u0041"),
        (r"rb'\xff'", r"\xff"),
        (r"Br'\n'", r"\n"),
        (r"u'é'", "é"),
        (r"ur'\n'", r"\n"),
        ("f'a'", "a"),
        ("f''", ""),
        ("f'{{a}}'", "{a}"),
    ],
)
def test_literals_have_their_value(text: str, expected: str) -> None:
    (statement,) = understood(f"a = {text}\n").functions[0].body
    assert statement[3][0] == code.CONST
    assert statement[3][2] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f'a{b}c'", "concat('a', b, 'c')"),
        ("f'{a}'", "concat(a)"),
        ("f'{a.b!r:>10}'", "concat(a.b)"),
        ("f'{a:{w}.{p}}'", "concat(a, w, p)"),
        ("f'{a=}'", "concat('a=', a)"),
        ("f'{a + b = }'", "concat('a + b =', (a + b))"),
        ("f'{a, b}'", "concat(tuple(a, b))"),
        ("f'{d['k']}'", "concat(d['k'])"),
        ("f'{f'{f'{a}'}'}'", "concat(concat(concat(a)))"),
        ("f'''{\na # note\n}'''", "concat(a)"),
        ("rf'\\d{a}'", "concat('\\\\d', a)"),
        ("t'a{b}'", "concat('a', b)"),
        ("'a' 'b'", "concat('a', 'b')"),
        ("('a' # note\n f'{b}c' r'\\d')", "concat('a', b, 'c', '\\\\d')"),
        ("f'{(lambda: a)()}'", "concat(fn[l]() {return a}())"),
    ],
)
def test_what_is_put_together_is_a_concatenation(text: str, expected: str) -> None:
    assert shown(f"f({text})") == f"f({expected})"


def test_spans_in_formatted_strings() -> None:
    data = b"x = f'ab{c!r:>{d}}' 'e'"
    assert spans(lower(data), data) == [
        ("ASSIGN", "x = f'ab{c!r:>{d}}' 'e'"),
        ("NAME", "x"),
        ("CONCAT", "f'ab{c!r:>{d}}' 'e'"),
        ("CONST", "ab"),
        ("NAME", "c"),
        ("NAME", "d"),
        ("CONST", "'e'"),
    ]


def test_line_ends_in_texts_are_line_feeds() -> None:
    (statement,) = lower(b"a = '''b\r\nc'''\r\n").functions[0].body
    assert statement[3][2] == "b\nc"


def test_docstrings_and_bare_constants_are_left_out() -> None:
    assert shown("'doc'\n1\n...\nNone\ndef f():\n  'doc'\n  ...\n") == "def f():"


def test_a_formatted_string_that_stands_for_itself_is_kept() -> None:
    assert shown("f'{a()}'") == "concat(a())"
