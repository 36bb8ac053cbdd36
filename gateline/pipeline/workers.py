"""Examines contents: a few bytes right here, more in worker processes.

A worker process costs about 100 ms before its first byte, so below `Limits.in_process_bytes` none is started, and above it
one more only when all are busy. Tasks go out in chunks; at most two chunks a worker are on their way, so memory does not grow
with the target. When a worker dies, its chunk is asked again one content at a time by a fresh one: the content that breaks it
becomes a hole, all others get their answers. Nothing is lost silently: each task is answered exactly once.
"""

import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from itertools import chain
from typing import IO, BinaryIO, cast

from gateline.errors import IncompleteError
from gateline.facts.blob import Hole
from gateline.model.gap import GapReason
from gateline.pipeline.examine import Examiner
from gateline.pipeline.limits import Limits
from gateline.pipeline.task import Answer, Setup, Task, decode_answers, encode
from gateline.pipeline.worker import receive, send

__all__ = ["examine_all"]

_UNKNOWN_SIZE = 8 * 1024
"""What a content counts in a chunk whose size is not known."""
_WATCH_SECONDS = 1.0
_START = "import sys; sys.path[:] = {path!r}; from gateline.pipeline.worker import main; main()"

Answered = tuple[Task, Answer]


def examine_all(
    tasks: Iterable[Task], setup: Setup, jobs: int, here: Callable[[], Examiner], prepared: Callable[[], Setup] | None = None
) -> Generator[Answered]:
    """Every task with its answer, in no particular order.

    Args:
        tasks: pulled only as fast as they are examined.
        setup: how to read and what to look for.
        jobs: most worker processes.
        here: makes an examiner of this process; called at most once, for few bytes.
        prepared: gives the setup that workers get, with what would cost each of them the same work again; called at most once, for
            many bytes.

    Raises:
        IncompleteError: a worker cannot start at all.
    """
    pending = iter(tasks)
    first, is_all = _take(pending, setup.limits.in_process_bytes)
    if is_all:
        yield from _examine_here(first, here)
        return
    crew = _Crew(prepared() if prepared else setup, jobs)
    try:
        yield from crew.examine(_chunks(chain(first, pending), setup.limits))
    finally:
        crew.stop()


def _examine_here(tasks: list[Task], here: Callable[[], Examiner]) -> Iterator[Answered]:
    if not tasks:
        return
    examiner = here()
    try:
        for task in tasks:
            yield task, examiner.examine(task)
    finally:
        examiner.close()


def _take(tasks: Iterator[Task], limit: int) -> tuple[list[Task], bool]:
    """Tasks of up to `limit` bytes, and whether those were all."""
    taken: list[Task] = []
    size = 0
    for task in tasks:
        taken.append(task)
        size += _size(task)
        if size > limit:
            return taken, False
    return taken, True


def _chunks(tasks: Iterable[Task], limits: Limits) -> Iterator[list[Task]]:
    chunk: list[Task] = []
    size = 0
    for task in tasks:
        chunk.append(task)
        size += _size(task)
        if size >= limits.chunk_bytes or len(chunk) >= limits.chunk_refs:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _size(task: Task) -> int:
    return task.ref.size if task.ref.size >= 0 else _UNKNOWN_SIZE


class _Crew:
    """Worker processes, each served by a thread that only waits for it."""

    def __init__(self, setup: Setup, jobs: int) -> None:
        self._setup = setup
        self._jobs = max(1, jobs)
        self._hands: list[_Hand] = []
        self._todo: queue.SimpleQueue[list[Task] | None] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[list[Answered] | BaseException] = queue.SimpleQueue()

    def examine(self, chunks: Iterable[list[Task]]) -> Iterator[Answered]:
        on_their_way = 0
        for chunk in chunks:
            while on_their_way >= 2 * self._jobs:
                yield from self._wait()
                on_their_way -= 1
            if on_their_way >= len(self._hands) < self._jobs:
                self._hands.append(_Hand(self._setup, self._todo, self._done))
            self._todo.put(chunk)
            on_their_way += 1
        for _ in range(on_their_way):
            yield from self._wait()

    def stop(self) -> None:
        """End all worker processes, busy or not."""
        for _ in self._hands:
            self._todo.put(None)
        for hand in self._hands:
            hand.stop()

    def _wait(self) -> list[Answered]:
        while True:
            try:
                done = self._done.get(timeout=_WATCH_SECONDS)
            except queue.Empty:
                for hand in self._hands:
                    hand.stop_if_stalled(self._setup.limits.stall_seconds)
                continue
            if isinstance(done, BaseException):
                raise done
            return done


