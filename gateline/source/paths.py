"""Names of contents: raw bytes for the system, text for people."""

__all__ = ["display", "is_within"]


def display(raw: bytes) -> str:
    r"""A raw path as text for people: UTF-8, every undecodable byte as `\xNN`.

    >>> display(b"caf\xe9")
    'caf\\xe9'
    """
    return raw.decode("utf-8", "backslashreplace")


def is_within(path: str, folder: str) -> bool:
    """Whether `path` is `folder` or stands beneath it; both resolved and absolute."""
    stem = folder.rstrip("/\\")
    return path == folder or (path.startswith(stem) and path[len(stem) : len(stem) + 1] in ("/", "\\"))
