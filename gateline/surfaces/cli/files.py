"""Files the user asked us to write: whole or not at all."""

import os
import tempfile
from collections.abc import Iterable

from gateline.errors import UsageError

__all__ = ["write"]


def write(path: str, chunks: Iterable[bytes], *, mode: int = 0o666) -> None:
    """Write beside and rename, so that nobody reads half a file; what is no regular file (a pipe, `/dev/stderr`) is written
    directly.

    Args:
        path: where to.
        chunks: the content.
        mode: permissions of a new file before the umask; an old one keeps its own.

    Raises:
        UsageError: it cannot be written.
    """
    target = os.path.realpath(path)  # a link stays a link
    try:
        if os.path.exists(target) and not os.path.isfile(target):
            with open(target, "wb") as file:
                file.writelines(chunks)
            return
        _replace(target, chunks, mode)
    except OSError as error:
        raise UsageError(f"{path}: {(error.strerror or 'cannot be written').lower()}") from error


def _replace(target: str, chunks: Iterable[bytes], mode: int) -> None:
    permissions = os.stat(target).st_mode & 0o7777 if os.path.exists(target) else mode & ~_umask()
    handle, temporary = tempfile.mkstemp(dir=os.path.dirname(target), prefix=".gateline-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(chunks)
        os.chmod(temporary, permissions)
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
