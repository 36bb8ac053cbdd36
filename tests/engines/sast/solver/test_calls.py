"""Calls: arguments of every form, functions as values, what comes out of code nobody knows."""

import pytest

from tests.engines.sast.programs import bug, case, check, javascript, python


@pytest.mark.parametrize(
    "body",
    [
        case("by position", "def f(a, b):\n    run(b)  # ! shell\n---\nf('a', q)"),
        case("the other one", "def f(a, b):\n    run(a)\n---\nf('a', q)"),
        case("by keyword", "def f(a, b):\n    run(b)  # ! shell\n---\nf(b=q, a='a')"),
        case("default", "def f(a, b='ls'):\n    run(b)\n---\nf(q)"),
        case("default overridden", "def f(a, b='ls'):\n    run(b)  # ! shell\n---\nf('a', q)"),
        case("rest", "def f(a, *rest):\n    run(rest[1])  # ! shell\n    run(rest[0])\n---\nf('a', 'b', q)"),
        case("keywords", "def f(**kw):\n    run(kw['x'])  # ! shell\n    run(kw['y'])\n---\nf(x=q, y='a')"),
        case("keyword only", "def f(*, x):\n    run(x)  # ! shell\n---\nf(x=q)"),
        case("spread", "def f(a, b):\n    run(b)  # ! shell\n    run(a)\n---\nf(*['a', q])"),
        case("spread of unknown length", "def f(a, b):\n    run(b)  # ! shell\n---\nf(*q.split())"),
        case("spread of a dictionary", "def f(a, b):\n    run(b)  # ! shell\n    run(a)\n---\nf(**{'a': 'x', 'b': q})"),
        case("result", "def f(x):\n    return 'ls ' + x\n---\nrun(f(q))  # ! shell"),
        case(
            "result of one of several",
            "def f(x):\n    if len(x) > 3:\n        return 'a'\n    return x\n---\nrun(f(q))  # ! shell",
        ),
        case("result without data", "def f(x):\n    return 'ls'\n---\nrun(f(q))"),
        case("several results", "def f(x):\n    return 'ls', x\n---\na, b = f(q)\nrun(a)\nrun(b)  # ! shell"),
        case(
            "result in a dictionary", "def f(x):\n    return {'a': 'ls', 'b': x}\n---\nrun(f(q)['a'])\nrun(f(q)['b'])  # ! shell"
        ),
        case("written into an argument", "def f(x, y):\n    x.append(y)\n---\nz = []\nf(z, q)\nrun(z[0])  # ! shell"),
        case(
            "written into a dictionary",
            "def f(x, y):\n    x['a'] = y\n---\nz = {'b': 'ls'}\nf(z, q)\nrun(z['b'])\nrun(z['a'])  # ! shell",
        ),
        case("constants choose", "def f(x, on):\n    if on:\n        run(x)\n---\nf(q, False)"),
        case("constants choose, the other way", "def f(x, on):\n    if on:\n        run(x)  # ! shell\n---\nf(q, True)"),
        case("called before it is defined", "def f(x):\n    g(x)\ndef g(x):\n    run(x)  # ! shell\n---\nf(q)"),
        case(
            "three deep",
            "def f(x):\n    return g(x)\ndef g(x):\n    return h(x)\ndef h(x):\n    return x\n---\nrun(f(q))  # ! shell",
        ),
        case("inner function", "def f(x):\n    def g():\n        run(x)  # ! shell\n    g()\n---\nf(q)"),
        case(
            "returned function",
            "def f(x):\n    def g():\n        return x\n    return g\n---\nrun(f(q)())  # ! shell",
        ),
        case("function in a dictionary", "def f(x):\n    run(x)  # ! shell\nTABLE = {'a': f}\n---\nTABLE['a'](q)"),
        case(
            "function in a table, picked by data",
            "def f(x):\n    run(x)  # ! shell\nTABLE = {'a': f}\n---\nTABLE[request.args['k']](q)",
        ),
        case("function of a scope, picked by data", "---\nglobals()[request.args['k']](1)  # ! reflect"),
        case("function passed on", "def f(go, x):\n    go(x)\ndef g(x):\n    run(x)  # ! shell\n---\nf(g, q)"),
        case("lambda passed on", "def f(go, x):\n    go(x)\n---\nf(lambda x: run(x), q)  # ! shell"),
        case("API passed on", "def f(go, x):\n    go(x)  # ! shell\n---\nf(os.system, q)"),
        case("map of a lambda", "run(list(map(lambda x: x + '!', [q]))[0])  # ! shell"),
        case("map of numbers", "run(str(list(map(int, [q]))[0]))"),
        case("filter", "run(list(filter(None, [q]))[0])  # ! shell"),
        case("partial", "from functools import partial\ndef f(a, b):\n    run(a)  # ! shell\n---\npartial(f, q)('b')"),
        bug(
            "arguments given to a partial later are lost",
            "partial, given later",
            "from functools import partial\ndef f(a, b):\n    run(b)  # ! shell\n---\npartial(f, 'a')(q)",
        ),
        bug(
            "keywords of a partial are lost",
            "partial of an API",
            "from functools import partial\n---\npartial(subprocess.run, shell=True)(q)  # ! shell",
        ),
        case("sorted by a function", "run(sorted([q], key=lambda x: x)[0])  # ! shell"),
        case(
            "decorated",
            "def twice(f):\n    def g(*a):\n        return f(*a)\n    return g\n@twice\ndef h(x):\n    run(x)  # ! shell\n---\nh(q)",
        ),
        case(
            "decorator with arguments",
            "import functools\ndef named(n):\n    def wrap(f):\n        @functools.wraps(f)\n        def g(*a, **k):\n            return f(*a, **k)\n        return g\n    return wrap\n@named('x')\ndef h(x):\n    return x\n---\nrun(h(q))  # ! shell",
        ),
        case("unknown function", "import nobody\n---\nrun(nobody.knows(q))  # ! shell?"),
        case("method of data nobody knows", "run(q.whatever())  # ! shell"),
        case("unknown function without data", "import nobody\n---\nrun(nobody.knows('a'))"),
        case("known number", "run(str(len(q)))"),
        case("getattr by name", "getattr(os, 'system')(q)  # ! shell"),
        case("getattr chosen by data", "getattr(os, q)()  # ! reflect"),
        case("recursion", "def f(x, n):\n    if n == 0:\n        return x\n    return f(x, n - 1)\n---\nrun(f(q, 3))  # ! shell"),
        bug(
            "a recursion with a counted end is given up before its end",
            "recursion that sinks",
            "def f(x, n):\n    if n == 0:\n        run(x)  # ! shell\n    else:\n        f(x, n - 1)\n---\nf(q, 3)",
        ),
        case(
            "mutual recursion",
            "def f(x, n):\n    return g(x, n - 1) if n else x\ndef g(x, n):\n    return f(x, n - 1) if n else x\n---\nrun(f(q, 3))  # ! shell",
        ),
        bug(
            "a call that never returns does not end its block",
            "never returns",
            "def f(x):\n    raise ValueError()\n---\nf(q)\nrun(q)",
        ),
        bug(
            "staticmethod() of an API is lost",
            "string by way of a class attribute",
            "class C:\n    go = staticmethod(os.system)\n---\nC.go(q)  # ! shell",
        ),
    ],
)
def test_python(body: str) -> None:
    check(python(body))


