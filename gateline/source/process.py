"""A child process and its pipes.

Made on `posix_spawn` and `poll`, because importing `subprocess` takes 13 ms, which every commit hook would pay. Where those are
missing (Windows) `subprocess` does the same work.
"""

import os
import select
import signal
from collections.abc import Mapping, Sequence
from typing import IO, TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from subprocess import Popen

__all__ = ["Child", "PortableChild", "PosixChild", "start"]

_ERRORS_KEPT = 65_536
"""Bytes of the error stream kept for the message; the rest is read and dropped, so the child never blocks on it."""


class Child(Protocol):
    """A running child; used by one thread."""

    def write(self, data: bytes) -> None:
        """Send all of `data` to its standard input.

        Raises:
            BrokenPipeError: it has stopped reading.
        """
        ...

    def read(self, size: int) -> bytes:
        """Between 1 and `size` bytes of its output as soon as there are any; empty at the end."""
        ...

    def finish(self) -> tuple[int, bytes]:
        """Wait for its end; exit status (negative: the signal) and what it said on its error stream. Read the output first."""
        ...

    def kill(self) -> None:
        """End it now and release everything; harmless when it has already finished."""
        ...


def start(command: Sequence[str], environment: Mapping[str, str], *, is_fed: bool = False) -> Child:
    """Start `command` (first item an absolute path) with exactly `environment`.

    Args:
        is_fed: whether its standard input is a pipe for `write`; else it is empty.

    Raises:
        OSError: it cannot be started.
    """
    if hasattr(os, "posix_spawn") and hasattr(select, "poll"):
        return PosixChild(command, environment, is_fed=is_fed)
    return PortableChild(command, environment, is_fed=is_fed)


class PosixChild:
    """A child by `posix_spawn`."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], *, is_fed: bool) -> None:
        """Start it; see `start`."""
        out, out_end = os.pipe()
        err, err_end = os.pipe()
        in_end, self._in = os.pipe() if is_fed else (os.open(os.devnull, os.O_RDONLY), -1)
        self._out, self._err = out, err
        self._errors = bytearray()
        self._is_running = False
        try:
            self._pid = os.posix_spawn(
                command[0],
                list(command),
                environment,
                file_actions=[
                    (os.POSIX_SPAWN_DUP2, in_end, 0),
                    (os.POSIX_SPAWN_DUP2, out_end, 1),
                    (os.POSIX_SPAWN_DUP2, err_end, 2),
                ],
                setsigdef=[signal.SIGPIPE],  # Python ignores it, and a child would inherit that and write on for nobody
            )
            self._is_running = True
        finally:
            for end in (in_end, out_end, err_end):
                os.close(end)
            if not self._is_running:
                self._close()
        self._poll = select.poll()
        self._poll.register(out, select.POLLIN)
        self._poll.register(err, select.POLLIN)

    def write(self, data: bytes) -> None:
        """See `Child.write`."""
        view = memoryview(data)
        while view:
            view = view[os.write(self._in, view) :]

    def read(self, size: int) -> bytes:
        """See `Child.read`."""
        while True:
            ready = [fd for fd, _ in self._poll.poll()]
            if self._err in ready and not self._keep_errors():
                self._poll.unregister(self._err)
            if self._out in ready:
                return os.read(self._out, size)

    def finish(self) -> tuple[int, bytes]:
        """See `Child.finish`."""
        if self._in >= 0:
            os.close(self._in)
            self._in = -1
        while self._keep_errors():
            pass
        return self._reap(), bytes(self._errors)

    def kill(self) -> None:
        """See `Child.kill`."""
        if self._is_running:
            try:
                os.kill(self._pid, signal.SIGKILL)
            except ProcessLookupError:
                pass  # somebody else reaped it
            self._reap()

    def _keep_errors(self) -> bool:
        chunk = os.read(self._err, _ERRORS_KEPT)
        self._errors += chunk[: _ERRORS_KEPT - len(self._errors)]
        return bool(chunk)

    def _reap(self) -> int:
        self._is_running = False
        try:
            _, status = os.waitpid(self._pid, 0)
            code = os.waitstatus_to_exitcode(status)
        except ChildProcessError:  # SIGCHLD is ignored by whoever started us, so nobody knows the status: what was said decides
            code = 1 if self._errors else 0
        self._close()
        return code

    def _close(self) -> None:
        for fd in (self._in, self._out, self._err):
            if fd >= 0:
                os.close(fd)
        self._in = self._out = self._err = -1


class PortableChild:
    """A child by `subprocess`; its errors go to a nameless file, so that they never block it."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], *, is_fed: bool) -> None:
        """Start it; see `start`."""
        import subprocess
        from tempfile import TemporaryFile

        self._errors: IO[bytes] = TemporaryFile()  # noqa: SIM115 - closed with the process
        try:
            self._process: Popen[bytes] = subprocess.Popen(
                list(command),
                env=dict(environment),
                stdin=subprocess.PIPE if is_fed else subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                bufsize=0,
            )
        except OSError:
            self._errors.close()
            raise

    def write(self, data: bytes) -> None:
        """See `Child.write`."""
        assert self._process.stdin is not None, "started with is_fed"
        view = memoryview(data)
        while view:
            view = view[self._process.stdin.write(view) :]

    def read(self, size: int) -> bytes:
        """See `Child.read`."""
        assert self._process.stdout is not None, "always a pipe"
        return self._process.stdout.read(size)

    def finish(self) -> tuple[int, bytes]:
        """See `Child.finish`."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        code = self._process.wait()
        self._errors.seek(0)
        errors = self._errors.read(_ERRORS_KEPT)
        self._close()
        return code, errors

    def kill(self) -> None:
        """See `Child.kill`."""
        if not self._errors.closed:
            self._process.kill()
            self._process.wait()
            self._close()

    def _close(self) -> None:
        for stream in (self._process.stdin, self._process.stdout, self._errors):
            if stream is not None:
                stream.close()
