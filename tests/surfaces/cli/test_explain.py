"""`gateline explain`."""

import json

import pytest

from tests.source.repository import Repository
from tests.surfaces.cli.conftest import Cli, a_token


@pytest.fixture
def fingerprint(cli: Cli, repository: Repository) -> str:
    repository.commit({"src/a.py": f'token = "{a_token()}"\n', "src/b.py": f'\ntoken = "{a_token()}"\n'})
    return str(json.loads(cli("check", "--format", "json").out)["findings"][0]["fingerprint"])


def test_finding_is_told_with_places_verdict_and_every_rule(cli: Cli, fingerprint: str) -> None:
    said = cli("explain", fingerprint[:8])
    assert said.code == 0
    assert f"fingerprint {fingerprint}\n" in said.out
    assert "places      src/a.py:1:10\n            src/b.py:2:10\n" in said.out
    assert "verdict     fails the gate, at stage build by the built-in default policy\n" in said.out
    assert "rule `new-secrets` (builtin:default:" in said.out
    assert "gateline waive" in said.out
    assert a_token() not in said.out


def test_finding_of_a_history_names_its_commit(cli: Cli, repository: Repository, fingerprint: str) -> None:
    said = cli("explain", fingerprint, "--history")
    assert (
        f"first seen  {repository.oid('HEAD')[:12]} by Ada <ada@example.org> on 2024-02-29T12:00:00+01:30, still in HEAD"
        in said.out
    )


def test_rule_is_told(cli: Cli) -> None:
    assert cli("explain", "private-key").out == cli("rules", "show", "secrets/private-key").out


@pytest.mark.parametrize(
    ("what", "error"),
    [
        ("abcdef12", "gateline: no finding of the working tree has a fingerprint that begins with abcdef12\n"),
        ("private-kay", "gateline: unknown rule 'private-kay'\n  did you mean 'secrets/private-key'?\n"),
    ],
)
def test_unknown_is_told(cli: Cli, fingerprint: str, what: str, error: str) -> None:
    said = cli("explain", what)
    assert said.code == 2
    assert said.err.startswith(error)


def test_check_explains_on_request_beside_the_report(cli: Cli, fingerprint: str) -> None:
    said = cli("check", "--explain", "--format", "json")
    assert json.loads(said.out)["verdict"]["outcome"] == "fail"
    assert said.err.startswith(f"{fingerprint} secrets/github-personal-access-token src/a.py:1\nrule `new-secrets`")
