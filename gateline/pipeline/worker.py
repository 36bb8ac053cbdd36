"""The process that examines contents: a setup, then chunks of tasks come in on stdin; answers go out on stdout, first an
empty one that says the process is ready.

Each message is its length in four bytes (little-endian) and its msgpack body. The process ends when stdin does, so it never
outlives the run, whatever happens to that. It is started as ``python -I -S -c`` with the parent's module path: neither the
current folder, which may be the scanned tree, nor the environment can put a module in front.
"""

import os
import signal
import sys
from typing import BinaryIO

from gateline.pipeline.examine import Examiner, build
from gateline.pipeline.task import decode_setup, decode_tasks, encode

__all__ = ["main", "receive", "send"]

_LENGTH = 4


def main() -> None:
    """Serve until stdin ends."""
    incoming, outgoing = _private_streams()
    _ignore_interrupts()
    setup = decode_setup(receive(incoming))
    _limit_memory(setup.limits.memory_bytes)
    examiner = build(setup)
    send(outgoing, b"")
    try:
        _serve(examiner, incoming, outgoing)
    except BrokenPipeError:
        pass
    finally:
        examiner.close()


def send(stream: BinaryIO, body: bytes) -> None:
    """Write one message."""
    stream.write(len(body).to_bytes(_LENGTH, "little") + body)
    stream.flush()


def receive(stream: BinaryIO) -> bytes:
    """Read one message.

    Raises:
        EOFError: the stream ended before or inside it.
    """
    return _exactly(stream, int.from_bytes(_exactly(stream, _LENGTH), "little"))


def _serve(examiner: Examiner, incoming: BinaryIO, outgoing: BinaryIO) -> None:
    while True:
        try:
            body = receive(incoming)
        except EOFError:
            return
        send(outgoing, encode([examiner.examine(task) for task in decode_tasks(body)]))


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data


def _private_streams() -> tuple[BinaryIO, BinaryIO]:
    """stdin and stdout for messages only: what a library prints goes to stderr, what it reads is empty."""
    incoming, outgoing = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    os.close(nothing)
    return os.fdopen(incoming, "rb"), os.fdopen(outgoing, "wb")


def _ignore_interrupts() -> None:
    # Ctrl-C reaches the whole process group; the parent decides and closes our stdin.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _limit_memory(limit: int) -> None:
    if not limit or sys.platform == "win32":
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    except (ValueError, OSError):
        pass  # macOS refuses it; the stall limit and the caps on archives remain
