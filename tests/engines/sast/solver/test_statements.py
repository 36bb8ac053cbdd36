"""Statements: branches, loops, switches, matches, exceptions, and what is never reached."""

import pytest

from tests.engines.sast.programs import bug, case, check, javascript, python


@pytest.mark.parametrize(
    "body",
    [
        case("after a return", "return\nrun(q)"),
        case("after a raise", "raise ValueError()\nrun(q)"),
        case("after an abort", "flask.abort(400)\nrun(q)"),
        case("after both branches return", "if q:\n    return\nelse:\n    return\nrun(q)"),
        case("branch on a constant", "flag = False\nif flag:\n    run(q)"),
        case("branch on a constant of the file", "DEBUG = False\n---\nif DEBUG:\n    run(q)"),
        case("a reassigned flag is not constant", "flag = False\nif q:\n    flag = True\nif flag:\n    run(q)  # ! shell"),
        case("elif", "if len(q) > 3:\n    x = 'a'\nelif len(q) > 2:\n    x = q\nelse:\n    x = 'b'\nrun(x)  # ! shell"),
        case("overwritten in every branch", "x = q\nif len(q) > 3:\n    x = 'a'\nelse:\n    x = 'b'\nrun(x)"),
        case("overwritten in one branch", "x = q\nif len(q) > 3:\n    x = 'a'\nrun(x)  # ! shell"),
        case("overwritten", "x = q\nx = 'a'\nrun(x)"),
        case("swap", "x, y = q, 'a'\nx, y = y, x\nrun(x)\nrun(y)  # ! shell"),
        case("del then assign", "x = q\ndel x\nx = 'a'\nrun(x)"),
        case("augmented", "x = 'a'\nx += q\nrun(x)  # ! shell"),
        case("augmented list", "x = []\nx += [q]\nrun(x[0])  # ! shell"),
        case("augmented number", "x = 1\nx += 2\nif x == 3:\n    run(q)  # ! shell\nelse:\n    run(q)"),
        case(
            "global",
            "last = ''\ndef keep(x):\n    global last\n    last = x\n---\nkeep(q)\nrun(last)  # ! shell",
        ),
        case("nonlocal", "x = 'a'\ndef put():\n    nonlocal x\n    x = q\nput()\nrun(x)  # ! shell"),
        case("assert narrows", "assert q in ('a', 'b')\nrun(q)"),
        case("with", "with open('x') as f:\n    run(q)  # ! shell"),
        case("pass", "pass\nrun(q)  # ! shell"),
    ],
)
def test_python_branches(body: str) -> None:
    check(python(body))


@pytest.mark.parametrize(
    "body",
    [
        case("over a list", "for x in ['a', q]:\n    run(x)  # ! shell"),
        case("over constants", "for x in ['a', 'b']:\n    run(x)"),
        case("over data", "for x in q:\n    run(x)  # ! shell"),
        case("over nothing", "for x in []:\n    run(q)"),
        case("collected", "x = []\nfor y in [q]:\n    x.append(y)\nrun(x[0])  # ! shell"),
        bug(
            "two rounds do not carry three hops",
            "carried round",
            "x = 'a'\ny = 'b'\nfor _ in range(3):\n    run(x)  # ! shell\n    x = y\n    y = q",
        ),
        case("break keeps what was", "x = 'a'\nfor y in request.args:\n    x = q\n    break\nrun(x)  # ! shell"),
        case("continue skips", "for y in request.args:\n    continue\n    run(q)"),
        case("else", "for y in request.args:\n    pass\nelse:\n    run(q)  # ! shell"),
        case("while", "x = ''\nwhile len(x) < 9:\n    x += q\nrun(x)  # ! shell"),
        case("while false", "while False:\n    run(q)"),
        case("while true with a break", "while True:\n    break\nrun(q)  # ! shell"),
        case("while true without one", "while True:\n    pass\nrun(q)"),
        case("return inside a loop without end", "while True:\n    if q:\n        return\nrun(q)"),
        case(
            "while true left by a break inside a try",
            "while True:\n    try:\n        break\n    finally:\n        pass\nrun(q)  # ! shell",
        ),
        case("enumerate", "for n, x in enumerate([q]):\n    run(x)  # ! shell\n    run(str(n))"),
        case("zip", "for x, y in zip(['a'], [q]):\n    run(x)\n    run(y)  # ! shell"),
        case("items", "for k, v in {'a': q}.items():\n    run(k)\n    run(v)  # ! shell"),
        case("keys of constants", "for k in {'a': q}:\n    run(k)"),
        case("values", "for v in {'a': q}.values():\n    run(v)  # ! shell"),
        case("loop variable afterwards", "for x in [q]:\n    pass\nrun(x)  # ! shell"),
        case("rejecting loop", "for x in [q]:\n    if x not in ('a', 'b'):\n        continue\n    run(x)"),
        case("counter is no constant", "n = 0\nfor x in request.args:\n    n += 1\nif n > 1:\n    run(q)  # ! shell"),
        case(
            "deeply nested loops",
            "for a in q:\n    for b in a:\n        for c in b:\n            for d in c:\n                run(d)  # ! shell",
        ),
    ],
)
def test_python_loops(body: str) -> None:
    check(python(body))


