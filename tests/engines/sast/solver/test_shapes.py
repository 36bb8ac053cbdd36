"""What of a value matters to a function, and what lies deep in it."""

from gateline.engines.sast.solver.shapes import deep_taint, deeper_label, is_heavy, mentions_parameters, shape, shell
from gateline.engines.sast.solver.values import UNKNOWN, Obj, Value, constant, of_paths

DATA = Value(taint={"remote": (0, None)})


def _list(*values: Value) -> Value:
    obj = Obj("list")
    for value in values:
        obj.cells[obj.length] = value
        obj.length += 1
    return Value(obj=obj)


def test_data_inside() -> None:
    assert deep_taint(UNKNOWN) is None
    assert deep_taint(DATA) == DATA.taint
    assert deep_taint(_list(constant(1), DATA)) == DATA.taint
    assert deep_taint(_list(_list(DATA))) == DATA.taint
    assert deep_taint(_list(constant(1))) is None


def test_data_in_an_instance_is_not_data_of_it() -> None:
    obj = Obj("instance")
    obj.put("x", DATA, is_certain=True)
    assert deep_taint(Value(obj=obj)) is None


def test_cycles_end() -> None:
    obj = Obj("list")
    obj.put(0, Value(obj=obj), is_certain=True)
    obj.put(1, DATA, is_certain=True)
    value = Value(obj=obj)
    assert deep_taint(value) == DATA.taint
    assert isinstance(is_heavy(value), bool)
    assert not mentions_parameters(obj)


def test_labels_of_members() -> None:
    assert deeper_label("remote", ("a",)) == "remote"
    assert deeper_label((0, (), (1, 2)), ("a",)) == (0, ("a",), (1, 2))
    assert deeper_label((0, ("a", "b"), (1, 2)), ("c", "d")) == (0, ("a", "b", "c"), (1, 2))


def test_shapes_tell_calls_apart() -> None:
    assert shape(UNKNOWN) is None
    assert shape(DATA) is None
    assert shape(constant(1)) != shape(constant(True))
    assert shape(constant(1)) == shape(constant(1))
    assert shape(constant("x" * 100)) is None
    assert shape(of_paths("os")) != shape(of_paths("re"))
    assert shape(_list(DATA)) is None


def test_a_shell_bears_the_parameter_only() -> None:
    taint = shell(DATA, (0, ())).taint
    assert taint is not None
    assert set(taint) == {(0, ())}
    assert shell(constant(1), (0, ())).taint is None
    assert shell(_list(DATA), (0, ())).obj is None
