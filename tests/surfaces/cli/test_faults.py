"""Interrupts, kills and crowds: a clear end, never a green one, nothing left running."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.source.repository import Repository
from tests.surfaces.cli.conftest import a_token, spawn

BLOCK = "".join(f"line_{number} = compute({number}, 'nothing to see here')\n" for number in range(20_000))


@pytest.fixture
def large(repository: Repository) -> Repository:
    """A repository that takes a second or two, by worker processes."""
    for number in range(30):
        repository.write(f"{number}.py", f"# {number}\n{BLOCK}")
    return repository


def _children(pid: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[1]) == pid:
                found.append(int(entry.name))
    return found


def _wait_for_workers(process: "subprocess.Popen[bytes]") -> list[int]:
    while process.poll() is None:
        children = _children(process.pid)
        if len(children) >= 2:
            return children
    raise AssertionError("it ended before it had workers")


def _is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")


@needs_proc
def test_interrupt_ends_everything_with_one_line(large: Repository) -> None:
    process = spawn("check", "--jobs", "2", cwd=large.root)
    workers = _wait_for_workers(process)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate()
    assert (process.returncode, out, err) == (130, b"", b"gateline: interrupted; nothing was decided\n")
    for pid in workers:
        while _is_running(pid):
            os.sched_yield()


@needs_proc
def test_kill_leaves_no_worker_and_no_broken_cache(large: Repository) -> None:
    process = spawn("check", "--jobs", "2", cwd=large.root)
    workers = _wait_for_workers(process)
    process.kill()
    process.communicate()
    for pid in workers:
        while _is_running(pid):
            os.sched_yield()
    again = spawn("check", "--jobs", "2", cwd=large.root)
    out, err = again.communicate()
    assert (again.returncode, err) == (0, b"")
    assert b"30 files" in out


def test_eight_at_once_on_one_cache_say_the_same(repository: Repository) -> None:
    repository.commit({f"{number}.py": f'token = "{a_token(str(number))}"\n' for number in range(40)})
    crowd = [spawn("check", "--format", "json", cwd=repository.root) for _ in range(8)]
    said = [process.communicate() for process in crowd]
    assert [process.returncode for process in crowd] == [1] * 8
    assert len({out for out, _ in said}) == 1
    assert {err for _, err in said} == {b""}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("form", ["terminal", "json"])
def test_output_on_a_full_disk_is_no_pass(repository: Repository, form: str) -> None:
    repository.commit({"a.py": "x = 1\n"})
    with open("/dev/full", "wb") as full:
        process = spawn("check", "--format", form, cwd=repository.root, stdout=full)
        assert process.communicate()[1] == b"gateline: standard output: no space left on device\n"
    assert process.returncode == 2


def test_closed_output_changes_no_verdict(repository: Repository) -> None:
    repository.commit({"a.py": f'token = "{a_token()}"\n'})
    command = ["sh", "-c", f'"{sys.executable}" -m gateline check >&- 2>&-']
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    assert subprocess.run(command, cwd=repository.root, env=env, check=False).returncode == 1
