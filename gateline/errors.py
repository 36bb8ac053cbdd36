"""The errors people see, one tree.

```
GatelineError               message, hint, exit code
├── UsageError              2: the command line asks for something that cannot be
├── PolicyError             2: a policy, waivers, baseline or case file is wrong, with path:line:column (`gateline.policy.errors`)
├── SourceError             2: the target cannot be opened (`gateline.source.errors`)
└── IncompleteError         3: the run could not look at what it was asked to gate
```

A message is lower case, without a period, never holds a secret's value; a hint is the way out. What one content breaks is
no error but a `Gap`.
"""

__all__ = ["GatelineError", "IncompleteError", "UsageError"]


class GatelineError(Exception):
    """Something the user can act on; shown as `gateline: message` and the hint below it, never as a traceback."""

    exit_code: int = 2
    """What the process exits with."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        """The way out, shown indented below the message; may hold several lines."""


class UsageError(GatelineError):
    """The command line asks for something that cannot be."""


class IncompleteError(GatelineError):
    """The run could not look at what it was asked to gate: never green."""

    exit_code = 3
