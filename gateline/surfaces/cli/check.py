"""`gateline check`: from a target to a verdict."""

import argparse
import os
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from gateline.surfaces.cli.pipe import leave_pipe

if TYPE_CHECKING:
    from gateline.pipeline.run import Result

__all__ = ["add_cost", "add_policy", "add_target", "configure", "run"]


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of `check`."""
    add_target(parser)
    add_policy(parser)
    out = parser.add_argument_group("reports")
    out.add_argument(
        "--format",
        action="append",
        default=[],
        metavar="NAME[=FILE]",
        help="report format, and the file it goes to; may be given several times (terminal, json, sarif, html, …)",
    )
    out.add_argument("--output", metavar="FILE", help="file of the one report that names none")
    out.add_argument("--explain", action="store_true", help="also tell, on stderr, which terms of which rules held")
    out.add_argument("--no-color", action="store_true", help="no colours (as NO_COLOR does)")
    add_cost(parser)


def add_target(parser: argparse.ArgumentParser) -> None:
    """What is gated."""
    what = parser.add_argument_group("what is gated")
    what.add_argument("path", nargs="?", default=".", metavar="PATH", help="folder or file (default: the current folder)")
    mode = what.add_mutually_exclusive_group()
    mode.add_argument("--staged", action="store_true", help="what the next commit would add, as the index has it")
    mode.add_argument("--since", metavar="REF", help="the commits since REF, judged by the policy of REF")
    mode.add_argument("--history", action="store_true", help="everything any branch or tag can reach")
    mode.add_argument("--stdin", action="store_true", help="one content from standard input; --path names it")
    what.add_argument("--path", dest="name", metavar="NAME", help="with --stdin: the path the content stands for")


def add_policy(parser: argparse.ArgumentParser) -> None:
    """What decides."""
    by = parser.add_argument_group("what decides")
    by.add_argument("--engine", action="append", default=[], metavar="NAME[,NAME]", help="only these engines")
    by.add_argument(
        "--stage",
        metavar="NAME",
        help="ide, commit, pr, build, package, test, deploy or run "
        "(default: commit with --staged, pr with --since, ide with --stdin, else build)",
    )
    by.add_argument(
        "--policy",
        default="",
        metavar="FILE",
        help="policy file or builtin:NAME (default: gateline.yaml of the target, else built in)",
    )
    by.add_argument("--baseline", default="", metavar="FILE", help="findings accepted as old (default: the policy's)")
    by.add_argument(
        "--verify", action="store_true", help="ask vendors whether found secrets are live; sends them over the network"
    )


def add_cost(parser: argparse.ArgumentParser) -> None:
    """What it may cost."""
    cost = parser.add_argument_group("what it may cost")
    cost.add_argument("--jobs", type=int, metavar="N", help="most worker processes (default: the processors available)")
    cost.add_argument("--no-cache", action="store_true", help="neither use nor keep earlier results")


def explain_verdict(result: "Result") -> None:
    """Tell on stderr, beside whatever report, which terms of which rules held for the findings that count."""
    from gateline.policy.explain import explain, render_explanation
    from gateline.report.visible import visible

    verdict = result.report.verdict
    counted = {*verdict.blocked, *verdict.would_block, *verdict.overridden, *verdict.warned, *verdict.waived}
    for item in result.report.findings:
        if item.fingerprint in counted:
            place = item.finding.location
            sys.stderr.write(visible(f"{item.fingerprint} {item.finding.rule} {place.path}:{place.start.line}") + "\n")
            explanation = render_explanation(explain(item, result.now, result.policy, result.waivers))
            sys.stderr.writelines(f"{visible(line)}\n" for line in explanation.splitlines())


def run(args: argparse.Namespace, *, is_hook: bool = False) -> int:
    """Gate, report, and answer with the verdict's exit code.

    Args:
        args: the options.
        is_hook: say nothing when the verdict is a plain pass.
    """
    from gateline.model.verdict import Outcome
    from gateline.pipeline.run import run as walk
    from gateline.surfaces.cli.deliver import append_summary, deliver, destinations, render_options
    from gateline.surfaces.cli.request import progress, to_request
    from gateline.surfaces.cli.screen import look

    destinations(args.format, args.output, "terminal")  # a mistake in them is told before the work
    screen = look(sys.stdout, os.environ, no_color=args.no_color)
    now = datetime.now(UTC)
    result = walk(to_request(args, now), os.environ, progress())
    for note in result.notes:
        sys.stderr.write(f"gateline: note: {note}\n")
    verdict = result.report.verdict
    if is_hook and verdict.outcome is Outcome.PASS and not (result.report.findings or verdict.gaps):
        return 0
    stage = getattr(result.policy.policy.stages, verdict.stage)
    options = render_options(screen, os.environ, now.strftime("%Y-%m-%dT%H:%M:%S"))
    append_summary(result.report, os.environ, options)
    try:
        if args.explain:
            explain_verdict(result)
        deliver(result.report, destinations(args.format, args.output, stage.format or "terminal"), options)
    except BrokenPipeError:
        leave_pipe()
    return verdict.outcome.exit_code
