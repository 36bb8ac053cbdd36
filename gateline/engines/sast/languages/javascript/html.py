"""Web pages: the program in their scripts."""

from gateline.engines.sast.languages.javascript.blanking import blanked, scripts

__all__ = ["page_script"]

_TYPES = frozenset(
    {
        "",
        "module",
        "text/javascript",
        "application/javascript",
        "text/ecmascript",
        "application/ecmascript",
        "application/x-javascript",
        "text/babel",
        "text/jsx",
    }
)


def page_script(data: bytes) -> bytes:
    """The page with everything blanked but what browsers run as JavaScript."""
    return blanked(data, [script for script in scripts(data) if script.attributes.get("type", "") in _TYPES])
