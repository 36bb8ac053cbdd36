"""Everything some commits added or changed, also what a later one of them removed again.

Whoever fetches the branch gets all of its commits, so a secret that came and went within a pull request is out.
"""

import os
from collections.abc import Iterable, Iterator

from gateline.model.gap import Gap
from gateline.source.changes import changes, sightings
from gateline.source.errors import GitError
from gateline.source.git import Git
from gateline.source.kinds import promise
from gateline.source.paths import display
from gateline.source.target import ReaderSpec, Ref, Sighting

__all__ = ["CommitRange"]


class CommitRange:
    """The commits that are in `until` and not in `since`, as `git log since..until` has them."""

    def __init__(self, root: str, since: str, until: str = "HEAD") -> None:
        """Bind to the repository around `root`; nothing is asked yet.

        Args:
            since: any name of a commit: branch, tag, id, `origin/main`, `HEAD~3`.
            until: the same.

        Raises:
            GitError: git is not installed.
        """
        self.label = f"commits {since}..{until}"
        self.commits = 0
        self._since = since
        self._until = until
        self._root = os.path.abspath(root)
        self._git = Git(self._root)
        self._revisions: tuple[str, ...] = ()

    def refs(self) -> Iterator[Ref | Gap]:
        """Each content once for each kind its paths promise, oldest commit first.

        Raises:
            GitError: not a repository, an unknown name, or a clone too shallow to tell what is new.
        """
        self.commits = 0
        seen: set[tuple[bytes, str]] = set()
        for _, found in changes(self._git, "--topo-order", "--reverse", *self._resolve()):
            self.commits += 1
            for oid, raw in found:
                path = display(raw)
                key = (oid, promise(path))
                if key not in seen:
                    seen.add(key)
                    yield Ref(path, oid, oid.decode("ascii"))

    def reader(self) -> ReaderSpec:
        """`git`: contents come from the object database."""
        return ReaderSpec(kind="git", root=self._root)

    def sightings(self, oids: Iterable[str]) -> dict[str, Sighting]:
        """Paths within the range, and the commit of the range each content came in with.

        Raises:
            GitError: as `refs`.
        """
        return sightings(self._git, oids, *self._resolve())

    def _resolve(self) -> tuple[str, ...]:
        """The range in object ids, which no option and no later push can change."""
        if not self._revisions:
            since, until = self._commit(self._since), self._commit(self._until)
            if self._git.call("merge-base", since, until).code != 0 and self._is_shallow():
                raise GitError(
                    f"this shallow clone does not reach back to where {self._since} and {self._until} part", _FETCH_MORE
                )
            self._revisions = (f"^{since}", until, "--")
        return self._revisions

    def _commit(self, name: str) -> str:
        if not name or name.startswith("-"):
            raise GitError(f"'{name}' is no name of a commit")
        answer = self._git.call("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
        if answer.code == 0:
            return answer.out.decode("ascii").strip()
        hint = _FETCH_MORE if self._is_shallow() else "a branch of the remote is `origin/NAME`; fetch it first if it is new"
        raise GitError(f"unknown commit '{name}'", hint)

    def _is_shallow(self) -> bool:
        return self._git.run("rev-parse", "--is-shallow-repository").strip() == b"true"


_FETCH_MORE = "fetch the history first: git fetch --unshallow (in CI: a fetch depth of 0)"
