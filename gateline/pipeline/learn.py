"""The first half of the road: a target and a plan in, findings, components and gaps out."""

import hashlib
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import cast

from msgspec import Struct

from gateline import __version__
from gateline.cache.shelf import Shelf
from gateline.engines.contract import Engine
from gateline.model.component import Component
from gateline.model.finding import Finding
from gateline.model.gap import Gap, GapReason
from gateline.model.report import Counts
from gateline.pipeline.examine import Examiner
from gateline.pipeline.gather import Gathering, analyzer_key
from gateline.pipeline.plan import Plan
from gateline.pipeline.progress import Progress
from gateline.pipeline.task import Setup
from gateline.pipeline.workers import examine_all
from gateline.registry import ENGINES, load
from gateline.source.reader import open_reader
from gateline.source.target import Ref, Source

__all__ = ["Learned", "build_engines", "learn", "rules_digest"]

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


def build_engines(plan: Plan) -> list[Engine]:
    """The engines of a plan, in its order."""
    return [cast(type[Engine], load(ENGINES, name, "engine"))() for name in plan.engines]


def rules_digest(engines: Iterable[Engine]) -> str:
    """sha256 over the rules of all engines, in hex."""
    lines = "".join(f"{engine.name} {engine.rules_digest}\n" for engine in engines)
    return hashlib.sha256(lines.encode()).hexdigest()


def learn(
    source: Source,
    plan: Plan,
    engines: Sequence[Engine],
    shelf: Shelf,
    *,
    jobs: int,
    tree: str = "",
    is_whole: bool = False,
    progress: Progress | None = None,
) -> Learned:
    """Look at everything a target holds.

    Args:
        source: the target.
        plan: limits, and the names of `engines`.
        engines: from `build_engines`.
        shelf: what earlier runs learned; what this one learns is kept there.
        jobs: most worker processes.
        tree: absolute root of a working tree, empty for other targets.
        is_whole: `source` lists every file of `tree`.
        progress: told of each content that is done.

    Raises:
        SourceError: the target cannot be listed.
        IncompleteError: no worker can be started.
    """
    progress = progress or Progress()
    analyzers = [engine.analyzer() for engine in engines]
    index = shelf.index(tree, __version__, [analyzer_key(analyzer) for analyzer in analyzers])
    gathering = Gathering(analyzers, shelf.store, index, plan.limits, progress)
    setup = Setup(source.reader(), plan.engines, plan.limits)

    def here() -> Examiner:
        return Examiner(open_reader(setup.reader), analyzers, plan.limits)

    examined = examine_all(gathering.tasks(_counted(source.refs(), progress)), setup, jobs, here)
    deadline = time.monotonic() + plan.limits.total_seconds if plan.limits.total_seconds else None
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
    gaps = [*gathering.gaps, *gathering.holes(source), *_blind(gathering), *_late(is_late, plan)]
    concluded = [item for number, engine in enumerate(engines) for item in engine.conclude(gathering.placed(source, number))]
    return Learned(
        findings=tuple(item for item in concluded if isinstance(item, Finding)),
        components=tuple(sorted(item for item in concluded if isinstance(item, Component))),
        gaps=tuple(sorted({*gaps, *(item for item in concluded if isinstance(item, Gap))}, key=_gap_order)),
        counts=gathering.counts(source.commits),
        is_empty=gathering.is_empty(),
        notes=(*shelf.store.notes, *index.notes),
    )


def _counted(refs: Iterator[Ref | Gap], progress: Progress) -> Iterable[Ref | Gap]:
    """Listed ahead when somebody looks at the progress, as far as that is sensible."""
    if not progress.wants_total:
        return refs
    ahead = list(islice(refs, _MOST_COUNTED))
    if len(ahead) < _MOST_COUNTED:
        progress.expect(len(ahead))
    return chain(ahead, refs)


def _blind(gathering: Gathering) -> Iterator[Gap]:
    if gathering.is_blind():
        yield Gap("", "pipeline", GapReason.EMPTY, "not one byte was looked at, though there is something to look at")


def _late(is_late: bool, plan: Plan) -> Iterator[Gap]:
    if is_late:
        seconds = plan.limits.total_seconds
        yield Gap("", "pipeline", GapReason.TIMEOUT, f"stopped after {seconds:g} seconds (`total_seconds`); the rest was not analyzed")


def _gap_order(gap: Gap) -> tuple[str, str, str, str]:
    return gap.path, gap.by, gap.reason.value, gap.note
