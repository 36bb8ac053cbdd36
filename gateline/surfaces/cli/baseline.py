"""`gateline baseline`: what is there today is accepted as old, so that only what is new fails."""

import argparse
import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from gateline.errors import UsageError

if TYPE_CHECKING:
    from gateline.pipeline.run import Result
    from gateline.policy.baseline import BaselineEntry

__all__ = ["configure", "run"]

_DEFAULT = "gateline-baseline.txt"


def configure(parser: argparse.ArgumentParser) -> None:
    """The actions of `baseline`."""
    from gateline.surfaces.cli.check import add_cost, add_policy, add_target

    actions = parser.add_subparsers(title="actions", dest="action", metavar="ACTION", required=True)
    create = actions.add_parser("create", help="write the file from what is found now", allow_abbrev=False)
    create.add_argument("--force", action="store_true", help="replace a file that is there")
    update = actions.add_parser("update", help="drop what is gone, add what is found now", allow_abbrev=False)
    update.add_argument("--keep", action="store_true", help="keep entries whose finding is not in this target")
    show = actions.add_parser("show", help="list what is accepted", allow_abbrev=False)
    for action in (create, update):
        add_target(action)
        add_policy(action)
        add_cost(action)
    show.add_argument("path", nargs="?", default=".", metavar="PATH", help="the target whose policy names the file")
    show.add_argument("--baseline", default="", metavar="FILE", help="another file")


def run(args: argparse.Namespace) -> int:
    """Do what is asked."""
    actions: dict[str, Callable[[argparse.Namespace], int]] = {"create": _create, "update": _update, "show": _show}
    return actions[args.action](args)


def _create(args: argparse.Namespace) -> int:
    from gateline.policy.baseline import update_baseline

    result, path = _walk(args)
    if os.path.exists(path) and not args.force:
        raise UsageError(f"{_shown(path)} is already there", "`gateline baseline update` renews it; --force begins anew")
    return _write(args, result, path, update_baseline((), result.report.findings), before=0)


def _update(args: argparse.Namespace) -> int:
    from gateline.policy.baseline import parse_baseline, update_baseline

    result, path = _walk(args)
    old = parse_baseline(_read(path), _shown(path))
    is_part = args.keep or args.staged or args.since or args.history or args.stdin or os.path.realpath(args.path) != result.root
    entries = update_baseline(old, result.report.findings, keep_absent=bool(is_part))
    return _write(args, result, path, entries, before=len(old))


def _show(args: argparse.Namespace) -> int:
    from gateline.pipeline.documents import TreeFiles
    from gateline.pipeline.policy_files import find_root, read_policy
    from gateline.policy.baseline import parse_baseline
    from gateline.surfaces.cli.page import Page

    root = find_root(args.path)
    policy = read_policy(TreeFiles(root)).policy
    path = args.baseline or os.path.join(root, policy.baseline.file if policy.baseline else _DEFAULT)
    entries = parse_baseline(_read(path), _shown(path))
    page = Page()
    page.rows((entry.fingerprint, entry.rule, entry.path) for entry in entries)
    page.line(_counted(len(entries)))
    return 0


def _walk(args: argparse.Namespace) -> tuple["Result", str]:
    """A run that takes nothing as old, and where its baseline lies."""
    import msgspec

    from gateline.pipeline.run import run as walk
    from gateline.surfaces.cli.request import progress, to_request

    request = msgspec.structs.replace(to_request(args, datetime.now(UTC)), baseline="")
    result = walk(request, os.environ, progress())
    configured = result.policy.policy.baseline
    return result, args.baseline or os.path.join(result.root, configured.file if configured else _DEFAULT)


def _write(args: argparse.Namespace, result: "Result", path: str, entries: tuple["BaselineEntry", ...], before: int) -> int:
    from gateline.policy.baseline import render_baseline
    from gateline.surfaces.cli.files import write
    from gateline.surfaces.cli.page import Page

    write(path, [render_baseline(entries)])
    page = Page()
    page.line(f"{_shown(path)}: {_counted(len(entries))}" + (f", {before} before" if before else ""))
    if result.policy.policy.baseline is None and not args.baseline:
        page.line(f"now name it in {result.policy_name or 'gateline.yaml'}:")
        page.line(f"  baseline: {{file: {os.path.basename(path)}}}")
    for gap in result.report.verdict.gaps:
        page.line(f"not analyzed, so nothing of it is in there: {gap.path or 'the whole target'} ({gap.reason.value})")
    return 0


def _read(path: str) -> bytes:
    from gateline.pipeline.documents import read_file

    data = read_file(path, _shown(path))
    if data is None:
        raise UsageError(f"{_shown(path)}: no such baseline file", "`gateline baseline create` writes one")
    return data


def _counted(entries: int) -> str:
    return f"{entries} {'finding' if entries == 1 else 'findings'} accepted as old"


def _shown(path: str) -> str:
    return os.path.relpath(path)
