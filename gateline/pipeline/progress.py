"""One line on stderr while long work goes on, when a person looks at it: how much, how fast, what remains. Silent when
piped."""

import time
from typing import TextIO

__all__ = ["Progress", "TerminalProgress", "line"]

_EVERY_SECONDS = 0.1
_QUIET_SECONDS = 0.5
"""Work shorter than this shows nothing at all."""
_CHECK_EVERY = 64
"""The clock is asked once for so many contents."""


class Progress:
    """What the pipeline tells while it works; this one listens to nothing."""

    wants_total = False
    """Whether it pays to list the target ahead."""

    def expect(self, contents: int) -> None:
        """How many contents there are in all; without it no remainder is shown."""

    def advance(self, contents: int, size: int) -> None:
        """So many contents of so many bytes in all are done."""

    def finish(self) -> None:
        """The work is over: leave the screen as it was."""


class TerminalProgress(Progress):
    """Rewrites one line of a terminal.

    Args:
        stream: the terminal, stderr.
        width: its columns.
    """

    wants_total = True

    def __init__(self, stream: TextIO, width: int) -> None:
        self._stream = stream
        self._width = width
        self._began = self._last = time.monotonic()
        self._expected = 0
        self._done = 0
        self._bytes = 0
        self._is_shown = False

    def expect(self, contents: int) -> None:
        """How many contents there are in all."""
        self._expected = contents

    def advance(self, contents: int, size: int) -> None:
        """Count, and now and then show."""
        self._done += contents
        self._bytes += size
        if self._done % _CHECK_EVERY:
            return
        now = time.monotonic()
        if now - self._last >= _EVERY_SECONDS and now - self._began >= _QUIET_SECONDS:
            self._last = now
            self._show(line(self._done, self._expected, self._bytes, now - self._began))

    def finish(self) -> None:
        """Wipe the line."""
        if self._is_shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
            self._is_shown = False

    def _show(self, text: str) -> None:
        self._stream.write("\r\x1b[K" + text[: self._width - 1])
        self._stream.flush()
        self._is_shown = True


def line(done: int, expected: int, size: int, seconds: float) -> str:
    """The text of the line.

    Args:
        done: contents looked at.
        expected: contents in all, 0 when not known.
        size: bytes looked at.
        seconds: since the work began, more than 0.
    """
    rate = f"{size / 1e6:,.0f} MB, {size / 1e6 / seconds:,.0f} MB/s"
    if not expected:
        return f"{done:,} contents, {rate}"
    left = seconds * (expected - done) / done if done else 0.0
    return f"{done:,} of {expected:,} contents, {rate}, {_duration(left)} left"


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
