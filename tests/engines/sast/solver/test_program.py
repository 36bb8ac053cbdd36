"""Arguments as selectors name them, and classes as they inherit."""

import pytest

from gateline.engines.sast.solver.program import Args, ClassRef, Closure
from gateline.engines.sast.solver.values import Obj, Value, constant
from tests.engines.sast.programs import solved

A, B, C, THIS, REST = (constant(name) for name in ("a", "b", "c", "this", "rest"))


@pytest.mark.parametrize(
    ("selectors", "found"),
    [
        ((0,), ["a"]),
        ((1,), ["b"]),
        ((-1,), ["b"]),
        ((5,), []),
        ((-5,), []),
        (("x",), ["c"]),
        (("y",), []),
        ((0, "x"), ["a", "c"]),
        (("*",), ["a", "b", "c"]),
        (("1:",), ["b"]),
        (("9:",), []),
        (("self",), ["this"]),
    ],
)
def test_selectors(selectors: tuple[int | str, ...], found: list[str]) -> None:
    args = Args([A, B], {"x": C}, None, THIS)
    assert [value.consts[0] for value in args.select(selectors) if value.consts] == found


def test_what_is_spread_may_be_any_argument() -> None:
    args = Args([A], rest=REST)
    assert args.select((0,)) == [A]
    assert args.select((1,)) == [REST]
    assert args.select(("x",)) == [REST]
    assert args.select(("self",)) == []
    assert args.every() == [A, REST]


def test_options_objects_are_keyword_arguments() -> None:
    obj = Obj("object")
    obj.put("x", C, is_certain=True)
    assert Args([A, Value(obj=obj)]).select(("x",)) == [C]


def test_inheritance() -> None:
    machine = solved(
        {"a.py": "class A:\n    def f(self): pass\nclass B(A): pass\nclass C(B):\n    def g(self): pass\nclass D(E): pass\n"}
    )
    frame = machine.units[0].frame
    assert frame is not None
    (ref,) = frame.env["C"].fns
    assert isinstance(ref, ClassRef)
    assert [one.code.name for one in ref.mro()] == ["C", "B", "A"]
    assert ref.find("f") is not None
    assert ref.find("h") is None


def test_bound_functions_are_the_same_when_their_object_is() -> None:
    machine = solved({"a.py": "def f(x): pass\n"})
    frame = machine.units[0].frame
    assert frame is not None
    (fn,) = frame.env["f"].fns
    assert isinstance(fn, Closure)
    one, other = Value(obj=Obj("dict")), Value(obj=Obj("dict"))
    assert fn.bind(one) == fn.bind(one)
    assert fn.bind(one) != fn.bind(other)
    assert fn != fn.bind(one)
    assert hash(fn) == hash(fn.bind(one))
    assert fn != "f"
