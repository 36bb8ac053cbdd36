"""The files of one commit: what stood there before a change.

What a finding is new against. Contents are found in the cache mostly; the rest is read from the object database.
"""

import os
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

from gateline.model.gap import Gap
from gateline.source.git import Git
from gateline.source.paths import display
from gateline.source.target import ReaderSpec, Ref, Sighting

__all__ = ["CommitTree", "merge_base", "resolve"]


class CommitTree:
    """Every file of a commit, or those of some paths.

    Args:
        root: any folder of the repository.
        commit: full id.
        paths: display paths; None for all.
    """

    commits = 0

    def __init__(self, root: str, commit: str, paths: AbstractSet[str] | None = None) -> None:
        self.label = f"files of {commit[:12]}"
        self._root = os.path.abspath(root)
        self._commit = commit
        self._paths = paths

    def refs(self) -> Iterator[Ref | Gap]:
        """One reference a path, in the tree's order.

        Raises:
            GitError: the commit or one of its trees is not here.
        """
        listing = Git(self._root).run("ls-tree", "-r", "-z", "--full-tree", self._commit)
        for entry in listing.split(b"\0")[:-1]:
            # `mode type id<TAB>path`, git-ls-tree(1)
            about, _, raw = entry.partition(b"\t")
            _, kind, oid = about.split(b" ")
            path = display(raw)
            if kind == b"blob" and (self._paths is None or path in self._paths):
                yield Ref(path=path, locator=oid, oid=oid.decode("ascii"))

    def reader(self) -> ReaderSpec:
        """`git`: contents come from the object database."""
        return ReaderSpec(kind="git", root=self._root)

    def sightings(self, oids: Iterable[str]) -> dict[str, Sighting]:
        """Empty: a reference is its own place."""
        return {}


def resolve(root: str, name: str) -> str | None:
    """Full id of a commit, None when nothing has that name."""
    if name.startswith("-"):
        return None
    answer = Git(root).call("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
    return answer.out.decode("ascii").strip() if answer.code == 0 else None


def merge_base(root: str, one: str, other: str) -> str | None:
    """Full id of the best common ancestor of two commits, None when they have none."""
    answer = Git(root).call("merge-base", one, other)
    return answer.out.decode("ascii").split()[0] if answer.code == 0 else None
