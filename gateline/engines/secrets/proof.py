"""Offline proof: what a value itself says about being genuine. No network, no secret leaves."""

import base64
import binascii
import json
import re
import zlib

__all__ = ["PROOFS", "Proof"]

_BASE62 = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


class Proof:
    """What a check found."""

    __slots__ = ("holds", "is_final", "note")

    def __init__(self, holds: bool | None, note: str, *, is_final: bool = False) -> None:
        """
        Args:
            holds: whether the value is genuine; None where the check cannot tell.
            note: for the finding's evidence.
            is_final: a value that does not hold is no secret at all; otherwise it only lowers confidence, for test strings fail
                a checksum, but so does a leaked token with a slip of the pen.
        """
        self.holds = holds
        self.note = note
        self.is_final = is_final


def _crc32_base62(value: bytes) -> Proof:
    """GitHub's and npm's tokens end in the CRC-32 of what stands between prefix and checksum, base62, six digits.

    Source: GitHub engineering, "Behind GitHub's new authentication token formats", 2021.
    """
    body = value.rpartition(b"_")[2]
    if len(body) != 36:
        return Proof(None, "")
    number = 0
    for byte in body[-6:]:
        digit = _BASE62.find(bytes((byte,)))
        if digit < 0:
            return Proof(False, "checksum is no base62")
        number = number * 62 + digit
    if number == zlib.crc32(body[:-6]):
        return Proof(True, "checksum holds")
    return Proof(False, "checksum does not hold")


def _jwt(value: bytes) -> Proof:
    """A JSON Web Token's header and claims are JSON objects (RFC 7519); an encrypted one (RFC 7516) gives nothing away."""
    if value.startswith(b"ZXlK"):
        value = _base64(value)
    parts = value.split(b".")
    header = _json_part(parts[0])
    if not isinstance(header, dict) or len(parts) < 2:
        return Proof(False, "header does not decode", is_final=len(parts) < 3)
    if "enc" in header:
        return Proof(False, "", is_final=True)
    if len(parts) == 3 and not parts[2]:
        return Proof(False, "not signed", is_final=True)
    if not isinstance(_json_part(parts[1]), dict):
        return Proof(False, "", is_final=len(parts) == 3 and bool(parts[2]))
    return Proof(True, "header and claims decode")


def _base64(value: bytes) -> bytes:
    try:
        return base64.b64decode(value + b"=" * (-len(value) % 4))
    except (ValueError, binascii.Error):
        return b""


def _json_part(part: bytes) -> object:
    try:
        return json.loads(base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        return None


def _basic(value: bytes) -> Proof:
    """Base64 of `user:password`."""
    try:
        plain = base64.b64decode(value + b"=" * (-len(value) % 4), validate=True)
    except (ValueError, binascii.Error):
        return Proof(False, "no base64")
    return Proof(re.fullmatch(rb"[\x20-\x7e]{1,200}:[\x20-\x7e]{1,400}", plain) is not None, "decodes to user and password")


def _nkey(value: bytes) -> Proof:
    """A NATS key is base32 of its bytes and their CRC-16/XMODEM, least significant byte first (NATS NKeys documentation)."""
    try:
        raw = base64.b32decode(value + b"=" * (-len(value) % 8))
    except (ValueError, binascii.Error):
        return Proof(False, "no base32", is_final=True)
    if binascii.crc_hqx(raw[:-2], 0) == int.from_bytes(raw[-2:], "little"):
        return Proof(True, "checksum holds")
    return Proof(False, "checksum does not hold")


PROOFS = {"basic": _basic, "crc32-base62": _crc32_base62, "jwt": _jwt, "nkey": _nkey}
"""name in a rule's `proof` → check."""
