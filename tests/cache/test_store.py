"""Keys tell apart whatever facts depend on."""

from gateline.cache.store import NoStore, key_of


def test_content_kind_and_analyzer_each_make_another_key() -> None:
    keys = {
        key_of("aa", "python", "1"),
        key_of("ab", "python", "1"),
        key_of("aa", "dotenv", "1"),
        key_of("aa", "python", "2"),
        key_of("aapython", "", "1"),
    }
    assert len(keys) == 5
    assert all(len(key) == 16 for key in keys)


def test_no_store_knows_nothing_and_says_why() -> None:
    store = NoStore("the cache directory belongs to another user")
    store.put([(b"k" * 16, b"v")])
    assert store.get([b"k" * 16]) == {}
    assert store.notes == ("the cache directory belongs to another user",)
    store.close()
