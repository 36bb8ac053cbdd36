"""Where outputs stand, for a browser."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateline.engines.sast.languages.templates.markup import Markup
from gateline.facts.template import CONTEXTS

from .reading import bounded


def _context(*pieces: str) -> str:
    """The context of an output after these pieces of text, with outputs between them."""
    markup = Markup()
    for number, piece in enumerate(pieces):
        if number:
            markup.hole()
        markup.feed(piece.encode())
    return markup.context()


@pytest.mark.parametrize(
    ("text", "context"),
    [
        ("<p>", "text"),
        ("", "text"),
        ("a < b ", "text"),
        ("<p title='", "attribute"),
        ('<p title="', "attribute"),
        ("<p title=\"it's ", "attribute"),
        ("<p title=", "unquoted"),
        ("<p title=a", "unquoted"),
        ("<p title=a ", "unquoted"),
        ("<input value='a' ", "unquoted"),
        ("<a href='", "url"),
        ("<a class='x' HREF = \"", "url"),
        ("<a href=", "url"),
        ("<a href='/items/", "attribute"),
        ("<a href=/items/", "unquoted"),
        ("<img src='", "attribute"),
        ("<script src='", "url"),
        ("<iframe src='", "url"),
        ("<form action='", "url"),
        ("<button onclick='go(", "event"),
        ("<iframe srcdoc='", "event"),
        ("<p style='color: ", "style"),
        ("<style>p { color: ", "style"),
        ("<style>p {}</style>", "text"),
        ("<script>var a = ", "script"),
        ("<script>var a = '", "string"),
        ("<script>var a = 'b'; var c = ", "script"),
        ("<script>var a = \"it's ", "string"),
        ("<script>var a = 'it\\'s ", "string"),
        ("<script>var a = 'b\n", "script"),
        ("<script>a = 1; // it's\nb = ", "script"),
        ("<script type='application/json'>{a: ", "data"),
        ("<script type=text/template>", "data"),
        ("<script type='module'>a(", "script"),
        ("<script>a()</script>", "text"),
        ("<script>a()</SCRIPT ><p>", "text"),
        ("<textarea><script>", "text"),
        ("<!-- <a href='", "data"),
        ("<!-- a --><a href='", "url"),
        ("<a href='x' title='", "attribute"),
        ("<a title='a>b' href='", "url"),
        ("</a><br/>", "text"),
    ],
)
def test_where_an_output_stands(text: str, context: str) -> None:
    assert _context(text) == context


def test_an_output_is_part_of_the_value() -> None:
    assert _context("<a href='", "") == "attribute"
    assert _context("<a href='", "' title='") == "attribute"
    assert _context("<a href='", "'><a href='") == "url"


@bounded
@given(
    st.lists(
        st.one_of(
            st.binary(max_size=30), st.sampled_from([b"<script>", b"</script>", b"<a href=", b"'", b'"', b"<!--", b"-->", b">"])
        )
    )
)
def test_any_bytes_have_a_context(pieces: list[bytes]) -> None:
    markup = Markup()
    for piece in pieces:
        markup.feed(piece)
        assert markup.context() in CONTEXTS
        markup.hole()
