"""Targets made of literals."""

from collections.abc import Iterable, Iterator

from gateline.model.gap import Gap
from gateline.source.oid import blob_id
from gateline.source.target import ReaderSpec, Ref, Sighting

__all__ = ["Literal", "a_ref"]


def a_ref(path: str, data: bytes | str, *, oid: str = "", stamp: tuple[int, ...] = ()) -> Ref:
    """A reference that carries its content."""
    raw = data.encode() if isinstance(data, str) else data
    return Ref(path, raw, oid, len(raw), stamp)


class Literal:
    """A source of contents given by path."""

    label = "literals"
    commits = 0

    def __init__(self, contents: dict[str, str | bytes], *gaps: Gap, knows_ids: bool = False) -> None:
        self._contents = contents
        self._gaps = gaps
        self._knows_ids = knows_ids

    def refs(self) -> Iterator[Ref | Gap]:
        yield from self._gaps
        for path, data in self._contents.items():
            raw = data.encode() if isinstance(data, str) else data
            yield a_ref(path, raw, oid=blob_id(raw) if self._knows_ids else "")

    def reader(self) -> ReaderSpec:
        return ReaderSpec("memory", "")

    def sightings(self, oids: Iterable[str]) -> dict[str, Sighting]:
        return {}
