"""Classes: fields, methods, inheritance, constructors, properties, instances told by their class."""

import pytest

from tests.engines.sast.programs import bug, case, check, javascript, python


@pytest.mark.parametrize(
    "body",
    [
        case(
            "field set by the constructor",
            "class C:\n    def __init__(self, x):\n        self.x = x\n    def go(self):\n        run(self.x)  # ! shell\n---\nC(q).go()",
        ),
        case(
            "field of a constant",
            "class C:\n    def __init__(self, x):\n        self.x = 'ls'\n    def go(self):\n        run(self.x)\n---\nC(q).go()",
        ),
        case(
            "field set from outside", "class C:\n    def go(self):\n        run(self.x)  # ! shell\n---\nc = C()\nc.x = q\nc.go()"
        ),
        case(
            "field read from outside",
            "class C:\n    def __init__(self, x):\n        self.x = x\n        self.y = 'ls'\n---\nc = C(q)\nrun(c.y)\nrun(c.x)  # ! shell",
        ),
        case("method's argument", "class C:\n    def go(self, x):\n        run(x)  # ! shell\n---\nC().go(q)"),
        case("method's result", "class C:\n    def give(self, x):\n        return x + '!'\n---\nrun(C().give(q))  # ! shell"),
        case("class attribute", "class C:\n    x = 'ls'\n---\nrun(C.x)\nrun(C().x)"),
        case("class attribute written", "class C:\n    x = 'ls'\n---\nC.x = q\nrun(C.x)  # ! shell"),
        case(
            "inherited method", "class A:\n    def go(self, x):\n        run(x)  # ! shell\nclass B(A):\n    pass\n---\nB().go(q)"
        ),
        case(
            "overridden method",
            "class A:\n    def go(self, x):\n        run(x)\nclass B(A):\n    def go(self, x):\n        pass\n---\nB().go(q)",
        ),
        case(
            "method of the base calls the derived one",
            "class A:\n    def go(self, x):\n        self.do(x)\nclass B(A):\n    def do(self, x):\n        run(x)  # ! shell\n---\nB().go(q)",
        ),
        case(
            "super",
            "class A:\n    def go(self, x):\n        run(x)  # ! shell\nclass B(A):\n    def go(self, x):\n        super().go(x)\n---\nB().go(q)",
        ),
        case(
            "super's constructor",
            "class A:\n    def __init__(self, x):\n        self.x = x\nclass B(A):\n    def __init__(self, x):\n        super().__init__(x)\n---\nrun(B(q).x)  # ! shell",
        ),
        case(
            "base's constructor by name",
            "class A:\n    def __init__(self, x):\n        self.x = x\nclass B(A):\n    def __init__(self, x):\n        A.__init__(self, x)\n---\nrun(B(q).x)  # ! shell",
        ),
        case(
            "two bases",
            "class A:\n    pass\nclass M:\n    def go(self, x):\n        run(x)  # ! shell\nclass B(A, M):\n    pass\n---\nB().go(q)",
        ),
        case(
            "property",
            "class C:\n    def __init__(self, x):\n        self._x = x\n    @property\n    def x(self):\n        return self._x\n---\nrun(C(q).x)  # ! shell",
        ),
        case(
            "static method", "class C:\n    @staticmethod\n    def go(x):\n        run(x)  # ! shell\n---\nC.go(q)\nC().go('a')"
        ),
        case("class method", "class C:\n    @classmethod\n    def go(cls, x):\n        run(x)  # ! shell\n---\nC.go(q)"),
        case(
            "factory",
            "class C:\n    def __init__(self, x):\n        self.x = x\n    @classmethod\n    def make(cls, x):\n        return cls(x)\n---\nrun(C.make(q).x)  # ! shell",
        ),
        case(
            "chained",
            "class C:\n    def __init__(self):\n        self.x = ''\n    def add(self, x):\n        self.x += x\n        return self\n    def go(self):\n        run(self.x)  # ! shell\n---\nC().add('a').add(q).go()",
        ),
        case(
            "data class",
            "from dataclasses import dataclass\n@dataclass\nclass C:\n    x: str\n    y: str = 'ls'\n---\nc = C(x=q)\nrun(c.x)  # ! shell",
        ),
        bug(
            "fields of a data class are only known by keyword",
            "data class by position",
            "from dataclasses import dataclass\n@dataclass\nclass C:\n    x: str\n    y: str\n---\nc = C('a', q)\nrun(c.y)  # ! shell",
        ),
        case(
            "named tuple",
            "from collections import namedtuple\nC = namedtuple('C', 'x y')\n---\nc = C('a', q)\nrun(c.y)  # ! shell",
        ),
        bug(
            "__call__ is not followed",
            "called like a function",
            "class C:\n    def __call__(self, x):\n        run(x)  # ! shell\n---\nC()(q)",
        ),
        case(
            "with a context of one's own",
            "class C:\n    def __init__(self, x):\n        self.x = x\n    def __enter__(self):\n        return self.x\n    def __exit__(self, *a):\n        pass\n---\nwith C(q) as x:\n    run(x)  # ! shell",
        ),
        bug(
            "__str__ is not followed",
            "text of an object",
            "class C:\n    def __init__(self, x):\n        self.x = x\n    def __str__(self):\n        return self.x\n---\nrun(str(C(q)))  # ! shell",
        ),
        case("element of an object", "class C:\n    def __getitem__(self, k):\n        return q2\nq2 = 'a'\n---\nrun(C()['x'])"),
        case("method in a variable", "class C:\n    def go(self, x):\n        run(x)  # ! shell\n---\ngo = C().go\ngo(q)"),
        case(
            "object passed on",
            "class C:\n    def go(self, x):\n        run(x)  # ! shell\ndef f(c, x):\n    c.go(x)\n---\nf(C(), q)",
        ),
        case(
            "object in a field",
            "class A:\n    def go(self, x):\n        run(x)  # ! shell\nclass B:\n    def __init__(self):\n        self.a = A()\n    def go(self, x):\n        self.a.go(x)\n---\nB().go(q)",
        ),
        case("object of the file", "class C:\n    def go(self, x):\n        run(x)  # ! shell\nONE = C()\n---\nONE.go(q)"),
        case(
            "annotated parameter",
            "class C:\n    def go(self, x):\n        run(x)  # ! shell\ndef f(c: C, x):\n    c.go(x)\n---\nf(make(), q)",
        ),
        case(
            "annotated parameter of an API",
            "def f(c: sqlite3.Cursor, x):\n    c.execute('select ' + x)  # ! sql\n---\nf(make(), q)",
        ),
        case(
            "field of an API",
            "class C:\n    def __init__(self):\n        self.db = sqlite3.connect('x')\n    def go(self, x):\n        self.db.execute('select ' + x)  # ! sql\n---\nC().go(q)",
        ),
        case("extends an API's class", "class C(sqlite3.Connection):\n    pass\n---\nC('x').execute('select ' + q)  # ! sql"),
        case("enumeration as an allow-list", "from enum import Enum\nclass E(Enum):\n    A = 'ls'\n---\nrun(E.A.value)"),
        case("nested class", "class A:\n    class B:\n        def go(self, x):\n            run(x)  # ! shell\n---\nA.B().go(q)"),
        case(
            "class made in a function",
            "def make():\n    class C:\n        def go(self, x):\n            run(x)  # ! shell\n    return C()\n---\nmake().go(q)",
        ),
        case(
            "extends itself by name",
            "class C:\n    pass\nclass C(C):\n    def go(self, x):\n        run(x)  # ! shell\n---\nC().go(q)",
        ),
    ],
)
def test_python(body: str) -> None:
    check(python(body))


