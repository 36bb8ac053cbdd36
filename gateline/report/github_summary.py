"""A job summary for GitHub Actions, to be appended to the file `GITHUB_STEP_SUMMARY` names."""

from collections.abc import Iterator

from gateline.model.report import Report
from gateline.report.markdown_page import page
from gateline.report.options import Format, RenderOptions

__all__ = ["FORMAT", "render"]

FORMAT = Format("github-summary", "text/markdown; charset=utf-8", ".md", "a job summary for GitHub Actions")

_MOST = 1_000_000
"""Bytes. GitHub drops a step's whole summary above 1,024 KiB; the rest is left to other commands of the step."""


def render(report: Report, options: RenderOptions) -> Iterator[bytes]:
    """UTF-8 Markdown, at most `_MOST` bytes."""
    yield page(report, options, items=options.items * 10, most=_MOST)
