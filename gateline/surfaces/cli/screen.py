"""What the place a text is written to can show.

`NO_COLOR` (https://no-color.org) wins over `FORCE_COLOR`, both win over what the terminal is; hyperlinks and progress only
ever go to a terminal. `COLUMNS` wins over the terminal's own width.
"""

import os
from collections.abc import Mapping
from typing import NamedTuple, TextIO

__all__ = ["Screen", "look"]

_WIDTH = 100
"""Columns of a place that has none: a file, a pipe, a log."""


class Screen(NamedTuple):
    """Properties of one output stream."""

    width: int
    is_terminal: bool
    has_color: bool
    has_hyperlinks: bool
    has_unicode: bool


def look(stream: TextIO, environ: Mapping[str, str], *, no_color: bool = False) -> Screen:
    """Find out what a stream can show.

    Args:
        stream: stdout or stderr.
        environ: the environment.
        no_color: `--no-color` was given.
    """
    is_terminal = _is_terminal(stream)
    is_dumb = environ.get("TERM") == "dumb"
    return Screen(
        width=_width(stream, environ, is_terminal),
        is_terminal=is_terminal,
        has_color=not no_color and _has_color(environ, is_terminal and not is_dumb),
        has_hyperlinks=is_terminal and not is_dumb and not no_color and not environ.get("NO_COLOR"),
        has_unicode=(getattr(stream, "encoding", None) or "ascii").lower().replace("-", "").startswith("utf"),
    )


def _has_color(environ: Mapping[str, str], is_able: bool) -> bool:
    if environ.get("NO_COLOR"):
        return False
    force = environ.get("FORCE_COLOR")
    if force is not None and force != "":
        return force not in ("0", "false")
    return is_able


def _is_terminal(stream: TextIO) -> bool:
    try:
        return stream.isatty()
    except ValueError:  # closed
        return False


def _width(stream: TextIO, environ: Mapping[str, str], is_terminal: bool) -> int:
    asked = environ.get("COLUMNS", "")
    if asked.isdigit() and int(asked) > 0:
        return int(asked)
    if is_terminal:
        try:
            return os.get_terminal_size(stream.fileno()).columns or _WIDTH
        except (OSError, ValueError):
            pass
    return _WIDTH
