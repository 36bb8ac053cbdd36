"""What can be wrong with a target as a whole; what is wrong with one content is a `Gap`.

```
GatelineError          gateline.errors
└── SourceError   2    the target cannot be opened
    └── GitError  2    git is missing, refuses the repository, or cannot answer
```
"""

from gateline.errors import GatelineError

__all__ = ["GitError", "SourceError"]


class SourceError(GatelineError):
    """The target cannot be opened."""


class GitError(SourceError):
    """git is missing, refuses the repository, or cannot answer."""
