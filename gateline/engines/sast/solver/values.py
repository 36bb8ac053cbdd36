"""What the interpreter knows of a value: constants, API paths, callables, contents, and the data that may have flowed into it.

Everything is *may* knowledge except constants: a known set of constants holds every value the expression can have.
"""

from collections.abc import Iterable
from itertools import count
from typing import Any, Final

__all__ = [
    "ALL",
    "AT_HOME",
    "BARE",
    "BIRTHS",
    "BOTTOM",
    "GUESS",
    "HEADED",
    "NORMAL",
    "NOT_ABSOLUTE",
    "NO_UP",
    "PARTED",
    "ROOTED",
    "UNKNOWN",
    "WHOLE",
    "Label",
    "Obj",
    "Origin",
    "Taint",
    "Value",
    "beheaded",
    "constant",
    "is_falsy",
    "is_truthy",
    "join",
    "join_taint",
    "neutralize",
    "of_paths",
    "of_taint",
    "the_constant",
    "trail",
    "union",
]  # fmt: skip

GUESS: Final = 1 << 62
"""In a mask: the data came through an API no model knows."""
NORMAL: Final = 1 << 61
"""In a mask: the path was made absolute, so that a look at its beginning means something."""
HEADED: Final = 1 << 60
"""In a mask: the text still begins as a part of the page's address does, so with no tag."""
AT_HOME: Final = 1 << 59
"""In a mask: the text still begins with the whole address of the page, so it is no other site's."""
WHOLE: Final = 1 << 58
"""In a mask: the text is all that a caller handed over, who may well mean it as it is."""
NO_UP: Final = 1 << 57
"""In a mask: the path holds no `..`."""
NOT_ABSOLUTE: Final = 1 << 56
"""In a mask: the path does not begin at the root."""
ROOTED: Final = 1 << 55
"""In a mask: what stands before it in the path begins at the root."""
PARTED: Final = 1 << 54
"""In a mask: it was split at the separators of paths, so each part is one name."""
ALL: Final = (1 << 54) - 1
"""In a mask: harmless for every kind of sink."""
BARE: Final = "bare"
"""In place of an object's class: it has no prototype."""
_MOST_CONSTANTS = 8
_MOST_PATHS = 4
_MOST_LABELS = 12
_MOST_CELLS = 64

Label = str | tuple[Any, ...]
"""Where data came from: the name of a source kind, or `(parameter, (member, …), (file, function))` of the function that is summarized."""


BIRTHS: Final = count()
"""Numbers objects and summaries in the order in which they are made."""


class Origin:
    """One hop of the way a value came; the hops before it hang behind.

    `site` is (file number, span). `inner` is the way inside a called function, when this hop is the call.
    """

    __slots__ = ("before", "inner", "note", "role", "site")

    def __init__(
        self, site: tuple[int, int], note: str, before: "Origin | None", role: str = "", inner: "Origin | None" = None
    ) -> None:
        self.site = site
        self.note = note
        self.before = before
        self.role = role
        self.inner = inner


Taint = dict[Label, tuple[int, Origin | None]]
"""Label to (mask of the sink kinds for which the data is harmless, how it came)."""


class Obj:
    """A container, an instance, a module or a class: contents by key. Shared by reference, as in the languages.

    A write that happens under a condition which did not hold when the object was made joins with what was there.
    """

    __slots__ = ("born", "cells", "cls", "depth", "is_open", "length", "rest", "shape")

    def __init__(self, shape: str, depth: int = 0, cls: Any = None) -> None:
        self.shape = shape
        """`list`, `tuple`, `set`, `dict`, `object`, `instance`, `module`, `class`, `namespace`."""
        self.cells: dict[Any, Value] = {}
        self.rest: Value | None = None
        """What may stand under any other key."""
        self.length = 0
        """Lists: how many cells stand from 0 on, -1 when unknown."""
        self.depth = depth
        self.cls = cls
        self.is_open = False
        """Whether unknown code may have written to it."""
        self.born = next(BIRTHS)
        """What is older than a summary outlives the call it stands for."""

    def get(self, key: Any) -> "Value | None":
        """What stands under a constant key; None when nothing is known to."""
        cell = self.cells.get(key)
        if cell is None:
            return self.rest
        return cell

    def any(self) -> "Value":
        """What may stand under some key."""
        result = self.rest
        for cell in self.cells.values():
            result = cell if result is None else union(result, cell)
        return UNKNOWN if result is None else result

    def put(self, key: Any, value: "Value", is_certain: bool) -> None:
        """Write under a constant key."""
        if not is_certain and (old := self.get(key)) is not None:
            value = union(old, value)
        if len(self.cells) < _MOST_CELLS or key in self.cells:
            self.cells[key] = value
        else:
            self.put_somewhere(value)

    def put_somewhere(self, value: "Value") -> None:
        """Write under a key nobody knows."""
        self.rest = value if self.rest is None else union(self.rest, value)
        self.length = -1


class Value:
    """Immutable."""

    __slots__ = ("consts", "fns", "obj", "paths", "taint")

    def __init__(
        self,
        paths: tuple[str, ...] = (),
        consts: tuple[Any, ...] | None = None,
        obj: Obj | None = None,
        fns: tuple[Any, ...] = (),
        taint: Taint | None = None,
    ) -> None:
        self.paths = paths
        """API paths it may stand at."""
        self.consts = consts
        """Every constant it can be; None when it can be something else."""
        self.obj = obj
        """Contents."""
        self.fns = fns
        """Functions and classes of the program that it may be."""
        self.taint = taint
        """Data that may have flowed into it; None for none."""

    def with_taint(self, taint: Taint | None) -> "Value":
        """The same with other data."""
        return Value(self.paths, self.consts, self.obj, self.fns, taint)

    def without_paths(self) -> "Value":
        """The same as plain data."""
        return Value((), self.consts, self.obj, self.fns, self.taint) if self.paths else self


