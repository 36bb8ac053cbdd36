import pytest

from gateline.engines.sast.languages.python.lower import lower
from tests.engines.sast.ir_text import covered, show
from tests.engines.sast.languages.python.lowering import function, shown, understood


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def f(): pass", "def f():"),
        ("def f(a, b): return a", "def f(a, b):\n  return a"),
        ("def f(a, /, b, *, c): pass", "def f(/a, b, =c):"),
        ("def f(a, *b, c, **d): pass", "def f(a, *b, =c, **d):"),
        ("def f(a=1, *, b=g()): pass", "def f(a = 1, =b = g()):"),
        ("def f(a: int, b: str = 'x') -> x.Y: pass", "def f(a: int, b: str = 'x') -> x.Y:"),
        ("def f(*a: int, b: A, **c: B): pass", "def f(*a: int, =b: A, **c: B):"),
        ("def f(a: 'A', b: 'm.B', c: 'not a name'): pass", "def f(a: A, b: m.B, c: 'not a name'):"),
        ("def f(a: Optional['A'], b: A | None): pass", "def f(a: Optional[A], b: (A | None)):"),
        ("def f(a: d[b, c], e: x.y[z]): pass", "def f(a: d[tuple(b, c)], e: x.y[z]):"),
        ("def f[T: int](a: T) -> T: pass", "def f(a: T) -> T:"),
        ("def f((a, b), c): pass", "def f([a, b], c):"),
        ("async def f(): await g()", "def f() [a]:\n  (await g())"),
        ("async def f():\n  async with a as b: pass\n  async for c in d: pass", "def f() [a]:\n  with a as b:\n  for c in d:"),
        ("def f(): yield 1", "def f() [g]:\n  (yield 1)"),
        ("def f(): yield from g()", "def f() [g]:\n  (yield from g())"),
        ("def f(): x = yield a, b", "def f() [g]:\n  x = (yield tuple(a, b))"),
        ("async def f(): yield", "def f() [ag]:\n  (yield -)"),
        ("@a\n@b.c(1)\ndef f(): pass", "@a\n@b.c(1)\ndef f():"),
        ("class A: pass", "class A():"),
        ("class A(B, c.D, metaclass=M): pass", "class A(B, c.D, metaclass=M):"),
        ("class A(*b, **c): pass", "class A(*b, **c):"),
        ("class A[T](B[T]): x = 1; y: int = 2", "class A(B[T]):\n  x = 1\n  y = 2"),
        ("class A:\n  def __init__(self): pass", "class A():\n  def __init__(self) [k]:"),
        ("class A:\n  @staticmethod\n  def f(): pass", "class A():\n  @staticmethod\n  def f() [s]:"),
        ("class A:\n  @classmethod\n  def f(cls): pass", "class A():\n  @classmethod\n  def f(cls) [c]:"),
        ("class A:\n  @property\n  def f(self): pass", "class A():\n  @property\n  def f(self) [r]:"),
        ("class A:\n  @functools.cached_property\n  def f(self): pass", "class A():\n  @functools.cached_property\n  def f(self) [r]:"),
        ("class A:\n  @f.setter\n  def f(self, x): pass", "class A():\n  @f.setter\n  def f(self, x) [w]:"),
        ("@a\nclass A: pass", "@a\nclass A():"),
        ("def __init__(): pass", "def __init__():"),
    ],
)  # fmt: skip
def test_definitions_have_the_form_that_is_documented(text: str, expected: str) -> None:
    assert shown(text + "\n") == expected


def test_spans_of_definitions() -> None:
    data = b"@a\nasync def f(x):\n  return lambda y: y\nclass B: pass\n"
    file = lower(data)
    assert [covered(data, one.span) for one in file.functions[1:]] == ["async def f(x):\n  return lambda y: y", "lambda y: y"]
    assert [covered(data, one.name_span) for one in file.functions[1:]] == ["f", "lambda"]
    assert [covered(data, one.span) for one in file.classes] == ["class B: pass"]


def test_parents_and_owners() -> None:
    file = understood("class A:\n  if x:\n    def f(self):\n      def g():\n        class B:\n          h = lambda: 0\n")
    assert [(one.name, one.parent, one.owner) for one in file.functions] == [
        ("<module>", -1, -1),
        ("f", 0, 0),
        ("g", 1, -1),
        ("", 2, -1),
    ]
    assert [(one.name, one.parent) for one in file.classes] == [("A", 0), ("B", 2)]


def test_everything_that_binds_a_name_makes_it_local() -> None:
    text = """
def f(p, *q, r=1, **s):
    a = b.c = d[0] = 1
    (e, [g, *h]) = 1
    for i in x: pass
    with x as j, x as (k, l): pass
    try: pass
    except x as m: pass
    import n, o.oo, u as v
    from w import y as z, aa
    def bb(): pass
    class cc: pass
    if (dd := 1): pass
    ee += 1
    del ff
    gg: int
    match x:
        case [hh, *ii] as jj: pass
        case {"k": kk, **ll}: pass
        case x(mm, nn=oo): pass
    [pp for pp in x if (qq := pp)]
    type rr = x
"""
    assert function(text, "f").locals == tuple(
        sorted("p q r s a e g h i j k l m n o v z aa bb cc dd ee ff gg hh ii jj kk ll mm oo pp qq rr".split())
    )


def test_names_of_other_scopes_are_not_local() -> None:
    text = (
        "def f():\n  global a\n  a = b = 1\n  def g():\n    nonlocal b\n    b = 2\n  class C:\n    c = 1\n  return lambda d: d\n"
    )
    assert function(text, "f").locals == ("C", "b", "g")
    assert function(text, "g").locals == ()
    assert understood(text).functions[0].locals == ("f",)


def test_words_are_what_a_function_touches_outside_of_itself() -> None:
    text = "def f(a, b=default):\n  c = a.attr(key=e)\n  d['item']\n  local = 1\n  local()\n  import os.path as p\n  from m import n\n  a.x.y = 1\n"
    assert function(text, "f").words == tuple(sorted("attr key e d item local os path p m n x y".split()))
    assert "default" in understood(text).functions[0].words
    assert "default" not in function(text, "f").words


def test_annotations_give_no_words() -> None:
    assert function("def f(a: b.C) -> D: pass", "f").words == ()
    assert understood("def f(a: b.C) -> D: pass").functions[0].words == ()


def test_a_global_name_that_is_declared_is_a_word() -> None:
    assert function("def f():\n  global a\n  a = 1\n", "f").words == ("a",)


def test_a_function_nested_too_deeply_is_cut() -> None:
    text = "".join(" " * depth + f"def f{depth}():\n" for depth in range(400)) + " " * 400 + "a()\n"
    file = lower(text.encode())
    assert file.cut
    assert "def f50" in show(file)
