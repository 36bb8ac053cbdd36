"""When whoever read our output has gone."""

import os
import sys

__all__ = ["leave_pipe"]


def leave_pipe() -> None:
    """Keep the interpreter from complaining when it closes a broken stdout."""
    try:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
        os.close(nothing)
    except (OSError, ValueError):
        pass
