"""The gate at each commit."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.source.repository import Repository
from tests.surfaces.cli.conftest import Cli, a_token

FOREIGN = "#!/bin/sh\necho foreign >> ran\n"


@pytest.fixture(autouse=True)
def _importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hook starts a Python of its own."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[3]))


def _hook(repository: Repository) -> Path:
    return repository.root / ".git" / "hooks" / "pre-commit"


def _foreign(repository: Repository) -> None:
    _hook(repository).parent.mkdir(exist_ok=True)
    _hook(repository).write_text(FOREIGN)
    _hook(repository).chmod(0o755)


def test_hook_lets_a_clean_commit_pass_in_silence_and_stops_a_secret(cli: Cli, repository: Repository) -> None:
    assert cli("hook", "install") == (0, ".git/hooks/pre-commit gates each commit\n", "")
    repository.write("a.py", "x = 1\n")
    repository.git("add", ".")
    assert repository.git("commit", "-q", "-m", "clean") == ""
    repository.write("a.py", f'token = "{a_token()}"\n')
    repository.git("add", ".")
    assert not repository.succeeds("commit", "-q", "-m", "secret")
    assert repository.git("log", "--format=%s") == "clean"


def test_what_is_committed_counts_also_with_a_temporary_index(cli: Cli, repository: Repository) -> None:
    repository.commit({"a.py": "x = 1\n"})
    cli("hook", "install")
    repository.write("a.py", f'token = "{a_token()}"\n')
    assert not repository.succeeds("commit", "-q", "-a", "-m", "secret")


def test_installing_twice_changes_nothing(cli: Cli, repository: Repository) -> None:
    cli("hook", "install")
    before = _hook(repository).read_bytes(), _hook(repository).stat().st_mtime_ns
    assert cli("hook", "install") == (0, ".git/hooks/pre-commit is already installed\n", "")
    assert (_hook(repository).read_bytes(), _hook(repository).stat().st_mtime_ns) == before


def test_older_hook_of_ours_is_renewed(cli: Cli, repository: Repository) -> None:
    cli("hook", "install")
    new = _hook(repository).read_bytes()
    _hook(repository).write_bytes(new + b"# older\n")
    assert cli("hook", "install").code == 0
    assert _hook(repository).read_bytes() == new


def test_foreign_hook_is_refused_with_a_way_out(cli: Cli, repository: Repository) -> None:
    _foreign(repository)
    said = cli("hook", "install")
    assert said.code == 2
    assert said.err == (
        "gateline: .git/hooks/pre-commit is somebody else's hook\n"
        "  `gateline hook install --chain` keeps it and runs it first;\n"
        "  or add the line `gateline hook run || exit $?` to it yourself\n"
    )
    assert _hook(repository).read_text() == FOREIGN


def test_chained_hook_runs_first_and_comes_back(cli: Cli, repository: Repository) -> None:
    _foreign(repository)
    assert cli("hook", "install", "--chain").code == 0
    assert cli("hook", "install", "--chain").out == ".git/hooks/pre-commit is already installed\n"
    repository.commit({"a.py": "x = 1\n"})
    assert (repository.root / "ran").read_text() == "foreign\n"
    assert cli("hook", "uninstall") == (0, ".git/hooks/pre-commit is again what it was before\n", "")
    assert _hook(repository).read_text() == FOREIGN


def test_chained_hook_that_fails_stops_the_commit(cli: Cli, repository: Repository) -> None:
    _foreign(repository)
    _hook(repository).write_text("#!/bin/sh\nexit 1\n")
    cli("hook", "install", "--chain")
    repository.write("a.py")
    repository.git("add", ".")
    assert not repository.succeeds("commit", "-q", "-m", "x")


def test_second_foreign_hook_is_not_lost(cli: Cli, repository: Repository) -> None:
    _foreign(repository)
    cli("hook", "install", "--chain")
    _foreign(repository)
    said = cli("hook", "install", "--chain")
    assert said.code == 2
    assert "is in the way" in said.err
    assert _hook(repository).read_text() == FOREIGN


def test_uninstall_takes_only_what_is_ours(cli: Cli, repository: Repository) -> None:
    assert cli("hook", "uninstall") == (0, "no hook of gateline is installed\n", "")
    _foreign(repository)
    assert cli("hook", "uninstall") == (0, "no hook of gateline is installed\n", "")
    assert _hook(repository).read_text() == FOREIGN
    _hook(repository).unlink()
    cli("hook", "install")
    assert cli("hook", "uninstall") == (0, ".git/hooks/pre-commit removed\n", "")
    assert not _hook(repository).exists()


def test_configured_hooks_folder_is_respected(cli: Cli, repository: Repository) -> None:
    repository.git("config", "core.hooksPath", ".githooks")
    assert cli("hook", "install") == (0, ".githooks/pre-commit gates each commit\n", "")
    assert os.access(repository.root / ".githooks" / "pre-commit", os.X_OK)


def test_hook_of_a_linked_work_tree_is_that_of_the_repository(cli: Cli, repository: Repository, tmp_path: Path) -> None:
    repository.commit({"a.py": "x = 1\n"})
    repository.git("worktree", "add", "-q", str(tmp_path / "linked"), "-b", "linked")
    assert cli("hook", "install", str(tmp_path / "linked")).code == 0
    assert _hook(repository).exists()
    linked = Repository(tmp_path / "linked")
    linked.write("b.py", f'token = "{a_token()}"\n')
    linked.git("add", ".")
    assert not linked.succeeds("commit", "-q", "-m", "secret")


def test_outside_of_git_is_told(cli: Cli, tmp_path: Path) -> None:
    said = cli("hook", "install", str(tmp_path))
    assert (said.code, said.err.splitlines()[0]) == (2, f"gateline: {tmp_path} is not in a git repository")


def test_nothing_of_the_repository_is_imported(cli: Cli, repository: Repository) -> None:
    cli("hook", "install")
    repository.write("gateline/__init__.py", "raise SystemExit('imported')\n")
    repository.write("msgspec.py", "raise SystemExit('imported')\n")
    repository.git("add", ".")
    done = subprocess.run([str(_hook(repository))], cwd=repository.root, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_python_that_is_gone_is_told(cli: Cli, repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    cli("hook", "install")
    script = _hook(repository)
    done = subprocess.run(
        [str(script)], cwd=repository.root, env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "run 'gateline hook install' again" in done.stderr


def test_hook_passes_in_silence_when_nothing_is_staged(cli: Cli) -> None:
    assert cli("hook", "run") == (0, "", "")
