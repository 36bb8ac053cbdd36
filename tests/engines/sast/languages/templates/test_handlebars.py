"""Handlebars and Mustache."""

import pytest

from .reading import contexts, links, printed, shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{a}}", ["auto a"]),
        ("{{{a}}}", ["raw a"]),
        ("{{&a}}", ["raw a"]),
        ("{{~a~}}", ["auto a"]),
        ("{{a.b.c}}", ["auto a.b.c"]),
        ("{{a/b}}", ["auto a.b"]),
        ("{{a.[0].b}}", ["auto a[0].b"]),
        ("{{! {{a}} }}", []),
        ("{{!-- {{a}} --}}{{b}}", ["auto b"]),
        ("{{{mine a b=c}}}", ["raw |mine(a, c)"]),
        ("{{{lookup a b}}}", ["raw a[b]"]),
        ("{{{mine (other a)}}}", ["raw |mine(|other(a))"]),
        ("{{#if a}}{{b}}{{else}}{{c}}{{/if}}", ["auto b", "auto c"]),
        ("{{#if a}}{{b}}{{else if c}}{{d}}{{/if}}", ["auto b", "auto d"]),
        ("{{^a}}{{b}}{{/a}}", ["auto b"]),
        ("{{#each a}}{{b}}{{this.c}}{{../d}}{{@index}}{{/each}}{{e}}", ["auto #1.b", "auto #1.c", "auto d", "auto e"]),
        ("{{#each a as |x|}}{{x.b}}{{/each}}", ["auto #1.b"]),
        ("{{#with a}}{{b}}{{/with}}", ["auto #1.b"]),
        ("{{#a}}{{b}}{{/a}}", ["auto (#1.b or b)"]),
        ("{{#each a}}{{#each b}}{{c}}{{../d}}{{@root.e}}{{/each}}{{/each}}", ["auto #2.c", "auto #1.d", "auto e"]),
        ("{{#mine a b}}{{c}}{{/mine}}", ["auto c"]),
    ],
)
def test_outputs(text: str, expected: list[str]) -> None:
    assert [one for one in printed(text + "{{end}}", "handlebars") if "unknown" not in one][:-1] == expected


def test_partials() -> None:
    assert links("{{> a/b}}", "handlebars") == ["include 'a/b'"]
    assert links("{{> a b c=d}}", "handlebars") == ["include 'a' of b c=d"]
    assert links("{{#each x}}{{> a}}{{/each}}", "handlebars") == ["include 'a' of #1"]
    assert links("{{#> a}}x{{/a}}", "handlebars") == ["include 'a'"]


def test_places_and_contexts() -> None:
    text = "é<a href='{{a}}'>{{{b}}}</a>"
    assert shown(text, "handlebars") == ["{{a}}", "{{{b}}}"]
    assert contexts(text, "handlebars") == ["url", "text"]
