"""What can be a fingerprint."""

import pytest

from gateline.surfaces.cli.lookup import is_fingerprint


@pytest.mark.parametrize(
    ("text", "answer"),
    [("abcdef", True), ("0" * 32, True), ("abcde", False), ("0" * 33, False), ("abcdeg", False), ("ABCDEF", False)],
)
def test_six_to_thirty_two_lower_case_hex_digits(text: str, answer: bool) -> None:
    assert is_fingerprint(text) is answer
