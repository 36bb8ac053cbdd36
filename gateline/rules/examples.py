"""Examples hold generators instead of tokens, so that no live-looking secret lies in our repository.

`{36:alnum}` becomes 36 pseudo-random characters of the class, `{uuid}` a version-4 UUID, `{b64:TEXT}` the base64 of TEXT
(`{b64url:TEXT}` its URL-safe form without padding),
`{byte:HH}` a byte (from 80 on as a lone surrogate, PEP 383, for `surrogateescape`), `{crc:PREFIX:N}` N random base62 characters and the six that GitHub's and npm's tokens end in.
"""

import base64
import hashlib
import re
import string
import zlib
from collections.abc import Callable

__all__ = ["ALPHABETS", "expand"]

ALPHABETS: dict[str, str] = {
    "alnum": string.ascii_letters + string.digits,
    "alpha": string.ascii_letters,
    "lower": string.ascii_lowercase,
    "upper": string.ascii_uppercase,
    "digit": string.digits,
    "hex": "0123456789abcdef",
    "HEX": "0123456789ABCDEF",
    "b64": string.ascii_letters + string.digits + "+/",
    "b64url": string.ascii_letters + string.digits + "-_",
    "base32": string.ascii_uppercase + "234567",
    "base32l": string.ascii_lowercase + "234567",
    "lowernum": string.ascii_lowercase + string.digits,
    "uppernum": string.ascii_uppercase + string.digits,
    "b58": "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz",
    "x": "x",
}
_BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
_SIMPLE = re.compile(
    r"\{(\d{1,4}):(" + "|".join(ALPHABETS) + r")\}|\{uuid\}|\{crc:([A-Za-z_]*):(\d{1,3})\}|\{byte:([0-9a-f]{2})\}"
)
_BASE64 = re.compile(r"\{(b64|b64url):((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}")


def expand(text: str, seed: str) -> str:
    """Replace every generator in `text`; the same seed gives the same text.

    Args:
        text: an example as its rule file has it.
        seed: any text, usually the rule's id and the example's number.
    """
    counter = 0

    def random(alphabet: str, size: int) -> str:
        nonlocal counter
        counter += 1
        return _stream(f"{seed}/{counter}", alphabet, size)

    def simple(found: re.Match[str]) -> str:
        if found[5]:
            value = int(found[5], 16)
            return chr(value if value < 0x80 else 0xDC00 + value)
        if found[1]:
            return random(ALPHABETS[found[2]], int(found[1]))
        if found[0] == "{uuid}":
            digits = random("0123456789abcdef", 32)
            return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:32]}"
        return _with_checksum(found[3], random(ALPHABETS["alnum"], int(found[4])))

    def encode(found: re.Match[str]) -> str:
        plain = _SIMPLE.sub(simple, found[2]).encode()
        return base64.b64encode(plain).decode() if found[1] == "b64" else base64.urlsafe_b64encode(plain).decode().rstrip("=")

    return _SIMPLE.sub(simple, _sub(_BASE64, encode, text))


def _sub(pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str], text: str) -> str:
    return pattern.sub(replace, text)


def _stream(seed: str, alphabet: str, size: int) -> str:
    out: list[str] = []
    block = 0
    while len(out) < size:
        digest = hashlib.sha256(f"{seed}/{block}".encode()).digest()
        out += [alphabet[byte % len(alphabet)] for byte in digest]
        block += 1
    return "".join(out[:size])


def _with_checksum(prefix: str, body: str) -> str:
    value = zlib.crc32(body.encode())
    digits = ""
    for _ in range(6):
        value, rest = divmod(value, 62)
        digits = _BASE62[rest] + digits
    return f"{prefix}{body}{digits}"
