"""Secrets as GitLab's secret detection report, `gl-secret-detection-report.json`."""

from collections.abc import Iterator

from gateline.model.finding import Kind
from gateline.model.report import Report
from gateline.report.gitlab_report import security_report
from gateline.report.options import Format, RenderOptions

__all__ = ["FORMAT", "render"]

FORMAT = Format(
    "gitlab-secret-detection", "application/json", ".json", "secrets for GitLab's merge requests and vulnerability report"
)

_KINDS = frozenset({Kind.SECRET})


def render(report: Report, options: RenderOptions) -> Iterator[bytes]:
    """UTF-8 JSON; see `gitlab_report.security_report`."""
    return security_report(report, options, "secret_detection", _KINDS)
