"""Where something stands."""

from msgspec import Struct

__all__ = ["Location", "Position"]


class Position(Struct, frozen=True, gc=False, order=True, array_like=True):
    """A point in a text: 1-based line, 1-based column counted in UTF-8 bytes."""

    line: int
    column: int


class Location(Struct, frozen=True, gc=False, order=True):
    """A half-open region of a file: `end` is the first position behind it."""

    path: str
    """Relative to the target's root, `/` between parts; `outer.zip!/inner.txt` names a member of an archive."""
    start: Position
    end: Position
    blob: str = ""
    """Content id (git blob id) of the file's bytes; empty when not known."""
