"""What static analysis costs and how right it is.

    python bench/sast.py cost DIR [DIR ...] [--runs 3] [--peer 'NAME=COMMAND with DIR'] …
    python bench/sast.py owasp BENCHMARK --shared SHARED
    python bench/sast.py codeql FOLDER --shared SHARED

`cost` prints, for each folder, lines of code, CPU seconds (user and system, children included; the least of the runs), lines a CPU
second and peak memory of the largest process: cold (no cache), then warm (second run with a cache of its own), then of each peer in the
same run. `owasp` and `codeql` scan and call the scorers of the shared material, which know nothing of us.
"""

import argparse
import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

_SUFFIXES = frozenset({".py", ".pyi", ".js", ".mjs", ".cjs", ".jsx", ".ts", ".tsx", ".mts", ".cts", ".vue", ".ipynb"})
_SKIPPED = frozenset({".git", "node_modules"})


class Cost(NamedTuple):
    """What one run of a command took."""

    cpu: float
    """Seconds, user and system, children included."""
    peak: float
    """MiB of the largest process."""


def main() -> None:
    """Parse arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    what = parser.add_subparsers(dest="what", required=True)
    cost = what.add_parser("cost")
    cost.add_argument("folders", nargs="+")
    cost.add_argument("--runs", type=int, default=3)
    cost.add_argument("--jobs", type=int, default=1)
    cost.add_argument("--peer", action="append", default=[])
    for name in ("owasp", "codeql"):
        scored = what.add_parser(name)
        scored.add_argument("folder")
        scored.add_argument("--shared", default=os.environ.get("GATELINE_SHARED", ""))
    arguments = parser.parse_args()
    if arguments.what == "cost":
        _costs(arguments.folders, arguments.runs, arguments.jobs, arguments.peer)
    else:
        _score(arguments.what, Path(arguments.folder), Path(arguments.shared))


def _costs(folders: Sequence[str], runs: int, jobs: int, peers: Sequence[str]) -> None:
    print(f"{'folder':<28}{'who':<14}{'lines':>10}{'CPU s':>9}{'lines/CPU s':>13}{'MiB':>7}")
    for folder in folders:
        lines = _lines(Path(folder))
        with tempfile.TemporaryDirectory() as place:
            environ = {**os.environ, "GATELINE_CACHE_DIR": place}
            command = [
                *_gateline(),
                "check",
                folder,
                "--engine",
                "sast",
                "--jobs",
                str(jobs),
                "--format",
                f"json={place}/out.json",
            ]
            _print(folder, "cold", lines, min(_run([*command, "--no-cache"], environ) for _ in range(runs)))
            _run(command, environ)
            _print(folder, "warm", lines, min(_run(command, environ) for _ in range(runs)))
        for peer in peers:
            name, _, text = peer.partition("=")
            command = [word.replace("DIR", folder) for word in shlex.split(text)]
            _print(folder, name, lines, min(_run(command, dict(os.environ)) for _ in range(runs)))


def _print(folder: str, who: str, lines: int, cost: Cost) -> None:
    print(
        f"{Path(folder).name[:27]:<28}{who:<14}{lines:>10}{cost.cpu:>9.2f}{lines / max(cost.cpu, 1e-9):>13,.0f}{cost.peak:>7.0f}"
    )


def _gateline() -> list[str]:
    return [sys.executable, "-m", "gateline"]


def _run(command: Sequence[str], environ: dict[str, str]) -> Cost:
    """Run to the end; what it prints and how it exits do not matter here."""
    process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _pid, _status, usage = os.wait4(process.pid, 0)
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def _lines(folder: Path) -> int:
    return sum(path.read_bytes().count(b"\n") + 1 for path in _files(folder))


def _files(folder: Path) -> Iterator[Path]:
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _SKIPPED)
        for name in sorted(names):
            path = Path(root, name)
            if path.suffix in _SUFFIXES and path.is_file() and not path.is_symlink():
                yield path


def _score(what: str, folder: Path, shared: Path) -> None:
    scorers = shared / "eval" / "sast"
    if not scorers.is_dir():
        raise SystemExit("name the shared material by --shared or GATELINE_SHARED")
    with tempfile.TemporaryDirectory() as place:
        log = f"{place}/out.sarif"
        targets = [folder]
        subprocess.run(
            [*_gateline(), "check", str(targets[0]), "--engine", "sast", "--no-cache", "--format", f"sarif={log}"],
            check=False,
            stdout=subprocess.DEVNULL,
        )
        if what == "owasp":
            expected = sorted(folder.glob("expectedresults*.csv"))[0]
            command = [sys.executable, str(scorers / "score_owasp.py"), str(expected), log]
        else:
            command = [sys.executable, str(scorers / "score_annotations.py"), "codeql", str(folder), "--sarif", log]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
