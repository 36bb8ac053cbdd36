"""The odd engine, known to this process and to its workers."""

import pytest

from gateline import registry
from gateline.pipeline import workers

ENTRY = "tests.pipeline.odd:OddEngine"


@pytest.fixture
def odd(monkeypatch: pytest.MonkeyPatch) -> None:
    """Register the odd engine."""
    monkeypatch.setitem(registry.ENGINES, "odd", ENTRY)
    start = workers._START.replace(
        "from gateline.pipeline.worker",
        f"from gateline import registry; registry.ENGINES['odd'] = {ENTRY!r}; from gateline.pipeline.worker",
    )
    monkeypatch.setattr(workers, "_START", start)
    monkeypatch.setattr(workers, "_WATCH_SECONDS", 0.05)
