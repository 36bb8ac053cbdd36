"""`gateline policy`."""

import pytest

from tests.source.repository import Repository
from tests.surfaces.cli.conftest import Cli

CASES = """
version: 1
cases:
  - name: a new secret blocks
    context: {{stage: pr}}
    findings: [{{id: a, kind: secret, severity: critical, new: true}}]
    expect: {{outcome: {outcome}}}
"""


def test_sound_policy_is_told_with_its_layers(cli: Cli, repository: Repository) -> None:
    assert cli("policy", "check").out.startswith(
        "the built-in default is sound: 6 rules, 0 mandates\nlayers      builtin:default\n"
    )
    repository.write("gateline.yaml", "version: 1\nextends: [builtin:default]\n")
    said = cli("policy", "check")
    assert said.out.startswith(
        "gateline.yaml is sound: 6 rules, 0 mandates\nlayers      builtin:default\n            gateline.yaml\n"
    )
    assert cli("policy", "check", "gateline.yaml").out == said.out
    assert cli("policy", "check", ".").out == said.out


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("version: 1\nextends: [builtin:default]\nrulez: []\n", "gateline: gateline.yaml:3:1: unknown field 'rulez'\n"),
        (
            "version: 1\nextends: [builtin:default]\nengines: {secrets: {enabled: false}}\n",
            "gateline: no engine is left to run",
        ),
    ],
)
def test_mistakes_are_told(cli: Cli, repository: Repository, text: str, error: str) -> None:
    repository.write("gateline.yaml", text)
    said = cli("policy", "check")
    assert said.code == 2
    assert said.err.startswith(error), said.err


def test_explain_tells_what_holds_where(cli: Cli) -> None:
    said = cli("policy", "explain", "--stage", "pr")
    assert said.out.startswith("policy the built-in default\n\npr\n  block ")
    assert "\nbuild\n" not in said.out
    assert "\nbuild\n" in cli("policy", "explain").out
    assert cli("policy", "explain", "--stage", "xx").code == 2


@pytest.mark.parametrize(("outcome", "code", "text"), [("fail", 0, "1 case, 0 failed\n"), ("pass", 1, "1 case, 1 failed\n")])
def test_cases_are_run(cli: Cli, repository: Repository, outcome: str, code: int, text: str) -> None:
    repository.write("cases.yaml", CASES.format(outcome=outcome))
    said = cli("policy", "test", "cases.yaml")
    assert said.code == code
    assert said.out.endswith(text)


def test_missing_cases_are_told(cli: Cli) -> None:
    assert cli("policy", "test", "none.yaml").err.startswith("gateline: none.yaml: no such file of cases\n")
