"""What the next commit would add: the index against HEAD, never the work tree.

A hook waits for this at every commit: one call of git, no sizes, no contents.
"""

import os
from collections.abc import Iterable, Iterator

from gateline.model.gap import Gap, GapReason
from gateline.source.git import Git
from gateline.source.paths import display
from gateline.source.target import ReaderSpec, Ref, Sighting

__all__ = ["StagedChange"]

_GITLINK = b"160000"

_DIFF = (
    "diff",
    "--cached",
    "--raw",
    "-z",
    "--no-abbrev",
    "--no-renames",
    "--no-ext-diff",
    "--no-textconv",
    "--diff-filter=ACMTU",
)


class StagedChange:
    """Everything added or changed in the index of the repository around `root`, wherever in it `root` stands.

    Paths are relative to the top of the work tree. In a repository without commits everything in the index is new.
    """

    label = "staged changes"
    commits = 0

    def __init__(self, root: str) -> None:
        """Bind to the repository; nothing is asked yet.

        Raises:
            GitError: git is not installed.
        """
        self._root = os.path.abspath(root)
        self._git = Git(self._root)

    def refs(self) -> Iterator[Ref | Gap]:
        """One reference a path, in index order; an unmerged path is a `Gap`.

        Raises:
            GitError: `root` is in no work tree, or the index is damaged.
        """
        answer = self._git.call(*_DIFF)
        if answer.code != 0 or not answer.out:
            # outside of a work tree `diff` is another command with other complaints, and in a bare repository it finds nothing
            self._git.run("rev-parse", "--show-toplevel")
        if answer.code != 0:
            raise self._git.error(answer.errors)
        fields = answer.out.split(b"\0")
        for entry, path in zip(fields[0::2], fields[1::2], strict=False):  # the end leaves one empty field over
            # `:<old mode> <new mode> <old id> <new id> <status>`, git-diff(1), RAW OUTPUT FORMAT
            _, mode, _, oid, status = entry.split(b" ")
            if status == b"U":
                yield Gap(display(path), "source", GapReason.UNREADABLE, "unmerged: resolve the conflict and stage the result")
            elif mode != _GITLINK:
                yield Ref(path=display(path), locator=oid, oid=oid.decode("ascii"))

    def reader(self) -> ReaderSpec:
        """`git`: contents come from the object database."""
        return ReaderSpec(kind="git", root=self._root)

    def sightings(self, oids: Iterable[str]) -> dict[str, Sighting]:
        """Empty: a reference is its own place."""
        return {}
