"""Engines are built alike wherever a run needs them."""

from pathlib import Path

import pytest

from gateline.engines.secrets.engine import SecretsEngine
from gateline.errors import UsageError
from gateline.pipeline.engines import EngineSetup, build_engines
from gateline.source.target import Blob


def _digest(setup: EngineSetup) -> str:
    return build_engines(setup)[0].analyzer().digest


def test_key_changes_what_the_analyzer_answers() -> None:
    assert _digest(EngineSetup(("secrets",))) == _digest(EngineSetup(("secrets",), b""))
    assert _digest(EngineSetup(("secrets",), b"key")) != _digest(EngineSetup(("secrets",)))


def test_compiled_prefilter_is_kept_outside_of_the_target_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("hyperscan")
    monkeypatch.setenv("GATELINE_CACHE_DIR", str(tmp_path / "cache"))
    for setup, files in (
        (EngineSetup(("secrets",), is_cached=False), 0),
        (EngineSetup(("secrets",), scanned=str(tmp_path)), 0),
        (EngineSetup(("secrets",), scanned=str(tmp_path / "tree")), 1),
    ):
        [engine] = build_engines(setup)
        assert isinstance(engine, SecretsEngine)
        list(engine.analyzer().analyze(Blob("", "text", b"x")))
        assert len(list((tmp_path / "cache").glob("kept/*"))) == files


def test_unknown_engine_is_told() -> None:
    with pytest.raises(UsageError, match="unknown engine 'sicrets'"):
        build_engines(EngineSetup(("sicrets",), is_cached=False))
