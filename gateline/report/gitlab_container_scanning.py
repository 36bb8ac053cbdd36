"""Flaws of images as GitLab's container scanning report, `gl-container-scanning-report.json`."""

from collections.abc import Iterator

from gateline.model.finding import Kind
from gateline.model.report import Report
from gateline.report.gitlab_report import security_report
from gateline.report.options import Format, RenderOptions

__all__ = ["FORMAT", "render"]

FORMAT = Format("gitlab-container-scanning", "application/json", ".json", "flaws of images for GitLab")

_KINDS = frozenset({Kind.IMAGE})


def render(report: Report, options: RenderOptions) -> Iterator[bytes]:
    """UTF-8 JSON; see `gitlab_report.security_report`."""
    return security_report(report, options, "container_scanning", _KINDS)
