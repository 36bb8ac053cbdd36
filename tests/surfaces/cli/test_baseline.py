"""`gateline baseline`."""

import pytest

from gateline.policy.baseline import parse_baseline
from tests.source.repository import Repository
from tests.surfaces.cli.conftest import Cli, a_token

FILE = "gateline-baseline.txt"


@pytest.fixture(autouse=True)
def _secret(repository: Repository) -> None:
    repository.write("a.py", f'token = "{a_token()}"\n')


def _paths(repository: Repository) -> list[str]:
    return [entry.path for entry in parse_baseline((repository.root / FILE).read_bytes(), FILE)]


def test_created_baseline_lets_what_is_there_pass(cli: Cli, repository: Repository) -> None:
    said = cli("baseline", "create")
    assert said.code == 0
    assert said.out == f"{FILE}: 1 finding accepted as old\nnow name it in gateline.yaml:\n  baseline: {{file: {FILE}}}\n"
    repository.write("gateline.yaml", f"version: 1\nextends: [builtin:default]\nbaseline: {{file: {FILE}}}\n")
    assert cli("check").code == 0
    assert cli("baseline", "update").out == f"{FILE}: 1 finding accepted as old, 1 before\n"


def test_file_that_is_there_is_not_replaced_unless_forced(cli: Cli, repository: Repository) -> None:
    (repository.root / FILE).write_text("precious")
    assert cli("baseline", "create").code == 2
    assert (repository.root / FILE).read_text() == "precious"
    assert cli("baseline", "create", "--force").code == 0


def test_update_drops_what_is_gone_and_adds_what_is_new(cli: Cli, repository: Repository) -> None:
    cli("baseline", "create")
    (repository.root / "a.py").unlink()
    repository.write("b.py", f'token = "{a_token("2")}"\n')
    assert cli("baseline", "update", "--keep").code == 0
    assert _paths(repository) == sorted(["a.py", "b.py"], key=_paths(repository).index)
    assert cli("baseline", "update").code == 0
    assert _paths(repository) == ["b.py"]


def test_update_from_a_part_keeps_the_rest(cli: Cli, repository: Repository) -> None:
    repository.write("sub/b.py", f'token = "{a_token("2")}"\n')
    cli("baseline", "create")
    assert cli("baseline", "update", "sub").code == 0
    assert sorted(_paths(repository)) == ["a.py", "sub/b.py"]


def test_show_lists_them(cli: Cli) -> None:
    assert cli("baseline", "show") == (
        2,
        "",
        f"gateline: {FILE}: no such baseline file\n  `gateline baseline create` writes one\n",
    )
    cli("baseline", "create")
    said = cli("baseline", "show")
    assert "  secrets/github-personal-access-token  a.py\n1 finding accepted as old\n" in said.out


def test_what_was_not_analyzed_is_told(cli: Cli, repository: Repository) -> None:
    repository.write("broken.zip", b"PK\x03\x04" + b"\xff" * 100)
    assert "not analyzed, so nothing of it is in there: broken.zip" in cli("baseline", "create").out


def test_broken_baseline_names_its_line(cli: Cli, repository: Repository) -> None:
    (repository.root / FILE).write_text("gateline-baseline 1\nnonsense\n")
    said = cli("check", "--baseline", FILE)
    assert said.code == 2
    assert said.err.startswith(f"gateline: {FILE}:2:1: ")
