"""Shell completion knows every command, action and option."""

import shutil
import subprocess

import pytest

from gateline.surfaces.cli.app import COMMANDS
from gateline.surfaces.cli.completion import SHELLS, script
from tests.surfaces.cli.conftest import Cli


@pytest.mark.parametrize("shell", SHELLS)
def test_script_names_everything(cli: Cli, shell: str) -> None:
    said = cli("completion", shell)
    assert (said.code, said.err) == (0, "")
    for word in (*COMMANDS, "install", "uninstall", "sarif", "secrets", "staged", "bitbucket"):
        assert word in said.out


@pytest.mark.parametrize("shell", SHELLS)
def test_script_is_sound(shell: str) -> None:
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not installed")
    subprocess.run([program, "-n"], input=script(shell).encode(), check=True)


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("rules l", "list"),
        ("hook u", "uninstall"),
        ("check --f", "--format"),
        ("check --format sar", "sarif"),
        ("check --stage pac", "package"),
        ("wa", "waive"),
    ],
)
def test_bash_completes(words: str, answer: str, tmp_path: object) -> None:
    listed = " ".join(["gateline", *words.split(" ")])
    ask = f"COMP_WORDS=({listed}); COMP_CWORD={listed.count(' ')}; _gateline; printf '%s' \"${{COMPREPLY[*]}}\""
    done = subprocess.run(
        ["bash", "-c", f"{script('bash')}\n{ask}"], capture_output=True, text=True, check=True, cwd=str(tmp_path)
    )
    assert done.stdout == answer
