"""Text for people on a terminal: headings, fields, paragraphs."""

import os
import sys
import textwrap
from collections.abc import Iterable

from gateline.report.ink import BOLD, DIM, Ink, ink_for
from gateline.report.options import RenderOptions
from gateline.report.visible import visible
from gateline.surfaces.cli.screen import look

__all__ = ["Page"]

_MOST = 100
"""Columns of running text; longer lines are hard to read."""


class Page:
    """Lines on stdout, coloured when that is wanted."""

    def __init__(self) -> None:
        screen = look(sys.stdout, os.environ)
        self.width = min(screen.width, _MOST)
        self._ink: Ink = ink_for(RenderOptions(screen.width, screen.has_color, screen.has_hyperlinks, screen.has_unicode))
        self._has_unicode = screen.has_unicode

    def heading(self, text: str) -> None:
        """A line in bold."""
        self.line(self._ink.paint(visible(text), BOLD))

    def field(self, name: str, value: str, indent: int = 12) -> None:
        """`name  value`, the value wrapped under itself; nothing when it is empty."""
        if not value:
            return
        label = self._ink.paint(name.ljust(indent - 1), DIM)
        head, *rest = self._wrapped(value, indent) or [""]
        self.line(f"{label} {head}")
        for more in rest:
            self.line(" " * indent + more)

    def text(self, value: str, indent: int = 0) -> None:
        """A wrapped paragraph."""
        for piece in self._wrapped(value, indent):
            self.line(" " * indent + piece)

    def rows(self, rows: Iterable[tuple[str, ...]]) -> None:
        """Columns as wide as their longest cell; the last is not padded."""
        table = [tuple(visible(cell) for cell in row) for row in rows]
        if not table:
            return
        widths = [max(len(row[column]) for row in table) for column in range(len(table[0]) - 1)]
        for row in table:
            self.line("  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]]).rstrip())

    def line(self, text: str = "") -> None:
        """One line as it is."""
        sys.stdout.write((text if self._has_unicode else text.encode("ascii", "backslashreplace").decode()) + "\n")

    def _wrapped(self, value: str, indent: int) -> list[str]:
        width = max(20, self.width - indent)
        paragraphs = [
            textwrap.wrap(visible(part), width, break_long_words=False, break_on_hyphens=False) for part in value.split("\n")
        ]
        return [piece for paragraph in paragraphs for piece in paragraph or [""]]
