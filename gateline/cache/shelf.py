"""What one run has of the cache: a fact store, and the stat index of its tree. Opening never fails; it may give an empty
shelf."""

from collections.abc import Mapping, Sequence

from gateline.cache.local import LocalStore
from gateline.cache.place import Unusable, cache_directory, prepare
from gateline.cache.stat_index import StatIndex, index_path
from gateline.cache.store import FactStore, NoStore

__all__ = ["Shelf", "open_shelf"]


class Shelf:
    """An open cache, or none.

    Args:
        store: facts by content.
        directory: where indexes lie; empty for no cache.
    """

    def __init__(self, store: FactStore, directory: str = "") -> None:
        self.store = store
        self._directory = directory

    def index(self, root: str, version: str, analyzers: Sequence[str], prefix: str = "") -> StatIndex:
        """The index of a working tree.

        Args:
            root: absolute path of the tree; empty when the target is no tree.
            version: see `StatIndex`.
            analyzers: see `StatIndex`.
            prefix: see `index_path`.
        """
        path = index_path(self._directory, root, prefix) if root and self._directory else ""
        return StatIndex(path, version, analyzers)

    def close(self) -> None:
        """Write what is pending."""
        self.store.close()


def open_shelf(environ: Mapping[str, str], scanned: str) -> Shelf:
    """The user's cache; an empty shelf whose store's notes say why when it cannot or must not be used.

    Args:
        environ: names the place, see `place.cache_directory`.
        scanned: root of the target; no cache inside it is believed.
    """
    try:
        directory = cache_directory(environ)
        prepare(directory, scanned)
    except Unusable as error:
        return Shelf(NoStore(f"no cache: {error}"))
    return Shelf(LocalStore(directory), directory)
