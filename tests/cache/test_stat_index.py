"""Files that have not changed, and the ways in which one could only seem so."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateline.cache.stat_index import Entry, StatIndex, index_path

SECOND = 1_000_000_000
NOW = 1_800_000_000 * SECOND
OLD = (NOW - 100 * SECOND, NOW - 100 * SECOND, 7, 42)
FILE = b"src/app.py"
ENTRY = Entry(OLD, "a" * 40, "python", 1)


def _saved(path: str, *entries: tuple[bytes, Entry], analyzers: tuple[str, ...] = ("secrets",), now_ns: int = NOW) -> None:
    index = StatIndex(path, "1", analyzers, now_ns)
    for key, entry in entries:
        index.learn(key, entry)
    index.save(is_whole=True)
    assert index.notes == ()


@pytest.fixture
def path(tmp_path: Path) -> str:
    return index_path(str(tmp_path), "/some/root")


def test_unchanged_file_is_recognised(path: str) -> None:
    _saved(path, (FILE, ENTRY))
    assert StatIndex(path, "1", ["secrets"]).find(FILE, OLD) == ENTRY


@pytest.mark.parametrize("part", range(4))
def test_any_change_of_the_stamp_is_a_change(path: str, part: int) -> None:
    _saved(path, (FILE, ENTRY))
    stamp = list(OLD)
    stamp[part] += 1
    assert StatIndex(path, "1", ["secrets"]).find(FILE, tuple(stamp)) is None


@pytest.mark.parametrize("part", [0, 1])
def test_file_changed_within_two_seconds_of_the_run_is_not_trusted(path: str, part: int) -> None:
    stamp = list(OLD)
    stamp[part] = NOW - SECOND
    _saved(path, (FILE, Entry(tuple(stamp), "a" * 40, "python", 1)))
    assert StatIndex(path, "1", ["secrets"]).find(FILE, tuple(stamp)) is None


def test_distrust_is_not_forgotten_when_a_later_run_saves_the_index(path: str) -> None:
    racy = (NOW - SECOND, NOW - SECOND, 7, 42)
    _saved(path, (FILE, Entry(racy, "a" * 40, "python", 1)))
    later = StatIndex(path, "1", ["secrets"], NOW + 100 * SECOND)
    later.learn(b"other", ENTRY)
    later.save(is_whole=False)
    assert StatIndex(path, "1", ["secrets"]).find(FILE, racy) is None
    assert StatIndex(path, "1", ["secrets"]).find(b"other", OLD) == ENTRY


def test_files_of_a_partial_run_leave_the_others_known(path: str) -> None:
    _saved(path, (FILE, ENTRY))
    part = StatIndex(path, "1", ["secrets"], NOW)
    part.learn(b"other", ENTRY)
    part.save(is_whole=False)
    assert StatIndex(path, "1", ["secrets"]).find(FILE, OLD) == ENTRY


def test_vanished_files_are_dropped_by_a_whole_run(path: str) -> None:
    _saved(path, (FILE, ENTRY), (b"gone", ENTRY))
    run = StatIndex(path, "1", ["secrets"], NOW)
    run.find(FILE, OLD)
    run.save(is_whole=True)
    after = StatIndex(path, "1", ["secrets"])
    assert after.find(FILE, OLD) == ENTRY
    assert after.find(b"gone", OLD) is None


def test_whole_run_that_learned_nothing_writes_nothing(path: str) -> None:
    _saved(path, (FILE, ENTRY))
    before = Path(path).stat().st_mtime_ns
    run = StatIndex(path, "1", ["secrets"], NOW)
    run.find(FILE, OLD)
    run.save(is_whole=True)
    assert Path(path).stat().st_mtime_ns == before


def test_other_version_knows_nothing(path: str) -> None:
    _saved(path, (FILE, ENTRY))
    assert StatIndex(path, "2", ["secrets"]).find(FILE, OLD) is None


def test_masks_follow_their_analyzer(path: str) -> None:
    _saved(
        path,
        (FILE, Entry(OLD, "a" * 40, "python", 0b01)),
        (b"b", Entry(OLD, "b" * 40, "python", 0b10)),
        analyzers=("one", "two"),
    )
    swapped = StatIndex(path, "1", ["two", "three", "one"])
    assert [_clean(swapped, key) for key in (FILE, b"b")] == [0b100, 0b001]
    alone = StatIndex(path, "1", ["three"])
    assert [_clean(alone, key) & 1 for key in (FILE, b"b")] == [0, 0], "nothing is clean for an analyzer that never saw it"


def _clean(index: StatIndex, key: bytes) -> int:
    entry = index.find(key, OLD)
    assert entry is not None
    return entry.clean


def test_changed_rules_make_nothing_clean_but_keep_content_ids(path: str) -> None:
    _saved(path, (FILE, ENTRY), analyzers=("secrets/rules-1",))
    entry = StatIndex(path, "1", ["secrets/rules-2"]).find(FILE, OLD)
    assert entry is not None
    assert entry.oid == ENTRY.oid
    assert not entry.clean & 1


@settings(deadline=None)  # each example writes files
@given(st.data())
def test_damaged_index_knows_nothing(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    path = Path(index_path(str(tmp_path_factory.mktemp("cache")), "/root"))
    _saved(str(path), (FILE, ENTRY))
    content = bytearray(path.read_bytes())
    if data.draw(st.booleans()):
        del content[data.draw(st.integers(0, len(content) - 1)) :]
    else:
        content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    path.write_bytes(content)
    assert StatIndex(str(path), "1", ["secrets"]).find(FILE, OLD) is None


def test_right_checksum_over_wrong_content_knows_nothing(path: str) -> None:
    from hashlib import blake2b

    Path(path).parent.mkdir(parents=True)
    Path(path).write_bytes(b"gateline-tree-1\n" + blake2b(b"\x01", digest_size=16).digest() + b"\x01")
    assert StatIndex(path, "1", ["secrets"]).find(FILE, OLD) is None


def test_place_that_cannot_be_written_is_a_note(tmp_path: Path) -> None:
    (tmp_path / "trees").write_text("a file in the way")
    index = StatIndex(index_path(str(tmp_path), "/root"), "1", ["secrets"])
    index.learn(FILE, ENTRY)
    index.save(is_whole=True)
    assert index.notes == ("the index of unchanged files cannot be written: File exists",)


def test_no_path_keeps_nothing() -> None:
    index = StatIndex("", "1", ["secrets"])
    index.learn(FILE, ENTRY)
    index.save(is_whole=True)
    assert index.find(FILE, OLD) is None


def test_what_is_known_of_the_same_content_stays_when_more_is_learned(path: str) -> None:
    _saved(path, (FILE, Entry(OLD, "a" * 40, "python", 0b01)), analyzers=("one", "two"))
    run = StatIndex(path, "1", ["one", "two"], NOW)
    run.find(FILE, OLD)
    run.learn(FILE, Entry(OLD, "a" * 40, "python", 0b10))
    run.save(is_whole=True)
    assert _clean(StatIndex(path, "1", ["one", "two"]), FILE) == 0b11


def test_tree_under_another_prefix_has_its_own_index(tmp_path: Path) -> None:
    names = {index_path(str(tmp_path), root, prefix) for root in ("/a", "/b") for prefix in ("", "src/")}
    assert len(names) == 4


def test_oldest_indexes_go_when_there_are_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    monkeypatch.setattr("gateline.cache.stat_index._MOST_TREES", 2)
    paths = [index_path(str(tmp_path), f"/{number}") for number in range(3)]
    for age, path in zip((3, 2, 1), paths, strict=True):
        _saved(path, (FILE, ENTRY))
        os.utime(path, (1000 - age, 1000 - age))
    assert [Path(path).exists() for path in paths] == [False, True, True]