@pytest.mark.parametrize(
    "body",
    [
        case(
            "field set by the constructor",
            "class C { constructor(x) { this.x = x; } go() {\n  exec(this.x);  // ! shell\n} }\n---\nnew C(q).go();",
        ),
        case("field written out", "class C { x = 'ls'; go() { exec(this.x); } }\n---\nnew C().go();"),
        case(
            "private field",
            "class C { #x; constructor(x) { this.#x = x; } go() {\n  exec(this.#x);  // ! shell\n} }\n---\nnew C(q).go();",
        ),
        case("method's argument", "class C { go(x) {\n  exec(x);  // ! shell\n} }\n---\nnew C().go(q);"),
        case("method's result", "class C { give(x) { return x; } }\n---\nexec(new C().give(q));  // ! shell"),
        case("static method", "class C { static go(x) {\n  exec(x);  // ! shell\n} }\n---\nC.go(q);"),
        case("static field", "class C { static x = 'ls'; }\n---\nexec(C.x);"),
        case("inherited", "class A { go(x) {\n  exec(x);  // ! shell\n} }\nclass B extends A {}\n---\nnew B().go(q);"),
        case("overridden", "class A { go(x) { exec(x); } }\nclass B extends A { go(x) {} }\n---\nnew B().go(q);"),
        case(
            "super's constructor",
            "class A { constructor(x) { this.x = x; } }\nclass B extends A { constructor(x) { super(x); } }\n---\nexec(new B(q).x);  // ! shell",
        ),
        case(
            "super's method",
            "class A { go(x) {\n  exec(x);  // ! shell\n} }\nclass B extends A { go(x) { super.go(x); } }\n---\nnew B().go(q);",
        ),
        case(
            "getter",
            "class C { constructor(x) { this.y = x; } get x() { return this.y; } }\n---\nexec(new C(q).x);  // ! shell",
        ),
        bug("setters are not called", "setter", "class C { set x(v) {\n  exec(v);  // ! shell\n} }\n---\nnew C().x = q;"),
        case(
            "chained",
            "class C { x = ''; add(x) { this.x += x; return this; } go() {\n  exec(this.x);  // ! shell\n} }\n---\nnew C().add('a').add(q).go();",
        ),
        case("arrow in a field", "class C { go = x => {\n  exec(x);  // ! shell\n}; }\n---\nnew C().go(q);"),
        case(
            "arrow keeps this",
            "class C { constructor(x) { this.x = x; } go() { [1].forEach(() => {\n  exec(this.x);  // ! shell\n}); } }\n---\nnew C(q).go();",
        ),
        case(
            "function as a constructor",
            "function C(x) { this.x = x; }\nC.prototype.go = function () {\n  exec(this.x);  // ! shell\n};\n---\nnew C(q).go();",
        ),
        case("object of the file", "class C { go(x) {\n  exec(x);  // ! shell\n} }\nconst one = new C();\n---\none.go(q);"),
        case("singleton with await", "class C { async go(x) {\n  await exec(x);  // ! shell\n} }\n---\nawait new C().go(q);"),
        case(
            "bound method passed on",
            "class C { constructor(x) { this.x = x; } go() {\n  exec(this.x);  // ! shell\n} }\n---\nconst c = new C(q); [1].forEach(c.go.bind(c));",
        ),
        case(
            "mixin",
            "const M = B => class extends B { go(x) {\n  exec(x);  // ! shell\n} };\nclass C extends M(Object) {}\n---\nnew C().go(q);",
        ),
    ],
)
def test_javascript(body: str) -> None:
    check(javascript(body))


@pytest.mark.xfail(strict=True, reason="this of a static method is not its class")
def test_static_methods_call_each_other() -> None:
    check(javascript("class C { static a(x) { this.b(x); } static b(x) {\n  exec(x);  // ! shell\n} }\n---\nC.a(q);"))


@pytest.mark.xfail(strict=True, reason="two instances of a class are one")
def test_instances_are_told_apart() -> None:
    check(
        python(
            "class A:\n    def __init__(self, x):\n        self.x = x\n---\na = A(q)\nb = A('ls')\nrun(b.x)\nrun(a.x)  # ! shell"
        )
    )


def test_instances_are_not_told_apart_but_classes_are() -> None:
    check(
        python(
            "class A:\n    def __init__(self, x):\n        self.x = x\nclass B:\n    def __init__(self, x):\n        self.x = x\n"
            "---\na = A(q)\nb = B('ls')\nrun(b.x)\nrun(a.x)  # ! shell"
        )
    )