@pytest.mark.parametrize(
    "body",
    [
        case("by position", "function f(a, b) {\n  exec(b);  // ! shell\n  exec(a);\n}\n---\nf('a', q);"),
        case("missing argument takes the default", "function f(a, b = 'ls') { exec(b); }\n---\nf(q);"),
        bug(
            "a default cannot name an earlier parameter",
            "default from another",
            "function f(a, b = a) {\n  exec(b);  // ! shell\n}\n---\nf(q);",
        ),
        case("rest", "function f(a, ...rest) {\n  exec(rest[1]);  // ! shell\n  exec(rest[0]);\n}\n---\nf('a', 'b', q);"),
        case("spread", "function f(a, b) {\n  exec(b);  // ! shell\n  exec(a);\n}\n---\nf(...['a', q]);"),
        bug("arguments is not known", "arguments", "function f() {\n  exec(arguments[0]);  // ! shell\n}\n---\nf(q);"),
        case("taken apart", "function f({a, b}) {\n  exec(b);  // ! shell\n  exec(a);\n}\n---\nf({a: 'x', b: q});"),
        case("taken apart with a default", "function f({a, b = 'ls'}) { exec(b); }\n---\nf({a: q});"),
        case(
            "options written as an object", "function f(o) {\n  exec(o.b);  // ! shell\n  exec(o.a);\n}\n---\nf({a: 'x', b: q});"
        ),
        case("callback", "function f(x, done) { done(null, x); }\n---\nf(q, (err, y) => {\n  exec(y);  // ! shell\n});"),
        case(
            "callback of a callback",
            "function f(x, done) { g(x, y => done(y)); }\nfunction g(x, done) { done(x); }\n---\nf(q, y => {\n  exec(y);  // ! shell\n});",
        ),
        case(
            "returned closure",
            "const f = x => () => x;\n---\nexec(f(q)());  // ! shell",
        ),
        case("curried", "const f = a => b => a + b;\n---\nexec(f('a')(q));  // ! shell"),
        case("function in an object", "const table = {go(x) {\n  exec(x);  // ! shell\n}};\n---\ntable.go(q);"),
        case("method by a constant name", "const table = {go(x) {\n  exec(x);  // ! shell\n}};\n---\ntable['go'](q);"),
        case("method by data", "const table = {go(x) {\n  exec(x);  // ! shell\n}};\n---\ntable[req.query.m](q);  // ! reflect"),
        case("alias of an API", "const go = exec;\n---\ngo(q);  // ! shell"),
        case("API in an object", "const table = {go: exec};\n---\ntable.go(q);  // ! shell"),
        case("API picked by a condition", "const go = process.env.X ? exec : console.debug;\n---\ngo(q);  // ! shell log"),
        case(
            "promisified API", "const {promisify} = require('util');\nconst go = promisify(exec);\n---\nawait go(q);  // ! shell"
        ),
        case("constants choose", "function f(x, on) { if (on) exec(x); }\n---\nf(q, false);"),
        case("unknown function", "const nobody = require('nobody');\n---\nexec(nobody.knows(q));  // ! shell?"),
        case("unknown function of a table", "exec(knows(q));  // ! shell?"),
        case("never called", "function f(x) { exec(x); }\n---\nq;"),
        case("immediately run", "(async () => {\n  exec(q);  // ! shell\n})();"),
        case(
            "tagged template",
            "function sql(texts, ...values) { return texts[0] + values[0]; }\n---\nexec(sql`a ${q}`);  // ! shell",
        ),
        case("tagged template of nobody", "exec(nobody`a ${q}`);  // ! shell?"),
        case("recursion", "function f(x, n) { return n ? f(x, n - 1) : x; }\n---\nexec(f(q, 3));  // ! shell"),
        bug("getters of written objects are not read", "getter", "const o = {get x() { return q; }};\nexec(o.x);  // ! shell"),
        case("variable captured and changed", "let x = 'a';\nconst put = () => { x = q; };\nput();\nexec(x);  // ! shell"),
    ],
)
def test_javascript(body: str) -> None:
    check(javascript(body if "---" in body else "---\n" + body))


def test_arguments_of_callbacks_by_position() -> None:
    check(
        {
            "app.py": (
                "import os, sys\n"
                "def each(items, go):\n"
                "    for n, item in enumerate(items):\n"
                "        go(n, item)\n"
                "def show(n, item):\n"
                "    os.system(item)  # ! shell<cli\n"
                "    os.system(str(n))\n"
                "each(sys.argv, show)\n"
            )
        }
    )


def test_a_call_of_what_ends_the_program_is_the_end() -> None:
    check({"app.py": "import os, sys\nif sys.argv[1] != 'a':\n    sys.exit(1)\nos.system(sys.argv[1])\n"})
