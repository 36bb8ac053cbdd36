"""The short cut says "clean" only when that is certain, and imports little on its way."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from gateline.surfaces.cli import app
from gateline.surfaces.cli.fast import is_clean_commit
from tests.source.repository import Repository
from tests.surfaces.cli.conftest import Cli, a_token

SOUND = "version: 1\nextends: [builtin:default]\n"


@pytest.fixture(autouse=True)
def _inside(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository.root)


def _stage(repository: Repository, **files: str) -> None:
    for name, text in files.items():
        repository.write(name.replace("__", "."), text)
    repository.git("add", "--all")


def test_clean_change_is_clean(repository: Repository) -> None:
    _stage(repository, a__py="x = 1\n")
    assert is_clean_commit()
    repository.git("commit", "--quiet", "-m", "1")
    _stage(repository, a__py="x = 2\n", b__md="# B\n")
    assert is_clean_commit()
    os.mkdir("sub")
    os.chdir("sub")
    assert is_clean_commit()


def test_secret_is_left_to_the_whole_road(repository: Repository) -> None:
    _stage(repository, a__py=f'token = "{a_token()}"\n', b__py="x = 1\n")
    assert not is_clean_commit()


def test_work_tree_does_not_count(repository: Repository) -> None:
    _stage(repository, a__py=f'token = "{a_token()}"\n')
    repository.write("a.py", "x = 1\n")
    assert not is_clean_commit()


def test_what_is_out_of_the_ordinary_is_left_to_the_whole_road(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not is_clean_commit(), "nothing staged"
    _stage(repository, empty__py="")
    assert not is_clean_commit(), "not one byte"
    with zipfile.ZipFile(repository.root / "a.zip", "w") as archive:
        archive.writestr("a.txt", "x")
    _stage(repository)
    assert not is_clean_commit(), "an archive"
    repository.git("rm", "--quiet", "--cached", "a.zip")
    (repository.root / "a.zip").unlink()
    _stage(repository, large__txt="x\n" * 600_000)
    assert not is_clean_commit(), "much"
    monkeypatch.chdir(tmp_path)
    assert not is_clean_commit(), "outside of git"


def test_unmerged_change_is_left_to_the_whole_road(repository: Repository) -> None:
    repository.commit({"a.py": "1\n"})
    repository.git("checkout", "--quiet", "-b", "topic")
    repository.commit({"a.py": "2\n"})
    repository.git("checkout", "--quiet", "main")
    repository.commit({"a.py": "3\n"})
    assert not repository.succeeds("merge", "topic")
    assert not is_clean_commit()


def test_policy_is_known_once_a_full_run_obeyed_it(cli: Cli, repository: Repository) -> None:
    _stage(repository, a__py="x = 1\n", gateline__yaml=SOUND)
    assert not is_clean_commit()
    assert cli("check").code == 0
    assert is_clean_commit()
    _stage(repository, gateline__yaml=SOUND + "# changed\n")
    assert not is_clean_commit()


def test_policy_that_asks_for_more_is_never_known(cli: Cli, repository: Repository) -> None:
    _stage(repository, a__py="x = 1\n", gateline__yaml=SOUND + "mandates: [{id: signed, require: signature}]\n")
    assert cli("check").code == 1
    assert not is_clean_commit()


def test_command_says_one_line_and_the_hook_nothing(cli: Cli, repository: Repository) -> None:
    _stage(repository, a__py="x = 1\n")
    assert cli("check", "--staged") == (0, "passed: nothing found in what is staged\n", "")
    assert cli("hook", "run") == (0, "", "")


@pytest.mark.parametrize("argv", [["hook", "run"], ["check", "--staged"]])
def test_short_cut_and_whole_road_agree(cli: Cli, repository: Repository, argv: list[str]) -> None:
    contents = ["x = 1\n", f'token = "{a_token()}"\n', "", "password = 'hunter2' * 2\n", "-----BEGIN RSA PRIVATE KEY-----\n"]
    for number, content in enumerate(contents):
        _stage(repository, **{f"f{number}__py": content})
        assert cli(*argv).code == app.run(argv)


def test_little_is_imported_on_the_way(repository: Repository) -> None:
    _stage(repository, a__py="x = 1\n")
    code = """
import json, sys
from gateline.surfaces.cli.entry import main
assert main(["hook", "run"]) == 0
print(json.dumps(sorted(sys.modules)))
"""
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env)
    modules = set(json.loads(done.stdout))
    heavy = {
        "argparse",
        "asyncio",
        "msgspec",
        "socket",
        "sqlite3",
        "ssl",
        "subprocess",
        "tempfile",
        "threading",
        "yaml",
        "dataclasses",
    }
    assert not modules & heavy, modules & heavy
