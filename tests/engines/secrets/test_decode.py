import base64
from urllib.parse import quote

import pytest

from gateline.engines.secrets.decode import decoded, encoded_forms
from gateline.rules.examples import expand
from tests.engines.secrets.finding import hits

TOKEN = expand("{crc:ghp_:30}", "decode")


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize("before", ["", "a ", 'ab="', "token="])
def test_a_token_in_base64_is_found_at_any_alignment(before: str) -> None:
    text = f'blob: "{_base64(before + TOKEN + " end")}"'
    [hit] = hits(text.encode())
    assert (hit.rule, hit.encoding, hit.value.decode()) == ("secrets/github-personal-access-token", ("base64",), TOKEN)
    assert text[hit.start : hit.end] == _base64(before + TOKEN + " end")


def test_url_safe_base64_without_padding() -> None:
    run = base64.urlsafe_b64encode(b"??>> " + TOKEN.encode()).decode().rstrip("=")
    assert [hit.encoding for hit in hits(f"x {run} y".encode())] == [("base64",)]


def test_hexadecimal() -> None:
    assert [hit.encoding for hit in hits(f"dump {f'token {TOKEN}'.encode().hex()}".encode())] == [("hex",)]


def test_percent_encoding() -> None:
    url = quote(f"https://deploy:{expand('{18:alnum}', 'url')}@git.internal/x", safe="")
    assert [(hit.rule, hit.encoding) for hit in hits(f"callback={url}".encode())] == [("secrets/url-credentials", ("percent",))]


def test_encodings_inside_encodings() -> None:
    inner = _base64(f'{{"password": "x", "note": "{TOKEN}"}}')
    outer = f'password: {inner}'.encode().hex()
    assert [hit.encoding for hit in hits(outer.encode())] == [("hex", "base64")]


def test_the_depth_is_capped() -> None:
    text = TOKEN
    for _ in range(9):
        text = _base64(f"password {text}")
    assert [hit for hit in hits(text.encode()) if len(hit.encoding) > 4] == []


def test_what_is_no_encoding_is_none() -> None:
    assert decoded(b"short", 5, "base64") is None
    assert decoded(b"zz" * 20, 10, "hex") is None


def test_forms_are_long_enough_to_be_rare() -> None:
    assert min(len(form) for forms in encoded_forms(["ghp_"]).values() for form in forms) >= 5
