from tests.engines.sast.languages.javascript.support import function, lowered, shown


def test_names_of_blocks_are_told_apart() -> None:
    text = "function f(x) { if (x) { let x = 1; g(x) } { const x = 2; g(() => x) } return x }"
    assert shown(text) == ("def f(x):\n  if x:\n    x@1 = 1\n    g(x@1)\n  x@2 = 2\n  g(fn[l]() {return x@2})\n  return x")
    assert function(text, "f").locals == ("x", "x@1", "x@2")


def test_a_name_of_a_block_stays_when_nothing_else_has_it() -> None:
    assert shown("function f() { if (a) { let x = 1; g(x) } }").endswith("x = 1\n    g(x)")


def test_a_name_of_a_block_is_not_the_one_from_outside() -> None:
    assert shown("let x; function f() { { let x = 1 } return x }") == "def f():\n  x@1 = 1\n  return x"


def test_loops_have_their_own_names() -> None:
    assert shown("for (const i of a) f(i); for (const i of b) f(i)") == "for i in a:\n  f(i)\nfor i@1 in b:\n  f(i@1)"


def test_an_inner_function_keeps_its_own_name() -> None:
    text = "function f() { let x; { let x = 1; g(x, x => x, () => { { let x = 2; h(x) } return x }) } }"
    assert shown(text) == ("def f():\n  x@2 = 1\n  g(x@2, fn[l](x) {return x}, fn[l]() {x@1 = 2; h(x@1); return x@2})")


def test_var_and_parameters_belong_to_the_function() -> None:
    found = function("function f(a, {b}, ...c) { if (a) { var d = 1 } return d }", "f")
    assert found.locals == ("a", "b", "c", "d")


def test_functions_in_blocks() -> None:
    assert shown("if (a) { f(); function f() {} } f()") == "if a:\n  def f():\n  f()\nf()"
    assert "def f@1" in shown("import 'm'; if (a) { f(); function f() {} } f()")


def test_catch_and_class_names() -> None:
    assert shown("let e; try {} catch (e) { f(e) }") == "try:\nexcept as e@1:\n  f(e@1)"
    assert shown("let C; { class C {} new C() }") == "class C@1():\nnew C@1()"


def test_a_function_expression_knows_its_own_name() -> None:
    file = lowered("x = function f(n) { return f(n - 1) }")
    assert file.functions[1].locals == ("f", "n")
    assert file.functions[1].body[0][2:] == ["f", 1]


def test_words_tell_what_matters() -> None:
    found = function("function f(a) { const {b: c, d} = a.e; c(g, h.i({j: 1}), k['l']); return () => m(n) }", "f")
    assert found.words == ("b", "c", "d", "e", "g", "h", "i", "j", "k", "l")
    assert lowered("function f(a) { g(() => m(a)) }").functions[2].words == ("a", "m")


def test_functions_know_their_place() -> None:
    data = "const f = async (a) => a;\nfunction g() { return function h() {} }"
    first, second, third = lowered(data).functions[1:]
    assert (first.name, first.flags, first.parent) == ("", "al", 0)
    assert data[first.name_span >> 16 :][: first.name_span & 0xFFFF] == "async (a) => "
    assert (second.name, second.parent, third.name, third.parent) == ("g", 0, "h", 2)
    assert data[third.name_span >> 16 :][: third.name_span & 0xFFFF] == "h"
    assert data[second.span >> 16 :][: second.span & 0xFFFF] == "function g() { return function h() {} }"
