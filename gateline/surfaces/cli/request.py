"""Command-line options to a request, the same for every command that looks at a target."""

import argparse
import os
import sys
from datetime import datetime

from gateline.errors import UsageError
from gateline.pipeline.limits import Limits
from gateline.pipeline.progress import Progress, TerminalProgress
from gateline.pipeline.run import Mode, Request
from gateline.policy.stages import Stage
from gateline.registry import nearest
from gateline.surfaces.cli.jobs import default_jobs
from gateline.surfaces.cli.screen import look

__all__ = ["progress", "to_request", "to_stage"]


def to_request(args: argparse.Namespace, now: datetime) -> Request:
    """What the options of `check` ask for.

    Args:
        args: parsed by a parser that `check.add_target`, `add_policy` and `add_cost` configured.
        now: the clock of the verdict.

    Raises:
        UsageError: options that contradict each other.
    """
    mode = _mode(args)
    if args.jobs is not None and args.jobs < 1:
        raise UsageError(f"--jobs {args.jobs}: at least one is needed")
    if (args.name is not None) is not (mode is Mode.SINGLE):
        raise UsageError("--stdin and --path belong together", "gateline check --stdin --path src/app.py < src/app.py")
    if args.verify:
        _require_verifiable(mode)
    return Request(
        now=now,
        path=args.path,
        mode=mode,
        since=args.since or "",
        name=args.name or "",
        data=_stdin() if mode is Mode.SINGLE else b"",
        stage=to_stage(args.stage),
        engines=tuple(name for names in args.engine for name in names.split(",") if name),
        policy=args.policy,
        baseline=args.baseline,
        commit=os.environ.get("GITHUB_SHA") or os.environ.get("CI_COMMIT_SHA") or "",
        jobs=args.jobs or default_jobs(),
        is_cached=not args.no_cache,
    )


def _require_verifiable(mode: Mode) -> None:
    if mode is Mode.STAGED:
        raise UsageError(
            "--verify is refused for a staged change", "no value leaves the machine at each commit; verify by hand or in CI"
        )
    raise UsageError("--verify: no engine of this version asks vendors", "what an engine can prove offline, it says as evidence")


def progress() -> Progress:
    """A line on stderr when a person looks at it."""
    screen = look(sys.stderr, os.environ)
    if screen.is_terminal and os.environ.get("TERM") != "dumb":
        return TerminalProgress(sys.stderr, screen.width)
    return Progress()


def _mode(args: argparse.Namespace) -> Mode:
    if args.staged:
        return Mode.STAGED
    if args.since is not None:
        return Mode.SINCE
    if args.history:
        return Mode.HISTORY
    return Mode.SINGLE if args.stdin else Mode.TREE


def to_stage(name: str | None) -> Stage | None:
    """The stage of that name; None for None.

    Raises:
        UsageError: there is no such stage.
    """
    if name is None:
        return None
    try:
        return Stage(name)
    except ValueError:
        known = [stage.value for stage in Stage]
        close = nearest(name, known)
        expected = f"expected one of: {', '.join(known)}"
        raise UsageError(f"unknown stage '{name}'", f"did you mean '{close}'? {expected}" if close else expected) from None


def _stdin() -> bytes:
    limit = Limits().file_bytes
    data = sys.stdin.buffer.read(limit + 1)
    if len(data) > limit:
        raise UsageError(f"standard input holds more than {limit:,} bytes")
    return data
