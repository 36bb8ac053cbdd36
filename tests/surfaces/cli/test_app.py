"""What is said when something goes wrong."""

import subprocess
import sys

import pytest

from gateline.errors import IncompleteError, UsageError
from gateline.surfaces.cli import app, cache
from tests.source.repository import Repository
from tests.surfaces.cli.conftest import Cli, a_token, spawn


def test_no_command_shows_the_commands(cli: Cli) -> None:
    said = cli()
    assert said.code == 2
    for command in app.COMMANDS:
        assert f"    {command} " in said.out


@pytest.mark.parametrize("command", app.COMMANDS)
def test_every_command_has_help(cli: Cli, command: str) -> None:
    said = cli(command, "--help")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(f"usage: gateline {command}")


@pytest.mark.parametrize(
    ("argv", "error"),
    [
        (["chekc"], "gateline: unknown command 'chekc'\n  did you mean 'check'?\n"),
        (["frobnicate"], "gateline: unknown command 'frobnicate'\n  commands: check, explain, "),
        (["check", "--nonsense"], "gateline: unrecognized arguments: --nonsense\n"),
        (["rules"], "gateline: the following arguments are required: ACTION\n"),
        (["waive", "abcdef"], "gateline: the following arguments are required: --reason, --requested-by\n"),
    ],
)
def test_mistakes(cli: Cli, argv: list[str], error: str) -> None:
    said = cli(*argv)
    assert said.code == 2
    assert said.out == ""
    assert said.err.startswith(error), said.err


@pytest.mark.parametrize(
    ("error", "code", "text"),
    [
        (UsageError("no such thing", "try\nanother"), 2, "gateline: no such thing\n  try\n  another\n"),
        (IncompleteError("could not look"), 3, "gateline: could not look\n"),
        (KeyboardInterrupt(), 130, "gateline: interrupted; nothing was decided\n"),
        (BrokenPipeError(), 2, ""),
    ],
)
def test_errors_become_words_and_exit_codes(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, text: str
) -> None:
    monkeypatch.setattr(cache, "run", _raising(error))
    monkeypatch.setattr(app, "leave_pipe", lambda: None)
    assert cli("cache", "info") == (code, "", text)


def test_bug_is_one_line_without_a_traceback_or_a_value(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    token = a_token()
    monkeypatch.setattr(cache, "run", _raising(ValueError(token)))
    said = cli("cache", "info")
    assert said.code == 2
    assert said.err.startswith("gateline: internal error: ValueError in gateline.surfaces.cli.app:")
    assert "Traceback" not in said.err
    assert token not in said.err


def test_bug_shows_its_frames_when_asked_and_masks_its_message(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    token = a_token()
    monkeypatch.setenv("GATELINE_DEBUG", "1")
    monkeypatch.setattr(cache, "run", _raising(ValueError(token)))
    said = cli("cache", "info")
    assert "ValueError (message masked)" in said.err
    assert "in _dispatch" in said.err
    assert token not in said.err


def test_reader_who_leaves_early_hears_no_complaint(repository: Repository) -> None:
    repository.commit({f"{number}.py": f'token = "{a_token(str(number))}"\n' for number in range(50)})
    process = spawn("check", "--format", "json", cwd=repository.root)
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert (process.wait(), process.stderr.read()) == (1, b""), "the verdict stands, whoever reads it"
    process.stderr.close()


def test_module_runs_as_the_command_does() -> None:
    done = subprocess.run([sys.executable, "-m", "gateline", "chekc"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, "gateline: unknown command 'chekc'\n  did you mean 'check'?\n")


def _raising(error: BaseException):  # type: ignore[no-untyped-def]
    def run(args: object) -> int:
        raise error

    return run
