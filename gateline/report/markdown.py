"""A comment for a pull or merge request: short, and short enough for every forge."""

from collections.abc import Iterator

from gateline.model.report import Report
from gateline.report.markdown_page import page
from gateline.report.options import Format, RenderOptions

__all__ = ["FORMAT", "render"]

FORMAT = Format("markdown", "text/markdown; charset=utf-8", ".md", "a comment for a pull or merge request")

_MOST = 60_000
"""Bytes. GitHub takes 65,536 characters; GitLab takes more."""


def render(report: Report, options: RenderOptions) -> Iterator[bytes]:
    """UTF-8 Markdown, at most `_MOST` bytes."""
    yield page(report, options, items=options.items, most=_MOST)
