"""Tracebacks that can be pasted into a public issue."""

import traceback

__all__ = ["masked_traceback"]


def masked_traceback(error: BaseException) -> str:
    """Frames and types of an error and its causes. Messages and values are left out: they may quote a scanned content."""
    parts: list[str] = []
    current: BaseException | None = error
    while current is not None:
        parts.append("".join(traceback.format_tb(current.__traceback__)) + f"{type(current).__name__} (message masked)\n")
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "caused by:\n".join(parts)
