"""git's name for a content: what it would be called in a repository, wherever it came from.

Source: https://git-scm.com/book/en/v2/Git-Internals-Git-Objects and gitformat-hash-function-transition(5).
"""

from hashlib import sha1, sha256

__all__ = ["blob_id"]


def blob_id(data: bytes, *, is_sha256: bool = False) -> str:
    """Id of `data` as a git blob, in hex.

    Args:
        data: the content, unfiltered (no line-ending conversion).
        is_sha256: name it as a repository with `extensions.objectFormat = sha256` does (64 digits, else 40).

    Raises: nothing.

    >>> blob_id(b"")
    'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391'
    """
    algorithm = sha256 if is_sha256 else sha1
    digest = algorithm(b"blob %d\0" % len(data), usedforsecurity=False)
    digest.update(data)
    return digest.hexdigest()
