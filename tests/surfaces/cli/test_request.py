"""Options to a request; what people see of mistakes stands in `test_check.py`."""

import argparse
import io
import sys
from datetime import UTC, datetime

import pytest

from gateline.errors import UsageError
from gateline.pipeline.limits import Limits
from gateline.pipeline.progress import Progress, TerminalProgress
from gateline.pipeline.run import Mode
from gateline.policy.stages import Stage
from gateline.surfaces.cli import request
from gateline.surfaces.cli.app import build_parser
from gateline.surfaces.cli.request import progress, to_request


def _args(*argv: str) -> argparse.Namespace:
    return build_parser("check").parse_args(["check", *argv])


def test_options_become_a_request() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    asked = to_request(
        _args("src", "--since", "main", "--engine", "a,b", "--engine", "c", "--stage", "run", "--jobs", "3", "--no-cache"), now
    )
    assert (asked.now, asked.path, asked.mode, asked.since) == (now, "src", Mode.SINCE, "main")
    assert (asked.engines, asked.stage, asked.jobs, asked.is_cached) == (("a", "b", "c"), Stage.RUN, 3, False)


def test_endless_standard_input_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request, "Limits", lambda: Limits(file_bytes=10))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"x" * 11)))
    with pytest.raises(UsageError, match="more than 10 bytes"):
        to_request(_args("--stdin", "--path", "x"), datetime.now(UTC))


def test_progress_is_for_terminals(monkeypatch: pytest.MonkeyPatch) -> None:
    assert type(progress()) is Progress
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert isinstance(progress(), TerminalProgress)
    monkeypatch.setenv("TERM", "dumb")
    assert type(progress()) is Progress
