"""What a run has of the cache."""

from pathlib import Path

from gateline.cache.shelf import Shelf, open_shelf
from gateline.cache.stat_index import Entry
from gateline.cache.store import NoStore


def test_shelf_keeps_facts_and_index(tmp_path: Path) -> None:
    environ = {"GATELINE_CACHE_DIR": str(tmp_path / "cache")}
    shelf = open_shelf(environ, str(tmp_path / "tree"))
    shelf.store.put({b"k" * 16: b"value"})
    index = shelf.index(str(tmp_path / "tree"), "1", ["secrets"])
    index.learn(b"a", Entry((1, 1, 1, 1), "a", "", 1))
    index.save(is_whole=True)
    shelf.close()
    again = open_shelf(environ, str(tmp_path / "tree"))
    assert again.store.get([b"k" * 16]) == {b"k" * 16: b"value"}
    assert again.index(str(tmp_path / "tree"), "1", ["secrets"]).find(b"a", (1, 1, 1, 1)) is not None
    assert again.index("", "1", ["secrets"]).find(b"a", (1, 1, 1, 1)) is None
    again.close()


def test_unusable_place_is_an_empty_shelf_that_says_why(tmp_path: Path) -> None:
    shelf = open_shelf({"GATELINE_CACHE_DIR": str(tmp_path / "tree" / "cache")}, str(tmp_path / "tree"))
    assert shelf.store.notes[0].startswith("no cache: the cache directory lies inside the scanned tree")
    assert shelf.index("/root", "1", []).find(b"a", ()) is None
    shelf.close()
    Shelf(NoStore()).close()
