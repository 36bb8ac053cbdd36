"""Every task is answered exactly once, whatever happens to the worker that had it."""

from collections.abc import Callable, Iterator

import pytest

from gateline.errors import IncompleteError
from gateline.facts.blob import decode
from gateline.model.gap import GapReason
from gateline.pipeline import workers
from gateline.pipeline.engines import EngineSetup
from gateline.pipeline.examine import Examiner, build
from gateline.pipeline.limits import Limits
from gateline.pipeline.task import Answer, Setup, Task
from gateline.pipeline.workers import examine_all
from gateline.source.target import ReaderSpec
from tests.pipeline.targets import a_ref

pytestmark = pytest.mark.usefixtures("odd")

FORCED = Limits(in_process_bytes=-1, chunk_refs=4)
"""Everything goes to workers."""


def _setup(limits: Limits) -> Setup:
    return Setup(ReaderSpec("memory", ""), EngineSetup(("odd",), is_cached=False), limits)


def _never() -> Examiner:
    raise AssertionError("no examiner of this process is wanted")


def _examine(
    contents: list[bytes], limits: Limits = FORCED, jobs: int = 2, here: Callable[[], Examiner] = _never
) -> dict[str, Answer]:
    tasks = [Task(a_ref(f"{number:03}", data), "", 1) for number, data in enumerate(contents)]
    answered = list(examine_all(tasks, _setup(limits), jobs, here))
    assert sorted(task.ref.path for task, _ in answered) == [task.ref.path for task in tasks]
    return {task.ref.path: answer for task, answer in answered}


def _reasons(answers: dict[str, Answer]) -> dict[str, GapReason]:
    return {path: answer.hole.reason for path, answer in sorted(answers.items()) if answer.hole}


def test_little_is_examined_right_here() -> None:
    setup = _setup(Limits())
    answers = _examine([b"find", b"x"], Limits(), here=lambda: build(setup))
    assert [len(decode(answers[path].facts[0]).parts) for path in ("000", "001")] == [1, 0]


def test_nothing_starts_nothing() -> None:
    assert _examine([], Limits()) == {}


def test_much_is_examined_by_workers() -> None:
    answers = _examine([b"find" if number % 3 == 0 else b"x" for number in range(50)])
    assert [len(decode(answer.facts[0]).parts) for _, answer in sorted(answers.items())] == [int(n % 3 == 0) for n in range(50)]


@pytest.mark.parametrize(
    ("content", "reason", "note"),
    [
        (b"exit", GapReason.CRASHED, "its worker ended with exit status 7; please report it"),
        (b"die", GapReason.MEMORY, "its worker was killed by the system, most likely for its memory"),
    ],
)
def test_content_that_kills_its_worker_is_the_only_one_lost(content: bytes, reason: GapReason, note: str) -> None:
    answers = _examine([b"find"] * 5 + [content] + [b"find"] * 5)
    assert _reasons(answers) == {"005": reason}
    hole = answers["005"].hole
    assert hole is not None
    assert hole.note == note


def test_content_that_hangs_its_worker_is_stopped() -> None:
    limits = Limits(in_process_bytes=-1, chunk_refs=4, stall_seconds=0.3)
    assert _reasons(_examine([b"find", b"spin-deaf", b"find"], limits)) == {"001": GapReason.TIMEOUT}


def test_content_that_takes_all_memory_is_a_hole_and_the_worker_lives() -> None:
    answers = _examine([b"find", b"grow", b"find"], Limits(in_process_bytes=-1, memory_bytes=512 << 20))
    assert _reasons(answers) == {}
    assert [hole.reason for part in decode(answers["001"].facts[0]).parts for hole in part.holes] == [GapReason.MEMORY]


def test_worker_that_cannot_start_ends_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_START", "raise SystemExit('no room at the inn')  # {path}")
    with pytest.raises(IncompleteError, match="cannot start") as caught:
        _examine([b"find"])
    assert caught.value.hint == "it said: no room at the inn"


def test_system_that_starts_no_process_ends_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(complaints: object) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(workers, "_spawn", refuse)
    with pytest.raises(IncompleteError) as caught:
        _examine([b"find"])
    assert caught.value.hint == "it said: resource temporarily unavailable"


def test_tasks_are_pulled_no_faster_than_they_are_examined() -> None:
    pulled = 0

    def tasks() -> Iterator[Task]:
        nonlocal pulled
        for number in range(200):
            pulled += 1
            yield Task(a_ref(f"{number:03}", b"x"), "", 1)

    answered = examine_all(tasks(), _setup(FORCED), 2, _never)
    next(answered)
    assert pulled <= 1 + 4 * (2 * 2 + 1)
    answered.close()


def test_abandoned_run_leaves_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    started = []
    spawn = workers._spawn

    def remember(complaints):  # type: ignore[no-untyped-def]
        started.append(spawn(complaints))
        return started[-1]

    monkeypatch.setattr(workers, "_spawn", remember)
    answered = examine_all([Task(a_ref(f"{n}", b"x"), "", 1) for n in range(40)], _setup(FORCED), 2, _never)
    next(answered)
    answered.close()
    assert started
    assert [process.wait(timeout=10) for process in started] == [-9] * len(started)
