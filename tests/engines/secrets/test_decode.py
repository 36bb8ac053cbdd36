"""Secrets behind encodings, and what keeps following them bounded."""

import base64
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateline.engines.secrets.decode import ENCODINGS, MAX_DEPTH, decoded, encoded_forms

from .looking import aho_corasick, bounded, hits, made, packed_rules, vectorscan

TOKEN = made("{crc:ghp_:30}")
CONFIG = b'{"user": "deploy", "github": "' + TOKEN + b'"}'
ENCODE: dict[str, Callable[[bytes], bytes]] = {
    "base64": base64.b64encode,
    "base64url": lambda plain: base64.urlsafe_b64encode(plain).rstrip(b"="),
    "hex": lambda plain: plain.hex().encode(),
    "HEX": lambda plain: plain.hex().upper().encode(),
    "percent": lambda plain: quote(plain, safe="").encode(),
}
FOUND = {"base64url": "base64", "HEX": "hex"}


@pytest.mark.parametrize("encoding", ENCODE)
@pytest.mark.parametrize("before", [b"", b"x", b"xy"], ids=["as it is", "one byte later", "two bytes later"])
def test_a_token_in_an_encoded_text(encoding: str, before: bytes) -> None:
    text = b"payload: " + ENCODE[encoding](before + CONFIG) + b"\n"
    [hit] = hits(text)
    assert (hit.rule, hit.value, hit.encoding) == (
        "secrets/github-personal-access-token",
        TOKEN,
        (FOUND.get(encoding, encoding),),
    )
    assert text[hit.start : hit.end] == ENCODE[encoding](before + CONFIG)


@pytest.mark.parametrize("outer", ENCODE)
@pytest.mark.parametrize("inner", ENCODE)
def test_an_encoding_in_an_encoding(outer: str, inner: str) -> None:
    middle = b'{"data": "' + ENCODE[inner](CONFIG) + b'", "password": "x"}'
    [hit] = hits(b"payload: " + ENCODE[outer](middle))
    assert (hit.value, hit.encoding) == (TOKEN, (FOUND.get(outer, outer), FOUND.get(inner, inner)))


def wrapped(times: int) -> bytes:
    """`CONFIG` in base64, `times` over; the word `secret` leads the prefilter on."""
    text = CONFIG
    for _ in range(times):
        text = b"secret " + base64.b64encode(text)
    return text


@pytest.mark.parametrize("times", range(MAX_DEPTH + 1))
def test_encodings_are_followed_to_their_depth(times: int) -> None:
    [hit] = hits(wrapped(times))
    assert hit.value == TOKEN
    assert hit.encoding == ("base64",) * times


@pytest.mark.parametrize("times", [MAX_DEPTH + 1, 10])
def test_deeper_encodings_are_not(times: int) -> None:
    assert not hits(wrapped(times))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(b"".join(base64.b64encode(b"password" * 2000) for _ in range(40)), id="a megabyte of one keyword"),
        pytest.param(b" ".join([base64.b64encode(b"://password=")] * 20_000), id="many short runs"),
        pytest.param(b"%3a%2f%2f" * 20_000, id="percent signs on one line"),
        pytest.param(b"70617373776f7264" * 20_000, id="hex of one keyword"),
        pytest.param(b"=" * 100_000 + base64.b64encode(b"a password"), id="padding"),
    ],
)
def test_what_only_looks_encoded_is_read_in_bounded_time(text: bytes) -> None:
    vectorscan().scan(text, "text")


def test_a_short_run_is_not_decoded() -> None:
    assert decoded(b"x cGFzcw== y", 6, "base64") is None


@pytest.mark.parametrize(
    ("text", "encoding", "plain"),
    [
        (b'"cGFzc3dvcmQ6aHVudGVyMg=="', "base64", b"password:hunter2"),
        (b"x=cGFzc3dvcmQ6aHVudGVyMg&y", "base64", b"password:hunter2"),
        (b"cGFzc3dvcmQ6aHVudGVyMiE_-_8", "base64", b"password:hunter2!?\xfb\xff"),
        (b"cGFzc3dvcmQ6aHVudGVyMiE_-_8Q", "base64", b"password:hunter2!?\xfb\xff\x10"),
        (b"0x70617373776f72643a68756e74657232", "hex", b"password:hunter2"),
        (b"a password%3Ahunter2+x b", "percent", b"password:hunter2 x"),
    ],
)
def test_a_run_is_decoded(text: bytes, encoding: str, plain: bytes) -> None:
    run = decoded(text, 14, encoding)
    assert run is not None
    assert run[2] == plain


def test_what_is_no_hex_is_not_decoded() -> None:
    assert decoded(b"zz" * 20, 10, "hex") is None


def test_a_url_in_percent_signs() -> None:
    url = quote(made("https://deploy:{18:alnum}@git.internal/x"), safe="").encode()
    assert [(hit.rule, hit.encoding) for hit in hits(b"callback=" + url)] == [("secrets/url-credentials", ("percent",))]


def test_a_parameter_in_base64() -> None:
    text = b'blob: "' + base64.b64encode(b"token=" + TOKEN + b" end") + b'"'
    [hit] = hits(text)
    assert text[hit.start - 1 : hit.start] == text[hit.end : hit.end + 1] == b'"'


def test_forms_are_long_enough_to_be_rare() -> None:
    assert min(len(form) for forms in encoded_forms(["ghp_"]).values() for form in forms) >= 5


@bounded
@given(st.binary(max_size=300), st.sampled_from(ENCODINGS), st.data())
def test_any_run_is_within_the_text_or_none(data: bytes, encoding: str, draw: st.DataObject) -> None:
    at = draw.draw(st.integers(1, max(1, len(data))))
    run = decoded(data, min(at, len(data)), encoding) if data else None
    if run is not None:
        assert 0 <= run[0] < run[1] <= len(data)


@bounded
@given(st.text(max_size=20), st.sampled_from(["base64", "base64url", "hex", "percent"]), st.text(max_size=20))
def test_both_prefilters_follow_an_encoding_whatever_stands_around(before: str, encoding: str, after: str) -> None:
    text = b"x " + ENCODE[encoding](before.encode() + CONFIG + after.encode())
    for scanner in (vectorscan(), aho_corasick()):
        assert TOKEN in [hit.value for hit in scanner.scan(text, "text")]


def test_every_form_of_a_keyword_is_found_in_what_encodes_it() -> None:
    forms = encoded_forms(["glpat-", "ghp_"])
    for word in (b"password", b"glpat-", b"ghp_"):
        for before in (b"", b'"', b'="', b'{"a'):
            text = base64.b64encode(before + word + b"123456789").decode()
            assert (word == b"ghp_" and not before) or any(form in text for form in forms["base64"]), (word, before)
        assert word.hex() in forms["hex"]


def test_vendors_prefixes_are_looked_for_behind_encodings() -> None:
    prefixes = {
        word for rule in packed_rules() for word in rule.keywords if rule.rank == 3 and word in ("glpat-", "hf_", "dop_v1_")
    }
    assert {"glpat-", "dop_v1_"} <= prefixes
