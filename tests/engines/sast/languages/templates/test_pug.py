"""Pug."""

import pytest

from .reading import contexts, links, lowered, printed, shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("p= a", ["auto a"]),
        ("p!= a", ["raw a"]),
        ("= a", ["auto a"]),
        ("!= a", ["raw a"]),
        ("p.x#y= a", ["auto a"]),
        (".x= a", ["auto a"]),
        ("p hello #{a} and !{b}", ["auto a", "raw b"]),
        ("p \\#{a} #{b}", ["auto b"]),
        ("| #{a}", ["auto a"]),
        ("<b>#{a}</b>", ["auto a"]),
        ("p: b= a", ["auto a"]),
        ("each x in xs\n  li!= x", ["raw x"]),
        ("each x, i in xs\n  li!= x", ["raw x"]),
        ("if a\n  p= b\nelse if c\n  p= d\nelse\n  p= e", ["auto b", "auto d", "auto e"]),
        ("unless a\n  p= b", ["auto b"]),
        ("case a\n  when 1: p= b\n  default\n    p= c", ["auto b", "auto c"]),
        ("- var x = a\np= x", ["auto x"]),
        ("- if (a)\n  p= b\np= c", ["auto b", "auto c"]),
        ("// p= a\n  p= b\np= c", ["auto c"]),
        ("a(href=a, title='b')", ["auto a", "auto 'b'"]),
        ("a(href=a title=b)", ["auto a", "auto b"]),
        ("a(\n  href=a + b\n  title!= c\n) text #{d}", ["auto (a + b)", "raw c", "auto d"]),
        ("a(checked disabled href=a ? b : c)", ["auto (b if a else c)"]),
        ("script.\n  var a = #{b};\n  c(!{d})\np= e", ["auto b", "raw d", "auto e"]),
    ],
)
def test_outputs(text: str, expected: list[str]) -> None:
    assert printed(text, "pug") == expected


def test_mixins_are_functions() -> None:
    template = lowered("mixin card(x, y)\n  p!= x\n+card(a, b)", "pug")
    (mixin,) = template.code.functions[1:]
    assert (mixin.name, [param.name for param in mixin.params]) == ("mixin_card", ["x", "y"])


def test_other_templates() -> None:
    assert links("extends layout\nblock content\n  include parts/head.pug", "pug") == [
        "include 'layout'",
        "include 'parts/head.pug'",
    ]


def test_places_are_those_of_the_template() -> None:
    assert shown("// é\np!= a.b\na(href=c)\np #{d}", "pug") == ["!= a.b", "c", "#{d}"]


def test_contexts() -> None:
    text = "a(href=a)\na(href='/x/' + a)\na(onclick=a style=b)\nscript.\n  x = #{a}; y = '#{b}'\nimg(src=a)"
    assert contexts(text, "pug") == ["url", "attribute", "event", "style", "script", "string", "attribute"]
