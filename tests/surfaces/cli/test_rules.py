"""`gateline rules`."""

import json
from pathlib import Path

import pytest

from tests.surfaces.cli.conftest import Cli

RULE = "secrets/github-personal-access-token"
OWN = """
id: secrets/{name}
title: A test
why: Because.
fix: Do not.
severity: high
confidence: high
cwe: [798]
match: {{keywords: [ghp_], pattern: '(ghp_[0-9A-Za-z]{{36}})'}}
fails: ['{fails}']
passes: ['nothing']
"""


def test_list_shows_every_rule_or_those_with_a_word(cli: Cli) -> None:
    said = cli("rules", "list")
    assert said.code == 0
    assert len(said.out.splitlines()) > 300
    some = cli("rules", "list", "GitHub personal")
    assert f"{RULE} " in some.out
    assert all("GitHub personal" in line for line in some.out.splitlines())


def test_word_that_no_rule_has_is_told(cli: Cli) -> None:
    assert cli("rules", "list", "xyzzy") == (2, "", "gateline: no rule has 'xyzzy' in its id or title\n")


def test_list_as_json(cli: Cli) -> None:
    rules = json.loads(cli("rules", "list", "github", "--json").out)
    assert RULE in [rule["id"] for rule in rules]


@pytest.mark.parametrize("name", [RULE, RULE.partition("/")[2]])
def test_show_tells_all_about_one(cli: Cli, name: str) -> None:
    said = cli("rules", "show", name)
    assert said.code == 0
    for part in (RULE, "severity    critical", "why  ", "fix  ", "CWE-798", "https://docs.github.com/"):
        assert part in said.out
    assert json.loads(cli("rules", "show", name, "--json").out)["id"] == RULE


def test_unknown_rule_names_the_nearest(cli: Cli) -> None:
    said = cli("rules", "show", "secrets/github-personal-acess-token")
    assert (said.code, said.err.splitlines()[1]) == (2, f"  did you mean '{RULE}'?")
    assert "`gateline rules list` shows all" in cli("rules", "show", "xyzzy").err


def test_examples_of_a_rule_are_run(cli: Cli) -> None:
    said = cli("rules", "test", RULE)
    assert said.code == 0
    assert said.out.startswith("1 rules, ")
    assert said.out.endswith(" 0 failed\n")


def test_example_that_does_not_do_what_it_says_fails(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(OWN.format(name="own", fails="nothing"))
    said = cli("rules", "test", str(tmp_path / "own.yaml"))
    assert said.code == 1
    assert "secrets/own  fails[0]  expected on line 1: not found" in said.out


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (None, "own.yaml: no such file or directory"),
        ("id: [", "gateline: own.yaml:2:1: "),
        (OWN.format(name="own", fails="x").replace("secrets/", "sicrets/"), "gateline: no engine 'sicrets'"),
    ],
)
def test_broken_rule_file_is_told(cli: Cli, tmp_path: Path, text: str | None, error: str) -> None:
    if text is not None:
        (tmp_path / "own.yaml").write_text(text)
    said = cli("rules", "test", str(tmp_path / "own.yaml"))
    assert said.code == 2
    assert error in said.err
