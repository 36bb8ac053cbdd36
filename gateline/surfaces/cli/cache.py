"""`gateline cache`: what was learned before, how much it takes, and away with it."""

import argparse
import os
from pathlib import Path

__all__ = ["configure", "run"]


def configure(parser: argparse.ArgumentParser) -> None:
    """The actions of `cache`."""
    actions = parser.add_subparsers(title="actions", dest="action", metavar="ACTION", required=True)
    actions.add_parser("info", help="where it lies and how much it holds", allow_abbrev=False)
    actions.add_parser("clear", help="remove it; the next run is a cold one", allow_abbrev=False)


def run(args: argparse.Namespace) -> int:
    """Do what is asked."""
    from gateline.cache.place import Unusable, cache_directory
    from gateline.errors import UsageError

    try:
        directory = Path(cache_directory(os.environ))
    except Unusable as error:
        raise UsageError(str(error)) from error
    return _info(directory) if args.action == "info" else _clear(directory)


def _info(directory: Path) -> int:
    from gateline.cache.inventory import take
    from gateline.surfaces.cli.page import Page

    found = take(str(directory))
    page = Page()
    page.field("place", str(directory))
    page.field("contents", f"{found.contents:,} known, {found.facts_bytes / 1e6:,.1f} MB of {found.cap / 1e6:,.0f} MB")
    page.field("trees", f"{found.trees:,} indexed, {found.trees_bytes / 1e6:,.1f} MB")
    page.field("compiled", f"{found.kept:,} files, {found.kept_bytes / 1e6:,.1f} MB")
    for note in found.notes:
        page.field("note", note)
    return 0


def _clear(directory: Path) -> int:
    from gateline.cache.inventory import clear
    from gateline.surfaces.cli.page import Page

    freed = clear(str(directory))
    Page().line(f"cleared {freed / 1e6:,.1f} MB")
    return 0
