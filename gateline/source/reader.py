"""References to bytes, in the process that analyzes them.

A file is opened from a descriptor of the target's root, folder by folder and never through a symbolic link, so that neither a
name with `..` nor a link swapped in while we run leads out of the target.
"""

import errno
import os
import stat

from gateline.model.gap import GapReason
from gateline.source.errors import SourceError
from gateline.source.git import BatchReader, Git
from gateline.source.target import Reader, ReaderSpec, Ref, Unreadable

__all__ = ["FileReader", "GitReader", "MemoryReader", "open_reader"]

_FILE_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
_FILE_FLAGS |= getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
_FOLDER_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)

_NOT_REGULAR = {errno.ELOOP: "a symbolic link", errno.EMLINK: "a symbolic link", errno.ENXIO: "a socket or a FIFO"}
"""What `open` says of things that are no files; FreeBSD says EMLINK where others say ELOOP."""


def open_reader(spec: ReaderSpec) -> Reader:
    """The reader that `spec` describes.

    Raises:
        SourceError: the root is gone, or git is.
    """
    if spec.kind == "files":
        return FileReader(spec.root)
    if spec.kind == "git":
        return GitReader(spec.root)
    if spec.kind == "memory":
        return MemoryReader()
    raise SourceError(f"unknown kind of reader '{spec.kind}'")


class FileReader:
    """Files beneath a folder; the locator is the raw path relative to it."""

    def __init__(self, root: str) -> None:
        """Hold on to the folder `root`.

        Raises:
            SourceError: it cannot be opened.
        """
        try:
            self._folders: _Folders = _OpenFolders(root) if os.open in os.supports_dir_fd else _NamedFolders(root)
        except OSError as error:
            raise SourceError(f"{root}: {_said(error)}") from error

    def read(self, ref: Ref, limit: int) -> bytes:
        """See `Reader.read`. A file that changes meanwhile gives its bytes of some moment, at most `limit` of them."""
        parts = ref.locator.split(b"/")
        if any(part in (b"", b".", b"..") for part in parts):
            raise Unreadable(GapReason.UNREADABLE, "its path leads out of the target")
        try:
            fd = self._folders.open(parts)
        except OSError as error:
            if error.errno in _NOT_REGULAR:
                raise Unreadable(GapReason.NOT_REGULAR, _NOT_REGULAR[error.errno]) from error
            raise Unreadable(GapReason.UNREADABLE, _said(error)) from error
        try:
            return _read(fd, limit)
        except OSError as error:
            raise Unreadable(GapReason.UNREADABLE, _said(error)) from error
        finally:
            os.close(fd)

    def close(self) -> None:
        """See `Reader.close`."""
        self._folders.close()


class GitReader:
    """Objects of a repository; the locator is the object id in hex."""

    def __init__(self, root: str) -> None:
        """Bind to the repository at `root`; git starts at the first read.

        Raises:
            GitError: git is not installed.
        """
        self._batch = BatchReader(Git(root))

    def read(self, ref: Ref, limit: int) -> bytes:
        """See `Reader.read`.

        Raises:
            GitError: git cannot be started or refuses the repository.
        """
        if ref.size > limit:
            raise Unreadable(GapReason.TOO_LARGE, f"{ref.size} bytes, the limit is {limit}")
        return self._batch.read(ref.locator, limit)

    def close(self) -> None:
        """See `Reader.close`."""
        self._batch.close()


class MemoryReader:
    """Contents that travel in their reference."""

    def read(self, ref: Ref, limit: int) -> bytes:
        """See `Reader.read`."""
        if len(ref.locator) > limit:
            raise Unreadable(GapReason.TOO_LARGE, f"{len(ref.locator)} bytes, the limit is {limit}")
        return ref.locator

    def close(self) -> None:
        """Nothing to release."""


class _OpenFolders:
    """The root and the folder last read from, as descriptors: references come sorted, the next is mostly in the same folder."""

    def __init__(self, root: str) -> None:
        self._root = os.open(root, _FOLDER_FLAGS & ~getattr(os, "O_NOFOLLOW", 0))
        self._parts: list[bytes] = []
        self._folder = -1

    def open(self, parts: list[bytes]) -> int:
        folder = self._root if len(parts) == 1 else self._enter(parts[:-1])
        return os.open(parts[-1], _FILE_FLAGS, dir_fd=folder)

    def close(self) -> None:
        self._leave()
        if self._root >= 0:
            os.close(self._root)
            self._root = -1

    def _enter(self, parts: list[bytes]) -> int:
        if self._folder < 0 or parts != self._parts:
            self._leave()
            folder = os.open(parts[0], _FOLDER_FLAGS, dir_fd=self._root)
            for part in parts[1:]:
                above = folder
                try:
                    folder = os.open(part, _FOLDER_FLAGS, dir_fd=above)
                finally:
                    os.close(above)
            self._folder, self._parts = folder, parts
        return self._folder

    def _leave(self) -> None:
        if self._folder >= 0:
            os.close(self._folder)
            self._folder = -1


class _NamedFolders:
    """Where a file cannot be opened from a descriptor (Windows): by its name, once the name is known to lead nowhere else."""

    def __init__(self, root: str) -> None:
        self._root = os.path.realpath(os.fsencode(root))
        os.scandir(self._root).close()

    def open(self, parts: list[bytes]) -> int:
        path = os.path.join(self._root, *parts)
        if os.path.realpath(path) != path:
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        return os.open(path, _FILE_FLAGS)

    def close(self) -> None:
        pass


_Folders = _OpenFolders | _NamedFolders


def _read(fd: int, limit: int) -> bytes:
    status = os.fstat(fd)
    if not stat.S_ISREG(status.st_mode):
        raise Unreadable(GapReason.NOT_REGULAR, "a device, FIFO, socket or folder")
    if status.st_size > limit:
        raise Unreadable(GapReason.TOO_LARGE, f"{status.st_size} bytes, the limit is {limit}")
    data = os.read(fd, status.st_size + 1)
    if len(data) == status.st_size:
        return data
    # it grew, shrank, or is a kernel's file that says it were empty
    chunks = [data]
    size = len(data)
    while data and size <= limit:
        data = os.read(fd, min(limit + 1 - size, 1 << 20))
        size += len(data)
        chunks.append(data)
    if size > limit:
        raise Unreadable(GapReason.TOO_LARGE, f"more than {limit} bytes")
    return b"".join(chunks)


def _said(error: OSError) -> str:
    return (error.strerror or "the system refused").lower()
