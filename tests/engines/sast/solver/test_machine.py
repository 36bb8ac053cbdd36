"""The order of the work and its bounds: recursion, variants, budgets, depth, cycles. Everything ends."""

import time

import pytest

from gateline.facts import code
from tests.engines.sast.programs import case, check, javascript, python, seen, solved

SECONDS = 20.0
"""Far more than any of these programs needs on a slow machine, far less than a solver that does not end."""


def _explosion(depth: int) -> str:
    """Functions that each call the next in every way: without bounds 4**depth activations."""
    lines = ["import os, sys", "def f0(x, go):", "    os.system(x)  # ! shell<cli"]
    for number in range(1, depth):
        lines += [f"def f{number}(x, go):"] + [f"    f{number - 1}([x, {way}], lambda y: go(y))" for way in range(4)]
    return "\n".join([*lines, f"f{depth - 1}(sys.argv[1], print)", ""])


PROGRAMS = {
    "recursion": "def f(x): return f(x + 'a')\nf('a')\n",
    "recursion with containers": "def f(x):\n    x.append([x])\n    return f([x, x])\nf([])\n",
    "mutual recursion": "def f(x): return g([x])\ndef g(x): return h((x, x))\ndef h(x): return f({'a': x})\nf(1)\n",
    "counting recursion": "def f(n): return f(n + 1)\nf(0)\n",
    "many variants": "def f(n): return n\n" + "\n".join(f"f({number})" for number in range(2000)) + "\n",
    "many texts": "def f(n): return n + 'x'\n" + "\n".join(f"f('{number}')" for number in range(2000)) + "\n",
    "functions that call each other all": "\n".join(
        f"def f{number}(x):\n" + "\n".join(f"    f{other}(x)" for other in range(30)) for number in range(30)
    )
    + "\nf0(1)\n",
    "closures in closures": "def f(x):\n"
    + "".join("    " * n + f"def f{n}(x):\n" for n in range(1, 18))
    + "    " * 18
    + "return x\nf(1)\n",
    "cyclic objects": "a = []\nb = {}\na.append(b)\nb['a'] = a\na.append(a)\nb['b'] = b\nimport os\nos.system(str(a))\nfor x in a:\n    for y in x:\n        a.append(y)\n",
    "cyclic classes": "class A: pass\nclass B(A): pass\nA.b = B\nB.a = A\na = A()\na.x = a\na.x.x.x = a.x\nclass A(B): pass\n",
    "doubling text": "x = 'a'\n" + "x = x + x\n" * 200,
    "doubling constants": "def f(a):\n"
    + "".join(f"    x{n} = {n} if a[{n}] else -{n}\n" for n in range(60))
    + "    return "
    + " + ".join(f"x{n}" for n in range(60))
    + "\n",
    "doubling lists": "x = [1]\n" + "x = [x, x]\n" * 200 + "y = str(x)\n",
    "nested loops": "def f(q):\n"
    + "".join("    " * (n + 1) + f"for x{n} in q:\n" for n in range(15))
    + "    " * 16
    + "q.append(x0)\n",
    "nested conditions": "def f(q):\n"
    + "".join("    " * (n + 1) + f"if q[{n}]:\n" for n in range(40))
    + "    " * 41
    + "q.append(1)\n",
    "row of conditions": "def f(q):\n    x = 1\n"
    + "".join(f"    if q[{n}]:\n        x = {n}\n        q[{n}] = x\n" for n in range(800))
    + "    return x\n",
    "nested expression": "x = " + "(" * 60 + "1" + ")" * 60 + "\n",
    "long sum": "x = q + " + " + ".join("'a'" for _ in range(3000)) + "\n",
    "long chain": "x = q" + ".a()" * 1500 + "\n",
    "deep data": "x = " + "[" * 80 + "1" + "]" * 80 + "\n",
    "huge table": "T = {"
    + ", ".join(f"'k{n}': ['v{n}', {n}]" for n in range(20000))
    + "}\nimport os, sys\nos.system(T[sys.argv[1]][0])\n",
    "huge list": "T = [" + ", ".join(str(n) for n in range(50000)) + "]\nfor t in T:\n    T.append(t)\n",
    "many returns": "def f(x):\n" + "".join(f"    if x == {n}: return [{n}]\n" for n in range(1500)) + "f(1)\n",
    "generators": "def f():\n    yield from g()\ndef g():\n    yield from f()\nfor x in f():\n    print(x)\n",
    "decorators": "def d(f):\n    @d\n    def g(*a): return f(*a)\n    return g\n@d\n@d\n@d\ndef h(): pass\nh()\n",
    "star star": "def f(*a, **k): return f(*a, *a, **k, x=a)\nf(1)\n",
    "metaclass that calls": "class M(type):\n    def __call__(cls, *a): return cls(*a)\nclass C(metaclass=M): pass\nC()\n",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_everything_ends(name: str) -> None:
    start = time.process_time()
    solved({"app.py": PROGRAMS[name]})
    assert time.process_time() - start < SECONDS


@pytest.mark.parametrize(
    "text",
    [
        "const f = x => f([x, x]); f(1);\n",
        "const o = {}; o.o = o; o.p = {o}; for (const k in o) o[k + 'x'] = o; JSON.stringify(o);\n",
        "function F() { this.f = new F(); } new F();\n",
        "class A { constructor() { this.a = new B(); } } class B { constructor() { this.b = new A(); } } new A();\n",
        "const p = new Promise(r => r(p)); p.then(x => p.then(y => p));\n",
        "function f(c) { c(() => f(c)); } f(f);\n",
        "let x = 'a'; for (;;) { x += x; if (x) continue; }\n",
        "a".join("[" for _ in range(300)) + "\n",
        "x = " + "a ? ".join("" for _ in range(200)) + "1" + " : 2" * 199 + ";\n",
        "const x = " + "{a: " * 200 + "1" + "}" * 200 + ";\n",
        "const x = `" + "${a}" * 3000 + "`;\n",
        "f(" * 400 + ")" * 400 + ";\n",
        "switch (x) {" + "".join(f"case {n}: y += {n};" for n in range(3000)) + "}\n",
        "Object.assign(Object.prototype, {x: Object.prototype}); const { x: { x: { x } } } = {};\n",
    ],
)
def test_everything_ends_in_javascript(text: str) -> None:
    start = time.process_time()
    solved({"app.js": text})
    assert time.process_time() - start < SECONDS


def test_a_function_that_explodes_is_named_and_the_others_still_report() -> None:
    files = {"a.py": _explosion(12), "b.py": "import os, sys\ndef other():\n    os.system(sys.argv[1])  # ! shell<cli\nother()\n"}
    start = time.process_time()
    machine = solved(files)
    assert time.process_time() - start < SECONDS
    assert ("b.py", 3, "shell<cli") in seen(machine)


def test_a_body_with_too_many_statements_is_cut() -> None:
    statements = "".join(f"    x{number} = {number}\n" for number in range(300))
    loops = (
        "def long(q):\n" + "    for a in q:\n     for b in q:\n      for c in q:\n" + statements.replace("    x", "       x") * 40
    )
    machine = solved({"a.py": "import os, sys\n" + loops + "long(sys.argv)\nos.system(sys.argv[1])\n"})
    assert set(machine.cuts.values()) <= {"long", "<module>"}
    assert machine.cuts


def test_functions_nobody_calls_are_looked_at() -> None:
    check({"app.py": "import os, sys\ndef f():\n    os.system(sys.argv[1])  # ! shell<cli\n"})
    check({"app.py": "import os, sys\nclass C:\n    def f(self):\n        os.system(sys.argv[1])  # ! shell<cli\n"})
    check({"app.py": "import os, sys\ndef f():\n    def g():\n        os.system(sys.argv[1])  # ! shell<cli\n"})
    check({"app.py": "import os, sys\nf = lambda: os.system(sys.argv[1])  # ! shell<cli\n"})


def test_summaries_serve_several_callers() -> None:
    check(python("def f(x):\n    run(x)  # ! shell\n    return x\n---\nf('a')\nrun(f('b'))\nf(q)\nrun(f(q))  # ! shell"))
    check(javascript("function f(x) { return x; }\n---\nexec(f('b'));\nexec(f(q));  // ! shell"))


KEPT = "import os, sys\n{before}\ndef keep(x):\n    {keep}\ndef other(y):\n    os.system({kept}){mark}\nkeep({what})\nother({other})\n"
MARK = "  # ! shell<cli"


@pytest.mark.parametrize(
    ("before", "keep", "kept"),
    [
        case("variable", "last = ''", "global last; last = x", "last"),
        case("list", "box = []", "box.append(x)", "box[0]"),
        case("dictionary", "box = {}", "box['a'] = x", "box['a']"),
        case("object", "class C: pass\nc = C()", "c.x = x", "c.x"),
        case(
            "list of an object",
            "class C:\n    def __init__(self):\n        self.d = []\nc = C()",
            "c.d.append(x)",
            "c.d[0]",
        ),
    ],
)
def test_what_one_function_keeps_another_reads(before: str, keep: str, kept: str) -> None:
    parts = {"before": before, "keep": keep, "kept": kept, "other": "1"}
    check({"app.py": KEPT.format(**parts, what="sys.argv[1]", mark=MARK)})


@pytest.mark.parametrize(
    ("before", "keep", "kept"),
    [
        case("variable", "last = ''", "global last; last = x", "last"),
        case("list", "box = []", "box.append(x)", "box[0]"),
        case("dictionary", "box = {}", "box['a'] = x", "box['a']"),
        case("object", "class C: pass\nc = C()", "c.x = x", "c.x"),
        case(
            "closure",
            "def f(z): return lambda: z",
            "pass",
            "f('a' + str(len(y)))()",
        ),
    ],
)
def test_parameters_are_not_mixed_up(before: str, keep: str, kept: str) -> None:
    parts = {"before": before, "keep": keep, "kept": kept, "other": "sys.argv[1]"}
    check({"app.py": KEPT.format(**parts, what="len(sys.argv)", mark="")})


def test_the_call_graph_when_somebody_asks() -> None:
    machine = solved({"app.py": ""})
    assert machine.calls is None


def test_the_same_again() -> None:
    files = {**python("def f(x):\n    return x\n---\nrun(f(q))"), **javascript("exec(q);")}
    first, second = solved(files), solved(files)
    assert list(first.flows) == list(second.flows)
    assert list(first.misuses) == list(second.misuses)


def test_nodes_that_make_no_sense_are_a_bug_of_ours() -> None:
    machine = solved({"app.py": ""})
    frame = machine.units[0].frame
    assert frame is not None
    with pytest.raises(AssertionError):
        machine.evaluate(frame, [code.BREAK, 0])
