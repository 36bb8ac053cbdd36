"""One content handed over by the caller: standard input, or an editor's unsaved buffer."""

from collections.abc import Iterable, Iterator

from gateline.model.gap import Gap
from gateline.source.target import ReaderSpec, Ref, Sighting

__all__ = ["Single"]


class Single:
    """A target of one content. Its bytes travel in the reference's locator, so no reader has to know where they lie."""

    label = "standard input"
    commits = 0

    def __init__(self, name: str, data: bytes) -> None:
        """Take `data` as the content of a file called `name` (the path decides the kind)."""
        self._ref = Ref(path=name, locator=data, size=len(data))

    def refs(self) -> Iterator[Ref | Gap]:
        """The one reference."""
        yield self._ref

    def reader(self) -> ReaderSpec:
        """`memory`: the locator is the content."""
        return ReaderSpec(kind="memory", root="")

    def sightings(self, oids: Iterable[str]) -> dict[str, Sighting]:
        """Empty: the reference is its own place."""
        return {}
