"""Expressions: operators, containers written out, folding, choices, comprehensions, generators."""

import pytest

from tests.engines.sast.programs import bug, case, check, javascript, python


@pytest.mark.parametrize(
    "body",
    [
        case("addition", 'run("ls " + q)  # ! shell'),
        case("addition of many", 'run("a" + "b" + q + "c")  # ! shell'),
        case("percent with one value", 'run("ls %s" % q)  # ! shell'),
        case("percent with a tuple", 'run("ls %s %s" % ("a", q))  # ! shell'),
        case("percent with a dictionary", 'run("ls %(x)s" % {"x": q})  # ! shell'),
        case("percent into a number", 'run("ls %d" % q)'),
        case("percent where only a number takes it", 'run("ls %s %d" % ("a", q))'),
        case("percent sign written twice", 'run("100%% %s" % q)  # ! shell'),
        case("tainted format", 'run(q % "a")  # ! shell'),
        case("f-string", 'run(f"ls {q}")  # ! shell'),
        case("f-string with a conversion", 'run(f"ls {q!r:>10}")  # ! shell'),
        case("f-string of another name", 'x = "a"\nrun(f"ls {x}")'),
        case("repetition", "run(q * 3)  # ! shell"),
        case("choice of data", 'run(q if request.args.get("z") else "b")  # ! shell'),
        case("choice of constants by data", 'run("a" if q else "b")'),
        case("choice decided", 'run(q if False else "b")'),
        case("choice decided the other way", 'run("b" if 1 > 2 else q)  # ! shell'),
        case("or with a default", 'run(q or "ls")  # ! shell'),
        case("or that never gets there", 'run("ls" or q)'),
        case("and", "run(q and q)  # ! shell"),
        case("and that stops", "run('' and q)"),
        case("walrus", "if (x := q):\n    run(x)  # ! shell"),
        case("comparison is harmless", "run(q == 'a')"),
        case("negation is harmless", "run(not q)"),
        case("arithmetic is harmless", "run(q - 1)"),
        case("lambda called at once", "run((lambda x: x)(q))  # ! shell"),
        case("slice", "run(q[1:])  # ! shell"),
        case("character", "run(q[0])  # ! shell"),
        case("length is harmless", "run('a' * len(q))"),
    ],
)
def test_python_operators(body: str) -> None:
    check(python(body))


@pytest.mark.parametrize(
    "body",
    [
        case("list of literals", "x = ['a', q]\nrun(x[0])\nrun(x[1])  # ! shell\nrun(x[-1])  # ! shell\nrun(x[-2])"),
        case("tuple", "x = ('a', q)\nrun(x[0])\nrun(x[1])  # ! shell"),
        case("list at an unknown index", "x = ['a', q]\nrun(x[len(q)])  # ! shell"),
        case("dictionary by key", "x = {'a': 'ls', 'b': q}\nrun(x['a'])\nrun(x['b'])  # ! shell"),
        case("dictionary at an unknown key", "x = {'a': 'ls', 'b': q}\nrun(x[str(len(x))])  # ! shell"),
        case("table of constants picked by data", "x = {'a': 'ls', 'b': 'id'}\nrun(x[q])"),
        case("nested", "x = {'a': [{'b': q, 'c': 'ls'}]}\nrun(x['a'][0]['b'])  # ! shell\nrun(x['a'][0]['c'])"),
        case("spread of a list", "x = ['a', *['b', q]]\nrun(x[1])\nrun(x[2])  # ! shell"),
        case("spread of a dictionary", "y = {'k': q}\nx = {'a': 'ls', **y}\nrun(x['a'])\nrun(x['k'])  # ! shell"),
        case("later spread overrides", "y = {'k': 'ls'}\nx = {'k': q, **y}\nrun(x['k'])"),
        case("set", "x = {q}\nfor y in x:\n    run(y)  # ! shell"),
        case("whole list into text", "run(str(['a', q]))  # ! shell"),
        case("concatenated lists", "x = ['a'] + [q]\nrun(x[0])\nrun(x[1])  # ! shell"),
        case("two lists share contents", "x = []\ny = x\ny.append(q)\nrun(x[0])  # ! shell"),
        case("texts do not share", "x = 'a'\ny = x\ny += q\nrun(x)\nrun(y)  # ! shell"),
        case("key written over", "x = {'a': q}\nx['a'] = 'ls'\nrun(x['a'])"),
        case("key deleted", "x = {'a': q}\ndel x['a']\nrun(x.get('a', 'ls'))"),
        case("list comprehension", "x = [y + '!' for y in [q]]\nrun(x[0])  # ! shell"),
        case("comprehension over constants", "x = [y for y in ['a', 'b']]\nrun(x[0])"),
        case("comprehension filtered by an allow-list", "x = [y for y in [q] if y in ('a', 'b')]\nrun(x[0])"),
        case("nested comprehension", "x = [z for y in [[q]] for z in y]\nrun(x[0])  # ! shell"),
        case("dictionary comprehension", "x = {k: v for k, v in request.args.items()}\nrun(x['a'])  # ! shell"),
        case("set comprehension", "x = {y for y in [q]}\nrun(' '.join(x))  # ! shell"),
        case("generator expression", "run(' '.join(y for y in [q]))  # ! shell"),
        case("comprehension leaves names alone", "y = 'a'\nx = [y for y in [q]]\nrun(y)"),
    ],
)
def test_python_containers(body: str) -> None:
    check(python(body))


