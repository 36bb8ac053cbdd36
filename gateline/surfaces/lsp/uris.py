"""File URIs (RFC 8089) and paths.

A client's own spelling of a URI is kept for its open documents; what we make ourselves is only for files it has not opened.
"""

import os
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit
from urllib.request import url2pathname

__all__ = ["path_of", "uri_of"]


def path_of(uri: str) -> str | None:
    """Absolute path of a `file:` URI; None for any other."""
    parts = urlsplit(uri)
    if parts.scheme != "file":
        return None
    # a `?` or `#` that a client forgot to encode is part of the name: no file URI has a query or fragment
    rest = uri.split(":", 1)[1].removeprefix("//")
    path = rest[rest.find("/") :] if "/" in rest else ""
    if not path:
        return None
    if os.name == "nt":
        host = "" if parts.netloc in ("", "localhost") else f"//{parts.netloc}"
        return url2pathname(host + path)
    return os.fsdecode(unquote_to_bytes(path))


def uri_of(path: str) -> str:
    """URI of an absolute path."""
    return Path(path).as_uri()
