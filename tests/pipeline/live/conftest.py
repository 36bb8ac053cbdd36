"""Folders under somebody's hands."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateline import registry
from gateline.pipeline import workers
from gateline.pipeline.live.tree import learn_tree
from gateline.pipeline.live.workspace import Live
from gateline.rules.examples import expand
from tests.source.repository import Repository

__all__ = ["Opened", "a_token"]

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ENTRY = "tests.pipeline.live.whole:WholeEngine"
Opened = Callable[..., Live]


def a_token(seed: str = "1") -> str:
    """A token that no one ever issued."""
    return expand("{crc:ghp_:30}", seed)


@pytest.fixture
def whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Register the engine that sees all files, here and in the workers, and nothing else."""
    for name in list(registry.ENGINES):
        monkeypatch.delitem(registry.ENGINES, name)
    monkeypatch.setitem(registry.ENGINES, "whole", ENTRY)
    start = workers._START.replace(
        "from gateline.pipeline.worker",
        f"from gateline import registry; registry.ENGINES['whole'] = {ENTRY!r}; from gateline.pipeline.worker",
    )
    monkeypatch.setattr(workers, "_START", start)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository.create(tmp_path / "work")


@pytest.fixture
def opened(repository: Repository) -> Opened:
    """Opens the repository and learns its tree."""

    def call(folder: Path | None = None, *, is_learned: bool = True, is_whole: bool = True) -> Live:
        live = Live(str(folder or repository.root), os.environ, lambda: NOW, is_whole=is_whole)
        if is_learned:
            live.take(learn_tree(live.expect(), os.environ, jobs=1))
        return live

    return call
