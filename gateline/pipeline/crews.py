"""Engines that look at the same contents together, and what several such crews learn as one."""

from collections.abc import Sequence
from typing import NamedTuple

from msgspec.structs import replace

from gateline.engines.contract import Engine, Scope
from gateline.model.report import Counts
from gateline.pipeline.engines import EngineSetup
from gateline.pipeline.learn import Learned

__all__ = ["NOTHING", "Crew", "crews", "merged"]

NOTHING = Learned((), (), (), Counts(0, 0, 0), True, ())
"""What is learned where there is nothing to look at."""


class Crew(NamedTuple):
    """Engines, and how workers build the same."""

    setup: EngineSetup
    engines: tuple[Engine, ...]
    is_whole_program: bool
    """Whether half of a program tells them nothing."""


def crews(setup: EngineSetup, engines: Sequence[Engine], *, is_apart: bool) -> tuple[Crew, ...]:
    """All engines as one crew; those that need a whole program as one of their own when the target is none.

    Args:
        setup: what the engines were built from, in their order.
        engines: from `build_engines(setup)`.
        is_apart: whether the target's contents are not one program.
    """
    if not is_apart:
        return (Crew(setup, tuple(engines), is_whole_program=False),)
    found: list[Crew] = []
    for scope in (Scope.BLOB, Scope.TARGET):
        chosen = tuple(engine for engine in engines if engine.scope is scope)
        if chosen:
            names = tuple(engine.name for engine in chosen)
            found.append(Crew(replace(setup, names=names), chosen, scope is Scope.TARGET))
    return tuple(found)


def merged(learned: Sequence[Learned]) -> Learned:
    """What several crews learned of one target; counted as the first counted."""
    if len(learned) == 1:
        return learned[0]
    first = next((one for one in learned if not one.is_empty), learned[0])
    return Learned(
        findings=tuple(finding for one in learned for finding in one.findings),
        components=tuple(sorted({component for one in learned for component in one.components})),
        gaps=tuple(
            sorted({gap for one in learned for gap in one.gaps}, key=lambda gap: (gap.path, gap.by, gap.reason.value, gap.note))
        ),
        counts=first.counts,
        is_empty=all(one.is_empty for one in learned),
        notes=tuple(dict.fromkeys(note for one in learned for note in one.notes)),
    )
