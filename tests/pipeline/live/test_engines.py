"""Any engine lives: by concluding one file, all files, or in its own way."""

import pytest

from gateline.engines.contract import Livable, PlacedFacts
from gateline.facts.secret import SecretFact
from gateline.model.location import Position
from gateline.model.severity import Confidence
from gateline.pipeline.live.engines import Wholly, enliven
from gateline.source.target import Sighting
from tests.pipeline.live.whole import LivingEngine, WholeEngine
from tests.pipeline.odd import OddEngine, a_fact


def _placed(path: str, *words: str) -> PlacedFacts:
    facts = [SecretFact(word, "x", Position(n, 1), Position(n, 2), "", Confidence.HIGH) for n, word in enumerate(words, 1)]
    return PlacedFacts(Sighting((path,)), "", tuple(facts))


def _odd(path: str) -> PlacedFacts:
    return PlacedFacts(Sighting((path,)), "", (a_fact(),))


def test_engine_of_one_content_concludes_only_what_changed() -> None:
    live = enliven(OddEngine())
    assert set(live.update([_odd("a"), _odd("b")])) == {"a", "b"}
    assert [finding.location.path for finding in live.findings("a")] == ["a"]
    assert set(live.update([], ["a", "never"])) == {"a"}
    assert (list(live.findings("a")), len(live.findings("b")), list(live.findings("never"))) == ([], 1, [])


def test_engine_of_the_whole_target_tells_of_files_that_did_not_change() -> None:
    live = enliven(WholeEngine())
    assert set(live.update([_placed("a", "source"), _placed("b", "sink")])) == {"b"}
    assert set(live.update([_placed("a", "other")])) == {"b"}
    assert list(live.findings("b")) == []
    assert set(live.update([_placed("a", "source")])) == {"b"}
    assert [step.location.path for step in live.findings("b")[0].trace] == ["a", "b"]
    assert set(live.update([], ["b"])) == {"b"}


def test_large_target_is_concluded_from_when_told_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateline.pipeline.live.engines._MOST_AT_ONCE", 1)
    live = enliven(WholeEngine())
    assert isinstance(live, Wholly)
    assert set(live.update([_placed("a", "source"), _placed("b", "sink")])) == set()
    assert set(live.catch_up()) == {"b"}
    assert set(live.catch_up()) == set()
    assert set(live.update([], ["b"])) == {"b"}


def test_engine_with_its_own_way_goes_it() -> None:
    engine = LivingEngine()
    assert isinstance(engine, Livable)
    assert not isinstance(WholeEngine(), Livable)
    live = enliven(engine)
    live.update([_placed("a", "source"), _placed("b", "sink")])
    live.update([], ["a"])
    assert engine.updates == [(["a", "b"], []), ([], ["a"])]
    assert list(live.findings("b")) == []
