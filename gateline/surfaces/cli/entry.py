"""The front door: answers what can be answered with nothing imported, and lets everything else through to `app`.

`gateline --version` and the git hook of a clean change are waited for by people, so on their way stand no argparse, no
msgspec, no YAML and no policy loader.
"""

import gc
import sys

__all__ = ["main"]

_THRESHOLDS = (50_000, 20, 50)
"""Records are made by the hundred thousand and hold no cycles; collecting them at Python's pace costs and finds nothing."""


def main(argv: list[str] | None = None) -> int:
    """Run the command line.

    Args:
        argv: arguments without the program's name; those of the process when not given.

    Returns:
        0 passed, 1 failed, 2 usage or policy error, 3 incomplete, 130 interrupted.
    """
    gc.disable()  # a third of the short cuts' time would go into looking for cycles among things that stay
    arguments = sys.argv[1:] if argv is None else argv
    if arguments in (["--version"], ["version"]):
        from gateline import __version__

        sys.stdout.write(f"gateline {__version__}\n")
        return 0
    if arguments in (["hook", "run"], ["check", "--staged"]):
        from gateline.surfaces.cli.fast import is_clean_commit

        if is_clean_commit():
            if arguments[0] == "check":
                sys.stdout.write("passed: nothing found in what is staged\n")
            return 0
    from gateline.surfaces.cli.app import run

    gc.enable()
    gc.set_threshold(*_THRESHOLDS)
    return run(arguments)
