import pytest

from tests.engines.sast.ir_text import spans
from tests.engines.sast.languages.javascript.support import lowered, shown, typed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import a from 'm'", "import 'a' = 'm'.'default'"),
        ("import {a, b as c, default as d} from 'm'", "import 'a' = 'm'.'a'\nimport 'c' = 'm'.'b'\nimport 'd' = 'm'.'default'"),
        (
            "import a, {\n  b, // first\n  c,\n} from './m'",
            "import 'a' = './m'.'default'\nimport 'b' = './m'.'b'\nimport 'c' = './m'.'c'",
        ),
        ("import a, * as n from 'm'", "import 'a' = 'm'.'default'\nimport 'n' = 'm'"),
        ("import {'a b' as c} from 'm'", "import 'c' = 'm'.'a b'"),
        ("import 'm'", "import '' = 'm'"),
        ("import d from 'm' with {type: 'json'}", "import 'd' = 'm'.'default'"),
        ("f(); import a from 'm'", "import 'a' = 'm'.'default'\nf()"),
        ("export * from 'm'", "export '*' = 'm'.None"),
        ("export * as n from 'm'", "export 'n' = 'm'.None"),
        ("export {a as default, b} from 'm'", "export 'default' = 'm'.'a'\nexport 'b' = 'm'.'b'"),
        ("export {a as b, c}; const a = 1", "a = 1\nexport 'b' = a\nexport 'c' = c"),
        (
            "export const a = 1, {b, c: [d = 2]} = e",
            "a = 1\n{'b': b, 'c': [d ?= 2]} = e\nexport 'a' = a\nexport 'b' = b\nexport 'd' = d",
        ),
        ("export function f() {}", "def f():\nexport 'f' = f"),
        ("export class C {}", "class C():\nexport 'C' = C"),
        ("export default f(a)", "export 'default' = f(a)"),
        ("export default a", "export 'default' = a"),
        ("export default () => 1", "export 'default' = fn[l]() {return 1}"),
        ("export default function () {}", "export 'default' = fn[]() {}"),
        ("f(); export default function f() {}", "def f():\nf()\nexport 'default' = f"),
        ("export default class {}", "export 'default' = class<>"),
        ("export default class C extends D {}", "class C(D):\nexport 'default' = C"),
        ("module.exports = {a}; exports.b = c", "module.exports = {'a': a}\nexports.b = c"),
    ],
)
def test_javascript(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import type {A} from 'm'", ""),
        ("import type A from 'm'", ""),
        ("import {type A, b} from 'm'", "import 'b' = 'm'.'b'"),
        ("import type, {a} from 'm'", "import 'type' = 'm'.'default'\nimport 'a' = 'm'.'a'"),
        ("import a = require('m')", "a = module('m')"),
        ("import a = N.M", "a = N.M"),
        ("export import a = N.M", "a = N.M\nexport 'a' = a"),
        ("export = a", "module.exports = a"),
        ("export type {A}", ""),
        ("export {type A, b}", "export 'b' = b"),
        ("export as namespace L", ""),
        ("export interface I {}", ""),
        ("export type T = string", ""),
        ("export declare const a: string", ""),
        ("export enum E { A }", "E = {'A': 0}\nexport 'E' = E"),
        ("export abstract class C {}", "class C():\nexport 'C' = C"),
        ("export function f(a: string): void; export function f(a) {}", "def f(a):\nexport 'f' = f"),
    ],
)
def test_typescript(text: str, expected: str) -> None:
    assert typed(text) == expected


def test_decorators_before_export() -> None:
    assert typed("@Controller('x') export class C {}") == "@Controller('x')\nclass C():\nexport 'C' = C"


def test_spans() -> None:
    data = b"import a, {b as c,\n  d} from 'm'\nimport * as e from 'n'\nexport {a as f}"
    assert spans(lowered(data.decode()), data) == [
        ("IMPORT", "a"),
        ("IMPORT", "b as c"),
        ("IMPORT", "d"),
        ("IMPORT", "e"),
        ("EXPORT", "a as f"),
        ("NAME", "a"),
    ]
