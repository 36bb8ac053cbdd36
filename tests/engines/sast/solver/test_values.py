"""Values: joining what may be, and data that is harmless for some sinks."""

import pytest

from gateline.engines.sast.solver.masks import BIT, mask_of
from gateline.engines.sast.solver.values import (
    ALL,
    BOTTOM,
    GUESS,
    UNKNOWN,
    Obj,
    Origin,
    Taint,
    Value,
    constant,
    is_falsy,
    is_truthy,
    join,
    join_taint,
    neutralize,
    of_paths,
    of_taint,
    the_constant,
    trail,
    union,
)

HTML, SQL = BIT["html"], BIT["sql"]


def test_constants_join_until_they_are_many() -> None:
    assert union(constant(1), constant(2)).consts == (1, 2)
    assert union(constant(1), constant(1)).consts == (1,)
    assert union(constant(1), UNKNOWN).consts is None
    assert join(constant(number) for number in range(8)).consts == tuple(range(8))
    assert join(constant(number) for number in range(9)).consts is None


@pytest.mark.xfail(strict=True, reason="one and true count as the same when they are all there is")
def test_one_and_true_are_two() -> None:
    consts = union(constant(1), constant(True)).consts
    assert consts is not None
    assert [type(one) for one in consts] == [int, bool]


def test_nothing_joins_to_the_other() -> None:
    one = constant(1)
    assert union(BOTTOM, one) is one
    assert union(one, BOTTOM) is one
    assert join([]) is BOTTOM


def test_truth() -> None:
    assert is_truthy(constant("a"))
    assert is_falsy(constant(""))
    assert not is_truthy(UNKNOWN)
    assert not is_falsy(UNKNOWN)
    assert not is_truthy(BOTTOM)
    assert not is_falsy(BOTTOM)
    both = union(constant(0), constant(1))
    assert not is_truthy(both)
    assert not is_falsy(both)
    assert the_constant(both) is None
    assert the_constant(constant(None)) == (None,)


def test_data_of_two_ways_is_harmless_where_both_are() -> None:
    left: Taint = {"remote": (HTML | SQL, None)}
    right: Taint = {"remote": (HTML, None), "cli": (0, None)}
    joined = join_taint(left, right)
    assert joined == {"remote": (HTML, None), "cli": (0, None)}
    assert join_taint(None, right) is right
    assert join_taint(left, {}) is left


def test_the_more_dangerous_way_is_kept() -> None:
    clean, bad = Origin((0, 1), "clean", None), Origin((0, 2), "bad", None)
    joined = join_taint({"remote": (HTML, clean)}, {"remote": (0, bad)})
    assert joined == {"remote": (0, bad)}
    assert join_taint({"remote": (0, bad)}, {"remote": (HTML, clean)}) == {"remote": (0, bad)}


def test_labels_are_bounded() -> None:
    taint = None
    for number in range(99):
        taint = join_taint(taint, {f"kind{number}": (0, None)})
    assert taint is not None
    assert len(taint) <= 16


def test_harmless_everywhere_is_no_data() -> None:
    taint: Taint = {"remote": (0, None)}
    assert neutralize(taint, ALL) is None
    assert neutralize(taint, HTML) == {"remote": (HTML, None)}
    assert neutralize(None, HTML) is None
    assert neutralize(taint, GUESS) == {"remote": (GUESS, None)}
    assert of_taint(None) is UNKNOWN
    assert of_taint(taint).taint == taint


def test_a_hop_is_not_taken_twice_at_one_place() -> None:
    first = trail({"remote": (0, None)}, (0, 7), "here")
    assert first is not None
    again = trail(first, (0, 7), "here again")
    assert again is not None
    assert again["remote"][1] is first["remote"][1]
    assert trail(None, (0, 7), "") is None


def test_containers_of_two_ways() -> None:
    left, right = Obj("dict"), Obj("dict")
    left.put("a", constant(1), is_certain=True)
    left.put("b", constant(2), is_certain=True)
    right.put("a", constant(3), is_certain=True)
    both = union(Value(obj=left), Value(obj=right)).obj
    assert both is not None
    assert both is not left
    assert [one.cells["a"].consts for one in (both, left)] == [(1, 3), (1,)]


def test_writes_that_may_not_happen() -> None:
    obj = Obj("dict")
    obj.put("a", constant(1), is_certain=True)
    seen = []
    for number, is_certain in ((2, False), (3, True)):
        obj.put("a", constant(number), is_certain=is_certain)
        seen.append(obj.cells["a"].consts)
    assert seen == [(1, 2), (3,)]


def test_containers_are_bounded() -> None:
    obj = Obj("dict")
    for number in range(500):
        obj.put(number, constant(number), is_certain=True)
    assert len(obj.cells) <= 64
    assert obj.rest is not None
    assert obj.length == -1
    assert obj.any().consts is None


def test_joining_containers_that_hold_each_other_ends() -> None:
    left, right = Obj("dict"), Obj("dict")
    left.put("x", Value(obj=right), is_certain=True)
    right.put("x", Value(obj=left), is_certain=True)
    assert union(Value(obj=left), Value(obj=right)).obj is not None


def test_paths_are_bounded() -> None:
    value = join(of_paths(f"a.b{number}") for number in range(40))
    assert 0 < len(value.paths) <= 8


def test_masks() -> None:
    assert mask_of(["log", "sql"]) == BIT["log"] | SQL
    assert mask_of(["html"]) & HTML
    assert mask_of(["all"]) == ALL
    assert mask_of([]) == 0
