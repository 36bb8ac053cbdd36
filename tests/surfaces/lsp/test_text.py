"""Lines, columns and edits in the units the client counts."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateline.model.location import Location, Position
from gateline.surfaces.lsp.text import Encoding, Point, Span, Text

ODD = "a\u00e9\u4e2d\U0001f511\n\r\x0b\x0c\u2028\x85\ud83d"
"""One character of each length, every line end of the protocol, and those of Python that are none."""


def _span(*numbers: int) -> Span:
    return Span(Point(*numbers[:2]), Point(*numbers[2:]))


def _encoded(text: str, encoding: Encoding) -> int:
    if encoding is Encoding.UTF16:
        return len(text.encode("utf-16-le", "surrogatepass")) // 2
    return len(text) if encoding is Encoding.UTF32 else len(text.encode("utf-8", "replace" if "\ud83d" in text else "strict"))


def _point(text: str, index: int, encoding: Encoding) -> Point:
    """The slow and plain way."""
    before = text[:index]
    if before.endswith("\r") and text[index : index + 1] == "\n":
        before = before[:-1]
    start = max((end.end() for end in re.finditer(r"\r\n|\r|\n", before)), default=0)
    return Point(len(re.findall(r"\r\n|\r|\n", before)), _encoded(before[start:], encoding))


@pytest.mark.parametrize("encoding", Encoding)
@given(text=st.text(ODD, max_size=30), new=st.text(ODD, max_size=6), data=st.data())
def test_edit_replaces_exactly_its_region(encoding: Encoding, text: str, new: str, data: st.DataObject) -> None:
    clean = text if encoding is not Encoding.UTF8 else text.replace("\ud83d", "?")
    start = data.draw(st.integers(0, len(clean)))
    end = data.draw(st.integers(start, len(clean)))
    for index in (start, end):  # no client stands between a CR and its LF
        if clean[index - 1 : index + 1] == "\r\n":
            return
    span = Span(_point(clean, start, encoding), _point(clean, end, encoding))
    expected = clean[:start] + new + clean[end:]
    edited = Text.of(clean).replaced(span, new, encoding)
    assert edited.data == Text.of(expected).data
    assert edited._lines == Text.of(expected)._lines


@pytest.mark.parametrize("encoding", Encoding)
@given(text=st.text(ODD.replace("\ud83d", ""), max_size=30), data=st.data())
def test_our_positions_become_the_clients(encoding: Encoding, text: str, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(text)))
    before = text[:index].encode()
    ours = Position(before.count(b"\n") + 1, len(before) - before.rfind(b"\n"))
    if before.endswith(b"\r") and text[index : index + 1] == "\n":
        return
    assert Text.of(text).point(ours, encoding) == _point(text, index, encoding)


def test_columns_of_a_line_with_everything() -> None:
    text = Text.of('x\n"\U0001f511é" = 1\n')
    place = Location("a", Position(2, 8), Position(2, 9))
    assert [text.span(place, encoding).start.character for encoding in Encoding] == [7, 4, 3]


def test_positions_beyond_the_text_are_its_ends() -> None:
    text = Text.of("ab\ncd")
    assert text.replaced(_span(0, 9, 0, 9), "!", Encoding.UTF16).data == b"ab!\ncd"
    assert text.replaced(_span(7, 0, 9, 0), "!", Encoding.UTF16).data == b"ab\ncd!"
    assert text.replaced(_span(1, 0, 0, 0), "", Encoding.UTF16).data == b"cd"
    assert text.point(Position(9, 9), Encoding.UTF8) == Point(1, 2)
    assert text.whole(Encoding.UTF16) == _span(0, 0, 1, 2)
    assert [text.line(number) for number in (0, 1, 2, -1)] == ["ab\n", "cd", "", ""]


def test_a_text_stays_what_it_was() -> None:
    text = Text.of("a\nb\n")
    text.replaced(_span(0, 0, 1, 0), "", Encoding.UTF16)
    assert text.data == b"a\nb\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_files_are_read_as_editors_open_them(encoding: str) -> None:
    text = Text.read("é = 1\nx\n".encode(encoding))
    assert text.data == "é = 1\nx\n".encode()
    mark = 3 if encoding == "utf-8-sig" else 0
    assert text.point(Position(1, 3 + mark), Encoding.UTF16) == Point(0, 1)
    assert text.point(Position(2, 2), Encoding.UTF16) == Point(1, 1)


def test_half_a_pair_is_counted_and_not_kept() -> None:
    text = Text.of("\ud83dx")
    assert text.data == b"?x"
    assert text.replaced(_span(0, 1, 0, 2), "y", Encoding.UTF16).data == b"?y"
