import os
import signal
import sys
from collections.abc import Callable

import pytest

from gateline.source import process
from gateline.source.process import Child, PortableChild, PosixChild

Start = Callable[..., Child]


@pytest.fixture(params=[PosixChild, PortableChild])
def start(request: pytest.FixtureRequest) -> Start:
    def run(code: str, *, is_fed: bool = False) -> Child:
        child: Child = request.param([sys.executable, "-I", "-S", "-c", code], {"WORD": "told"}, is_fed=is_fed)
        return child

    return run


def everything(child: Child) -> bytes:
    return b"".join(iter(lambda: child.read(1 << 16), b""))


def test_output_errors_and_status_come_back(start: Start) -> None:
    child = start("import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)")
    assert everything(child) == b"out\n"
    assert child.finish() == (3, b"err\n")


def test_the_environment_is_exactly_what_was_given(start: Start) -> None:
    child = start("import os; print(os.environ['WORD'], 'HOME' in os.environ)")
    assert everything(child) == b"told False\n"
    child.finish()


def test_a_fed_child_answers(start: Start) -> None:
    child = start("import sys\nfor line in sys.stdin: print(line.upper(), end='', flush=True)", is_fed=True)
    for word in (b"one\n", b"two\n"):
        child.write(word)
        assert child.read(100) == word.upper()
    assert child.finish() == (0, b"")


def test_a_child_that_is_not_fed_reads_nothing(start: Start) -> None:
    child = start("import sys; print(repr(sys.stdin.read()))")
    assert everything(child) == b"''\n"
    child.finish()


def test_a_flood_of_errors_does_not_block(start: Start) -> None:
    child = start("import sys; sys.stderr.write('x' * 3_000_000); print('done')")
    assert everything(child) == b"done\n"
    code, errors = child.finish()
    assert (code, len(errors)) == (0, 65_536)


def test_a_killed_child_is_gone_and_may_be_killed_again(start: Start) -> None:
    child = start("import time; print('ready', flush=True); time.sleep(60)")
    assert child.read(100) == b"ready\n"
    child.kill()
    child.kill()


def test_death_by_signal_is_a_negative_status(start: Start) -> None:
    child = start("import os; os.kill(os.getpid(), 15)")
    assert everything(child) == b""
    assert child.finish()[0] == -signal.SIGTERM


def test_writing_to_a_child_that_has_ended_is_a_broken_pipe(start: Start) -> None:
    child = start("", is_fed=True)
    assert everything(child) == b""
    with pytest.raises(BrokenPipeError):
        for _ in range(2):
            child.write(b"x" * 100_000)
    child.kill()


@pytest.mark.parametrize("kind", [PosixChild, PortableChild])
def test_a_broken_pipe_ends_a_grandchild_quietly(kind: Start) -> None:
    # Python ignores SIGPIPE; who inherits that complains instead of ending
    child = kind(["/bin/sh", "-c", "yes | head -n 1"], {"PATH": os.defpath}, is_fed=False)
    assert everything(child) == b"y\n"
    assert child.finish() == (0, b"")


def test_a_missing_program_is_an_os_error_and_leaks_nothing() -> None:
    before = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
    for kind in (PosixChild, PortableChild):
        with pytest.raises(OSError):
            kind(["/nowhere/at-all"], {}, is_fed=True)
    if before:
        assert len(os.listdir("/proc/self/fd")) == before


def test_posix_children_are_taken_where_they_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    child = process.start([sys.executable, "-I", "-S", "-c", ""], {})
    assert isinstance(child, PosixChild)
    child.kill()
    monkeypatch.delattr(os, "posix_spawn")
    child = process.start([sys.executable, "-I", "-S", "-c", ""], {})
    assert isinstance(child, PortableChild)
    child.kill()


def test_a_status_that_somebody_else_took_is_judged_by_what_was_said() -> None:
    previous = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        quiet = PosixChild([sys.executable, "-I", "-S", "-c", ""], {}, is_fed=False)
        assert everything(quiet) == b""
        assert quiet.finish() == (0, b"")
        loud = PosixChild([sys.executable, "-I", "-S", "-c", "import sys; print('no', file=sys.stderr)"], {}, is_fed=False)
        assert everything(loud) == b""
        assert loud.finish() == (1, b"no\n")
    finally:
        signal.signal(signal.SIGCHLD, previous)
