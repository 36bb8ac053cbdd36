"""What a person sees of a format, as text."""

from collections.abc import Callable, Iterator
from typing import Any

from gateline.model.report import Report
from gateline.report.options import RenderOptions

Render = Callable[[Report, RenderOptions], Iterator[bytes]]


def shown(render: Render, report: Report, **options: Any) -> str:
    """Everything `render` writes, decoded."""
    return b"".join(render(report, RenderOptions(**options))).decode()
