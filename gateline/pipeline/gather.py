"""From references to placed facts: what was learned before is looked up, the rest is examined.

The cache is asked before anything is read, so its key holds what the path promises of the kind (`source.kinds.promise`). The
kind is a function of that and the content, so equal keys mean equal facts; and one content under two paths that promise
different things has two keys and is examined as both.
"""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import DecodeError, Struct

from gateline import __version__
from gateline.cache.stat_index import Entry, StatIndex
from gateline.cache.store import FactStore, key_of
from gateline.engines.contract import Analyzer, PlacedFacts
from gateline.facts.blob import BlobFacts, Hole, Part, decode
from gateline.model.gap import Gap, GapReason
from gateline.model.report import Counts
from gateline.pipeline.limits import Limits
from gateline.pipeline.progress import Progress
from gateline.pipeline.task import Answer, Task
from gateline.source.kinds import is_archive, is_firm, promise
from gateline.source.target import Ref, Sighting, Source

__all__ = ["Content", "Gathering", "Places", "analyzer_key"]

_LOOK_UP = 500
_PUT = 2_000
_REPEATABLE = frozenset({GapReason.MALFORMED, GapReason.LIMIT, GapReason.NOT_REGULAR, GapReason.TOO_LARGE})
"""Holes that the content alone explains; facts with any other are not kept, a second run may do better."""


def analyzer_key(analyzer: Analyzer) -> str:
    """What stands for an analyzer in cache keys: its digest, and the version of all that happens around it (kinds,
    archives)."""
    return f"{__version__}/{analyzer.name}/{analyzer.digest}"


class Content(Struct):
    """A content about which there is something to say."""

    oid: str
    kind: str
    paths: list[str]
    facts: dict[int, BlobFacts]
    """By analyzer number."""

    def sighting(self) -> Sighting:
        """Where it stands, as far as its references tell."""
        return Sighting(tuple(sorted(set(self.paths))))


class _Lookup(Struct, gc=False):
    ref: Ref
    oid: str
    kind: str
    wanted: int
    clean: int
    """What the stat index says already."""


class Gathering:
    """What a run has learned so far.

    Args:
        analyzers: in the order of their numbers.
        store: facts of earlier runs.
        index: unchanged files of earlier runs.
        limits: of this run.
        progress: told of each content that is done.
    """

    def __init__(
        self,
        analyzers: Sequence[Analyzer],
        store: FactStore,
        index: StatIndex,
        limits: Limits,
        progress: Progress,
    ) -> None:
        self._analyzers = analyzers
        self._keys = [analyzer_key(analyzer) for analyzer in analyzers]
        self._store = store
        self._index = index
        self._limits = limits
        self._progress = progress
        self._masks: dict[str, int] = {}
        self._lookups: list[_Lookup] = []
        self._puts: list[tuple[bytes, bytes]] = []
        self._contents: dict[tuple[str, str], Content] = {}
        self._seen: set[str] = set()
        self._files = 0
        self._bytes = 0
        self._has_something = False
        self.gaps: list[Gap] = []

    def tasks(self, refs: Iterable[Ref | Gap]) -> Iterator[Task]:
        """What must be examined, of all that the target holds; the rest is taken from the cache on the way."""
        for ref in refs:
            if isinstance(ref, Gap):
                self.gaps.append(ref)
                continue
            self._files += 1
            if ref.size != 0:
                self._has_something = True
            yield from self._consider(ref)
            if len(self._lookups) >= _LOOK_UP:
                yield from self._look_up()
        yield from self._look_up()

    def take(self, task: Task, answer: Answer) -> None:
        """Add what an examiner answered."""
        self._progress.advance(1, max(task.ref.size, 0))
        if answer.hole is not None:
            hole = answer.hole
            self.gaps.append(Gap(task.ref.path, hole.by, hole.reason, hole.note))
            return
        clean = 0
        for number, encoded in zip(_bits(task.wanted), answer.facts, strict=True):
            facts = decode(encoded)
            if self._add(task.ref, answer.oid, task.kind, number, facts):
                clean |= 1 << number
            if _is_repeatable(facts):
                self._puts.append((key_of(answer.oid, task.kind, self._keys[number]), encoded))
        self._learn(task.ref, answer.oid, task.kind, clean)
        if len(self._puts) >= _PUT:
            self._flush()

    def keep(self, is_whole: bool) -> None:
        """Keep what was learned for the next run.

        Args:
            is_whole: every file of the tree was listed.
        """
        self._flush()
        self._index.save(is_whole)

    def counts(self, commits: int) -> Counts:
        """How much was looked at."""
        return Counts(self._files, len(self._seen), self._bytes, commits)

    def is_blind(self) -> bool:
        """Whether not one byte was looked at, though the target holds some."""
        return self._has_something and self._bytes == 0

    def is_empty(self) -> bool:
        """Whether the target holds nothing at all."""
        return self._files == 0 and not self.gaps

    def places(self, source: Source) -> "Places":
        """Everything that was learned, with where it stands. Asks the source once: a history walks through all of it for that."""
        contents = self._contents.values()
        sightings = source.sightings({content.oid for content in contents})
        sighted = [(content, sightings.get(content.oid) or content.sighting()) for content in contents]
        sighted.sort(key=lambda pair: (pair[1].paths, pair[0].oid, pair[0].kind))
        return Places(sighted)

    def _consider(self, ref: Ref) -> Iterator[Task]:
        entry = self._index.find(ref.locator, ref.stamp) if ref.stamp else None
        kind = promise(ref.path) if entry is None else entry.kind
        wanted = self._wanted(kind)
        if entry is not None and not wanted & ~entry.clean:
            if wanted:
                self._count(entry.oid, ref.size)
            self._progress.advance(1, ref.size)
        elif not wanted:
            self._progress.advance(1, 0)
        elif ref.size > self._limits.file_bytes:
            self.gaps.append(_too_large(ref, self._limits.file_bytes))
        elif entry is not None:
            self._lookups.append(_Lookup(ref, entry.oid, kind, wanted & ~entry.clean, entry.clean))
        elif ref.oid:
            self._lookups.append(_Lookup(ref, ref.oid, kind, wanted, 0))
        else:
            yield Task(ref, kind, wanted)

    def _look_up(self) -> Iterator[Task]:
        lookups, self._lookups = self._lookups, []
        keys = [[(n, key_of(each.oid, each.kind, self._keys[n])) for n in _bits(each.wanted)] for each in lookups]
        known = self._store.get([key for group in keys for _, key in group])
        for each, group in zip(lookups, keys, strict=True):
            missing = self._take_known(each, [(number, known.get(key)) for number, key in group])
            if missing:
                yield Task(each.ref, each.kind, missing)
            else:
                self._progress.advance(1, max(each.ref.size, 0))

    def _take_known(self, lookup: _Lookup, values: list[tuple[int, bytes | None]]) -> int:
        """Add what the store knew; returns the mask of what it did not."""
        missing = 0
        clean = lookup.clean
        for number, value in values:
            facts = _decoded(value)
            if facts is None:
                missing |= 1 << number
            elif self._add(lookup.ref, lookup.oid, lookup.kind, number, facts):
                clean |= 1 << number
        if not missing and clean != lookup.clean:
            self._learn(lookup.ref, lookup.oid, lookup.kind, clean)
        return missing

    def _add(self, ref: Ref, oid: str, kind: str, number: int, facts: BlobFacts) -> bool:
        """Add one analyzer's facts of one reference; returns whether it has nothing to say beyond the content's size."""
        self._count(oid, facts.bytes)
        if facts.parts:
            content = self._contents.setdefault((oid, kind), Content(oid, kind, [], {}))
            content.facts[number] = facts
            if ref.path not in content.paths[-1:]:  # the analyzers of one reference come one after the other
                content.paths.append(ref.path)
        return not facts.parts and not facts.members

    def _count(self, oid: str, size: int) -> None:
        if oid not in self._seen:
            self._seen.add(oid)
            self._bytes += size

    def _learn(self, ref: Ref, oid: str, kind: str, clean: int) -> None:
        if ref.stamp:
            self._index.learn(ref.locator, Entry(ref.stamp, oid, kind, clean))

    def _wanted(self, kind: str) -> int:
        """Mask of the analyzers that may have something to say: all, unless the name firmly promises a kind they do not
        want."""
        mask = self._masks.get(kind)
        if mask is None:
            is_open = not is_firm(kind) or is_archive(kind)
            mask = sum(1 << n for n, analyzer in enumerate(self._analyzers) if is_open or analyzer.wants(kind))
            self._masks[kind] = mask
        return mask

    def _flush(self) -> None:
        self._store.put(self._puts)
        self._puts = []


