"""One content: read, name, classify, open if it is an archive, analyze. The edge where anything that breaks becomes a hole.

What is learned depends on the content and what its path promises of its kind, on nothing else: that is what makes it cacheable.
"""

import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

from gateline.engines.contract import Analyzer
from gateline.facts.blob import BlobFacts, Fact, Hole, Part
from gateline.facts.blob import encode as encode_facts
from gateline.model.gap import GapReason
from gateline.pipeline.engines import build_engines
from gateline.pipeline.limits import Limits
from gateline.pipeline.task import Answer, Setup, Task
from gateline.source.archive import Member, expand
from gateline.source.kinds import classify, is_archive, judge
from gateline.source.oid import blob_id
from gateline.source.reader import open_reader
from gateline.source.target import Blob, Reader, Unreadable

__all__ = ["Examiner", "build"]

_HEAD = 1024
"""Bytes of a content that may decide its kind."""


def build(setup: Setup) -> "Examiner":
    """An examiner as `setup` describes it, once a process."""
    analyzers = [engine.analyzer() for engine in build_engines(setup.engines)]
    return Examiner(open_reader(setup.reader), analyzers, setup.limits, is_sha256=setup.is_sha256)


class Examiner:
    """Answers tasks, one after the other. Not thread-safe."""

    def __init__(self, reader: Reader, analyzers: Sequence[Analyzer], limits: Limits, *, is_sha256: bool = False) -> None:
        self._reader = reader
        self._analyzers = analyzers
        self._limits = limits
        self._is_sha256 = is_sha256
        self._has_timer = _arm()

    def examine(self, task: Task) -> Answer:
        """What can be learned of one content. Raises nothing, whatever the content does."""
        try:
            data = self._reader.read(task.ref, self._limits.file_bytes)
        except Unreadable as error:
            return Answer(hole=Hole("source", error.reason, error.note))
        except MemoryError:
            return Answer(hole=Hole("source", GapReason.MEMORY, "too large for the memory a worker may use"))
        except Exception as error:
            return Answer(hole=Hole("source", GapReason.CRASHED, _bug(error)))
        oid = task.ref.oid or blob_id(data, is_sha256=self._is_sha256)
        inspection = _Inspection([(self._analyzers[n], []) for n in range(task.wanted.bit_length()) if task.wanted >> n & 1])
        try:
            with self._time_limit():
                inspection.run(Blob(oid, judge(task.kind, data[:_HEAD]), data))
        except _TimeUp:
            inspection.stop(GapReason.TIMEOUT, f"took more than {self._limits.cpu_seconds:g} CPU seconds")
        except MemoryError:
            inspection.stop(GapReason.MEMORY, "needs more memory than a worker may use")
        except Exception as error:
            inspection.stop(GapReason.CRASHED, _bug(error))
        return Answer(oid, inspection.facts())

    def close(self) -> None:
        """Release the reader."""
        self._reader.close()

    @contextmanager
    def _time_limit(self) -> Iterator[None]:
        if not self._has_timer:
            yield
            return
        signal.setitimer(signal.ITIMER_PROF, self._limits.cpu_seconds)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)


class _Inspection:
    """What the analyzers say of one content and the members inside it, as far as that has come."""

    def __init__(self, drafts: list[tuple[Analyzer, list[Part]]]) -> None:
        self._drafts = drafts
        self._holes: list[tuple[str, Hole]] = []
        self._members = 0
        self._bytes = 0
        self._by = "source"
        self._member = ""

    def run(self, blob: Blob) -> None:
        """Look at the content or, if it is an archive, at everything in it."""
        self._bytes += len(blob.data)
        if not is_archive(blob.kind):
            self._look(blob)
            return
        for item in expand(blob.data, blob.kind):
            self._member = item.path
            if isinstance(item, Member):
                self._members += 1
                self._bytes += len(item.data)
                self._look(Blob(blob.oid, classify(item.path, item.data[:_HEAD]), item.data))
            else:
                self._holes.append((item.path, Hole("source", item.reason, item.note)))

    def stop(self, reason: GapReason, note: str) -> None:
        """The work ended early; what was learned before stays."""
        self._holes.append((self._member, Hole(self._by, reason, note)))

    def facts(self) -> tuple[bytes, ...]:
        """Encoded facts, one an analyzer. Holes are told with each, because each is kept on its own."""
        return tuple(
            encode_facts(BlobFacts(_merged(parts, self._holes), self._members, self._bytes)) for _, parts in self._drafts
        )

    def _look(self, blob: Blob) -> None:
        for analyzer, parts in self._drafts:
            if analyzer.wants(blob.kind):
                self._by = analyzer.name
                facts = self._ask(analyzer, blob)
                if facts:
                    parts.append(Part(self._member, facts))
                self._by = "source"

    def _ask(self, analyzer: Analyzer, blob: Blob) -> tuple[Fact, ...]:
        try:
            return tuple(analyzer.analyze(blob))
        except MemoryError:
            raise
        except Exception as error:  # one engine's bug must not cost the others their facts
            self.stop(GapReason.CRASHED, _bug(error))
            return ()


def _merged(parts: list[Part], holes: list[tuple[str, Hole]]) -> tuple[Part, ...]:
    if not holes:
        return tuple(parts)
    by_member: dict[str, list[Hole]] = {}
    for member, hole in holes:
        by_member.setdefault(member, []).append(hole)
    merged = [Part(part.member, part.facts, tuple(by_member.pop(part.member, ()))) for part in parts]
    return (*merged, *(Part(member, (), tuple(rest)) for member, rest in by_member.items()))


class _TimeUp(BaseException):
    """The time for one content is over. No `Exception`, so that nothing between here and the analyzer takes it for its own."""


def _arm() -> bool:
    """Have the timer raise `_TimeUp` here; False where there is none (Windows) or this is not the main thread."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        return False
    signal.signal(signal.SIGPROF, _time_is_up)
    return True


def _time_is_up(number: int, frame: FrameType | None) -> None:
    raise _TimeUp


def _bug(error: Exception) -> str:
    # Never the message: it may quote the content, and the content may be a secret.
    return f"{type(error).__name__} inside the tool; please report it"
