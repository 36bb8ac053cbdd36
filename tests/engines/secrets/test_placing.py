from hypothesis import given
from hypothesis import strategies as st

from gateline.engines.secrets.placing import positions


def test_lines_and_columns_count_from_one_in_bytes() -> None:
    assert positions("ä\nbc\n".encode(), [0, 2, 3, 5, 6]) == {0: (1, 1), 2: (1, 3), 3: (2, 1), 5: (2, 3), 6: (3, 1)}


@given(st.binary(max_size=300), st.data())
def test_as_counted_by_hand(data: bytes, draw: st.DataObject) -> None:
    offset = draw.draw(st.integers(0, len(data)))
    before = data[:offset]
    assert positions(data, [offset, 0])[offset] == (before.count(b"\n") + 1, offset - (before.rfind(b"\n") + 1) + 1)