@pytest.mark.parametrize(
    "body",
    [
        case("value on a constant", "match 'a':\n    case 'a':\n        x = 'ls'\n    case _:\n        x = q\nrun(x)"),
        case("value on data", "match q:\n    case 'a':\n        x = q\n    case _:\n        x = 'b'\nrun(x)"),
        case("default keeps data", "match q:\n    case 'a':\n        x = 'a'\n    case _:\n        x = q\nrun(x)  # ! shell"),
        case("capture", "match q:\n    case x:\n        run(x)  # ! shell"),
        case("sequence", "match ['a', q]:\n    case [x, y]:\n        run(x)\n        run(y)  # ! shell"),
        bug(
            "the rest of a sequence is taken for one element",
            "star",
            "match ['a', q]:\n    case [x, *rest]:\n        run(rest[0])  # ! shell",
        ),
        case("mapping", "match {'a': q, 'b': 'ls'}:\n    case {'a': x, 'b': y}:\n        run(x)  # ! shell\n        run(y)"),
        bug("an alternative of constants does not narrow", "as", "match q:\n    case ('a' | 'b') as x:\n        run(x)"),
        case("class", "match request:\n    case flask.Request(args=x):\n        run(x['a'])  # ! shell"),
        case("guard", "match q:\n    case x if x in ('a', 'b'):\n        run(x)\n    case x:\n        run(x)  # ! shell"),
        case("no case fits", "x = q\nmatch 'z':\n    case 'a':\n        x = 'b'\nrun(x)  # ! shell"),
        case(
            "or of values on a constant", "match 'b':\n    case 'a' | 'b':\n        x = 'ls'\n    case _:\n        x = q\nrun(x)"
        ),
        case(
            "character of a constant",
            "guess = 'ABC'\nmatch guess[1]:\n    case 'A':\n        x = q\n    case 'B':\n        x = 'ls'\n    case _:\n        x = q\nrun(x)",
        ),
    ],
)
def test_python_match(body: str) -> None:
    check(python(body))


@pytest.mark.parametrize(
    "body",
    [
        case("in the body", "try:\n    run(q)  # ! shell\nexcept OSError:\n    pass"),
        case("in the handler", "try:\n    x = int('1')\nexcept ValueError:\n    run(q)  # ! shell"),
        case("in else", "try:\n    pass\nexcept ValueError:\n    pass\nelse:\n    run(q)  # ! shell"),
        case("in finally", "try:\n    pass\nfinally:\n    run(q)  # ! shell"),
        case("assigned before it failed", "x = 'a'\ntry:\n    x = q\n    int(q)\nexcept ValueError:\n    run(x)  # ! shell"),
        case(
            "overwritten at the end of the body",
            "x = q\ntry:\n    int(q)\n    x = 'a'\nexcept ValueError:\n    run(x)  # ! shell",
        ),
        bug(
            "states between the statements of a body are not seen by handlers",
            "data held only for a while in the body",
            "x = 'a'\ntry:\n    x = q\n    int(q)\n    x = 'b'\nexcept ValueError:\n    run(x)  # ! shell",
        ),
        case("rejected by a failing conversion", "try:\n    x = int(q)\nexcept ValueError:\n    return\nrun(str(x))"),
        case("handler returns", "x = q\ntry:\n    x = 'a'\nexcept ValueError:\n    return\nrun(x)"),
        case(
            "return in finally's body",
            "def give(x):\n    try:\n        return x\n    finally:\n        pass\n---\nrun(give(q))  # ! shell",
        ),
        case(
            "return in finally wins nothing",
            "def give(x):\n    try:\n        return 'a'\n    except ValueError:\n        return x\n---\nrun(give(q))  # ! shell",
        ),
        case(
            "nested",
            "try:\n    try:\n        x = q\n    except KeyError:\n        x = 'a'\nexcept ValueError:\n    x = 'b'\nrun(x)  # ! shell",
        ),
        case("what is raised", "try:\n    raise ValueError(q)\nexcept ValueError as error:\n    run('a')"),
        case("finally after a return", "try:\n    return\nfinally:\n    run(q)  # ! shell"),
        case("finally after a raise", "try:\n    raise ValueError()\nfinally:\n    run(q)  # ! shell"),
        case("nothing behind a raise", "try:\n    raise ValueError()\nfinally:\n    pass\nrun(q)"),
    ],
)
def test_python_exceptions(body: str) -> None:
    check(python(body))


