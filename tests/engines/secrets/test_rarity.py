"""Words score low, random strings high; the two do not meet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateline.engines.secrets.rarity import rarity

from .looking import bounded, made

WORDS = (
    "authorization",
    "authorizationcode",
    "configuration",
    "client_credentials",
    "refresh_token_expired",
    "production",
    "username",
    "getElementById",
    "the quick brown fox",
    "published_tracks",
    "readWriteAccessToken",
    "X-Forwarded-For",
    "resetPassword",
)


@pytest.mark.parametrize("word", WORDS)
def test_words_are_common(word: str) -> None:
    assert 2.4 < rarity(word.encode()) < 4.6


@pytest.mark.parametrize("form", ["{32:alnum}", "{32:lowernum}", "{40:b64url}", "{32:hex}", "{26:base32}"])
def test_random_strings_are_rare(form: str) -> None:
    assert rarity(made(form)) > 4.6


def test_case_does_not_matter() -> None:
    assert rarity(b"Authorization") == rarity(b"AUTHORIZATION")


def test_nothing_to_judge() -> None:
    assert rarity(b"") == rarity(b"-+/=") == 0.0


def test_only_the_beginning_of_a_long_value_is_read() -> None:
    assert rarity(256 * b"a") == rarity(256 * b"a" + made("{200:alnum}"))


@bounded
@given(st.binary(max_size=400))
def test_any_bytes_have_a_rarity(value: bytes) -> None:
    assert 0.0 <= rarity(value) < 16.0
