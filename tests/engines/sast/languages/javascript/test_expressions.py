import pytest

from gateline.facts import code
from tests.engines.sast.ir_text import spans
from tests.engines.sast.languages.javascript.support import lowered, shown, typed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = a.b?.c", "x = a.b.c"),
        ("x = this.y.#z", "x = this.y.#z"),
        ("x = a?.[b]?.(c)", "x = a[b](c)"),
        ('x = a["k"][0]', "x = a['k'][0]"),
        ("f(1, ...x)", "f(1, *x)"),
        ("x = a /* why */ . /* so */ b(/* none */)", "x = a.b()"),
        ("x = new A(1)", "x = new A(1)"),
        ("x = new a.B", "x = new a.B()"),
        ("x = a + b * c - d", "x = ((a + (b * c)) - d)"),
        ("x = a /* why */ + b", "x = (a + b)"),
        ("x = a === b", "x = (a == b)"),
        ("x = a !== b && c || d ?? e", "x = ((((a != b) and c) or d) ?? e)"),
        ("x = a instanceof B", "x = (a instanceof B)"),
        ("x = #p in o", "x = ('#p' in o)"),
        ("x = !a", "x = (not a)"),
        ("x = -a", "x = (- a)"),
        ("x = typeof a", "x = (typeof a)"),
        ("x = void 0", "x = None"),
        ("x = undefined ?? null", "x = (None ?? None)"),
        ("x = true && false", "x = (True and False)"),
        ("x = a ? b : c", "x = (b if a else c)"),
        ("x = (a, b)", "x = sequence(a, b)"),
        ("x = `a${b}c`", "x = concat('a', b, 'c')"),
        ("x = `plain \\n`", "x = 'plain \\n'"),
        ("x = ``", "x = ''"),
        ("x = tag`a${b}`", "x = tagged tag('a', b)"),
        ("x = [1, , 2, ...y, ]", "x = list(1, None, 2, *y)"),
        ("x = /a\\/[/]b/gi", "x = /a\\/[/]b/gi"),
        ("x = {a, b: 1, 'c d': 2, [k]: 3, ...z}", "x = {'a': a, 'b': 1, 'c d': 2, k: 3, **z}"),
        (
            "x = {m() {}, async *h() {}, get g() { return 1 }, set g(v) {}}",
            "x = {'m': fn[]() {}, 'h': fn[ag]() {}, 'g': fn[r]() {return 1}, 'g': fn[w](v) {}}",
        ),
        ("x = a => b => c", "x = fn[l](a) {return fn[l](b) {return c}}"),
        ("x = async (a, ...b) => { f(a) }", "x = fn[al](a, *b) {f(a)}"),
        ("x = ({a, b: [c] = []}, d = 1) => ({})", "x = fn[l]({'a': a, 'b': [c] ?= list()}, d = 1) {return {}}"),
        ("x = function* () { yield 1; yield; yield* k() }", "x = fn[g]() {(yield 1); (yield -); (yield from k())}"),
        ("x = y = z", "x = (y := z)"),
        ("f(a += 1, b ??= c, i++)", "f((a := (a + 1)), (b := (b ?? c)), (i := (i + 1)))"),
        ("x = import('m')", "x = module('m')"),
        ("x = import(m)", "x = import(m)"),
        ("x = import.meta.url", "x = import.meta.url"),
        ("x = new.target", "x = new.target"),
        ("x = super.y", "x = super.y"),
        ("x = class { static a = 1 }", "x = class<a = 1>"),
        ("x = require('m')", "x = require('m')"),
        ("x = async () => await y", "x = fn[al]() {return (await y)}"),
    ],
)
def test_expressions(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = a as any", "x = a"),
        ("x = <T>a", "x = a"),
        ("x = a!.b!", "x = a.b"),
        ("x = a satisfies B", "x = a"),
        ("x = (a as any).b", "x = a.b"),
        ("x = f<T>(a)", "x = f(a)"),
        ("x = new Map<string, T>()", "x = new Map()"),
        ("x = styled.div<{ a: () => void }>`b${c}`", "x = tagged styled.div('b', c)"),
        ("x = <T,>(a: T) => a", "x = fn[l](a: T) {return a}"),
    ],
)
def test_what_types_add_is_dropped(text: str, expected: str) -> None:
    assert typed(text) == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (
            r"'a\n\t\x41\u{1F600}\u0041\
b'",
            "a\n\tA\U0001f600Ab",
        ),
        (r"'\ud83d\ude00'", "\U0001f600"),
        (r"'\ud800'", "\ufffd"),
        (r"'\u{FFFFFFF}'", "\ufffd"),
        (r"'\101\0'", "A\0"),
        ('"\\q"', "q"),
        ("'ü€'", "ü€"),
        ("10n", 10),
        ("0x1F", 31),
        ("0b11", 3),
        ("0o17", 15),
        ("017", 15),
        ("089", 89),
        ("1_000", 1000),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("18446744073709551616", 18446744073709551616.0),
        ("9" * 5000, float("inf")),
    ],
)
def test_values_of_literals(text: str, value: object) -> None:
    found = lowered(f"x = {text}").functions[0].body[0][3]
    assert found[0] == code.CONST
    assert found[2] == value
    assert type(found[2]) is type(value)


def test_spans_cover_what_they_name() -> None:
    data = "é = f(a.b.c, g(`x${y}`)[0], {k: 'v'}, [1], async (z) => -z).h;".encode()
    assert spans(lowered(data.decode()), data) == [
        ("ASSIGN", data.decode()[:-1]),
        ("NAME", "é"),
        ("ATTR", data.decode()[4:-1]),
        ("CALL", data.decode()[4:-3]),
        ("NAME", "f"),
        ("ATTR", "a.b.c"),
        ("ATTR", "a.b"),
        ("NAME", "a"),
        ("ITEM", "g(`x${y}`)[0]"),
        ("CALL", "g(`x${y}`)"),
        ("NAME", "g"),
        ("CONCAT", "`x${y}`"),
        ("CONST", "x"),
        ("NAME", "y"),
        ("CONST", "0"),
        ("DICT", "{k: 'v'}"),
        ("CONST", "k"),
        ("CONST", "'v'"),
        ("LIST", "[1]"),
        ("CONST", "1"),
        ("FUNCTION", "async (z) => -z"),
        ("RETURN", "-z"),
        ("UNARY", "-z"),
        ("NAME", "z"),
    ]


def test_large_targets_are_not_said_twice() -> None:
    target = "a" + "[b]" * 40
    assert shown(f"f({target} += 1)").endswith(":= (unknown() + 1)))")