@pytest.mark.parametrize(
    "body",
    [
        case("after a return", "return;\nexec(q);"),
        case("after a throw", "throw new Error();\nexec(q);"),
        case("dead branch", "const flag = false;\nif (flag) { exec(q); }"),
        case("overwritten in every branch", "let x = q;\nif (q.length > 3) { x = 'a'; } else { x = 'b'; }\nexec(x);"),
        case("overwritten in one branch", "let x = q;\nif (q.length > 3) { x = 'a'; }\nexec(x);  // ! shell"),
        case("block scope", "let x = 'a';\n{ let x = q; }\nexec(x);"),
        case("var is of the function", "var x = 'a';\n{ var x = q; }\nexec(x);  // ! shell"),
        case("for of", "for (const x of ['a', q]) {\n  exec(x);  // ! shell\n}"),
        case("for of constants", "for (const x of ['a', 'b']) { exec(x); }"),
        case("for in gives keys", "for (const k in {a: q}) { exec(k); }"),
        case(
            "for in over a request", "for (const k in req.query) {\n  exec(k);  // ! shell\n  exec(req.query[k]);  // ! shell\n}"
        ),
        case("counted", "const a = [q];\nfor (let i = 0; i < a.length; i++) {\n  exec(a[i]);  // ! shell\n}"),
        case("while", "let x = '';\nwhile (x.length < 9) { x += q; }\nexec(x);  // ! shell"),
        case("do while", "let x = '';\ndo { x += q; } while (x.length < 9);\nexec(x);  // ! shell"),
        case("endless", "for (;;) {}\nexec(q);"),
        case("endless with a break", "for (;;) { break; }\nexec(q);  // ! shell"),
        case("continue skips", "for (const x of [q]) { continue; exec(x); }"),
        case("labelled", "outer: for (const x of [q]) { for (const y of [x]) { if (y) continue outer; } }\nexec(q);  // ! shell"),
        case("switch on a constant", "let x;\nswitch ('a') { case 'a': x = 'ls'; break; default: x = q; }\nexec(x);"),
        case("switch on data", "let x;\nswitch (q) { case 'a': x = q; break; default: x = 'b'; }\nexec(x);"),
        case(
            "switch default keeps data", "let x;\nswitch (q) { case 'a': x = 'a'; break; default: x = q; }\nexec(x);  // ! shell"
        ),
        case(
            "switch falls through",
            "let x = 'a';\nswitch ('a') { case 'a': case 'b': x = q; break; case 'c': x = 'd'; }\nexec(x);  // ! shell",
        ),
        case("switch falls past the assignment", "let x;\nswitch ('a') { case 'a': x = q; case 'b': x = 'ls'; }\nexec(x);"),
        case("switch without a fitting case", "let x = q;\nswitch ('z') { case 'a': x = 'b'; }\nexec(x);  // ! shell"),
        case("return inside a switch", "switch (q) { case 'a': return; default: return; }\nexec(q);"),
        case("try", "try {\n  exec(q);  // ! shell\n} catch {}"),
        case("catch", "try { JSON.parse('1'); } catch (e) {\n  exec(q);  // ! shell\n}"),
        case("finally after a return", "try { return; } finally {\n  exec(q);  // ! shell\n}"),
        case("assigned in try", "let x = 'a';\ntry { x = q; } catch { x = 'b'; }\nexec(x);  // ! shell"),
        case("hoisted function", "exec(give(q));  // ! shell\nfunction give(x) { return x; }"),
        case("destructuring", "const {a, b: {c}} = {a: 'ls', b: {c: q}};\nexec(a);\nexec(c);  // ! shell"),
        case("compound assignment", "let x = 'a';\nx += q;\nexec(x);  // ! shell"),
        case("assigned when missing", "let x;\nx ??= q;\nexec(x);  // ! shell"),
        case("assigned by or", "let x = '';\nx ||= q;\nexec(x);  // ! shell"),
        case("process ends", "process.exit(1);\nexec(q);"),
    ],
)
def test_javascript(body: str) -> None:
    check(javascript(body))
