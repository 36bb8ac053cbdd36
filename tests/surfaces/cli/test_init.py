"""`gateline init`."""

from pathlib import Path

import pytest
import yaml

from gateline.pipeline.policy_files import read_policy_file
from gateline.surfaces.cli import init
from gateline.surfaces.cli.init import CI_NAMES, _host
from tests.source.repository import Repository
from tests.surfaces.cli.conftest import Cli


def _snapshot(repository: Repository) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in repository.root.rglob("*") if path.is_file() and ".git/" not in f"{path}"}


def test_new_repository_gets_policy_and_ci_of_its_host(cli: Cli, repository: Repository) -> None:
    repository.commit({"src/app.py": "x = 1\n"})
    repository.git("remote", "add", "origin", "git@github.com:owner/name.git")
    said = cli("init", "--hook")
    assert said.code == 0
    assert said.out == (
        "languages  python\n"
        "remote     git@github.com:owner/name.git\n"
        "CI         GitHub Actions\n"
        "wrote      gateline.yaml\n"
        "wrote      .github/workflows/gateline.yml\n"
        "hook       .git/hooks/pre-commit gates each commit\n"
        "\n"
        "next:      gateline check .\n"
        "           gateline baseline create   accepts what is there today, so that only what is new fails\n"
    )
    assert cli("check").code == 0


def test_second_run_changes_nothing(cli: Cli, repository: Repository) -> None:
    repository.commit({"src/app.py": "x = 1\n"})
    for _ in range(2):
        for name in CI_NAMES:
            assert cli("init", "--no-hook", "--ci", name).code == 0
    before = _snapshot(repository)
    assert cli("init", "--no-hook").code == 0
    assert _snapshot(repository) == before


def test_what_is_there_is_kept_unless_forced(cli: Cli, repository: Repository) -> None:
    repository.write("gateline.yaml", "version: 1\nextends: [builtin:strict]\n")
    assert "kept       gateline.yaml" in cli("init", "--no-hook", "--no-ci").out
    assert b"strict]" in (repository.root / "gateline.yaml").read_bytes()
    assert "replaced   gateline.yaml" in cli("init", "--no-hook", "--no-ci", "--force").out


def test_policy_is_one_the_loader_takes_also_with_everything_uncommented(cli: Cli, repository: Repository) -> None:
    cli("init", "--no-hook", "--no-ci")
    path = repository.root / "gateline.yaml"
    assert read_policy_file(str(path)).policy.layers[0] == "builtin:default"
    text = path.read_text()
    opened = [
        line[2:] if line.startswith(("# rules:", "# waivers:", "# source:", "# shadow:", "# baseline:", "#  ")) else line
        for line in text.splitlines()
    ]
    opened = [line.removeprefix("# ") if line.startswith("#   ") else line for line in opened]
    path.write_text("\n".join(opened))
    policy = read_policy_file(str(path)).policy
    assert policy.shadow
    assert policy.baseline is not None
    assert "no-medium-secrets" in [rule.id for rule in policy.rules]
    assert policy.waivers.approvers
    assert policy.source.exclude


@pytest.mark.parametrize("name", CI_NAMES)
def test_ci_is_pinned_modest_and_keeps_the_cache(cli: Cli, repository: Repository, name: str) -> None:
    system = init._SYSTEMS[name]
    assert cli("init", "--no-hook", "--ci", name).code == 0
    text = (repository.root / system.path).read_text()
    assert "@" not in text.replace("@tmp", "").replace("$@", "") or name == "github" or name == "azure"
    assert "gateline==" in text
    assert "sarif" in text
    assert "cache" in text
    if system.path.endswith(".yml"):
        assert isinstance(yaml.safe_load(text), dict)


def test_github_workflow_grants_little_and_pins_by_commit(cli: Cli, repository: Repository) -> None:
    cli("init", "--no-hook", "--ci", "github")
    workflow = yaml.safe_load((repository.root / ".github/workflows/gateline.yml").read_text())
    assert workflow["permissions"] == {}
    [job] = workflow["jobs"].values()
    assert job["permissions"] == {"contents": "read", "security-events": "write"}
    actions = [step["uses"] for step in job["steps"] if "uses" in step]
    assert actions
    assert all(len(action.partition("@")[2]) == 40 for action in actions)


@pytest.mark.parametrize("name", [name for name in CI_NAMES if name != "github"])
def test_ci_of_others_is_not_touched(cli: Cli, repository: Repository, name: str) -> None:
    system = init._SYSTEMS[name]
    repository.write(system.path, "theirs: true\n")
    said = cli("init", "--no-hook")
    assert (repository.root / system.path).read_text() == "theirs: true\n"
    assert f"wrote      {system.beside}\n           {system.include}\n" in said.out


def test_question_is_only_asked_of_a_person(cli: Cli, repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "not installed; `gateline hook install` gates each commit" in cli("init", "--no-ci").out
    monkeypatch.setattr(init, "_is_person", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _question: "n")
    assert "not installed" in cli("init", "--no-ci").out
    monkeypatch.setattr("builtins.input", lambda _question: "")
    assert "gates each commit" in cli("init", "--no-ci").out


def test_mistakes_are_told(cli: Cli) -> None:
    assert cli("init", "--ci", "travis").err == (
        "gateline: no CI called 'travis' is known\n  known: github, gitlab, jenkins, azure, bitbucket\n"
    )
    assert cli("init", "nowhere").err == "gateline: nowhere is no folder\n"


def test_folder_outside_of_git_gets_a_policy_and_no_hook(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    said = cli("init", str(tmp_path / "plain"), "--hook")
    assert said.code == 0
    assert (tmp_path / "plain" / "gateline.yaml").exists()


def test_password_in_the_remote_is_not_shown(cli: Cli, repository: Repository) -> None:
    repository.git("remote", "add", "origin", "https://user:pass@gitlab.example.org/a/b.git")
    said = cli("init", "--no-hook")
    assert "remote     https://gitlab.example.org/a/b.git\n" in said.out
    assert "wrote      .gitlab-ci.yml\n" in said.out


@pytest.mark.parametrize(
    ("remote", "host"),
    [
        ("git@github.com:owner/name.git", "github.com"),
        ("https://github.com/owner/name", "github.com"),
        ("ssh://git@gitlab.example.org:2222/a/b", "gitlab.example.org"),
        ("https://user@dev.azure.com/org/_git/x", "dev.azure.com"),
        ("", ""),
    ],
)
def test_host_of_a_remote(remote: str, host: str) -> None:
    assert _host(remote) == host
