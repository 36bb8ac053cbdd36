"""The edge where whatever breaks becomes a hole, and nothing else is lost."""

import io
import zipfile

import pytest

from gateline.facts.blob import BlobFacts, Hole, Part, decode
from gateline.model.gap import GapReason
from gateline.pipeline.examine import Examiner
from gateline.pipeline.limits import Limits
from gateline.pipeline.task import Answer, Task
from gateline.source.kinds import promise
from gateline.source.oid import blob_id
from gateline.source.reader import MemoryReader
from tests.pipeline.odd import OddAnalyzer, a_fact
from tests.pipeline.targets import a_ref

DEFAULTS = Limits()


def _examine(data: bytes, path: str = "a.txt", *analyzers: OddAnalyzer, limits: Limits = DEFAULTS) -> Answer:
    examiner = Examiner(MemoryReader(), analyzers or (OddAnalyzer(),), limits)
    return examiner.examine(Task(a_ref(path, data), promise(path), (1 << len(analyzers or (1,))) - 1))


def _zip(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_facts_come_with_the_content_id_and_its_size() -> None:
    answer = _examine(b"find it")
    assert answer.oid == blob_id(b"find it")
    assert [decode(facts) for facts in answer.facts] == [BlobFacts((Part("", (a_fact(),)),), 0, 7)]


def test_clean_content_has_no_parts() -> None:
    assert decode(_examine(b"nothing").facts[0]) == BlobFacts((), 0, 7)


def test_known_content_id_is_kept() -> None:
    examiner = Examiner(MemoryReader(), [OddAnalyzer()], Limits())
    assert examiner.examine(Task(a_ref("a", b"x", oid="abc"), "", 1)).oid == "abc"


def test_sha256_repository_names_its_contents_so() -> None:
    examiner = Examiner(MemoryReader(), [OddAnalyzer()], Limits(), is_sha256=True)
    assert examiner.examine(Task(a_ref("a", b"x"), "", 1)).oid == blob_id(b"x", is_sha256=True)


def test_only_asked_analyzers_answer_in_their_order() -> None:
    first, second, third = (OddAnalyzer(name) for name in ("first", "second", "third"))
    examiner = Examiner(MemoryReader(), [first, second, third], Limits())
    answer = examiner.examine(Task(a_ref("a", b"find"), "", 0b101))
    assert len(answer.facts) == 2
    assert (first.seen, second.seen, third.seen) == ([b"find"], [], [b"find"])


def test_analyzer_that_breaks_leaves_a_hole_and_the_others_their_facts() -> None:
    class Breaking(OddAnalyzer):
        def analyze(self, blob):  # type: ignore[no-untyped-def]
            raise ValueError(f"quotes {blob.data!r}")

    answer = _examine(b"find secret", "a.txt", Breaking("breaking"), OddAnalyzer())
    broken, whole = (decode(facts) for facts in answer.facts)
    hole = Hole("breaking", GapReason.CRASHED, "ValueError inside the tool; please report it")
    assert broken.parts == (Part("", (), (hole,)),)
    assert whole.parts == (Part("", (a_fact(),), (hole,)),)


def test_time_is_up_for_a_content_that_never_ends() -> None:
    answer = _examine(b"spin", limits=Limits(cpu_seconds=0.05))
    assert decode(answer.facts[0]).parts == (Part("", (), (Hole("odd", GapReason.TIMEOUT, "took more than 0.05 CPU seconds"),)),)


def test_next_content_has_its_own_time() -> None:
    examiner = Examiner(MemoryReader(), [OddAnalyzer()], Limits(cpu_seconds=0.05))
    examiner.examine(Task(a_ref("a", b"spin"), "", 1))
    assert decode(examiner.examine(Task(a_ref("b", b"find"), "", 1)).facts[0]).parts == (Part("", (a_fact(),)),)


def test_memory_that_runs_out_is_a_hole() -> None:
    class Hungry(OddAnalyzer):
        def analyze(self, blob):  # type: ignore[no-untyped-def]
            raise MemoryError

    hole = Hole("odd", GapReason.MEMORY, "needs more memory than a worker may use")
    assert decode(_examine(b"x", "a", Hungry()).facts[0]).parts == (Part("", (), (hole,)),)


def test_content_that_cannot_be_read_is_a_hole() -> None:
    answer = _examine(b"too long", limits=Limits(file_bytes=3))
    assert answer == Answer(hole=Hole("source", GapReason.TOO_LARGE, "8 bytes, the limit is 3"))


def test_reader_that_breaks_is_a_hole() -> None:
    class Broken(MemoryReader):
        def read(self, ref, limit):  # type: ignore[no-untyped-def]
            raise KeyError

    answer = Examiner(Broken(), [OddAnalyzer()], Limits()).examine(Task(a_ref("a", b""), "", 1))
    assert answer == Answer(hole=Hole("source", GapReason.CRASHED, "KeyError inside the tool; please report it"))


def test_archive_is_its_members() -> None:
    odd = OddAnalyzer()
    data = _zip(**{"a.txt": b"find", "b/c.txt": b"nothing", "pic.png": b"\x89PNG\r\n\x1a\nfind"})
    facts = decode(_examine(data, "x.zip", odd).facts[0])
    assert facts.parts == (Part("a.txt", (a_fact(),)),)
    assert (facts.members, facts.bytes) == (3, len(data) + 4 + 7 + 12)
    assert odd.seen == [b"find", b"nothing"], "neither the archive's own bytes nor an unwanted kind"


def test_damaged_member_says_where_and_keeps_the_rest() -> None:
    facts = decode(_examine(_zip(**{"a.txt": b"find", "b.gz": b"\x1f\x8b\x08" + b"\0" * 20}), "x.zip").facts[0])
    assert facts.parts[0] == Part("a.txt", (a_fact(),))
    assert [(part.member.partition("!")[0], hole.by) for part in facts.parts for hole in part.holes] == [("b.gz", "source")]


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04" + b"\xff" * 100, b"\x1f\x8b\x08" + b"\0" * 20, b"7z\xbc\xaf\x27\x1c" + b"\0" * 50]
)
def test_archive_that_cannot_be_opened_is_a_hole(data: bytes) -> None:
    facts = decode(_examine(data, "x").facts[0])
    assert [hole.reason for part in facts.parts for hole in part.holes]
