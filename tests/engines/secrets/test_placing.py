"""Offsets to lines and columns."""

from hypothesis import given
from hypothesis import strategies as st

from gateline.engines.secrets.placing import positions

from .looking import bounded


def test_lines_and_columns_are_counted_from_one_in_bytes() -> None:
    text = "é = 1\nb\n\nc".encode()
    assert positions(text, [0, 2, 6, 7, 9, 10]) == {0: (1, 1), 2: (1, 3), 6: (1, 7), 7: (2, 1), 9: (3, 1), 10: (4, 1)}


def test_the_end_of_a_text_has_a_place() -> None:
    assert positions(b"", [0]) == {0: (1, 1)}
    assert positions(b"a\n", [2]) == {2: (2, 1)}


@bounded
@given(st.lists(st.sampled_from([b"a", b"\n", b"\r\n", "é".encode()]), max_size=40).map(b"".join), st.data())
def test_as_counting_from_the_beginning_would_say(data: bytes, draw: st.DataObject) -> None:
    offsets = draw.draw(st.lists(st.integers(0, len(data)), max_size=12))
    for offset, place in positions(data, offsets).items():
        before = data[:offset]
        assert place == (before.count(b"\n") + 1, offset - (before.rfind(b"\n") + 1) + 1)
