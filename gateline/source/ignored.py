"""Which paths of a work tree git keeps out of sight, for those who learn of a path without listing the tree."""

import os
from collections.abc import Iterable, Iterator

from gateline.source.git import Git, enclosing

__all__ = ["ignored"]

_AT_ONCE = 32 * 1024
"""Bytes of paths in one call: less than a pipe holds, so that git never waits for us to read while we wait for it to read."""
_FIELDS = 4
"""Of each answer: source, line, pattern, path; the first three empty when no pattern matches. git-check-ignore(1), OUTPUT."""


def ignored(folder: str, paths: Iterable[str]) -> frozenset[str]:
    """Those of the paths that ignore files leave out of `WorkingTree`'s listing; what is tracked never is. None outside of git.

    Args:
        folder: absolute and resolved; in a git work tree, or not.
        paths: relative to it, `/` between parts.

    Raises:
        GitError: git is not installed or cannot be started.
    """
    asked = [path for path in paths if path and "\0" not in path]
    top = enclosing(folder)
    if not asked or top is None:
        return frozenset()
    git = Git(folder)
    if top != folder and git.call("check-ignore", "-q", "--", folder).code == 0:
        return frozenset()  # whoever opens an ignored folder wants to see it
    found: set[str] = set()
    for batch in _batches([os.fsencode(path) for path in asked]):
        found.update(os.fsdecode(path) for path in _ask(git, batch))
    return frozenset(found)


def _batches(paths: list[bytes]) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    size = 0
    for path in paths:
        if size + len(path) > _AT_ONCE:
            yield batch
            batch, size = [], 0
        batch.append(path)
        size += len(path)
    yield batch


def _ask(git: Git, paths: list[bytes]) -> list[bytes]:
    """The ignored ones. What git cannot judge, such as a path inside a submodule, ends it; what it was asked then is shown."""
    child = git.feed("check-ignore", "-z", "--stdin", "--verbose", "--non-matching")
    try:
        child.write(b"".join(path + b"\0" for path in paths))
        out = b""
        while out.count(b"\0") < _FIELDS * len(paths) and (chunk := child.read(_AT_ONCE)):
            out += chunk
    except BrokenPipeError:
        return []
    finally:
        child.kill()
    fields = out.split(b"\0")[:-1]
    answers = zip(fields[2::_FIELDS], fields[3::_FIELDS], strict=False)
    return [path for pattern, path in answers if pattern and not pattern.startswith(b"!")]
