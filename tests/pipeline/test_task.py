"""What travels arrives as it left."""

from gateline.facts.blob import Hole
from gateline.model.gap import GapReason
from gateline.pipeline.engines import EngineSetup
from gateline.pipeline.limits import Limits
from gateline.pipeline.task import Answer, Setup, Task, decode_answers, decode_setup, decode_tasks, encode
from gateline.source.target import ReaderSpec, Ref


def test_round_trips() -> None:
    setup = Setup(ReaderSpec("files", "/root"), EngineSetup(("secrets",), b"key", "/root", False), Limits(cpu_seconds=1.5), True)
    assert decode_setup(encode(setup)) == setup
    tasks = [Task(Ref("caf\\xe9", b"caf\xe9", "", 3, (1, 2, 3, 4)), "python", 0b11)]
    assert decode_tasks(encode(tasks)) == tasks
    answers = [Answer("1" * 40, (b"\x93",)), Answer(hole=Hole("source", GapReason.UNREADABLE, "gone"))]
    assert decode_answers(encode(answers)) == answers
