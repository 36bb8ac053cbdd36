import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateline.engines.secrets.shape import classes, entropy, is_dummy, is_placeholder, is_sequence, is_template, mask


def test_entropy_in_bits_a_byte() -> None:
    assert (entropy(b""), entropy(b"aaaa"), entropy(b"abab"), entropy(bytes(range(256)))) == (0.0, 0.0, 1.0, 8.0)


@pytest.mark.parametrize("text", ["${TOKEN}", "{{ token }}", "%(token)s", "<token>", "$TOKEN", "#{token}", "%s", "{0}", "{36:alnum}"])
def test_templates(text: str) -> None:
    assert is_template(text.encode())


@pytest.mark.parametrize(
    "text", ["your-token-here", "xxxxxxxxxxxx", "*****", "changeme", "1234567890", "abcdefghijkl", "aaaaaaaa", "dummy_value", "0000000000"]
)
def test_placeholders(text: str) -> None:
    assert is_placeholder(text.encode())


@pytest.mark.parametrize("text", ["kQwIOrYvnXmSDkwEiFng", "hunter2", "correct horse", "s3cr3t!"])
def test_what_is_no_placeholder(text: str) -> None:
    assert not is_placeholder(text.encode())


def test_real_tokens_may_hold_runs() -> None:
    assert not is_dummy(b"7Gh2AAAAAAkQwIOrYvnXmSDkwEiFng")
    assert is_dummy(b"AAAAAAAAAAAAAAAAAAkQwIOrYv")


def test_classes_and_sequences() -> None:
    assert (classes(b"abc"), classes(b"aB1-"), classes(b"")) == (1, 4, 0)
    assert is_sequence(b"qwertyuiop") and not is_sequence(b"kQwIOrYv")


@given(st.binary(max_size=200))
def test_a_mask_shows_at_most_an_eighth(value: bytes) -> None:
    masked = mask(value)
    assert len(masked.partition("…")[0]) * 8 <= len(value)
    assert masked.isprintable() and masked.endswith(f"…({len(value)})")
