"""The looks of a value: masked, templated, typed along the keyboard, or random."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateline.engines.secrets.shape import classes, entropy, is_dummy, is_placeholder, is_sequence, is_stand_in, is_template, mask

from .looking import bounded, made

TEMPLATES = (
    b"${DB_PASSWORD}", b"prefix-${X}", b"{{ token }}", b"{{token}}", b"$(pass show db)", b"%(password)s", b"<%= token %>", b"#{token}",
    b"{% token %}", b"@{token}", b"[[token]]", b"$TOKEN", b"$token$", b"%TOKEN%", b"@token@", b"%s", b"%-10s", b"{token}", b"{0}", b"<token>",
    b"__TOKEN__", b"{}", b"{36:alnum}",
)  # fmt: skip
STAND_INS = (
    b"your-password", b"yourtoken", b"changeme", b"change_me", b"change-this", b"my-secret-key", b"insert-key", b"replaceme", b"replace-with-yours",
    b"example-key", b"sample", b"placeholder", b"dummy-token", b"fake", b"redacted", b"[REMOVED]", b"masked", b"hidden", b"todo", b"not-a-real-key",
    b"********", b"ab12***", b"abc...", b"xxxxxxxx", b"XXXX-XXXX", b"####", b"------", b"______", "abc…".encode(), "••••".encode(), b"aaaaaa",
    b"token_here", b"some-secret", b"<anything at all>",
)  # fmt: skip
PLACEHOLDERS = (
    b"abcdef",
    b"1234567890",
    b"qwertyuiop",
    b"aaaaabbbbb",
    b"abababababab",
    b"0123456789abcdef",
    b"abcabcabcabc",
    b"abcdefghijklmnop1234567890",
)


@pytest.mark.parametrize("value", TEMPLATES, ids=repr)
def test_a_template_stands_in(value: bytes) -> None:
    assert is_template(value)
    assert is_stand_in(value)
    assert is_dummy(value)


@pytest.mark.parametrize("value", STAND_INS, ids=repr)
def test_a_stand_in_is_recognised(value: bytes) -> None:
    assert is_stand_in(value)
    assert is_placeholder(value)


@pytest.mark.parametrize("value", PLACEHOLDERS, ids=repr)
def test_runs_and_repetitions_are_placeholders(value: bytes) -> None:
    assert is_placeholder(value)


@pytest.mark.parametrize(
    "form", ["{20:alnum}", "{40:hex}", "{uuid}", "{64:b64}", "{43:b64url}", "{24:base32}", "{6:lower}{4:digit}!", "pa$s{8:alnum}"]
)
def test_a_random_value_is_none_of_them(form: str) -> None:
    value = made(form)
    assert not is_template(value)
    assert not is_stand_in(value)
    assert not is_placeholder(value)
    assert not is_dummy(value)


@pytest.mark.parametrize("value", [b"correct horse", b"hunter2", b"s3cr3t!"])
def test_a_poor_password_is_one_all_the_same(value: bytes) -> None:
    assert not is_placeholder(value)


@pytest.mark.parametrize(
    "value", [b"abcdefghij", b"1234567890", b"qwertyuiop", b"98765432", b"aaaaaaa", b"abababab", b"ABCDEFGH"]
)
def test_a_sequence(value: bytes) -> None:
    assert is_sequence(value)


@pytest.mark.parametrize("value", [b"", b"abcd", b"correcthorse", b"12839405", b"abcdex9fk2pq"])
def test_no_sequence(value: bytes) -> None:
    assert not is_sequence(value)


def test_a_run_within_a_token_does_not_make_it_a_dummy() -> None:
    assert not is_dummy(made("{20:alnum}AACAAAAA{20:alnum}"))
    assert is_dummy(b"ghp_" + 36 * b"A")


@pytest.mark.parametrize(("text", "bits"), [(b"", 0.0), (b"aaaa", 0.0), (b"ab", 1.0), (b"abcd", 2.0), (bytes(range(256)), 8.0)])
def test_entropy_in_bits_a_byte(text: bytes, bits: float) -> None:
    assert math.isclose(entropy(text), bits)


@pytest.mark.parametrize(("text", "count"), [(b"", 0), (b"abc", 1), (b"aB", 2), (b"aB1", 3), (b"aB1-", 4), (b"\xff", 1)])
def test_classes_of_characters(text: bytes, count: int) -> None:
    assert classes(text) == count


@bounded
@given(st.binary(max_size=300))
def test_any_bytes_have_a_shape(value: bytes) -> None:
    assert 0.0 <= entropy(value) <= 8.0
    assert 0 <= classes(value) <= 4
    if value:
        is_dummy(value)
    is_placeholder(value)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (b"", "…(0)"),
        (b"hunter2", "…(7)"),
        (b"hunter22", "h…(8)"),
        (40 * b"x", "xxxx…(40)"),
        (b"\x00\xff" + 30 * b"a", "??aa…(32)"),
        (b"a\nb" + 30 * b"c", "a?bc…(33)"),
    ],
)
def test_a_mask(value: bytes, shown: str) -> None:
    assert mask(value) == shown


@bounded
@given(st.binary(max_size=400) | st.text(max_size=100).map(str.encode))
def test_a_mask_shows_at_most_an_eighth_and_four_characters(value: bytes) -> None:
    shown, _, length = mask(value).rpartition("…")
    assert len(shown) <= 4
    assert len(shown) * 8 <= len(value)
    assert length == f"({len(value)})"
    assert shown.isprintable()
