"""`gateline lsp`, as far as the command line goes; what it serves stands in `tests/surfaces/lsp`."""

import sys

import pytest

from tests.surfaces.cli.conftest import Cli


def test_without_pygls_the_way_to_it_is_told(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("gateline.surfaces.lsp.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pygls", None)
    monkeypatch.setitem(sys.modules, "lsprotocol", None)
    said = cli("lsp")
    assert said == (
        2,
        "",
        "gateline: the language server needs pygls, which is not installed\n  pip install 'gateline[lsp]'\n",
    )


def test_jobs_are_at_least_one(cli: Cli) -> None:
    assert cli("lsp", "--jobs", "0").err == "gateline: --jobs 0: at least one is needed\n"


def test_serves_with_half_of_the_processors(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr("gateline.surfaces.lsp.server.serve", asked.append)
    monkeypatch.setattr("gateline.surfaces.cli.jobs.default_jobs", lambda: 9)
    assert cli("lsp").code == 0
    assert cli("lsp", "--stdio", "--jobs", "7").code == 0
    assert asked == [4, 7]
