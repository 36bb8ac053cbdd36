"""Kinds of sinks as bits."""

from gateline.engines.sast.kinds import SINK_KINDS
from gateline.engines.sast.solver.masks import BIT, mask_of
from gateline.engines.sast.solver.values import ALL, GUESS, NORMAL


def test_every_kind_has_a_bit_of_its_own() -> None:
    assert set(BIT) == set(SINK_KINDS)
    assert len(set(BIT.values())) == len(BIT)
    assert mask_of(SINK_KINDS) & ALL == mask_of(SINK_KINDS)


def test_flags_are_no_kinds() -> None:
    assert not mask_of(SINK_KINDS) & (GUESS | NORMAL)
    assert not ALL & (GUESS | NORMAL)
