"""Inputs that nobody would write by hand."""

from hypothesis import settings
from hypothesis import strategies as st

__all__ = ["bounded", "mutations"]

bounded = settings(max_examples=60, deadline=None)
"""How many inputs a property is tried on."""


@st.composite
def mutations(draw: st.DrawFn, originals: list[bytes]) -> bytes:
    """One of `originals`, cut, spliced, or with some bytes changed."""
    data = bytearray(draw(st.sampled_from(originals)))
    for _ in range(draw(st.integers(0, 8))):
        at = draw(st.integers(0, max(len(data) - 1, 0)))
        data[at : at + 1] = draw(st.binary(max_size=4))
    start = draw(st.sampled_from([0, 0, 0, len(data) // 3]))
    end = draw(st.sampled_from([len(data), len(data), len(data) * 2 // 3, max(len(data) - 1, 0)]))
    return bytes(data[start:end])
