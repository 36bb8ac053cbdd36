"""Engines that look at the same contents together."""

from gateline.engines.contract import Scope
from gateline.model.gap import Gap, GapReason
from gateline.model.report import Counts
from gateline.pipeline.crews import NOTHING, crews, merged
from gateline.pipeline.engines import EngineSetup, build_engines
from gateline.pipeline.learn import Learned

SETUP = EngineSetup(("sast", "secrets"), is_cached=False)


def test_one_crew_where_the_target_is_a_program() -> None:
    (crew,) = crews(SETUP, build_engines(SETUP), is_apart=False)
    assert crew.setup == SETUP
    assert not crew.is_whole_program


def test_whole_programs_are_looked_at_apart() -> None:
    alone, whole = crews(SETUP, build_engines(SETUP), is_apart=True)
    assert (alone.setup.names, alone.is_whole_program) == (("secrets",), False)
    assert (whole.setup.names, whole.is_whole_program) == (("sast",), True)
    assert [engine.scope for engine in whole.engines] == [Scope.TARGET]


def test_what_crews_learn_is_counted_once() -> None:
    gap = Gap("a", "source", GapReason.MALFORMED)
    one = Learned((), (), (gap,), Counts(2, 2, 10), False, ("note",))
    both = merged([one, one])
    assert (both.gaps, both.counts, both.notes, both.is_empty) == ((gap,), Counts(2, 2, 10), ("note",), False)
    assert merged([NOTHING, one]).counts == Counts(2, 2, 10)
    assert merged([NOTHING]) is NOTHING
