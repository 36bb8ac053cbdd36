"""Names of single places, for consumers that track places rather than flaws.

GitHub code scanning tells results apart by `partialFingerprints.primaryLocationLineHash`, a rolling hash over the text
around the line that its upload action makes when the file has none. A reporter has no file text, so ours is made of what it
has and what does not change when lines move: the flaw's fingerprint, the path, and how many places of that flaw in that
path came before. The form, 16 hex digits, a colon and a count from 1, is GitHub's own, whose count also tells equal hashes apart.
"""

from collections import Counter
from hashlib import blake2b

__all__ = ["LocationHashes"]


class LocationHashes:
    """Gives each place its name. Ask in the order of the report; one instance a report, so that no name comes twice."""

    def __init__(self) -> None:
        self._seen: Counter[tuple[str, str]] = Counter()

    def next(self, fingerprint: str, path: str) -> str:
        """Name of the next place of this flaw in `path`; distinct from every name this instance gave before."""
        key = (fingerprint, path)
        self._seen[key] += 1
        digest = blake2b(f"{fingerprint}\0{path}".encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
        return f"{digest}:{self._seen[key]}"
