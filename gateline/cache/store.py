"""The interface of a fact store, and the one that holds nothing.

A store maps a key to the msgpack bytes of `facts.blob.BlobFacts`. The key is made of what the facts are a function of: the
content, its kind and the analyzer; never of a path. A store may forget anything at any time; it must never answer with something
that was not put under that very key.
"""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Protocol

__all__ = ["FactStore", "NoStore", "key_of"]


class FactStore(Protocol):
    """Where facts are kept between runs: a local file today, an object store shared by a team by the same three methods."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What went wrong so far, one line for people each; a store says so here and goes on empty-handed."""
        ...

    def get(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """The values of those keys that are known. Raises nothing."""
        ...

    def put(self, entries: Mapping[bytes, bytes] | Iterable[tuple[bytes, bytes]]) -> None:
        """Keep these values. Raises nothing."""
        ...

    def close(self) -> None:
        """Write what is pending, make room, release the files. Raises nothing."""
        ...


class NoStore:
    """Knows nothing and keeps nothing: `--no-cache`, or no usable place for a cache."""

    def __init__(self, *notes: str) -> None:
        self.notes = notes

    def get(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """Nothing."""
        return {}

    def put(self, entries: Mapping[bytes, bytes] | Iterable[tuple[bytes, bytes]]) -> None:
        """Keep nothing."""

    def close(self) -> None:
        """Nothing to release."""


def key_of(oid: str, kind: str, analyzer: str) -> bytes:
    """The 16-byte key of one content's facts.

    Args:
        oid: content id in hex.
        kind: what its path promises of its kind; the kind itself is a function of that and the content.
        analyzer: digest of the analyzer, changed whenever an answer of it may change.
    """
    return blake2b(f"{oid}\0{kind}\0{analyzer}".encode(), digest_size=16).digest()
