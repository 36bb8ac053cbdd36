"""Paths of a target as relative URI references."""

from urllib.parse import quote

from gateline.model.location import Location

__all__ = ["WHOLE_TARGET", "uri_of", "uri_path"]

WHOLE_TARGET = "whole-target"
"""Stands in for a path where a consumer demands one and the finding speaks of the target as a whole. Not `.`: consumers
normalise that to an empty path, and GitHub code scanning refuses a whole upload for one empty `uri`."""


def uri_of(location: Location) -> str:
    """Relative reference to the location's file; never empty."""
    return uri_path(location.path) if location.path else WHOLE_TARGET


def uri_path(path: str) -> str:
    """`path` percent-encoded as a relative reference (RFC 3986 §4.2).

    A colon is encoded, so that `a:b` is not read as a scheme; a leading slash too, so that `/a` stays below the root and
    `//a` names no host. `!` stays: it parts an archive from its member.
    """
    encoded = quote(path, safe="/~!")
    if not encoded.startswith("/"):
        return encoded
    rest = encoded.lstrip("/")
    return "%2F" * (len(encoded) - len(rest)) + rest
