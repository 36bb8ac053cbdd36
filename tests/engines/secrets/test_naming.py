"""What names promise: `tests/fixtures/secrets/names.txt`."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateline.engines.secrets.naming import PASSWORD, SECRET, WEAK, tier

from .looking import rows


@pytest.mark.parametrize(("name", "promise"), rows("names.txt"))
def test_a_name_promises(name: str, promise: str) -> None:
    assert (tier(name.encode()) or "-") == promise


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=64))
def test_any_bytes_have_a_tier(name: bytes) -> None:
    assert tier(name) in (PASSWORD, SECRET, WEAK, "")


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(["password", "api_key", "secret", "token", "password_field", "public_key"]), st.integers(0, 99))
def test_a_number_behind_a_name_changes_nothing(name: str, number: int) -> None:
    assert tier(f"{name}{number}".encode()) == tier(f"{name}_{number}".encode()) == tier(name.encode())
