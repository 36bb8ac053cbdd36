"""What was learned before is not asked again, and what is asked is placed where it stands."""

import pytest

from gateline.cache.stat_index import StatIndex
from gateline.cache.store import NoStore
from gateline.facts.blob import BlobFacts, Hole, Part, encode
from gateline.model.finding import Origin
from gateline.model.gap import Gap, GapReason
from gateline.model.report import Counts
from gateline.pipeline.gather import Gathering, analyzer_key
from gateline.pipeline.limits import Limits
from gateline.pipeline.progress import Progress
from gateline.pipeline.task import Answer, Task
from gateline.source.target import Ref, Sighting
from tests.pipeline.odd import OddAnalyzer, a_fact
from tests.pipeline.targets import Literal, a_ref

CLEAN = encode(BlobFacts((), 0, 4))
FOUND = encode(BlobFacts((Part("", (a_fact(),)),), 0, 4))
HOLE = Hole("source", GapReason.MALFORMED, "broken")
OLD = (1, 1, 7, 4)


class Memory(NoStore):
    """A store that keeps what it is given, for a test."""

    def __init__(self) -> None:
        super().__init__()
        self.known: dict[bytes, bytes] = {}

    def get(self, keys):  # type: ignore[no-untyped-def]
        return {key: self.known[key] for key in keys if key in self.known}

    def put(self, entries):  # type: ignore[no-untyped-def]
        self.known.update(entries)


def _gathering(
    *analyzers: OddAnalyzer, store: NoStore | None = None, index: StatIndex | None = None, limits: Limits | None = None
) -> Gathering:
    asked = analyzers or (OddAnalyzer(),)
    index = index or StatIndex("", "1", [analyzer_key(analyzer) for analyzer in asked])
    return Gathering(asked, store or NoStore(), index, limits or Limits(), Progress())


def _answer(gathering: Gathering, refs: list[Ref | Gap], **answers: Answer) -> list[Task]:
    tasks = list(gathering.tasks(refs))
    for task in tasks:
        gathering.take(task, answers[task.ref.path])
    gathering.keep(is_whole=True)
    return tasks


def test_unknown_contents_are_tasks_and_gaps_stay_gaps() -> None:
    gathering = _gathering()
    gap = Gap("b", "source", GapReason.NOT_REGULAR)
    assert _answer(gathering, [a_ref("a", "text"), gap], a=Answer("1", (FOUND,))) == [Task(a_ref("a", "text"), "", 1)]
    assert gathering.gaps == [gap]
    [placed] = gathering.places(Literal({})).facts(0)
    assert (placed.oid, placed.sighting, placed.facts) == ("1", Sighting(("a",)), (a_fact(),))
    assert gathering.counts(0) == Counts(1, 1, 4)


def test_known_content_is_no_task() -> None:
    store = Memory()
    ref = a_ref("a.txt", "text", oid="1")
    assert len(_answer(_gathering(store=store), [ref], **{"a.txt": Answer("1", (FOUND,))})) == 1
    again = _gathering(store=store)
    assert _answer(again, [ref]) == []
    assert [placed.facts for placed in again.places(Literal({})).facts(0)] == [(a_fact(),)]
    assert again.counts(0) == Counts(1, 1, 4)


@pytest.mark.parametrize("other", [OddAnalyzer(digest="2"), OddAnalyzer(name="other")])
def test_another_analyzer_knows_nothing(other: OddAnalyzer) -> None:
    store = Memory()
    ref = a_ref("a", "text", oid="1")
    _answer(_gathering(store=store), [ref], a=Answer("1", (CLEAN,)))
    assert len(list(_gathering(other, store=store).tasks([ref]))) == 1


def test_only_the_analyzers_that_do_not_know_are_asked() -> None:
    store = Memory()
    ref = a_ref("a", "text", oid="1")
    one, two = OddAnalyzer("one"), OddAnalyzer("two")
    _answer(_gathering(two, store=store), [ref], a=Answer("1", (FOUND,)))
    gathering = _gathering(one, two, store=store)
    assert [task.wanted for task in _answer(gathering, [ref], a=Answer("1", (CLEAN,)))] == [0b01]
    assert [len(list(gathering.places(Literal({})).facts(number))) for number in (0, 1)] == [0, 1]


def test_one_content_under_names_that_promise_different_kinds_is_examined_as_both() -> None:
    store = Memory()
    refs: list[Ref | Gap] = [a_ref("run", "#!/bin/sh", oid="1"), a_ref("run.py", "#!/bin/sh", oid="1")]
    tasks = _answer(_gathering(store=store), refs, run=Answer("1", (CLEAN,)), **{"run.py": Answer("1", (FOUND,))})
    assert [task.kind for task in tasks] == ["", "python"]
    again = _gathering(store=store)
    assert _answer(again, refs) == []
    assert [placed.sighting.paths for placed in again.places(Literal({})).facts(0)] == [("run.py",)]
    assert again.counts(0) == Counts(2, 1, 4)


def test_one_content_at_several_paths_is_one_with_all_of_them() -> None:
    gathering = _gathering()
    refs: list[Ref | Gap] = [a_ref("b", "text"), a_ref("a", "text"), a_ref("b", "text")]
    _answer(gathering, refs, a=Answer("1", (FOUND,)), b=Answer("1", (FOUND,)))
    assert [placed.sighting.paths for placed in gathering.places(Literal({})).facts(0)] == [("a", "b")]


