"""Names: whose variable it is, and what it means when nobody in the file says."""

import pytest

from tests.engines.sast.programs import case, check, javascript, python


@pytest.mark.parametrize(
    "body",
    [
        case("local hides global", "x = q2 = 'ls'\n---\nx = q\nrun(x)  # ! shell\nrun(q2)"),
        case("local of another function", "def f(x):\n    y = x\ndef g():\n    run(y)\ny = 'a'\n---\nf(q)\ng()"),
        case("builtin hidden by a function", "def int(x):\n    return x\n---\nrun(int(q))  # ! shell"),
        case("module hidden by a variable", "class os:\n    def system(x): pass\n---\nos.system(q)"),
        case("enclosing function's", "def f(x):\n    def g():\n        return x\n    return g()\n---\nrun(f(q))  # ! shell"),
        case(
            "class scope is not the methods'",
            "x = 'ls'\nclass C:\n    x = input()\n    def f(self):\n        run(x)\n---\nC().f()",
        ),
        case("comprehension's own", "x = 'ls'\ny = [x for x in [q]]\nrun(x)"),
        case("unknown name", "run(nobody)"),
    ],
)
def test_python(body: str) -> None:
    check(python(body))


@pytest.mark.parametrize(
    "body",
    [
        case("parameter hides", "const x = 'ls';\nfunction f(x) {\n  exec(x);  // ! shell\n}\n---\nf(q);"),
        case("block hides", "let x = 'ls';\nif (q) { let x = q; }\nexec(x);"),
        case(
            "global function hidden",
            "function encodeURIComponent(x) { return x; }\n---\nexec(encodeURIComponent(q));  // ! shell",
        ),
        case("API hidden by a parameter", "function f(exec) { exec(q2); }\nconst q2 = 'a';\n---\nf(x => x);"),
        case("window and globalThis", "globalThis.eval(q);  // ! code\nwindow.eval(q);  // ! code"),
        case("used before it is assigned", "function f() { return x; }\nlet x = 'ls';\n---\nexec(f());"),
        case("undefined", "exec(undefined);"),
    ],
)
def test_javascript(body: str) -> None:
    check(javascript(body))
