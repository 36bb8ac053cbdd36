"""How many workers a machine carries."""

from pathlib import Path

import pytest

from gateline.surfaces.cli import jobs


@pytest.mark.parametrize(
    ("quota", "expected"),
    [("max 100000\n", 8), ("150000 100000\n", 2), ("50000 100000\n", 1), ("1600000 100000\n", 8), ("nonsense", 8), (None, 8)],
)
def test_quota_of_a_container_counts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, quota: str | None, expected: int) -> None:
    monkeypatch.setattr(jobs, "_QUOTA", str(tmp_path / "cpu.max"))
    monkeypatch.setattr("os.sched_getaffinity", lambda _pid: set(range(8)), raising=False)
    if quota is not None:
        (tmp_path / "cpu.max").write_text(quota)
    assert jobs.default_jobs() == expected
