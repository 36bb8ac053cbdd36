"""Offline proof: what a value itself says about being genuine. No network, no secret leaves."""

import base64
import binascii
import json
import re
import zlib

__all__ = ["PROOFS", "Proof"]

_BASE62 = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


class Proof:
    """What a check found: `holds` True, False, or None where it cannot tell; `note` for the finding's evidence."""

    __slots__ = ("holds", "note")

    def __init__(self, holds: bool | None, note: str) -> None:
        self.holds = holds
        self.note = note


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
    """A JSON Web Token's header and claims must be JSON objects (RFC 7519)."""
    parts = value.split(b".")
    if len(parts) < 2:
        return Proof(False, "not three parts")
    header = _json_part(parts[0])
    if not isinstance(header, dict) or not ("alg" in header or "typ" in header or "enc" in header):
        return Proof(False, "header is no JOSE header")
    return Proof(True, "header decodes")


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


PROOFS = {"basic": _basic, "crc32-base62": _crc32_base62, "jwt": _jwt}
"""name in a rule's `proof` → check."""
