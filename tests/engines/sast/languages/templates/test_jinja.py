"""Jinja and its kin."""

import pytest

from .reading import contexts, links, lowered, printed, shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ a }}", "auto a"),
        ("{{- a -}}", "auto a"),
        ("{{ a.b.c }}", "auto a.b.c"),
        ("{{ a.0.b }}", "auto a[0].b"),
        ("{{ a['b'] }}", "auto a['b']"),
        ("{{ a|safe }}", "raw a"),
        ("{{ a|upper|safe }}", "raw a"),
        ("{{ a|default('x')|safe }}", "raw (a or 'x')"),
        ('{{ a|default:"x" }}', "auto (a or 'x')"),
        ("{{ a|e }}", "escaped sequence(a, unknown())"),
        ("{{ a|length }}", "escaped sequence(a, unknown())"),
        ("{{ a|mine(b) }}", "auto |mine(a, b)"),
        ("{{ a ~ b }}", "auto (a + b)"),
        ("{{ a + 'x' }}", "auto (a + 'x')"),
        ("{{ a if b else c }}", "auto (a if b else c)"),
        ("{{ a or b and not c }}", "auto (a or (b and (not c)))"),
        ("{{ a == 'b' }}", "auto (a == 'b')"),
        ("{{ a not in b }}", "auto (a not in b)"),
        ("{{ a is defined }}", "auto sequence(a, unknown())"),
        ("{{ f(a, b=c) }}", "auto f(a, b=c)"),
        ("{{ url_for('x', y=a) }}", "auto sequence('x', unknown())"),
        ("{{ _('Hello %s', a) }}", "auto concat('Hello %s', a)"),
        ("{{ Markup(a) }}", "raw a"),
        ("{{ [a, b] }}", "auto list(a, b)"),
        ("{{ {'k': a} }}", "auto {'k': a}"),
        ("{{ 1.5 }}", "auto 1.5"),
        ("{{ true }}", "auto True"),
        ("{{ a[1:2] }}", "auto a"),
    ],
)
def test_expressions(text: str, expected: str) -> None:
    (found,) = printed(text, "jinja")
    assert found == expected


def test_outputs_cover_their_delimiters() -> None:
    assert shown("é {{ a }}{%- if b %}{{ c|safe }}{% endif %}", "jinja") == ["{{ a }}", "{{ c|safe }}"]


def test_comments_and_verbatim_blocks_print_nothing() -> None:
    text = "{# {{ a }} #}{% raw %}{{ b }}{% endraw %}{% comment %}{{ c }}{% endcomment %}{{ d }}"
    assert printed(text, "jinja") == ["auto d"]


def test_autoescape_regions() -> None:
    text = "{% autoescape off %}{{ a }}{% autoescape true %}{{ b }}{% endautoescape %}{{ c }}{% endautoescape %}{{ d }}"
    assert printed(text, "jinja") == ["raw a", "auto b", "raw c", "auto d"]


def test_what_is_declared_markup_in_a_tag_is_as_good_as_printed() -> None:
    assert printed("{% set x = a|safe %}", "jinja") == ["raw a"]


def test_contexts_go_on_over_tags() -> None:
    text = "<a href='{% if x %}{{ a }}{% endif %}' title='{{ b }}'><script>x = {{ c }}</script>"
    assert contexts(text, "jinja") == ["url", "attribute", "script"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{% include 'a.html' %}", "include 'a.html'"),
        ("{% include name %}", "include name"),
        ("{% include 'a.html' with b=c only %}", "include 'a.html' b=c only"),
        ("{% include 'a.html' ignore missing %}", "include 'a.html'"),
        ("{% include 'a.html' without context %}", "include 'a.html' only"),
        ("{% include 'a.html' with {'b': c} only %}", "include 'a.html' b=c only"),
        ("{% extends 'base.html' %}", "include 'base.html'"),
        ("{% import 'm.html' as m %}", "use 'm.html' m"),
        ("{% from 'm.html' import a, b as c with context %}", "use 'm.html' [['a', 'a'], ['b', 'c']]"),
    ],
)
def test_other_templates(text: str, expected: str) -> None:
    assert links(text, "jinja") == [expected]


def test_macros_are_functions() -> None:
    template = lowered("{% macro field(name, kind='text') %}{% set x = name %}{{ x }}{% endmacro %}{{ field(a) }}", "jinja")
    (macro,) = template.code.functions[1:]
    assert (macro.name, [param.name for param in macro.params], macro.locals) == (
        "field",
        ["name", "kind"],
        ("kind", "name", "x"),
    )


def test_ends_that_do_not_match_are_forgiven() -> None:
    assert printed("{% endif %}{% for a in b %}{% if c %}{{ a }}{% endfor %}{{ d }}{% endblock %}{{ e", "jinja") == [
        "auto a",
        "auto d",
    ]


def test_nothing_dynamic_is_no_template() -> None:
    from gateline.engines.sast.languages.templates.lower import lower

    assert lower(b"<p>hello</p>", "html") is None
    assert lower(b"", "jinja") is None


@pytest.mark.parametrize(
    ("text", "dialect"),
    [("{% if a %}{{ b }}{% endif %}", "jinja"), ("{{ a }}", "jinja"), ("{{{ a }}}", "handlebars"), ("<%= a %>", "ejs")],
)
def test_a_page_tells_its_dialect(text: str, dialect: str) -> None:
    assert lowered(text, "html").dialect == dialect
