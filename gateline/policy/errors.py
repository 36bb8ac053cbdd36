"""What can be wrong with a document of this room, told with its place.

```
GatelineError                   gateline.errors
└── PolicyError          2      the policy is wrong: unknown key, loosened layer, ill-typed expression …
    ├── WaiverFileError  2      a waivers file is wrong
    ├── BaselineError    2      a baseline file is wrong
    └── CaseFileError    2      a file of policy test cases is wrong
```
All problems of a load are told at once, sorted by place.
"""

from collections.abc import Iterable

from msgspec import Struct

from gateline.errors import GatelineError

__all__ = ["BaselineError", "CaseFileError", "Place", "PolicyError", "Problem", "Rejected", "WaiverFileError", "expected"]


class Place(Struct, frozen=True, order=True):
    """A point in a document: 1-based line, 1-based column counted in characters, as editors count."""

    document: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.document}:{self.line}:{self.column}"


class Problem(Struct, frozen=True, order=True):
    """One thing that is wrong, where, and the way out."""

    place: Place
    message: str
    """Lower case, no trailing period."""
    hint: str = ""
    """The way out; may be empty."""

    def __str__(self) -> str:
        head = f"{self.place}: {self.message}"
        return f"{head}\n  {self.hint}" if self.hint else head


class PolicyError(GatelineError):
    """A policy that cannot be used; exit code 2."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        assert self.problems, "an error without a problem"
        *others, last = self.problems
        super().__init__("\n".join([str(problem) for problem in others] + [f"{last.place}: {last.message}"]), last.hint)


class WaiverFileError(PolicyError):
    """A waivers file that cannot be read."""


class BaselineError(PolicyError):
    """A baseline file that cannot be read."""


class CaseFileError(PolicyError):
    """A file of policy test cases that cannot be read."""


class Rejected(Exception):
    """A single text is wrong; whoever knows its place turns it into a `Problem`."""

    def __init__(self, message: str, hint: str = "", offset: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.offset = offset
        """Characters from the start of the text to what is wrong; None when the whole text is."""


def expected(name: str, known: Iterable[str]) -> str:
    """The way out for an unknown name: the nearest known one, and all of them when they are few.

    Args:
        name: what was written.
        known: the valid names, in the order to show.
    """
    from difflib import get_close_matches  # 9 ms, and only where something is wrong

    names = list(known)
    close = get_close_matches(name.lower(), names, n=1, cutoff=0.6)
    listed = f"expected one of: {', '.join(names)}" if len(names) <= 12 or not close else ""
    return " ".join(filter(None, (f"did you mean '{close[0]}'?" if close else "", listed)))
