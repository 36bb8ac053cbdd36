"""Reports go where they are wanted."""

from pathlib import Path

import pytest

from gateline.surfaces.cli.deliver import append_summary, destinations, render_options
from gateline.surfaces.cli.screen import Screen
from tests.builders import a_report

SCREEN = Screen(100, False, False, False, True)


@pytest.mark.parametrize(
    ("formats", "output", "wanted"),
    [
        ([], None, [("terminal", "-")]),
        ([], "out.txt", [("terminal", "out.txt")]),
        (["json"], None, [("json", "-")]),
        (["json"], "r.json", [("json", "r.json")]),
        (["sarif=a", "json"], None, [("sarif", "a"), ("json", "-")]),
        (["sarif=a", "json"], "b", [("sarif", "a"), ("json", "b")]),
        (["sarif=a=b"], None, [("sarif", "a=b")]),
    ],
)
def test_destinations(formats: list[str], output: str | None, wanted: list[tuple[str, str]]) -> None:
    assert destinations(formats, output, "terminal") == wanted


@pytest.mark.parametrize(
    ("environ", "link", "commit"),
    [
        ({}, "", ""),
        (
            {"GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "a/b", "GITHUB_SHA": "1"},
            "https://github.com/a/b/blob/1/",
            "1",
        ),
        ({"CI_PROJECT_URL": "https://gitlab.com/a/b", "CI_COMMIT_SHA": "2"}, "https://gitlab.com/a/b/-/blob/2/", "2"),
    ],
)
def test_ci_tells_where_files_are_shown(environ: dict[str, str], link: str, commit: str) -> None:
    options = render_options(SCREEN, environ, "2026-01-01T00:00:00")
    assert (options.link_base, options.commit) == (link, commit)


def test_summary_that_cannot_be_written_does_not_matter(tmp_path: Path) -> None:
    options = render_options(SCREEN, {}, "2026-01-01T00:00:00")
    append_summary(a_report(), {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(tmp_path / "no" / "s.md")}, options)
    append_summary(a_report(), {"GITHUB_STEP_SUMMARY": str(tmp_path / "s.md")}, options)
    assert [path.name for path in tmp_path.iterdir()] == ["cache"]
