"""`gateline waive`."""

import json

import pytest

from gateline.policy.waivers import parse_waivers
from tests.source.repository import Repository
from tests.surfaces.cli.conftest import Cli, a_token

FILE = "gateline-waivers.yaml"


@pytest.fixture
def fingerprint(cli: Cli, repository: Repository) -> str:
    repository.write("a.py", f'token = "{a_token()}"\n')
    return str(json.loads(cli("check", "--format", "json").out)["findings"][0]["fingerprint"])


def test_waiver_counts_once_somebody_else_agreed(cli: Cli, repository: Repository, fingerprint: str) -> None:
    said = cli("waive", fingerprint[:8], "--reason", "only a test", "--requested-by", "ada@example.org")
    assert said.code == 0
    assert said.out.startswith(f"{FILE}: waives secrets/github-personal-access-token in a.py until ")
    assert said.out.endswith("it does not count yet: it has 0 of 1 approvals\n")
    assert cli("check").code == 1
    agreed = ["--approved-by", "bob@example.org"]
    assert cli("waive", fingerprint, "--reason", "only a test", "--requested-by", "ada@example.org", *agreed).code == 0
    assert cli("check").code == 0
    [waiver] = parse_waivers((repository.root / FILE).read_bytes(), FILE)
    assert waiver.fingerprint == fingerprint
    assert waiver.expires is not None
    assert (waiver.expires - waiver.created).days == 90


@pytest.mark.parametrize(
    ("argv", "error"),
    [
        (["xyz", "--reason", "r", "--requested-by", "w"], "gateline: 'xyz' is no fingerprint\n"),
        (["abcdef12", "--reason", "r", "--requested-by", "w"], "gateline: no finding of the working tree has"),
        (["{}", "--reason", "r", "--requested-by", "w", "--expires", "soon"], "gateline: --expires soon: not a date\n"),
    ],
)
def test_mistakes_write_nothing(cli: Cli, repository: Repository, fingerprint: str, argv: list[str], error: str) -> None:
    said = cli("waive", *(part.format(fingerprint) for part in argv))
    assert said.code == 2
    assert said.err.startswith(error)
    assert not (repository.root / FILE).exists()


def test_date_is_kept(cli: Cli, repository: Repository, fingerprint: str) -> None:
    cli("waive", fingerprint, "--reason", "r", "--requested-by", "w", "--expires", "2099-01-31")
    assert "expires: 2099-01-31\n" in (repository.root / FILE).read_text()
