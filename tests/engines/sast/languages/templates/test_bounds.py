"""Any bytes, in time that grows with them."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateline.engines.sast.languages.templates.lower import KINDS, lower
from gateline.facts.blob import BlobFacts, Part, decode, encode

from .reading import bounded

SAMPLES = [
    b"{% extends 'a' %}{% for a, b in c|default(d) recursive %}{{ a[0].b|f(g, h=i)|safe }}{% else %}{% endfor %}{% macro m(x=1) %}{% endmacro %}",
    b"<% for (const a of b) { %><a href='<%= a.b %>'><%- include('c', {d: a}) %></a><% } %>",
    b"{{#each a as |b i|}}{{{b.c}}}{{> d e f=(g h)}}{{else}}{{^}}{{../i}}{{/each}}{{!-- no --}}",
    b"mixin a(b)\n  p(c=d e!=f)= g\n    | #{h} !{i}\n+a(j)\neach k in l\n  script.\n    m = #{n}\n- if (o)\n  p: q= r",
]
PIECES = [
    b"{{", b"{%", b"{#", b"{{{", b"}}", b"{% if x %}", b"{{ a|b:", b"<%", b"<%=", b"<% if(x){ %>", b"{{#each a}}", b"{{>", b"{{ ( ", b"(", b"a(",
    b"p(a=", b"p #{", b"\n- if (", b"\n  p= a", b"<a href=", b"<script>", b'"', b"'", b"{{ [", b"{{ {", b"{% set x = ", b"p: ", b"when a: ",
    b"{% raw %}", b"<script>{{ a }}", b"{{ a }}<script>'", b"p(a=b c", b"{% macro a(b) %}", b"{{a.b}}", b"not ", b"{{ not", b" \t",
]  # fmt: skip


@bounded
@given(
    st.lists(st.one_of(st.binary(max_size=20), st.sampled_from(SAMPLES + PIECES)), max_size=12).map(b"".join),
    st.sampled_from(sorted(KINDS)),
)
def test_any_bytes_lower_to_facts_that_survive_the_cache(data: bytes, kind: str) -> None:
    found = lower(data, kind)
    if found is not None:
        facts = BlobFacts((Part("", (found,)),))
        assert encode(decode(encode(facts))) == encode(facts)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_time_grows_with_the_bytes(kind: str) -> None:
    for piece in PIECES:
        data = piece * (100_000 // len(piece))
        start = process_time()
        lower(data, kind)
        assert process_time() - start < 2, piece


def test_large_templates_are_left_alone() -> None:
    assert lower(b"{{ a }}" * 200_000, "jinja") is None


def test_deep_nesting() -> None:
    assert lower(b"{% if a %}" * 500 + b"{{ b }}", "jinja") is not None
    assert lower(b"{{#each a}}" * 500 + b"{{b}}", "handlebars") is not None
    assert lower(b"{{ " + b"(" * 5000 + b" }}", "jinja") is not None
    assert lower(b"".join(b" " * depth + b"if a\n" for depth in range(300)) + b" " * 300 + b"p= b", "pug") is not None
    lower(b"<% if (a) { %>" * 3000 + b"<%= b %>", "ejs")  # too deep for JavaScript's front end, which says so
