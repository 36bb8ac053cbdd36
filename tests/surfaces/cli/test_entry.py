"""The front door opens fast, and everything else goes through."""

import subprocess
import sys

import pytest

from gateline import __version__
from tests.surfaces.cli.conftest import Cli


@pytest.mark.parametrize("argv", [["--version"], ["version"]])
def test_version(cli: Cli, argv: list[str]) -> None:
    assert cli(*argv) == (0, f"gateline {__version__}\n", "")


def test_version_imports_nothing() -> None:
    code = """
import sys
before = set(sys.modules)
from gateline.surfaces.cli.entry import main
main(["--version"])
print(sorted(set(sys.modules) - before))
"""
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert (
        out.splitlines()[1] == "['gateline', 'gateline.surfaces', 'gateline.surfaces.cli', 'gateline.surfaces.cli.entry', 'gc']"
    )
