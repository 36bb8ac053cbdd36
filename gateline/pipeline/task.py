"""What travels between the run and those who examine contents, as msgpack bytes.

A setup says once how to read and what to look for; a task names one content; an answer says what was learned of it.
"""

from msgspec import Struct
from msgspec.msgpack import Decoder, Encoder

from gateline.facts.blob import Hole
from gateline.pipeline.engines import EngineSetup
from gateline.pipeline.limits import Limits
from gateline.source.target import ReaderSpec, Ref

__all__ = ["Answer", "Setup", "Task", "decode_answers", "decode_setup", "decode_tasks", "encode"]


class Setup(Struct, frozen=True, array_like=True):
    """How to build an examiner in another process."""

    reader: ReaderSpec
    engines: EngineSetup
    """Bit n of `Task.wanted` speaks of the n-th of its names."""
    limits: Limits
    is_sha256: bool = False
    """Whether contents are named as in a sha256 repository."""


class Task(Struct, frozen=True, gc=False, array_like=True):
    """One content to read and analyze."""

    ref: Ref
    kind: str
    """What its path promises of its kind: part of the cache key."""
    wanted: int
    """Which analyzers have no answer for it yet, as a bit mask."""


class Answer(Struct, frozen=True, gc=False, array_like=True):
    """What was learned of one content."""

    oid: str = ""
    facts: tuple[bytes, ...] = ()
    """Encoded `BlobFacts`, one for each bit of `Task.wanted`, lowest bit first."""
    hole: Hole | None = None
    """Why there are no facts at all."""


_encoder = Encoder()
_setups = Decoder(Setup)
_tasks = Decoder(list[Task])
_answers = Decoder(list[Answer])


def encode(message: Setup | list[Task] | list[Answer]) -> bytes:
    """msgpack bytes of a message."""
    return _encoder.encode(message)


def decode_setup(data: bytes) -> Setup:
    """Read an encoded setup."""
    return _setups.decode(data)


def decode_tasks(data: bytes) -> list[Task]:
    """Read encoded tasks."""
    return _tasks.decode(data)


def decode_answers(data: bytes) -> list[Answer]:
    """Read encoded answers."""
    return _answers.decode(data)
