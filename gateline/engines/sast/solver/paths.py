"""What is known of a file path that somebody else had a hand in: whether it is normal, whether it can climb, whether it is absolute.

A path that holds no `..` and that is not absolute stays below the folder it is joined to. Three marks in the masks of data keep
track of that: `NORMAL` (nothing hides behind `..` in its middle), `NO_UP` (no `..` in it at all) and `NOT_ABSOLUTE`; `ROOTED` says
that the text before it begins at the root, so that normalizing leaves no `..`.
"""

from typing import Final

from gateline.engines.sast.solver.masks import mask_of
from gateline.engines.sast.solver.program import Args
from gateline.engines.sast.solver.shapes import deep_taint
from gateline.engines.sast.solver.values import NO_UP, NORMAL, NOT_ABSOLUTE, ROOTED, Taint, Value, join_taint, the_constant

__all__ = ["PATH_CALLS", "through_path_call"]

_PATHS: Final = mask_of(("path", "path-write", "upload", "import"))
PATH_CALLS: Final = frozenset({"path.join", "path.resolve", "path.normalize", "fs.realpathSync", "fs.promises.realpath"})
"""Functions of Node.js that put paths together or normalize them."""


def through_path_call(path: str, args: Args) -> Taint | None:
    """The data in what one of `PATH_CALLS` gives.

    Args:
        path: which.
        args: what it is called with.
    """
    taint: Taint | None = None
    name = path.rpartition(".")[2]
    values = args.positional or args.every()
    for number, value in enumerate(values):
        for label, (mask, origin) in (deep_taint(value) or {}).items():
            fresh = _normalized(mask, name, number, values[0]) & ~ROOTED
            taint = join_taint(taint, {label: (fresh, origin)})
    if args.rest is not None and args.positional:
        taint = join_taint(taint, deep_taint(args.rest))
    return taint


def _normalized(mask: int, name: str, number: int, first: Value) -> int:
    stays = NO_UP | NOT_ABSOLUTE
    if mask & stays == stays or (name == "join" and number and mask & NO_UP):
        return mask | _PATHS | NORMAL
    if name == "join" and number:
        known = the_constant(first)
        if known is None or not isinstance(known[0], str):
            return (mask | NORMAL) & ~stays
        if known[0].startswith("/"):
            return (mask | NORMAL | NO_UP) & ~NOT_ABSOLUTE
        return (mask | NORMAL | NOT_ABSOLUTE) & ~NO_UP
    if name in ("join", "normalize"):
        return (mask | NORMAL | NO_UP) & ~NOT_ABSOLUTE if mask & ROOTED else mask | NORMAL
    return (mask | NORMAL | NO_UP) & ~NOT_ABSOLUTE
