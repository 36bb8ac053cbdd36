"""What of a returned container is content."""

from gateline.engines.sast.solver.containers import body_of
from gateline.engines.sast.solver.values import Obj, Value, constant
from tests.engines.sast.programs import check, python


def test_a_tuple_is_body_and_status() -> None:
    obj = Obj("tuple")
    obj.cells = {0: constant("body"), 1: constant(200)}
    assert body_of(Value(obj=obj)).consts == ("body",)


def test_anything_else_is_itself() -> None:
    value = Value(obj=Obj("tuple"))
    assert body_of(value) is value
    assert body_of(constant("a")).consts == ("a",)


def test_in_a_program() -> None:
    check(python("return q, 200  # ! html"))
    check(python("return 'a', 200, {'x': 'y'}"))
    check(python("return [q]"))