@pytest.mark.parametrize(
    "body",
    [
        case("addition", 'exec("ls " + q);  // ! shell'),
        case("template", "exec(`ls ${q} x`);  // ! shell"),
        case("template of constants", 'const a = "x"; exec(`ls ${a}`);'),
        case("conditional", 'exec(q ? q : "b");  // ! shell'),
        case("conditional of constants", 'exec(q ? "a" : "b");'),
        case("or", 'exec(q || "b");  // ! shell'),
        case("nullish", 'exec(q ?? "b");  // ! shell'),
        case("nullish of a constant", 'exec("b" ?? q);'),
        case("comma", "exec((1, q));  // ! shell"),
        case("comma drops", 'exec((q, "a"));'),
        case("assignment as a value", "let x; exec((x = q));  // ! shell"),
        case("typeof is harmless", "exec(typeof q);"),
        case("number by plus is harmless", "exec(+q);"),
        case("subtraction is harmless", "exec(q - 1);"),
        case("array", "const x = ['a', q]; exec(x[0]);\nexec(x[1]);  // ! shell"),
        case(
            "object by member",
            "const x = {a: 'ls', b: q}; exec(x.a); exec(x['a']);\nexec(x.b);  // ! shell\nexec(x['b']);  // ! shell",
        ),
        case("shorthand", "const x = {q}; exec(x.q);  // ! shell"),
        case("computed key", "const k = 'a' + 'b'; const x = {[k]: q, c: 'ls'}; exec(x.c);\nexec(x.ab);  // ! shell"),
        case("spread of an array", "const x = ['a', ...[q]]; exec(x[0]);\nexec(x[1]);  // ! shell"),
        case("spread of an object", "const y = {k: q}; const x = {a: 'ls', ...y}; exec(x.a);\nexec(x.k);  // ! shell"),
        case("later key overrides a spread", "const y = {k: q}; const x = {...y, k: 'ls'}; exec(x.k);"),
        case("optional chaining", "const x = {a: {b: q}}; exec(x?.a?.b);  // ! shell"),
        case("arrow called at once", "exec((x => x)(q));  // ! shell"),
        case("function called at once", "exec((function (x) { return x; })(q));  // ! shell"),
        case("nested", "const x = {a: [{b: q, c: 'ls'}]}; exec(x.a[0].c);\nexec(x.a[0].b);  // ! shell"),
        case("texts do not share", "let x = 'a', y = x; y += q; exec(x);\nexec(y);  // ! shell"),
        case("objects share", "const x = {}; const y = x; y.a = q;\nexec(x.a);  // ! shell"),
        case("table of constants picked by data", "const x = {a: 'ls', b: 'id'}; exec(x[q]);"),
        case("comparison is harmless", "exec(q === 'a');"),
        bug("`delete` is not carried out", "delete", "const x = {a: q}; delete x.a; exec(x.a);"),
    ],
)
def test_javascript(body: str) -> None:
    check(javascript(body))


