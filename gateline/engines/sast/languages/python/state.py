"""What the lowering of one file knows while it walks: texts, the scope it is in, and what it has found so far."""

from typing import Any

from gateline.engines.sast.languages.python.plain import Plain
from gateline.facts.code import Class, Function

__all__ = ["DEPTH", "State"]

DEPTH = 150
"""Levels of nesting that are lowered. Each is at most four lists deep, so that readers with a recursion limit of 1,000 can follow."""
_CUTS = 100
"""Entries kept about what was left out."""

_UTF_8 = Plain("utf-8")
"""Shared by all files in this encoding."""


class State:
    """The lowering of one file. Fields are read in the innermost loops, so they are plain.

    The fields from `bound` to `owner` are those of the scope being lowered; who opens a scope keeps the old values and puts them back.
    """

    __slots__ = (
        "arguments", "bound", "chains", "classes", "comprehensions", "cut", "data", "declared", "depth", "encoding", "free", "function", "functions", "has_yield", "is_plain",
        "names", "owner", "parameters", "spelling", "title", "words",
    )  # fmt: skip

    def __init__(self, data: bytes, encoding: str) -> None:
        self.data = data
        self.encoding = encoding
        self.is_plain = encoding == "utf-8" and b"\r" not in data
        """Whether what stands between quotes is its value as long as it has no escapes."""
        plain = _UTF_8 if encoding == "utf-8" else Plain(encoding)
        self.spelling = plain.spelling
        self.chains = plain.chains
        self.arguments = plain.arguments
        self.parameters = plain.parameters
        self.functions: list[Function] = []
        self.classes: list[Class] = []
        self.cut: list[tuple[str, int, str]] = []
        self.depth = 0
        """Nesting of what is being lowered, statements and expressions together."""
        self.bound: set[str] = set()
        """Names assigned in the scope."""
        self.declared: set[str] = set()
        """Names declared global or nonlocal."""
        self.names: set[str] = set()
        """Names read or written in the scope."""
        self.free: set[str] = set()
        """Names that functions inside of the scope take from outside of themselves."""
        self.words: set[str] = set()
        """Attributes, keywords, and called and imported names."""
        self.comprehensions: list[tuple[list[Any], set[str]]] = []
        """Comprehensions with the names of their targets, which are no names of the function."""
        self.has_yield = False
        self.function = 0
        """Index of the function."""
        self.title = "<module>"
        """Its name."""
        self.owner = -1
        """Index of the class whose body is being lowered, or -1."""

    def note_cut(self, start: int, end: int, why: str) -> None:
        """Remembers that something was not lowered."""
        if len(self.cut) < _CUTS:
            self.cut.append((self.title, start << 16 | min(end - start, 0xFFFF), why))
