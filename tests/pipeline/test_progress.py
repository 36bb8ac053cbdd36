"""The line a person sees while long work goes on."""

import io

import pytest

from gateline.pipeline import progress as module
from gateline.pipeline.progress import Progress, TerminalProgress, line


@pytest.mark.parametrize(
    ("done", "expected", "seconds", "text"),
    [
        (1000, 4000, 10.0, "1,000 of 4,000 contents, 50 MB, 5 MB/s, 30 s left"),
        (1000, 0, 10.0, "1,000 contents, 50 MB, 5 MB/s"),
        (0, 10, 1.0, "0 of 10 contents, 50 MB, 50 MB/s, 0 s left"),
        (1, 100, 10.0, "1 of 100 contents, 50 MB, 5 MB/s, 16 min left"),
    ],
)
def test_line_tells_rate_and_what_remains(done: int, expected: int, seconds: float, text: str) -> None:
    assert line(done, expected, 50_000_000, seconds) == text


def test_silent_one_does_nothing() -> None:
    progress = Progress()
    progress.expect(1)
    progress.advance(1, 1)
    progress.finish()


def test_short_work_shows_nothing() -> None:
    stream = io.StringIO()
    progress = TerminalProgress(stream, 80)
    for _ in range(1000):
        progress.advance(1, 10)
    progress.finish()
    assert stream.getvalue() == ""


def test_long_work_shows_a_line_that_fits_and_wipes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_QUIET_SECONDS", -1.0)
    monkeypatch.setattr(module, "_EVERY_SECONDS", -1.0)
    stream = io.StringIO()
    progress = TerminalProgress(stream, 20)
    progress.expect(128)
    for _ in range(64):
        progress.advance(1, 1_000_000)
    assert stream.getvalue() == "\r\x1b[K64 of 128 contents,"[:23]
    progress.finish()
    progress.finish()
    assert stream.getvalue().count("\r\x1b[K") == 2
