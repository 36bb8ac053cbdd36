"""Python source to the intermediate form: the entry of this front end.

The tree is that of the tree-sitter grammar, which reads Python 2 and 3 alike and goes on after what it does not understand.
Lowering is one walk from the root; a kind of node leads to its function through the tables of `dispatch`. It allocates many small
lists that are in no cycles: a caller with many files does well to pause the garbage collector.
"""

import re
import sys
from array import array
from itertools import accumulate

from gateline.engines.sast.languages.python import (
    access,
    compound,
    comprehensions,
    displays,
    expressions,
    imports,
    legacy,
    matching,
    operators,
    strings,
)
from gateline.engines.sast.languages.python.broken import lone
from gateline.engines.sast.languages.python.dispatch import complete
from gateline.engines.sast.languages.python.encoding import encoding_of
from gateline.engines.sast.languages.python.functions import module
from gateline.engines.sast.languages.python.marks import marks
from gateline.engines.sast.languages.python.nodes import unknown
from gateline.engines.sast.languages.python.state import State
from gateline.engines.sast.languages.python.statements import nothing
from gateline.engines.sast.languages.python.suppressions import suppressions
from gateline.facts.code import CodeFile, Function
from gateline.syntax.grammars import parse

__all__ = ["line_starts", "lower", "packed"]

_JOINED = re.compile(rb"(?<![ \t\f])(?:[ \t\f]*+\\\r?\n){50,}+")
"""Blanks and joined lines only, started where the blanks start, so that it takes linear time."""
_MANY_JOINED = 200

REGISTERED = (access, compound, comprehensions, displays, expressions, imports, legacy, matching, operators, strings)
"""Modules that are imported for the kinds of nodes they lower."""
complete(unknown, lone, nothing)


def lower(data: bytes) -> CodeFile:
    """What one Python file says. Raises nothing on any input; what could not be lowered is in `cut`, and `e` among the flags.

    Args:
        data: the file as it lies on disk, in any encoding that has ASCII in it. Spans are offsets into it.
    """
    starts = line_starts(data)
    root = parse("python", _parsed(data)).root_node
    state = State(data, encoding_of(data))
    flags = ("e" if root.has_error else "") + marks(data, len(starts))
    try:
        module(state, root)
    except RecursionError:  # called from too deep a stack for the nesting that is allowed
        state = State(data, state.encoding)
        state.functions.append(Function("<module>", min(len(data), 0xFFFF), 0))
        state.note_cut(0, len(data), "nested too deeply")
    silenced = suppressions(data, root, starts)
    return CodeFile("python", tuple(state.functions), tuple(state.classes), packed(starts), silenced, tuple(state.cut), flags)


def _parsed(data: bytes) -> bytes:
    """What the parser is given: long runs of joined lines are blanks, because it takes quadratic time over them."""
    if data.count(b"\\") < _MANY_JOINED or data.count(b"\\\n") < _MANY_JOINED:
        return data
    return _JOINED.sub(lambda found: b" " * len(found[0]), data)


def line_starts(data: bytes) -> "array[int]":
    """Offsets of the starts of lines; a line ends with a line feed, whatever stands before it."""
    if b"\r" in data:
        return array("I", accumulate([len(line) + 1 for line in data.split(b"\n")][:-1], initial=0))
    starts = array("I", accumulate(map(len, data.splitlines(True)), initial=0))
    if data and data[-1:] != b"\n":
        starts.pop()
    return starts


def packed(starts: "array[int]") -> bytes:
    """Line starts as `CodeFile.lines` keeps them, little endian on every machine."""
    if sys.byteorder == "big":
        starts = starts[:]
        starts.byteswap()
    return starts.tobytes()
