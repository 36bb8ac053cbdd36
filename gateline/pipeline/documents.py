"""Where the documents that decide are read from: the disk, or a commit.

A change must not loosen the gate it has to pass, so for a commit range policy, baseline and waivers are those of the base.
"""

import os
from collections.abc import Callable

from gateline.errors import UsageError
from gateline.source.git import Git
from gateline.source.paths import is_within

__all__ = ["CommitFiles", "ReadFile", "TreeFiles", "read_file"]

MOST_BYTES = 64 * 1024 * 1024

ReadFile = Callable[[str], bytes | None]
"""From a name relative to the root, `/` between parts, to its bytes; None when there is no such file."""


class TreeFiles:
    """Files of a folder; nothing outside of it, not by a link either."""

    def __init__(self, root: str) -> None:
        self._root = os.path.realpath(root)

    def __call__(self, name: str) -> bytes | None:
        """The bytes of a file, None when there is none.

        Raises:
            UsageError: it is too large or cannot be read.
        """
        path = os.path.realpath(os.path.join(self._root, name))
        return read_file(path, name) if is_within(path, self._root) else None


class CommitFiles:
    """Files of a commit.

    Args:
        root: any folder of the repository.
        commit: any name of the commit.
    """

    def __init__(self, root: str, commit: str) -> None:
        self._git = Git(root)
        self._commit = commit

    def __call__(self, name: str) -> bytes | None:
        """The bytes of a file, None when the commit has none of that name."""
        answer = self._git.call("cat-file", "blob", f"{self._commit}:{name}")
        return answer.out if answer.code == 0 else None


def read_file(path: str, name: str) -> bytes | None:
    """The bytes of a regular file, None when there is none.

    Args:
        path: where it lies.
        name: what errors call it.

    Raises:
        UsageError: it is too large, no regular file, or cannot be read.
    """
    try:
        with open(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise UsageError(f"{name}: {(error.strerror or 'cannot be read').lower()}") from error
    if len(data) > MOST_BYTES:
        raise UsageError(f"{name}: larger than {MOST_BYTES:,} bytes")
    return data
