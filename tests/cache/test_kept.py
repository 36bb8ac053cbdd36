"""Small files between runs."""

import os
from pathlib import Path

import pytest

from gateline.cache import kept as module
from gateline.cache.kept import Kept, prefilter_name


def _kept(tmp_path: Path, scanned: str | None = None) -> Kept:
    return Kept({"GATELINE_CACHE_DIR": str(tmp_path / "cache")}, scanned)


def test_what_is_put_is_there_for_the_next(tmp_path: Path) -> None:
    assert _kept(tmp_path).get("a") is None
    _kept(tmp_path).put("a", b"one")
    assert _kept(tmp_path).get("a") == b"one"
    _kept(tmp_path).put("a", b"")
    assert _kept(tmp_path).get("a") == b""


@pytest.mark.parametrize("damage", [lambda data: data[:-1], lambda data: b"", lambda data: data[:5] + b"\0" + data[6:]])
def test_damage_is_not_there(tmp_path: Path, damage) -> None:  # type: ignore[no-untyped-def]
    _kept(tmp_path).put("a", b"one")
    file = tmp_path / "cache" / "kept" / "a"
    file.write_bytes(damage(file.read_bytes()))
    assert _kept(tmp_path).get("a") is None


def test_one_file_is_not_taken_for_another(tmp_path: Path) -> None:
    _kept(tmp_path).put("a", b"one")
    (tmp_path / "cache" / "kept" / "a").rename(tmp_path / "cache" / "kept" / "b")
    assert _kept(tmp_path).get("b") is None


def test_place_that_cannot_be_used_keeps_nothing(tmp_path: Path) -> None:
    inside = _kept(tmp_path, str(tmp_path))
    inside.put("a", b"one")
    assert inside.get("a") is None
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "kept").write_text("in the way")
    _kept(tmp_path).put("a", b"one")
    assert _kept(tmp_path).get("a") is None
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["kept"]


def test_oldest_go_when_there_are_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST", 2)
    for age, name in ((3, "a"), (2, "b"), (1, "c")):
        _kept(tmp_path).put(name, b"x")
        os.utime(tmp_path / "cache" / "kept" / name, (1000 - age, 1000 - age))
    _kept(tmp_path).put("d", b"x")
    assert [name for name in "abcd" if _kept(tmp_path).get(name) is not None] == ["c", "d"]


def test_prefilter_fits_one_set_of_rules() -> None:
    assert prefilter_name("secrets", "1" * 64) != prefilter_name("secrets", "2" * 64)
