"""CPU seconds, bytes and memory of writing a large report, format by format.

    python -m bench.report [--findings 100000] [--formats sarif,json,…]

The findings are made up, the same each time: one in ten stands at two places, one in ten has a trace of three steps. Each format
is written once into nowhere; the findings are built before the clock starts.
"""

import argparse
import importlib
import resource
import time
from collections.abc import Sequence

from gateline.model.report import Report
from gateline.report.options import RenderOptions
from tests.builders import a_finding, a_report, a_rule_info, a_step, a_verdict, an_assessed

ALL = ("json", "sarif", "gitlab_secret_detection", "junit", "html", "markdown", "github_summary", "github", "terminal")


def made_up(count: int) -> Report:
    """A report of `count` findings of 200 rules in 5,000 files, a third of them blocked."""
    trace = [a_step("src/app.py:3:5", "source"), a_step("src/app.py:9:5"), a_step("src/db.py:12:9", "sink")]
    findings = [
        an_assessed(
            a_finding(
                f"src/module_{number % 5_000}.py:{number % 997 + 1}:9",
                rule=f"secrets/rule-{number % 200:03}",
                message=f"Token number {number} in an assignment",
                occurrences=[f"deploy/copy_{number % 300}.env:{number % 89 + 1}:1"] if number % 10 == 0 else [],
                trace=trace if number % 10 == 5 else [],
            ),
            f"{number * 0x9E3779B97F4A7C15 % (1 << 128):032x}",
            is_new=number % 2 == 0,
            rank=1_000 - number * 1_000 // count,
        )
        for number in range(count)
    ]
    verdict = a_verdict(
        "fail", blocked=[item.fingerprint for item in findings[::3]], warned=[item.fingerprint for item in findings[1::3]]
    )
    return a_report(findings, verdict, rules=[a_rule_info(f"secrets/rule-{number:03}") for number in range(200)])


def measure(format: str, report: Report) -> tuple[float, int]:
    """CPU seconds and bytes of one rendering."""
    render = importlib.import_module(f"gateline.report.{format}").render
    start = time.process_time()
    size = sum(map(len, render(report, RenderOptions())))
    return time.process_time() - start, size


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--findings", type=int, default=100_000)
    parser.add_argument("--formats", default=",".join(ALL))
    chosen = parser.parse_args(arguments)
    report = made_up(chosen.findings)
    print(f"{chosen.findings:,} findings; {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB before")
    for format in chosen.formats.split(","):
        seconds, size = measure(format, report)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{format:<24} {seconds:6.2f} s CPU  {size / 1e6:8.1f} MB  peak {peak:5.0f} MiB")


if __name__ == "__main__":
    main()
