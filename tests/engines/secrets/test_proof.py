"""What a value says about being genuine, and what that does to a finding."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateline.engines.secrets.proof import PROOFS

from .looking import bounded, hits, made

SIGNED = '{b64url:{"alg":"HS256","typ":"JWT"}}.{b64url:{"sub":"{12:digit}"}}.{43:b64url}'
ENCRYPTED = '{b64url:{"alg":"RSA-OAEP","enc":"A256GCM"}}.{86:b64url}.{16:b64url}.{40:b64url}.{22:b64url}'
UNSIGNED = '{b64url:{"alg":"none"}}.{b64url:{"sub":"{12:digit}"}}.'


def other(value: bytes) -> bytes:
    """`value` with its last character changed."""
    return value[:-1] + (b"A" if value[-1:] != b"A" else b"B")


@pytest.mark.parametrize(
    ("proof", "form", "holds", "is_final", "note"),
    [
        ("crc32-base62", "{crc:ghp_:30}", True, False, "checksum holds"),
        ("crc32-base62", "{crc:npm_:30}", True, False, "checksum holds"),
        ("crc32-base62", "ghp_{36:alnum}", False, False, "checksum does not hold"),
        ("crc32-base62", "ghp_{35:alnum}-", False, False, "checksum is no base62"),
        ("crc32-base62", "ghp_{20:alnum}", None, False, ""),
        ("jwt", SIGNED, True, False, "header and claims decode"),
        (
            "jwt",
            "{b64:" + SIGNED.replace("{b64url:", "[").replace("{", "(").replace("}", ")") + "}",
            False,
            True,
            "header does not decode",
        ),
        ("jwt", ENCRYPTED, False, True, ""),
        ("jwt", UNSIGNED, False, True, "not signed"),
        ("jwt", '{b64url:{"alg":"HS256"}}.{b64url:no object here}.{43:b64url}', False, True, ""),
        ("jwt", "eyJ{20:alnum}.{20:alnum}", False, True, "header does not decode"),
        ("jwt", '{b64url:{"alg":"dir","enc":"A128GCM"}}..{16:b64url}.{20:b64url}.{22:b64url}', False, True, ""),
        ("nkey", "SU{56:base32}", False, False, "checksum does not hold"),
        ("nkey", "SU{55:base32}1", False, True, "no base32"),
        ("basic", "{b64:deploy:{12:alnum}}", True, False, "decodes to user and password"),
        ("basic", "{b64:no colon}", False, False, "decodes to user and password"),
        ("basic", "!!!!", False, False, "no base64"),
    ],
)
def test_a_proof(proof: str, form: str, holds: bool | None, is_final: bool, note: str) -> None:
    found = PROOFS[proof](made(form))
    assert (found.holds, found.is_final, found.note) == (holds, is_final, note)


def test_a_json_web_token_in_base64() -> None:
    import base64

    assert PROOFS["jwt"](base64.b64encode(made(SIGNED))).holds


def nkey() -> bytes:
    """A user's seed: two bytes that come out as `SU`, the key, and the CRC-16/XMODEM of both."""
    import base64
    import binascii
    import hashlib

    body = bytes([18 << 3 | 20 >> 2, 0]) + hashlib.sha256(b"a seed").digest()
    return base64.b32encode(body + binascii.crc_hqx(body, 0).to_bytes(2, "little")).rstrip(b"=")


def test_a_nats_seed_with_its_checksum() -> None:
    assert PROOFS["nkey"](nkey()).holds
    assert PROOFS["nkey"](other(nkey())).holds is False


@bounded
@given(st.sampled_from(sorted(PROOFS)), st.binary(max_size=200))
def test_no_proof_breaks(proof: str, value: bytes) -> None:
    assert PROOFS[proof](value).holds in (True, False, None)


@pytest.mark.parametrize("prefix", ["ghp_", "npm_"])
def test_a_wrong_checksum_lowers_confidence(prefix: str) -> None:
    token = made(f"{{crc:{prefix}:30}}")
    [good], [bad] = hits(b"token: " + token), hits(b"token: " + other(token))
    assert good.rule == bad.rule
    assert (good.confidence, bad.confidence) == ("high", "medium")
    assert "checksum holds" in good.evidence
    assert "checksum does not hold" in bad.evidence


def test_a_seed_of_nats_with_a_wrong_checksum_is_less_sure() -> None:
    [good], [bad] = hits(b"seed: " + nkey()), hits(b"seed: " + other(nkey()))
    assert good.rule == bad.rule == "secrets/nats-nkey-seed"
    assert (good.confidence, bad.confidence) == ("high", "medium")


def test_an_encrypted_or_unsigned_token_is_no_finding() -> None:
    assert [hit.rule for hit in hits(made(f"x {SIGNED} x"))] == ["secrets/json-web-token"]
    assert not hits(made(f"x {ENCRYPTED} x"))
    assert not hits(made(f"x {UNSIGNED} x"))
