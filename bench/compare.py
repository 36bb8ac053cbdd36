"""Time Gateline beside its peers, whole processes, in one go.

usage: python bench/compare.py WHAT TARGET [--runs N] [--peer NAME=COMMAND ...]

WHAT     tree | warm | history | staged | version | import
TARGET   a folder (tree, warm), a git repository (history, staged); ignored by version and import
--peer   a rival's command line; `{target}` and `{out}` (a report file) are filled in. Give it once for each rival:
         --peer 'gitleaks=gitleaks dir --no-banner -f sarif -r {out} --exit-code 0 {target}'

Each command runs once to warm the disk and then N times in turn with the others (A B A B …), because machines are noisy; printed
are the least and the median CPU seconds (user + system, children included), the peak memory of the largest process and, for
tree and history, the throughput by the least CPU. Nothing is downloaded; peers are what the caller has installed.
"""

import argparse
import os
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

GATELINE = [sys.executable, "-m", "gateline"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["tree", "warm", "history", "staged", "version", "import"])
    parser.add_argument("target", nargs="?", default=".")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=COMMAND")
    arguments = parser.parse_args()
    target = Path(arguments.target).resolve()
    with tempfile.TemporaryDirectory() as scratch:
        commands = {"gateline": _ours(arguments.what, target, Path(scratch))}
        for peer in arguments.peer:
            name, _, line = peer.partition("=")
            commands[name] = shlex.split(line.format(target=target, out=Path(scratch) / f"{name}.report"))
        _measure(commands, arguments, target, Path(scratch))
    return 0


def _ours(what: str, target: Path, scratch: Path) -> list[str]:
    report = ["--format", f"sarif={scratch / 'gateline.sarif'}"]
    match what:
        case "tree":
            return [*GATELINE, "check", str(target), "--no-cache", *report]
        case "warm":
            return [*GATELINE, "check", str(target), *report]
        case "history":
            return [*GATELINE, "check", str(target), "--history", "--no-cache", *report]
        case "staged":
            return [*GATELINE, "hook", "run"]
        case "version":
            return [*GATELINE, "--version"]
        case _:
            return [sys.executable, "-c", "import gateline"]


def _measure(commands: dict[str, list[str]], arguments: argparse.Namespace, target: Path, scratch: Path) -> None:
    environment = {**os.environ, "GATELINE_CACHE_DIR": str(scratch / "cache")}
    where = target if arguments.what == "staged" else scratch
    samples: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for turn in range(arguments.runs + 1):
        for name, command in commands.items():
            sample = _run(command, environment, where)
            if turn:
                samples[name].append(sample)
    size = _size(arguments.what, target)
    base = min(cpu for cpu, _ in samples["gateline"])
    for name, taken in samples.items():
        least = min(cpu for cpu, _ in taken)
        median = statistics.median(cpu for cpu, _ in taken)
        peak = max(memory for _, memory in taken)
        speed = f"  {size[0] / least:8.1f} {size[1]}" if size else ""
        print(
            f"{name:<14} least {least * 1000:8.0f} ms  median {median * 1000:8.0f} ms  peak {peak:6.0f} MiB  ratio {least / base:5.2f}{speed}"
        )


def _run(command: list[str], environment: dict[str, str], where: Path) -> tuple[float, float]:
    """CPU seconds and MiB of one run: measured by a small process of its own, so that peaks do not add up."""
    probe = (
        "import resource,subprocess,sys;"
        "c=subprocess.run(sys.argv[1:],stdout=subprocess.DEVNULL,stderr=subprocess.DEVNULL).returncode;"
        "u=resource.getrusage(resource.RUSAGE_CHILDREN);print(u.ru_utime+u.ru_stime,u.ru_maxrss/1024,c)"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", probe, *command],
        env=environment,
        cwd=where,
        capture_output=True,
        text=True,
        check=True,
    )
    cpu, memory, _code = done.stdout.split()
    return float(cpu), float(memory)


def _size(what: str, target: Path) -> tuple[float, str] | None:
    if what in ("tree", "warm"):
        return sum(path.stat().st_size for path in target.rglob("*") if path.is_file() and not path.is_symlink()) / 1e6, "MB/s"
    if what == "history":
        git = shutil.which("git") or "git"
        count = subprocess.run(
            [git, "-C", str(target), "rev-list", "--all", "--count"], capture_output=True, text=True, check=True
        )
        return float(count.stdout), "commits/s"
    return None


if __name__ == "__main__":
    sys.exit(main())