class Places:
    """Contents about which there is something to say, in order of path."""

    def __init__(self, sighted: list[tuple[Content, Sighting]]) -> None:
        self._sighted = sighted

    def facts(self, number: int) -> Iterator[PlacedFacts]:
        """Facts of one analyzer."""
        for content, sighting in self._sighted:
            facts = content.facts.get(number)
            for part in facts.parts if facts else ():
                if part.facts:
                    yield PlacedFacts(_inside(sighting, part.member), content.oid, part.facts)

    def holes(self) -> Iterator[Gap]:
        """Gaps of the parts that could not be analyzed, at each of their places."""
        for content, sighting in self._sighted:
            for part in _holed_parts(content):
                for path in _inside(sighting, part.member).paths:
                    yield from (Gap(path, hole.by, hole.reason, hole.note) for hole in part.holes)


def _bits(mask: int) -> list[int]:
    return [0] if mask == 1 else [bit for bit in range(mask.bit_length()) if mask >> bit & 1]


def _decoded(value: bytes | None) -> BlobFacts | None:
    if value is None:
        return None
    try:
        return decode(value)
    except DecodeError:
        return None  # written by a build with other records under the same version: not known


def _is_repeatable(facts: BlobFacts) -> bool:
    return all(hole.reason in _REPEATABLE for part in facts.parts for hole in part.holes)


def _holed_parts(content: Content) -> Iterator[Part]:
    seen: set[tuple[str, Hole]] = set()
    for facts in content.facts.values():
        for part in facts.parts:
            fresh = tuple(hole for hole in part.holes if (part.member, hole) not in seen)
            seen.update((part.member, hole) for hole in fresh)
            if fresh:
                yield Part(part.member, (), fresh)


def _inside(sighting: Sighting, member: str) -> Sighting:
    if not member:
        return sighting
    return Sighting(tuple(f"{path}!/{member}" for path in sighting.paths), sighting.origin)


def _too_large(ref: Ref, limit: int) -> Gap:
    return Gap(
        ref.path, "source", GapReason.TOO_LARGE, f"{ref.size:,} bytes; at most {limit:,} are read (`source: max_file_size`)"
    )
