import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateline.engines.secrets.published import is_published

SAMPLE = "".join(["AIza", "SyANUvH9H9BsUccjsu2pCm", "EkOPjjaXeDQgY"])
"""Key of a sample project in firebase/firebase-android-sdk, put together here so that it does not stand in our repository."""


def test_a_key_that_its_vendor_published() -> None:
    assert is_published(SAMPLE.encode())


@pytest.mark.parametrize("value", [SAMPLE[:-1], SAMPLE + "a", SAMPLE.lower(), f" {SAMPLE}", ""])
def test_a_value_that_differs_is_another(value: str) -> None:
    assert not is_published(value.encode())


@given(st.binary(max_size=300))
def test_any_bytes_can_be_asked_for(value: bytes) -> None:
    assert not is_published(value)
