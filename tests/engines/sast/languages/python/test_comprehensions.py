import pytest

from tests.engines.sast.languages.python.lowering import function, shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a for a in b]", "list<a for a in b>"),
        ("{a for a in b}", "set<a for a in b>"),
        ("{a: c for a, c in b}", "dict<a: c for [a, c] in b>"),
        ("(a for a in b)", "generator<a for a in b>"),
        ("[a for b in c if d if e for a in b if f]", "list<a for b in c if d if e for a in b if f>"),
        ("[a async for a in b]", "list<a for a in b>"),
        ("[await a for a in b]", "list<(await a) for a in b>"),
        ("[a for a in 1, 2]", "list<a for a in tuple(1, 2)>"),
        ("[[a for a in b] for b in c]", "list<list<a for a in b> for b in c>"),
        ("[(a := b) for b in c]", "list<(a := b) for b in c>"),
    ],
)
def test_comprehensions_have_the_form_that_is_documented(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = 1\n[x for x in y]\n", "x = 1\nlist<x@1 for x@1 in y>"),
        ("x = 1\n[x for x in x]\n", "x = 1\nlist<x@1 for x@1 in x>"),
        ("x = 1\n[z for z in y if x]\n", "x = 1\nlist<z for z in y if x>"),
        ("[x for x in y]\n[x for x in z]\n", "list<x for x in y>\nlist<x for x in z>"),
        ("[x for x in y]\nf(x)\n", "list<x@1 for x@1 in y>\nf(x)"),
        ("[[x for x in x] for x in y]", "list<list<x@1 for x@1 in x> for x in y>"),
        ("x = 1\n[a for x in y for a in x]\n", "x = 1\nlist<a for x@1 in y for a in x@1>"),
        ("x = 1\n{x: 'x' for x in y}\n", "x = 1\ndict<x@1: 'x' for x@1 in y>"),
        ("x = 1\n[lambda: x for x in y]\n", "x = 1\nlist<fn[l]() {return x@1} for x@1 in y>"),
        ("x = 1\n[lambda x: x for x in y]\n", "x = 1\nlist<fn[l](x) {return x} for x@1 in y>"),
    ],
)
def test_a_target_that_is_another_name_as_well_is_renamed(text: str, expected: str) -> None:
    assert shown(text) == expected


def test_targets_are_local_under_the_name_they_have() -> None:
    text = "def f(x):\n  [x for x in a]\n  [y for y in x]\n"
    assert function(text, "f").locals == ("x", "x@1", "y")
    assert function(text, "f").words == ("a",)


def test_a_function_between_keeps_its_free_names_apart() -> None:
    text = "def f():\n  g = lambda: x\n  return [x for x in a]\n"
    assert function(text, "f").locals == ("g", "x@1")


def test_a_yield_in_a_generator_expression_is_not_the_functions() -> None:
    assert function("def f():\n  return [(yield a) for a in b]\n", "f").flags == ""