UNKNOWN: Final = Value()
"""Nothing is known, and no data of interest flowed in."""
BOTTOM: Final = Value(consts=())
"""No value at all: what a function gives that never returns."""


def constant(value: Any) -> Value:
    """A value that is one constant."""
    return Value(consts=(value,))


def of_paths(*paths: str) -> Value:
    """A value that stands at API paths."""
    return Value(paths)


def of_taint(taint: Taint | None) -> Value:
    """A value of which only the data is known."""
    return UNKNOWN if not taint else Value(taint=taint)


def the_constant(value: Value) -> tuple[Any, ...] | None:
    """`(constant,)` when the value is exactly one."""
    consts = value.consts
    return consts if consts is not None and len(consts) == 1 else None


def is_truthy(value: Value) -> bool:
    """Whether the value is certainly true."""
    return bool(value.consts) and all(value.consts or ())


def is_falsy(value: Value) -> bool:
    """Whether the value is certainly false."""
    return bool(value.consts) and not any(value.consts or ())


def join_taint(left: Taint | None, right: Taint | None) -> Taint | None:
    """Data of both; harmless only where both are."""
    if not left:
        return right
    if not right or left is right:
        return left
    merged: Taint | None = None
    for label, (mask, origin) in right.items():
        mine = left.get(label)
        if mine is None:
            if merged is None:
                merged = dict(left)
            if len(merged) < _MOST_LABELS:
                merged[label] = (mask, origin)
        elif mine[0] & ~mask:  # the other way is more dangerous
            if merged is None:
                merged = dict(left)
            both = mine[0] & mask
            merged[label] = (both, origin if both == mask else mine[1])
    return left if merged is None else merged


def neutralize(taint: Taint | None, mask: int) -> Taint | None:
    """The same data, harmless for more kinds of sinks; None when nothing dangerous is left."""
    if not taint:
        return None
    if mask & ALL == ALL:
        return None
    return {label: (old | mask, origin) for label, (old, origin) in taint.items()}


def beheaded(taint: Taint | None) -> Taint | None:
    """The same data, of which the beginning may have been cut off."""
    if not taint or not any(mask & HEADED for mask, _origin in taint.values()):
        return taint
    return {label: (mask & ~(HEADED | AT_HOME), origin) for label, (mask, origin) in taint.items()}


def trail(taint: Taint | None, site: tuple[int, int], note: str) -> Taint | None:
    """The same data, one hop further."""
    if not taint:
        return None
    return {
        label: (mask, origin if origin is not None and origin.site == site else Origin(site, note, origin))
        for label, (mask, origin) in taint.items()
    }


def join(values: Iterable[Value]) -> Value:
    """What may be any of these; BOTTOM for none."""
    result: Value | None = None
    for value in values:
        result = value if result is None else union(result, value)
    return BOTTOM if result is None else result


def union(left: Value, right: Value, level: int = 0) -> Value:
    """What may be either. `level` counts the containers around them: what lies deeper than four is not told apart."""
    if left is right or right is BOTTOM:
        return left
    if left is BOTTOM:
        return right
    consts = None
    if left.consts is not None and right.consts is not None:
        consts = left.consts
        if consts != right.consts:
            consts = _distinct(consts, right.consts)
    paths = left.paths if left.paths == right.paths or not right.paths else _merged(left.paths, right.paths, _MOST_PATHS)
    fns = left.fns if left.fns == right.fns or not right.fns else _merged(left.fns, right.fns, _MOST_PATHS)
    obj = (
        left.obj
        if right.obj is None or left.obj is right.obj
        else right.obj
        if left.obj is None
        else _both(left.obj, right.obj, level)
    )
    return Value(paths, consts, obj, fns, join_taint(left.taint, right.taint))


def _merged(left: tuple[Any, ...], right: tuple[Any, ...], most: int) -> tuple[Any, ...]:
    return (*left, *[item for item in right if item not in left])[:most]


def _distinct(left: tuple[Any, ...], right: tuple[Any, ...]) -> tuple[Any, ...] | None:
    """Both sets of constants; 1, 1.0 and True are three."""
    seen = {(type(item), item) for item in left}
    merged = (*left, *[item for item in right if (type(item), item) not in seen])
    return merged if len(merged) <= _MOST_CONSTANTS else None


def _both(left: Obj, right: Obj, level: int) -> Obj:
    """A container that may be either: keys of both, no longer the same object as one of them."""
    if level > 4 or left.shape in ("module", "class", "namespace", "instance"):
        return left
    merged = Obj(left.shape, max(left.depth, right.depth), left.cls or right.cls)
    merged.is_open = left.is_open or right.is_open
    merged.length = left.length if left.length == right.length else -1
    merged.rest = (
        left.rest if right.rest is None else right.rest if left.rest is None else union(left.rest, right.rest, level + 1)
    )
    for key in (*left.cells, *[key for key in right.cells if key not in left.cells]):
        one, other = left.get(key), right.get(key)
        merged.cells[key] = one if other is None else other if one is None else union(one, other, level + 1)  # type: ignore[assignment]
    return merged
