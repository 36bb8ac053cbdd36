"""Flaws of packages as GitLab's dependency scanning report, `gl-dependency-scanning-report.json`."""

from collections.abc import Iterator

from gateline.model.finding import Kind
from gateline.model.report import Report
from gateline.report.gitlab_report import security_report
from gateline.report.options import Format, RenderOptions

__all__ = ["FORMAT", "render"]

FORMAT = Format("gitlab-dependency-scanning", "application/json", ".json", "flaws, licences and malware of packages for GitLab")

_KINDS = frozenset({Kind.SCA, Kind.LICENCE, Kind.MALWARE})


def render(report: Report, options: RenderOptions) -> Iterator[bytes]:
    """UTF-8 JSON; see `gitlab_report.security_report`."""
    return security_report(report, options, "dependency_scanning", _KINDS)
