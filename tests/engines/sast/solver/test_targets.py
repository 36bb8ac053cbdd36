"""Assignment: to names, members, elements, patterns, and what shares it."""

import pytest

from tests.engines.sast.programs import bug, case, check, javascript, python


@pytest.mark.parametrize(
    "body",
    [
        case("chained", "x = y = q\nrun(x)  # ! shell\nrun(y)  # ! shell"),
        case("nested pattern", "(a, (b, c)) = ('x', (q, 'y'))\nrun(a)\nrun(b)  # ! shell\nrun(c)"),
        case("starred", "a, *b, c = ['x', q, 'y', 'z']\nrun(a)\nrun(b[0])  # ! shell\nrun(b[1])\nrun(c)"),
        case("of data", "a, b = q.split(',')\nrun(a)  # ! shell\nrun(b)  # ! shell"),
        case("of unknown", "a, b = nobody()\nrun(a)"),
        bug(
            "members of an API's object are not kept",
            "member of a namespace",
            "from types import SimpleNamespace\n---\nx = SimpleNamespace()\nx.a = q\nrun(x.a)  # ! shell",
        ),
        bug("attributes of functions are not kept", "function's attribute", "def f(): pass\n---\nf.x = q\nrun(f.x)  # ! shell"),
        case("in a loop's target", "x = {}\nfor x['a'] in [q]:\n    run(x['a'])  # ! shell"),
        case("weaker in a branch", "x = {'a': q}\nif len(q) > 3:\n    x['a'] = 'ls'\nrun(x['a'])  # ! shell"),
        case("element of an element", "x = {'a': {}}\nx['a']['b'] = q\nrun(x['a']['b'])  # ! shell"),
        case("augmented element", "x = {'a': 'ls'}\nx['a'] += q\nrun(x['a'])  # ! shell"),
        bug("members of an API's object are not kept", "request's own attribute", "request.x = q\nrun(request.x)  # ! shell"),
        bug("members of an API's object are not kept", "of g", "flask.g.x = q\nrun(flask.g.x)  # ! shell"),
    ],
)
def test_python(body: str) -> None:
    check(python(body))


@pytest.mark.parametrize(
    "body",
    [
        case("nested pattern", "const [a, { b: [c] }] = ['x', { b: [q] }]; exec(a);\nexec(c);  // ! shell"),
        case("swap", "let a = q, b = 'x'; [a, b] = [b, a]; exec(a);\nexec(b);  // ! shell"),
        case("into members", "const o = {}; [o.a, o['b']] = ['x', q]; exec(o.a);\nexec(o.b);  // ! shell"),
        case("renamed", "const { a: x } = { a: q };\nexec(x);  // ! shell"),
        case("computed", "const k = 'a'; const { [k]: x } = { a: q };\nexec(x);  // ! shell"),
        case("default used", "const { a = q } = {};\nexec(a);  // ! shell"),
        bug("a default counts though the member is there", "default not used", "const { a = q } = { a: 'ls' }; exec(a);"),
        case("element of an element", "const o = { a: {} }; o.a.b = q;\nexec(o.a.b);  // ! shell"),
        bug("members of an API's object are not kept", "global", "window.x = q;\nexec(window.x);  // ! shell"),
        case(
            "keys in a loop",
            "const o = {}; for (const k of Object.keys(req.body)) { o[k] = req.body[k]; }\nexec(o.a);  // ! shell",
        ),
    ],
)
def test_javascript(body: str) -> None:
    check(javascript(body))
