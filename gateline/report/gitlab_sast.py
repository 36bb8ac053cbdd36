"""Flaws of code and infrastructure as GitLab's SAST report, `gl-sast-report.json`; GitLab reports infrastructure as SAST too."""

from collections.abc import Iterator

from gateline.model.finding import Kind
from gateline.model.report import Report
from gateline.report.gitlab_report import security_report
from gateline.report.options import Format, RenderOptions

__all__ = ["FORMAT", "render"]

FORMAT = Format("gitlab-sast", "application/json", ".json", "flaws of code and infrastructure for GitLab")

_KINDS = frozenset({Kind.SAST, Kind.IAC})


def render(report: Report, options: RenderOptions) -> Iterator[bytes]:
    """UTF-8 JSON; see `gitlab_report.security_report`."""
    return security_report(report, options, "sast", _KINDS)
