"""`gateline lsp`: findings as you type, in any editor that speaks the language server protocol."""

import argparse

from gateline.errors import UsageError

__all__ = ["configure", "run"]


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of `lsp`."""
    parser.add_argument(
        "--stdio", action="store_true", help="speak over standard input and output: the only way, named because editors name it"
    )
    parser.add_argument("--jobs", type=int, metavar="N", help="most worker processes (default: half the processors available)")


def run(args: argparse.Namespace) -> int:
    """Serve until the editor leaves."""
    from gateline.surfaces.cli.jobs import default_jobs

    if args.jobs is not None and args.jobs < 1:
        raise UsageError(f"--jobs {args.jobs}: at least one is needed")
    try:
        from gateline.surfaces.lsp.server import serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("pygls", "lsprotocol"):
            raise
        raise UsageError("the language server needs pygls, which is not installed", "pip install 'gateline[lsp]'") from None
    serve(args.jobs or max(1, default_jobs() // 2))
    return 0
