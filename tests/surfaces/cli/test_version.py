"""`gateline version` beside other arguments goes the long way round."""

from gateline import __version__
from tests.surfaces.cli.conftest import Cli


def test_version_by_the_parser(cli: Cli) -> None:
    assert cli("version", "--help").code == 0
    from gateline.surfaces.cli.app import run

    assert run(["version"]) == 0
    assert cli("check", "--version").code == 2
    assert __version__ in cli("--version").out
