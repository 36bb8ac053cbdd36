import re
import zlib

from gateline.rules.examples import expand


def test_generators() -> None:
    text = expand("a {36:alnum} {12:hex} {4:x} {uuid} {b64:user:pw} {b64url:??>} {byte:41}{byte:82}", "s")
    assert re.fullmatch(r"a [0-9A-Za-z]{36} [0-9a-f]{12} xxxx [0-9a-f-]{36} dXNlcjpwdw== Pz8- A\udc82", text)


def test_the_same_seed_gives_the_same_text_and_another_another() -> None:
    assert expand("{20:alnum}", "a") == expand("{20:alnum}", "a") != expand("{20:alnum}", "b")
    first, second = expand("{20:alnum} {20:alnum}", "a").split()
    assert first != second


def test_a_checksum_that_holds() -> None:
    body = expand("{crc:ghp_:30}", "a").removeprefix("ghp_")
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    value = 0
    for digit in body[-6:]:
        value = value * 62 + digits.index(digit)
    assert value == zlib.crc32(body[:-6].encode())


def test_other_braces_stay() -> None:
    assert expand('{"a": {"b": 1}} ${X} {{ y }}', "s") == '{"a": {"b": 1}} ${X} {{ y }}'
