"""A store that forgets, degrades and recovers, but never lies and never fails a run."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateline.cache.local import FILE_NAME, LocalStore

KEYS = [bytes([number]) * 16 for number in range(256)]
WEEK = 7 * 24 * 3600


def test_values_survive_the_process_that_put_them(tmp_path: Path) -> None:
    store = LocalStore(str(tmp_path))
    store.put({KEYS[1]: b"one", KEYS[2]: b""})
    store.close()
    again = LocalStore(str(tmp_path))
    assert again.get([KEYS[1], KEYS[2], KEYS[3]]) == {KEYS[1]: b"one", KEYS[2]: b""}
    assert again.entries() == 2
    assert again.notes == ()
    again.close()


def test_more_keys_than_one_statement_takes(tmp_path: Path) -> None:
    keys = [number.to_bytes(16, "big") for number in range(1_700)]
    store = LocalStore(str(tmp_path))
    store.put((key, key[-2:]) for key in keys)
    assert store.get(keys) == {key: key[-2:] for key in keys}
    store.close()


def test_file_is_private(tmp_path: Path) -> None:
    LocalStore(str(tmp_path)).close()
    assert (tmp_path / FILE_NAME).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "content", [b"not a database, but long enough to be looked at" * 40, b"SQLite format 3\0" + b"\xff" * 5000]
)
def test_damaged_file_is_set_aside_and_begun_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    store = LocalStore(str(tmp_path))
    assert store.notes == ("the cache was damaged; it was set aside and begun anew",)
    store.put({KEYS[1]: b"one"})
    assert store.get([KEYS[1]]) == {KEYS[1]: b"one"}
    store.close()
    assert (tmp_path / f"{FILE_NAME}.damaged").read_bytes() == content


def test_foreign_schema_is_set_aside(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / FILE_NAME)
    other.execute("CREATE TABLE facts (something TEXT)")
    other.close()
    store = LocalStore(str(tmp_path))
    store.put({KEYS[1]: b"one"})
    store.put({KEYS[1]: b"one"})
    assert store.get([KEYS[1]]) == {KEYS[1]: b"one"}
    assert "set aside" in store.notes[0]
    store.close()


@settings(deadline=None)  # each example writes files
@given(st.data())
def test_flipped_or_missing_bytes_never_change_an_answer(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    directory = tmp_path_factory.mktemp("cache")
    truth = {key: key[:3] * 50 for key in KEYS}
    store = LocalStore(str(directory))
    store.put(truth)
    store.close()
    _damage(directory / FILE_NAME, data)
    store = LocalStore(str(directory))
    found = store.get(KEYS)
    assert found.items() <= truth.items()
    store.put(truth)
    store.close()


def _damage(file: Path, data: st.DataObject) -> None:
    content = bytearray(file.read_bytes())
    if data.draw(st.booleans(), "truncate"):
        del content[data.draw(st.integers(0, len(content)), "length") :]
    for _ in range(data.draw(st.integers(0, 8), "flips")):
        if content:
            content[data.draw(st.integers(0, len(content) - 1), "where")] ^= data.draw(st.integers(1, 255), "what")
    file.write_bytes(content)


def test_directory_that_is_no_directory_gives_no_cache(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = LocalStore(str(tmp_path / "file"))
    store.put({KEYS[1]: b"one"})
    assert store.get([KEYS[1]]) == {}
    assert store.entries() == 0
    assert len(store.notes) == 1
    assert "going on without" in store.notes[0]
    store.close()


def test_full_disk_keeps_reading_and_stops_writing(tmp_path: Path) -> None:
    store = LocalStore(str(tmp_path))
    store.put({KEYS[1]: b"one"})
    assert store._database is not None
    store._database.execute("PRAGMA max_page_count = 4")
    store.put(dict.fromkeys(KEYS, b"x" * 4000))
    store.put({KEYS[2]: b"two"})
    assert store.get([KEYS[1], KEYS[2]]) == {KEYS[1]: b"one"}
    assert store.notes == ("the cache cannot be written (database or disk is full); results are not kept",)
    store.close()


def test_read_only_file_still_answers(tmp_path: Path) -> None:
    store = LocalStore(str(tmp_path))
    store.put({KEYS[1]: b"one"})
    assert store._database is not None
    store._database.execute("PRAGMA query_only = ON")
    store.put({KEYS[2]: b"two"})
    assert store.get([KEYS[1], KEYS[2]]) == {KEYS[1]: b"one"}
    assert "cannot be written" in store.notes[0]
    store.close()


def test_busy_cache_loses_entries_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateline.cache.local._BUSY_MS", 1)
    store = LocalStore(str(tmp_path))
    other = sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    store.put({KEYS[1]: b"one"})
    other.execute("ROLLBACK")
    other.close()
    store.put({KEYS[2]: b"two"})
    assert store.get([KEYS[1], KEYS[2]]) == {KEYS[2]: b"two"}
    assert store.notes == ("the cache is busy; some results were not kept",)
    store.close()


def test_least_recently_used_generation_goes_first(tmp_path: Path) -> None:
    old = LocalStore(str(tmp_path), now=10 * WEEK)
    old.put(dict.fromkeys(KEYS[:100], b"x" * 4000))
    old.close()
    used = LocalStore(str(tmp_path), now=12 * WEEK)
    used.get(KEYS[:10])
    used.put(dict.fromkeys(KEYS[100:110], b"y" * 400))
    used.close()
    small = LocalStore(str(tmp_path), cap=200_000, now=12 * WEEK)
    small.close()
    rest = LocalStore(str(tmp_path), now=12 * WEEK)
    assert sorted(rest.get(KEYS)) == sorted(KEYS[:10] + KEYS[100:110])
    rest.close()
    assert (tmp_path / FILE_NAME).stat().st_size <= 200_000


def test_single_generation_above_the_cap_is_halved_until_it_fits(tmp_path: Path) -> None:
    store = LocalStore(str(tmp_path), cap=300_000)
    store.put(dict.fromkeys(KEYS, b"x" * 4000))
    store.close()
    again = LocalStore(str(tmp_path))
    assert 0 < again.entries() < 100
    again.close()


_ONE_OF_MANY = """
import sys
from gateline.cache.local import LocalStore
store = LocalStore(sys.argv[1])
keys = [number.to_bytes(16, "big") for number in range(400)]
for start in range(0, 400, 20):
    found = store.get(keys)
    assert all(value == key for key, value in found.items())
    store.put({key: key for key in keys[start:start + 20]})
store.close()
print(*store.notes)
"""


@pytest.mark.parametrize("is_damaged", [False, True])
def test_eight_processes_share_one_cache(tmp_path: Path, is_damaged: bool) -> None:
    if is_damaged:
        (tmp_path / FILE_NAME).write_bytes(b"damage" * 1000)
    command = [sys.executable, "-c", _ONE_OF_MANY, str(tmp_path)]
    many = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) for _ in range(8)]
    said = [process.communicate()[0] for process in many]
    assert [process.returncode for process in many] == [0] * 8, said
    store = LocalStore(str(tmp_path))
    keys = [number.to_bytes(16, "big") for number in range(400)]
    found = store.get(keys)
    assert all(value == key for key, value in found.items())
    if not is_damaged:
        assert len(found) == 400, said
    store.close()
