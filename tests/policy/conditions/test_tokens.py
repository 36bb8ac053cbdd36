"""Text → tokens."""

import pytest

from gateline.policy.conditions.tokens import TokenKind, tokenize
from gateline.policy.errors import Rejected


def words(text: str) -> list[tuple[str, str]]:
    return [(token.kind.value, token.text) for token in tokenize(text)[:-1]]


def test_every_kind_of_word() -> None:
    assert words("finding.cvss >= 7.5 && !(x in ['a']) // why") == [
        ("name", "finding"),
        ("sign", "."),
        ("name", "cvss"),
        ("sign", ">="),
        ("double", "7.5"),
        ("sign", "&&"),
        ("sign", "!"),
        ("sign", "("),
        ("name", "x"),
        ("sign", "in"),
        ("sign", "["),
        ("string", "a"),
        ("sign", "]"),
        ("sign", ")"),
    ]


def test_the_end_stands_behind_the_text() -> None:
    end = tokenize(" a ")[-1]
    assert (end.kind, end.start) == (TokenKind.END, 3)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("12", "int", "12"),
        ("0xfF", "int", "0xfF"),
        ("1e3", "double", "1e3"),
        (".5", "double", ".5"),
        ("1.5E-2", "double", "1.5E-2"),
        (r"'\x41é\U0001F600\101\n\''", "string", "Aé😀A\n'"),
        ('"""a\n"b"\n"""', "string", 'a\n"b"\n'),
        (r"r'\d'", "string", r"\d"),
        ("''", "string", ""),
    ],
)
def test_literals(text: str, kind: str, value: str) -> None:
    assert words(text) == [(kind, value)]


@pytest.mark.parametrize(
    ("text", "message", "offset"),
    [
        ("a = b", "unexpected character '='", 2),
        ("a & b", "unexpected character '&'", 2),
        ("'abc", "a string that never ends", 0),
        ("'a\nb'", "a string that never ends", 0),
        (r"'a\qb'", r"unknown escape '\q'", 2),
        (r"'\ud800'", r"'\ud800' is no character", 1),
        ("9223372036854775808", "number 9223372036854775808 is too large", 0),
        ("1u", "'1u' is no number", 0),
        ("b'x'", "byte strings are not part of this subset", 0),
        ("a && for", "'for' is a reserved word", 5),
    ],
)
def test_what_is_no_word_is_told_with_its_place(text: str, message: str, offset: int) -> None:
    with pytest.raises(Rejected) as caught:
        tokenize(text)
    assert (caught.value.message, caught.value.offset) == (message, offset)


def test_length_and_number_of_words_are_limited() -> None:
    with pytest.raises(Rejected, match="longer than 4,096 characters"):
        tokenize("a" * 4097)
    with pytest.raises(Rejected, match="more than 1,000 words"):
        tokenize("+" * 1001)
