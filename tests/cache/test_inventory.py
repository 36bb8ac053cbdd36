"""What the cache holds, and away with it."""

from pathlib import Path

from gateline.cache.inventory import clear, take
from gateline.cache.kept import Kept
from gateline.cache.local import LocalStore
from gateline.cache.stat_index import Entry, StatIndex, index_path


def test_everything_is_counted_and_removed_and_nothing_else(tmp_path: Path) -> None:
    assert take(str(tmp_path / "none")).contents == 0
    directory = tmp_path / "cache"
    directory.mkdir(mode=0o700)
    store = LocalStore(str(directory))
    store.put({b"k" * 16: b"value"})
    store.close()
    index = StatIndex(index_path(str(directory), "/root"), "1", ["secrets"])
    index.learn(b"a", Entry((1, 1, 1, 1), "a", "", 1))
    index.save(is_whole=True)
    Kept({"GATELINE_CACHE_DIR": str(directory)}).put("x", b"y")
    (directory / "theirs").write_text("x")
    found = take(str(directory))
    assert (found.contents, found.trees, found.kept) == (1, 1, 1)
    assert clear(str(directory)) == found.facts_bytes + found.trees_bytes + found.kept_bytes
    assert [path.name for path in directory.rglob("*") if path.is_file()] == ["theirs"]


def test_damaged_store_is_told(tmp_path: Path) -> None:
    (tmp_path / "facts-v1.sqlite3").write_bytes(b"damage" * 1000)
    assert take(str(tmp_path)).notes == ("the cache was damaged; it was set aside and begun anew",)
