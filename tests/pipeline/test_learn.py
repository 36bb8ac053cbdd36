"""From a target to findings and gaps."""

import pytest

from gateline.cache.shelf import Shelf
from gateline.cache.store import NoStore
from gateline.model.gap import Gap, GapReason
from gateline.model.report import Counts
from gateline.pipeline import learn as module
from gateline.pipeline.engines import EngineSetup, build_engines
from gateline.pipeline.learn import Learned, learn
from gateline.pipeline.limits import Limits
from gateline.pipeline.progress import Progress
from tests.pipeline.targets import Literal

pytestmark = pytest.mark.usefixtures("odd")


DEFAULTS = Limits()


def _learn(source: Literal, *, may_be_empty: bool = True, limits: Limits = DEFAULTS, progress: Progress | None = None) -> Learned:
    setup = EngineSetup(("odd",), is_cached=False)
    shelf = Shelf(NoStore("a note"))
    return learn(source, build_engines(setup), setup, limits, shelf, jobs=1, may_be_empty=may_be_empty, progress=progress)


def test_findings_are_placed_and_the_cache_may_speak() -> None:
    learned = _learn(Literal({"b": "find", "a": "find", "c": "x"}))
    assert [(finding.location.path, len(finding.occurrences)) for finding in learned.findings] == [("a", 1)]
    assert learned.counts == Counts(3, 2, 5)
    assert learned.notes == ("a note",)


def test_gaps_of_source_reader_and_analyzer_are_sorted_together() -> None:
    learned = _learn(Literal({"b": "raise", "a": "raise"}, Gap("c", "source", GapReason.NOT_REGULAR)))
    assert [(gap.path, gap.by, gap.reason) for gap in learned.gaps] == [
        ("a", "odd", GapReason.CRASHED),
        ("b", "odd", GapReason.CRASHED),
        ("c", "source", GapReason.NOT_REGULAR),
    ]


def test_secret_in_an_error_message_goes_nowhere() -> None:
    assert "secret" not in repr(_learn(Literal({"a": "raise"})).gaps)


def test_empty_change_is_fine_and_an_empty_tree_is_not() -> None:
    assert _learn(Literal({})).gaps == ()
    assert _learn(Literal({})).is_empty
    assert _learn(Literal({}), may_be_empty=False).gaps == (Gap("", "pipeline", GapReason.EMPTY, "there is no file in it"),)


def test_not_one_byte_looked_at_is_a_gap() -> None:
    learned = _learn(Literal({"a": "text"}), limits=Limits(file_bytes=1))
    assert [gap.reason for gap in learned.gaps] == [GapReason.EMPTY, GapReason.TOO_LARGE]


def test_time_for_the_whole_run_leaves_the_rest_as_a_gap() -> None:
    learned = _learn(Literal({f"{n:03}": "find" for n in range(50)}), limits=Limits(total_seconds=1e-9))
    assert learned.counts.files < 51
    assert [gap.reason for gap in learned.gaps] == [GapReason.TIMEOUT]


def test_progress_hears_how_much_there_is_and_of_each_content(monkeypatch: pytest.MonkeyPatch) -> None:
    class Heard(Progress):
        wants_total = True
        expected = done = 0
        is_finished = False

        def expect(self, contents: int) -> None:
            self.expected = contents

        def advance(self, contents: int, size: int) -> None:
            self.done += contents

        def finish(self) -> None:
            self.is_finished = True

    heard = Heard()
    _learn(Literal({"a": "x", "b": "y"}), progress=heard)
    assert (heard.expected, heard.done, heard.is_finished) == (2, 2, True)
    monkeypatch.setattr(module, "_MOST_COUNTED", 2)
    heard = Heard()
    learned = _learn(Literal({"a": "x", "b": "y", "c": "z"}), progress=heard)
    assert (heard.expected, learned.counts.files) == (0, 3)
