"""The first half of the road: a target and a plan in, findings, components and gaps out."""

import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from msgspec import Struct
from msgspec.structs import replace

from gateline import __version__
from gateline.cache.shelf import Shelf
from gateline.engines.contract import Engine
from gateline.model.component import Component
from gateline.model.finding import Finding
from gateline.model.gap import Gap, GapReason
from gateline.model.report import Counts
from gateline.pipeline.engines import EngineSetup
from gateline.pipeline.examine import Examiner
from gateline.pipeline.gather import Gathering, Places, analyzer_key
from gateline.pipeline.limits import Limits
from gateline.pipeline.progress import Progress
from gateline.pipeline.task import Setup
from gateline.pipeline.workers import examine_all
from gateline.source.reader import open_reader
from gateline.source.target import Ref, Source

__all__ = ["Learned", "Looked", "learn", "look"]

_MOST_COUNTED = 250_000
"""References listed ahead to say what remains; beyond it only the rate is shown."""


class Learned(Struct, frozen=True):
    """What the engines conclude of one target."""

    findings: tuple[Finding, ...]
    components: tuple[Component, ...]
    gaps: tuple[Gap, ...]
    counts: Counts
    is_empty: bool
    """The target holds nothing: no file, no gap."""
    notes: tuple[str, ...]
    """What the cache has to say, one line each."""


class Looked(Struct, frozen=True):
    """What the analyzers say of everything a target holds, before anybody concludes."""

    places: Places
    gaps: tuple[Gap, ...]
    counts: Counts
    is_empty: bool
    """See `Learned`."""
    notes: tuple[str, ...]
    """See `Learned`."""


def learn(
    source: Source,
    engines: Sequence[Engine],
    setup: EngineSetup,
    limits: Limits,
    shelf: Shelf,
    *,
    jobs: int,
    tree: str = "",
    prefix: str = "",
    is_whole: bool = False,
    may_be_empty: bool = True,
    progress: Progress | None = None,
) -> Learned:
    """Look at everything a target holds, and conclude.

    Args:
        source: the target.
        engines: from `build_engines(setup)`.
        setup: how workers build the same engines.
        limits: what the target may cost.
        shelf: what earlier runs learned; what this one learns is kept there.
        jobs: most worker processes.
        tree: absolute root of a working tree, empty for other targets.
        prefix: what stands before the tree's own paths in those of `source`.
        is_whole: `source` lists every file of `tree`.
        may_be_empty: a target without any content is fine, as a change is; else that is a gap.
        progress: told of each content that is done.

    Raises:
        SourceError: the target cannot be listed.
        IncompleteError: no worker can be started.
    """
    looked = look(
        source,
        engines,
        setup,
        limits,
        shelf,
        jobs=jobs,
        tree=tree,
        prefix=prefix,
        is_whole=is_whole,
        may_be_empty=may_be_empty,
        progress=progress,
    )
    concluded = [item for number, engine in enumerate(engines) for item in engine.conclude(looked.places.facts(number))]
    return Learned(
        findings=tuple(item for item in concluded if isinstance(item, Finding)),
        components=tuple(sorted(item for item in concluded if isinstance(item, Component))),
        gaps=tuple(sorted({*looked.gaps, *(item for item in concluded if isinstance(item, Gap))}, key=_gap_order)),
        counts=looked.counts,
        is_empty=looked.is_empty,
        notes=looked.notes,
    )


def look(
    source: Source,
    engines: Sequence[Engine],
    setup: EngineSetup,
    limits: Limits,
    shelf: Shelf,
    *,
    jobs: int,
    tree: str = "",
    prefix: str = "",
    is_whole: bool = False,
    may_be_empty: bool = True,
    progress: Progress | None = None,
) -> Looked:
    """Look at everything a target holds. Arguments and errors are those of `learn`."""
    progress = progress or Progress()
    analyzers = [engine.analyzer() for engine in engines]
    index = shelf.index(tree, __version__, [analyzer_key(analyzer) for analyzer in analyzers], prefix)
    gathering = Gathering(analyzers, shelf.store, index, limits, progress)
    reader = source.reader()

    def here() -> Examiner:
        return Examiner(open_reader(reader), analyzers, limits)

    def prepared() -> Setup:
        ready = replace(setup, prefilters=tuple(engine.prepare() for engine in engines))
        return Setup(reader, ready, limits)

    tasks = gathering.tasks(_counted(source.refs(), progress))
    examined = examine_all(tasks, Setup(reader, setup, limits), jobs, here, prepared)
    deadline = time.monotonic() + limits.total_seconds if limits.total_seconds else None
    is_late = False
    try:
        for task, answer in examined:
            gathering.take(task, answer)
            if deadline is not None and time.monotonic() > deadline:
                is_late = True
                break
    finally:
        examined.close()
        progress.finish()
        gathering.keep(is_whole and not is_late)
    places = gathering.places(source)
    gaps = (*gathering.gaps, *places.holes(), *_blind(gathering, may_be_empty), *_late(is_late, limits))
    return Looked(places, gaps, gathering.counts(source.commits), gathering.is_empty(), (*shelf.store.notes, *index.notes))


def _counted(refs: Iterator[Ref | Gap], progress: Progress) -> Iterable[Ref | Gap]:
    """Listed ahead when somebody looks at the progress, as far as that is sensible."""
    if not progress.wants_total:
        return refs
    ahead = list(islice(refs, _MOST_COUNTED))
    if len(ahead) < _MOST_COUNTED:
        progress.expect(len(ahead))
    return chain(ahead, refs)


def _blind(gathering: Gathering, may_be_empty: bool) -> Iterator[Gap]:
    if gathering.is_empty() and not may_be_empty:
        yield Gap("", "pipeline", GapReason.EMPTY, "there is no file in it")
    if gathering.is_blind():
        yield Gap("", "pipeline", GapReason.EMPTY, "not one byte was looked at, though there is something to look at")


def _late(is_late: bool, limits: Limits) -> Iterator[Gap]:
    if is_late:
        seconds = limits.total_seconds
        yield Gap(
            "", "pipeline", GapReason.TIMEOUT, f"stopped after {seconds:g} seconds (`total_seconds`); the rest was not analyzed"
        )


def _gap_order(gap: Gap) -> tuple[str, str, str, str]:
    return gap.path, gap.by, gap.reason.value, gap.note
