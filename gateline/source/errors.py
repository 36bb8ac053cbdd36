"""What a target can do wrong as a whole; what goes wrong with one content is a `Gap`.

* `SourceError`
    * `GitError`
"""

__all__ = ["GitError", "SourceError"]


class SourceError(Exception):
    """The target cannot be opened; the message is for people, its second line (if any) the way out."""


class GitError(SourceError):
    """git is missing, refuses the repository, or cannot answer."""
