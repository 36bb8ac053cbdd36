"""Arguments to parameters: what goes where, defaults, annotations, stand-ins."""

import pytest

from gateline.engines.sast.solver.binding import arrange
from gateline.engines.sast.solver.program import Args, Closure
from gateline.engines.sast.solver.values import UNKNOWN, Value, constant
from tests.engines.sast.programs import case, check, python, solved

A, B, C = (constant(name) for name in "abc")


def _closure(head: str) -> Closure:
    machine = solved({"a.py": f"def f({head}): pass\n"})
    frame = machine.units[0].frame
    assert frame is not None
    (fn,) = frame.env["f"].fns
    assert isinstance(fn, Closure)
    return fn


def _text(value: Value) -> object:
    if value.obj is not None:
        return {key: _text(cell) for key, cell in value.obj.cells.items()} | (
            {"*": _text(value.obj.rest)} if value.obj.rest else {}
        )
    return value.consts[0] if value.consts else None


@pytest.mark.parametrize(
    ("head", "args", "ordered"),
    [
        ("x, y", Args([A, B]), ["a", "b"]),
        ("x, y", Args([A], {"y": B}), ["a", "b"]),
        ("x, y", Args([], {"y": A, "x": B}), ["b", "a"]),
        ("x, y", Args([A]), ["a", None]),
        ("x", Args([A, B, C]), ["a"]),
        ("x, *y", Args([A, B, C]), ["a", {0: "b", 1: "c"}]),
        ("x, *, y", Args([A], {"y": B}), ["a", "b"]),
        ("x, **y", Args([A], {"p": B, "q": C}), ["a", {"p": "b", "q": "c"}]),
        ("x, y", Args([A], rest=C), ["a", "c"]),
        ("x, *y", Args([A], rest=C), ["a", {"*": "c"}]),
        ("x, **y", Args([A], rest=C), ["a", {"*": "c"}]),
        ("x, /, y", Args([A, B]), ["a", "b"]),
        ("", Args([A], {"x": B}, C), []),
    ],
)
def test_arrangement(head: str, args: Args, ordered: list[object]) -> None:
    assert [_text(value) for value in arrange(_closure(head), args)] == ordered


def test_a_method_gets_its_object_first() -> None:
    this = constant("this")
    assert arrange(_closure("self, x").bind(this), Args([A])) == [this, A]
    assert arrange(_closure("x"), Args([])) == [UNKNOWN]


@pytest.mark.parametrize(
    "body",
    [
        case("default of a function", "def f(go=run):\n    go(q)  # ! shell\nf()"),
        case("mutable default shared", "def f(x, box=[]):\n    box.append(x)\n    return box\n---\nf(q)\nrun(f('a')[0])"),
        case("annotation of an API", "def f(c: 'sqlite3.Cursor'):\n    c.execute('select ' + q)  # ! sql\nf(None)"),
        case("default None", "def f(x=None):\n    if x is None:\n        x = q\n    run(x)  # ! shell\nf()"),
        case("default None, given", "def f(x=None):\n    if x is None:\n        x = q\n    run(x)\nf('ls')"),
    ],
)
def test_bodies(body: str) -> None:
    check(python(body if "---" in body else "---\n" + body))