class _Died(Exception):
    """The worker ended instead of answering."""

    def __init__(self, hole: Hole) -> None:
        super().__init__(hole.note)
        self.hole = hole


class _Hand:
    """One worker process at a time, and the thread that feeds it."""

    def __init__(
        self,
        setup: Setup,
        todo: "queue.SimpleQueue[list[Task] | None]",
        done: "queue.SimpleQueue[list[Answered] | BaseException]",
    ) -> None:
        self._setup = setup
        self._todo = todo
        self._done = done
        self._process: subprocess.Popen[bytes] | None = None
        self._asked_at: float | None = None
        self._is_stopped = False
        self._is_stalled = False
        threading.Thread(target=self._serve, name="gateline-worker", daemon=True).start()

    def stop(self) -> None:
        """End the process now."""
        self._is_stopped = True
        self._kill()

    def stop_if_stalled(self, seconds: float) -> None:
        """End the process if it has not answered for that long."""
        asked_at = self._asked_at
        if asked_at is not None and time.monotonic() - asked_at > seconds:
            self._is_stalled = True
            self._kill()

    def _serve(self) -> None:
        try:
            for chunk in iter(self._todo.get, None):
                answers = self._answers(chunk)
                if self._is_stopped:
                    break
                self._done.put(list(zip(chunk, answers, strict=True)))
        except BaseException as error:  # handed to the main thread, which raises it
            if not self._is_stopped:
                self._done.put(error)
        finally:
            self._end()

    def _answers(self, chunk: list[Task]) -> list[Answer]:
        try:
            return self._ask(chunk)
        except _Died as death:
            if len(chunk) == 1 or self._is_stopped:
                return [Answer(hole=death.hole)] * len(chunk)
        return [answer for task in chunk for answer in self._answers([task])]

    def _ask(self, chunk: list[Task]) -> list[Answer]:
        process = self._process or self._start()
        self._asked_at = time.monotonic()
        try:
            send(cast(BinaryIO, process.stdin), encode(chunk))
            return decode_answers(receive(cast(BinaryIO, process.stdout)))
        except (EOFError, OSError) as error:
            raise _Died(self._autopsy(process)) from error
        finally:
            self._asked_at = None

    def _start(self) -> subprocess.Popen[bytes]:
        with tempfile.TemporaryFile() as complaints:
            try:
                process = self._process = _spawn(complaints)
            except OSError as error:
                raise _cannot_start((error.strerror or "").lower().encode()) from error
            self._is_stalled = False
            try:
                send(cast(BinaryIO, process.stdin), encode(self._setup))
                receive(cast(BinaryIO, process.stdout))
            except (EOFError, OSError) as error:
                process.wait()
                complaints.seek(0)
                raise _cannot_start(complaints.read()) from error
        if self._is_stopped:
            self._kill()
        return process

    def _autopsy(self, process: subprocess.Popen[bytes]) -> Hole:
        code = process.wait()
        self._close(process)
        self._process = None
        if self._is_stalled:
            return Hole("pipeline", GapReason.TIMEOUT, "gave no answer in time; its worker was stopped")
        if code == -9:
            return Hole("pipeline", GapReason.MEMORY, "its worker was killed by the system, most likely for its memory")
        return Hole("pipeline", GapReason.CRASHED, f"its worker ended with {_status(code)}; please report it")

    def _kill(self) -> None:
        process = self._process
        if process is not None:
            process.kill()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            self._close(process)
            process.wait()

    def _close(self, process: subprocess.Popen[bytes]) -> None:
        for stream in (process.stdin, process.stdout):
            try:
                if stream is not None:
                    stream.close()
            except OSError:
                pass


def _spawn(complaints: IO[bytes]) -> subprocess.Popen[bytes]:
    path = [entry for entry in sys.path if entry]
    # -I and -S: the module path is ours alone, not that of the current folder or of the environment.
    command = [sys.executable, "-I", "-S", "-c", _START.format(path=path)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=complaints)


def _cannot_start(complaints: bytes) -> IncompleteError:
    lines = complaints.decode("utf-8", "replace").strip().splitlines()
    return IncompleteError(
        "a worker process cannot start, so nothing was analyzed",
        f"it said: {lines[-1]}" if lines else "it said nothing; is there enough memory?",
    )


def _status(code: int) -> str:
    if code >= 0:
        return f"exit status {code}"
    import signal

    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"
