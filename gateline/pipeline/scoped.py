"""A target as the policy sees it: paths counted from the policy's root, and without those it excludes."""

from collections.abc import Iterable, Iterator

import msgspec

from gateline.model.gap import Gap
from gateline.policy.document import Policy
from gateline.policy.globs import PathMatcher
from gateline.source.target import ReaderSpec, Ref, Sighting, Source

__all__ = ["Scoped", "scope"]


def scope(source: Source, policy: Policy, prefix: str = "") -> Source:
    """The source itself when nothing changes for it, else a narrowed one.

    Args:
        source: any target.
        policy: its `source.exclude` counts.
        prefix: from the policy's root to the target's, `src/`; empty when they are the same.
    """
    globs = tuple(glob for exclusion in policy.source.exclude for glob in exclusion.paths)
    return Scoped(source, prefix, globs) if prefix or globs else source


class Scoped:
    """A source with other paths."""

    def __init__(self, source: Source, prefix: str, excluded: tuple[str, ...]) -> None:
        self.label = source.label
        self.commits = 0
        self._source = source
        self._prefix = prefix
        self._excluded = PathMatcher([(excluded, ())]) if excluded else None

    def refs(self) -> Iterator[Ref | Gap]:
        """What is left, under its new path."""
        for item in self._source.refs():
            if isinstance(item, Gap):
                yield self._renamed_gap(item)
            elif not self._is_excluded(self._prefix + item.path):
                yield msgspec.structs.replace(item, path=self._prefix + item.path) if self._prefix else item
        self.commits = self._source.commits

    def reader(self) -> ReaderSpec:
        """The source's own; locators are not touched."""
        return self._source.reader()

    def sightings(self, oids: Iterable[str]) -> dict[str, Sighting]:
        """Places that are left."""
        found = {}
        for oid, sighting in self._source.sightings(oids).items():
            paths = tuple(path for path in (self._prefix + path for path in sighting.paths) if not self._is_excluded(path))
            if paths:
                found[oid] = Sighting(paths, sighting.origin)
        return found

    def _renamed_gap(self, gap: Gap) -> Gap:
        # An excluded path that cannot be read is no loss, but a gap of the whole target always is.
        return Gap(self._prefix + gap.path, gap.by, gap.reason, gap.note) if gap.path and self._prefix else gap

    def _is_excluded(self, path: str) -> bool:
        return self._excluded is not None and self._excluded.bits(path) != 0