def test_damaged_facts_are_unknown() -> None:
    store = Memory()
    ref = a_ref("a", "text", oid="1")
    _answer(_gathering(store=store), [ref], a=Answer("1", (CLEAN,)))
    store.known = dict.fromkeys(store.known, b"\xc1")
    assert len(list(_gathering(store=store).tasks([ref]))) == 1


def test_holes_that_another_run_may_not_have_are_not_kept() -> None:
    store = Memory()
    for reason, kept in ((GapReason.TIMEOUT, 0), (GapReason.UNSUPPORTED, 0), (GapReason.CRASHED, 0), (GapReason.MALFORMED, 1)):
        store.known = {}
        facts = encode(BlobFacts((Part("", (), (Hole("x", reason),)),), 0, 4))
        _answer(_gathering(store=store), [a_ref("a", "text")], a=Answer("1", (facts,)))
        assert len(store.known) == kept, reason


def test_content_without_an_answer_is_a_gap() -> None:
    gathering = _gathering()
    _answer(gathering, [a_ref("a", "text")], a=Answer(hole=Hole("source", GapReason.UNREADABLE, "gone")))
    assert gathering.gaps == [Gap("a", "source", GapReason.UNREADABLE, "gone")]
    assert gathering.is_blind()


def test_holes_are_gaps_at_every_path_and_told_once_though_each_analyzer_tells_them() -> None:
    facts = encode(BlobFacts((Part("in.txt", (), (HOLE,)),), 1, 4))
    gathering = _gathering(OddAnalyzer("one"), OddAnalyzer("two"))
    refs: list[Ref | Gap] = [a_ref("a.zip", "text"), a_ref("b.zip", "text")]
    _answer(gathering, refs, **dict.fromkeys(("a.zip", "b.zip"), Answer("1", (facts, facts))))
    gaps = list(gathering.places(Literal({})).holes())
    assert gaps == [Gap(f"{name}.zip!/in.txt", "source", GapReason.MALFORMED, "broken") for name in "ab"]


def test_history_places_come_from_the_source() -> None:
    class History(Literal):
        def sightings(self, oids):  # type: ignore[no-untyped-def]
            return {oid: Sighting(("old/a", "new/a"), Origin("c" * 40, "Ada", "2024", False)) for oid in oids}

    gathering = _gathering()
    _answer(gathering, [a_ref("new/a", "text", oid="1")], **{"new/a": Answer("1", (FOUND,))})
    [placed] = gathering.places(History({})).facts(0)
    assert placed.sighting.paths == ("old/a", "new/a")
    assert placed.sighting.origin is not None


def test_unchanged_clean_file_costs_one_look_up(tmp_path: "pytest.TempPathFactory") -> None:
    path = f"{tmp_path}/index"
    key = analyzer_key(OddAnalyzer())
    ref = a_ref("a", "text", stamp=OLD)
    _answer(_gathering(index=StatIndex(path, "1", [key])), [ref], a=Answer("1", (CLEAN,)))
    again = _gathering(index=StatIndex(path, "1", [key]))
    assert _answer(again, [ref]) == []
    assert again.counts(0) == Counts(1, 1, 4)


def test_unchanged_file_with_findings_is_looked_up_by_its_content(tmp_path: "pytest.TempPathFactory") -> None:
    path = f"{tmp_path}/index"
    key = analyzer_key(OddAnalyzer())
    store = Memory()
    ref = a_ref("a", "text", stamp=OLD)
    _answer(_gathering(index=StatIndex(path, "1", [key]), store=store), [ref], a=Answer("1", (FOUND,)))
    again = _gathering(index=StatIndex(path, "1", [key]), store=store)
    assert _answer(again, [ref]) == []
    assert len(list(again.places(Literal({})).facts(0))) == 1
    forgotten = _gathering(index=StatIndex(path, "1", [key]))
    assert len(list(forgotten.tasks([ref]))) == 1


def test_too_large_a_file_is_a_gap_and_never_read() -> None:
    gathering = _gathering(limits=Limits(file_bytes=3))
    assert _answer(gathering, [a_ref("a", "text")]) == []
    assert gathering.gaps == [Gap("a", "source", GapReason.TOO_LARGE, "4 bytes; at most 3 are read (`source: max_file_size`)")]


def test_name_that_firmly_promises_an_unwanted_kind_is_not_read() -> None:
    gathering = _gathering(OddAnalyzer(unwanted="python"))
    assert _answer(gathering, [a_ref("a.py", "text")]) == []
    assert gathering.is_blind()
    assert len(list(_gathering(OddAnalyzer(unwanted="text")).tasks([a_ref("a", "text")]))) == 1, "no name, no promise"


def test_empty_and_blind_are_told_apart() -> None:
    nothing = _gathering()
    _answer(nothing, [])
    assert (nothing.is_empty(), nothing.is_blind()) == (True, False)
    empty_file = _gathering()
    _answer(empty_file, [a_ref("a", "")], a=Answer("1", (encode(BlobFacts()),)))
    assert (empty_file.is_empty(), empty_file.is_blind()) == (False, False)
