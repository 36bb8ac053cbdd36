"""Reports to the places the user named: files whole or not at all, at most one of them on stdout."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, cast

from gateline.errors import UsageError
from gateline.model.report import Report
from gateline.registry import FORMATS, load
from gateline.report.options import RenderOptions
from gateline.surfaces.cli.files import write
from gateline.surfaces.cli.pipe import leave_pipe
from gateline.surfaces.cli.screen import Screen

__all__ = ["STDOUT", "Destination", "append_summary", "deliver", "destinations", "render_options"]

STDOUT = "-"

_Render = Callable[[Report, RenderOptions], Iterator[bytes]]


class Destination(NamedTuple):
    """One report that is wanted."""

    format: str
    path: str
    """A file, or `-` for stdout."""


def destinations(formats: Sequence[str], output: str | None, default: str) -> list[Destination]:
    """What `--format` and `--output` ask for.

    Args:
        formats: `NAME` or `NAME=FILE` each.
        output: the file of the one format that names none.
        default: the format when none is named.

    Raises:
        UsageError: an unknown format, two reports in one place, `--output` with nothing to put there.
    """
    wanted = []
    for text in formats or [default]:
        name, _, path = text.partition("=")
        load(FORMATS, name, "format")
        wanted.append(Destination(name, path))
    open_ones = [one for one in wanted if not one.path]
    if output and len(open_ones) != 1:
        raise UsageError("--output takes the one report that names no file", "give each format its own: --format sarif=out.sarif")
    placed = [one if one.path else one._replace(path=output or STDOUT) for one in wanted]
    if len({one.path for one in placed}) < len(placed):
        raise UsageError("two reports cannot go to one place", "give each its file: --format sarif=out.sarif --format terminal")
    return placed


def deliver(report: Report, wanted: Sequence[Destination], options: RenderOptions) -> None:
    """Render and write every report; files first, so that a broken pipe costs none of them.

    Raises:
        UsageError: a file or stdout cannot be written.
        BrokenPipeError: whoever read stdout has gone.
    """
    for one in sorted(wanted, key=lambda one: one.path == STDOUT):
        render = cast(_Render, load(FORMATS, one.format, "format"))
        if one.path == STDOUT:
            try:
                _write_stdout(render(report, options))
            except BrokenPipeError:
                raise
            except OSError as error:
                leave_pipe()
                raise UsageError(f"standard output: {(error.strerror or 'cannot be written').lower()}") from error
        else:
            write(one.path, render(report, _plain(options)))


def append_summary(report: Report, environ: Mapping[str, str], options: RenderOptions) -> None:
    """Add to the job's summary page when GitHub Actions offers one."""
    path = environ.get("GITHUB_STEP_SUMMARY")
    if not path or environ.get("GITHUB_ACTIONS") != "true":
        return
    render = cast(_Render, load(FORMATS, "github-summary", "format"))
    try:
        with open(path, "ab") as file:
            file.writelines(render(report, _plain(options)))
    except OSError:
        pass  # the summary is a courtesy of the runner; the verdict does not hang on it


def render_options(screen: Screen, environ: Mapping[str, str], timestamp: str) -> RenderOptions:
    """What reports are told of the place they are read at."""
    return RenderOptions(
        width=screen.width,
        color=screen.has_color,
        hyperlinks=screen.has_hyperlinks,
        unicode=screen.has_unicode,
        link_base=_link_base(environ),
        commit=environ.get("GITHUB_SHA") or environ.get("CI_COMMIT_SHA") or "",
        timestamp=timestamp,
    )


def _link_base(environ: Mapping[str, str]) -> str:
    server, repository, commit = (environ.get(name, "") for name in ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_SHA"))
    if server and repository and commit:
        return f"{server}/{repository}/blob/{commit}/"
    project, commit = environ.get("CI_PROJECT_URL", ""), environ.get("CI_COMMIT_SHA", "")
    return f"{project}/-/blob/{commit}/" if project and commit else ""


def _plain(options: RenderOptions) -> RenderOptions:
    """A file is no terminal."""
    return RenderOptions(link_base=options.link_base, commit=options.commit, timestamp=options.timestamp, width=options.width)


def _write_stdout(chunks: Iterator[bytes]) -> None:
    sys.stdout.flush()
    binary = getattr(sys.stdout, "buffer", None)
    for chunk in chunks:
        if binary is None:  # replaced by a text stream, as tests do
            sys.stdout.write(chunk.decode())
        else:
            binary.write(chunk)
    sys.stdout.flush()
