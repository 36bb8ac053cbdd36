"""Generators in examples."""

import base64
import json
import re
import zlib

import pytest

from gateline.rules.examples import ALPHABETS, expand


@pytest.mark.parametrize("alphabet", ALPHABETS)
def test_characters_of_an_alphabet(alphabet: str) -> None:
    text = expand(f"<{{300:{alphabet}}}>", "seed")
    assert len(text) == 302
    assert set(text[1:-1]) <= set(ALPHABETS[alphabet])


def test_the_same_seed_gives_the_same_text_and_another_another() -> None:
    assert expand("{36:alnum}", "a") == expand("{36:alnum}", "a") != expand("{36:alnum}", "b")


def test_no_two_generators_of_a_text_are_alike() -> None:
    first, second = expand("{36:alnum} {36:alnum}", "seed").split()
    assert first != second


def test_a_uuid_of_version_4() -> None:
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}", expand("{uuid}", "seed"))


def test_base64_of_a_text_with_generators_in() -> None:
    assert base64.b64decode(expand("{b64:user:pa$s}", "seed")) == b"user:pa$s"
    assert re.fullmatch("user:[0-9a-f]{8}", base64.b64decode(expand("{b64:user:{8:hex}}", "seed")).decode())


def test_base64url_has_no_padding() -> None:
    assert expand("{b64url:a?>}", "seed") == "YT8-"
    assert "=" not in expand("{b64url:a}", "seed")


def test_braces_of_json_within_base64() -> None:
    text = expand('{b64url:{"sub":"{12:digit}","to":{"a":1}}}', "seed")
    read = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    assert read["to"] == {"a": 1}
    assert read["sub"].isdigit()


def test_a_byte() -> None:
    assert expand("{byte:41}{byte:82}", "seed").encode("utf-8", "surrogateescape") == b"A\x82"


def test_a_checksum_of_six_digits() -> None:
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    token = expand("{crc:ghp_:30}", "seed")
    body, check = token[4:34], token[34:]
    assert token.startswith("ghp_")
    assert sum(digits.index(digit) * 62**place for place, digit in enumerate(reversed(check))) == zlib.crc32(body.encode())


@pytest.mark.parametrize(
    "text", ["", "no generator", "{36}", "{36:unknown}", "{name}", "{{ token }}", "${TOKEN}", "{}", "{36:alnum"]
)
def test_other_braces_stay(text: str) -> None:
    assert expand(text, "seed") == text
