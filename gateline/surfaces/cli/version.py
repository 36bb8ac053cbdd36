"""`gateline version`."""

import argparse

__all__ = ["configure", "run"]


def configure(parser: argparse.ArgumentParser) -> None:
    """No options."""


def run(args: argparse.Namespace) -> int:
    """Print the version."""
    from gateline import __version__

    print(f"gateline {__version__}")
    return 0
