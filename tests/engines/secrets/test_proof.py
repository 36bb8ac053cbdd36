import pytest

from gateline.engines.secrets.proof import PROOFS
from gateline.rules.examples import expand


@pytest.mark.parametrize(
    ("proof", "value", "holds"),
    [
        ("crc32-base62", "{crc:ghp_:30}", True),
        ("crc32-base62", "ghp_{36:alnum}", False),
        ("crc32-base62", "ghp_short", None),
        ("jwt", '{b64url:{"alg":"HS256"}}.{b64url:{"sub":"1"}}.{43:b64url}', True),
        ("jwt", '{b64url:{"alg":"RSA-OAEP","enc":"A256GCM"}}.{20:b64url}.{16:b64url}.{20:b64url}.{22:b64url}', False),
        ("jwt", '{b64url:{"alg":"none"}}.{b64url:{"sub":"1"}}.', False),
        ("jwt", "eyJhbGciOi", False),
        ("basic", "{b64:deploy:{12:alnum}}", True),
        ("basic", "{b64:no colon here}", False),
        ("nkey", "SUA{55:base32}", False),
        ("nkey", "SU1!", False),
    ],
)
def test_what_a_value_says_of_itself(proof: str, value: str, holds: bool | None) -> None:
    assert PROOFS[proof](expand(value, "proof").encode()).holds is holds


def test_a_nats_seed_with_its_checksum() -> None:
    import base64
    import binascii

    body = bytes([18 << 3, 20 << 3]) + bytes(range(32))
    seed = base64.b32encode(body + binascii.crc_hqx(body, 0).to_bytes(2, "little")).rstrip(b"=")
    assert PROOFS["nkey"](seed).holds is True


def test_an_encrypted_token_is_no_secret_at_all() -> None:
    value = expand('{b64url:{"alg":"dir","enc":"A128GCM"}}..{16:b64url}.{20:b64url}.{22:b64url}', "jwe").encode()
    assert PROOFS["jwt"](value).is_final
