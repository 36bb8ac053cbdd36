"""What the cache holds, and how it is emptied."""

import os

from msgspec import Struct

from gateline.cache.local import DEFAULT_CAP, FILE_NAME, LocalStore

__all__ = ["Inventory", "clear", "take"]

_FOLDERS = ("trees", "kept")
_FACTS = (FILE_NAME, f"{FILE_NAME}-wal", f"{FILE_NAME}-shm", f"{FILE_NAME}.damaged")


class Inventory(Struct, frozen=True):
    """How much is kept; sizes in bytes."""

    contents: int
    facts_bytes: int
    cap: int
    trees: int
    trees_bytes: int
    kept: int
    kept_bytes: int
    notes: tuple[str, ...]


def take(directory: str) -> Inventory:
    """Count what lies in a cache directory; nothing is created. Raises nothing."""
    contents = 0
    notes: tuple[str, ...] = ()
    if os.path.exists(os.path.join(directory, FILE_NAME)):
        store = LocalStore(directory)
        contents, notes = store.entries(), store.notes
        store.close()
    (trees, trees_bytes), (kept, kept_bytes) = (_measure(_files(os.path.join(directory, folder))) for folder in _FOLDERS)
    facts_bytes = _measure(_existing(directory))[1]
    return Inventory(contents, facts_bytes, DEFAULT_CAP, trees, trees_bytes, kept, kept_bytes, notes)


def clear(directory: str) -> int:
    """Remove everything of ours from a cache directory, and nothing else.

    Returns:
        Bytes freed.
    """
    files = [*_existing(directory), *(path for folder in _FOLDERS for path in _files(os.path.join(directory, folder)))]
    freed = 0
    for path in files:
        try:
            size = os.path.getsize(path)
            os.unlink(path)
        except OSError:
            continue
        freed += size
    return freed


def _existing(directory: str) -> list[str]:
    return [path for name in _FACTS if os.path.exists(path := os.path.join(directory, name))]


def _files(folder: str) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entry.path for entry in entries if entry.is_file(follow_symlinks=False))
    except OSError:
        return []


def _measure(paths: list[str]) -> tuple[int, int]:
    sizes = []
    for path in paths:
        try:
            sizes.append(os.path.getsize(path))
        except OSError:
            continue
    return len(sizes), sum(sizes)