@pytest.mark.parametrize(
    ("expression", "is_reached"),
    [
        ("1 + 1 == 2", True),
        ("7 * 6 > 42", False),
        ("7 * 42 - 106 > 200", False),
        ("500 / 42 + 106 > 200", False),
        ("'a' + 'b' == 'ab'", True),
        ("'abc'[1] == 'b'", True),
        ("'abc'[0:2] == 'ab'", True),
        ("len('abc') == 3", True),
        ("'a' in ('a', 'b')", True),
        ("'c' in {'a': 1}", False),
        ("not True", False),
        ("None is None", True),
        ("1 < 2 < 3", True),
        ("3 < 2 or 1 < 2", True),
        ("'a'.upper() == 'A'", True),
        bug("% with a tuple is not folded", "'%s-%s' % ('a', 'b') == 'a-b'", "'%s-%s' % ('a', 'b') == 'a-b'", True),
        ("'{}-{}'.format('a', 'b') == 'a-b'", True),
        bug("numbers in an f-string are added up", "f'{1}{2}' == '12'", "f'{1}{2}' == '12'", True),
        ("'a,b'.split(',')[1] == 'b'", True),
        ("-1 < 0", True),
        ("2 ** 3 == 8", True),
        ("7 // 2 == 3", True),
        ("7 % 2 == 0", False),
        ("1 << 4 == 16", True),
        ("int('5') == 5", True),
        ("str(5) == '5'", True),
        ("[1, 2][1] == 2", True),
        ("{'a': 1}['a'] == 2", False),
        ("bool('')", False),
    ],
)
def test_constants_decide_branches(expression: str, is_reached: bool) -> None:
    mark = "  # ! shell"
    check(python(f"if {expression}:\n    run(q){mark if is_reached else ''}\nelse:\n    run(q){'' if is_reached else mark}"))


@pytest.mark.parametrize(
    ("expression", "is_reached"),
    [
        ("1 + 1 === 2", True),
        ("'1' + 1 === '11'", True),
        ("7 * 6 > 42", False),
        ("!true", False),
        ("null == undefined", True),
        bug("length of a constant is not folded", "'abc'.length === 3", "'abc'.length === 3", True),
        ("'abc'.charAt(1) === 'b'", True),
        ("'abc'[1] === 'b'", True),
        bug("numbers in a template are added up", "`${1}${2}` === '12'", "`${1}${2}` === '12'", True),
        bug("concat of constants is not folded", "'a'.concat('b') === 'ab'", "'a'.concat('b') === 'ab'", True),
        case("'abc'.substring(1) === 'bc'", "'abc'.substring(1) === 'bc'", True),
        bug("includes of a known list is not folded", "['a', 'b'].includes('a')", "['a', 'b'].includes('a')", True),
        ("parseInt('5') === 5", True),
        ("'abc'.indexOf('c') === 2", True),
        ("1 / 2 > 0", True),
        ("(5 & 1) === 1", True),
    ],
)
def test_constants_decide_branches_in_javascript(expression: str, is_reached: bool) -> None:
    mark = "  // ! shell"
    check(
        javascript(
            f"if ({expression}) {{\n  exec(q);{mark if is_reached else ''}\n}} else {{\n  exec(q);{'' if is_reached else mark}\n}}"
        )
    )


@pytest.mark.parametrize(
    "body",
    [
        case("yield", "def items(x):\n    yield 'a'\n    yield x\n---\nfor y in items(q):\n    run(y)  # ! shell"),
        case("yield from", "def items(x):\n    yield from [x]\n---\nfor y in items(q):\n    run(y)  # ! shell"),
        case("next", "def items(x):\n    yield x\n---\nrun(next(items(q)))  # ! shell"),
        case("generator of constants", "def items(x):\n    yield 'a'\n---\nfor y in items(q):\n    run(y)"),
        case("list of a generator", "def items(x):\n    yield x\n---\nrun(list(items(q))[0])  # ! shell"),
        case("result of a coroutine", "async def give(x):\n    return x\n---\nrun(give(q))  # ! shell"),
    ],
)
def test_python_generators(body: str) -> None:
    check(python(body))


@pytest.mark.parametrize(
    "body",
    [
        case(
            "generator", "function* items(x) { yield 'a'; yield x; }\n---\nfor (const y of items(q)) {\n  exec(y);  // ! shell\n}"
        ),
        case("delegated", "function* items(x) { yield* [x]; }\n---\nfor (const y of items(q)) {\n  exec(y);  // ! shell\n}"),
        case("await of a call", "async function give(x) { return x; }\n---\nexec(await give(q));  // ! shell"),
        case("await of a constant", "async function give(x) { return 'a'; }\n---\nexec(await give(q));"),
        case(
            "this of an object", "const box = {x: 'a', get() { return this.x; }};\n---\nbox.x = q;\nexec(box.get());  // ! shell"
        ),
        case("class expression", "const C = class { give(x) { return x; } };\n---\nexec(new C().give(q));  // ! shell"),
        case("dynamic import of an API", "const cp = await import('child_process');\ncp.exec(q);  // ! shell"),
    ],
)
def test_javascript_functions(body: str) -> None:
    check(javascript(body if "---" in body else "---\n" + body))


def test_unknown_syntax_keeps_the_rest() -> None:
    check({"app.py": "import os, sys\nos.system(sys.argv[1])  # ! shell<cli\ndef (:\n"})
