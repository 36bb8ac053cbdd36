"""Names to modules: literal tables, loaded only when first wanted.

Adding an engine or a report format is one module and one line here. The value names `module:attribute`.
"""

from importlib import import_module

from gateline.errors import UsageError

__all__ = ["ENGINES", "FORMATS", "WHOLE_PROGRAM", "load", "nearest"]

ENGINES = {
    "sast": "gateline.engines.sast.engine:SastEngine",
    "secrets": "gateline.engines.secrets.engine:SecretsEngine",
}
"""Engine classes, built without arguments."""

WHOLE_PROGRAM = frozenset({"sast"})
"""Engines to which half of a program says little; before a commit they only run when asked for."""

FORMATS = {
    "github": "gateline.report.github:render",
    "github-summary": "gateline.report.github_summary:render",
    "gitlab-container-scanning": "gateline.report.gitlab_container_scanning:render",
    "gitlab-dependency-scanning": "gateline.report.gitlab_dependency_scanning:render",
    "gitlab-sast": "gateline.report.gitlab_sast:render",
    "gitlab-secret-detection": "gateline.report.gitlab_secret_detection:render",
    "html": "gateline.report.html:render",
    "json": "gateline.report.json:render",
    "junit": "gateline.report.junit:render",
    "markdown": "gateline.report.markdown:render",
    "sarif": "gateline.report.sarif:render",
    "terminal": "gateline.report.terminal:render",
}
"""Report formats: functions from a report and options to bytes; what a format is stands in its module's `FORMAT`."""


def load(table: dict[str, str], name: str, noun: str) -> object:
    """The object a table names.

    Args:
        table: one of this module's tables.
        name: a key of it.
        noun: what the key is called in the error, `engine`.

    Raises:
        UsageError: no such name; the hint holds the nearest and all known ones.
    """
    entry = table.get(name)
    if entry is None:
        raise UsageError(f"unknown {noun} '{name}'", _way_out(name, table))
    module, _, attribute = entry.partition(":")
    return getattr(import_module(module), attribute)


def nearest(name: str, known: "list[str] | dict[str, str]") -> str | None:
    """The known name most like `name`, or None when none is near."""
    from difflib import get_close_matches

    close = get_close_matches(name.lower(), list(known), n=1, cutoff=0.6)
    return close[0] if close else None


def _way_out(name: str, table: dict[str, str]) -> str:
    close = nearest(name, table)
    known = f"known: {', '.join(sorted(table))}"
    return f"did you mean '{close}'? {known}" if close else known
