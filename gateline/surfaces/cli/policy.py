"""`gateline policy`: is it sound, does it do what its authors think, what does it say."""

import argparse
import os
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gateline.pipeline.policy_files import PolicyFile

__all__ = ["configure", "run"]


def configure(parser: argparse.ArgumentParser) -> None:
    """The actions of `policy`."""
    actions = parser.add_subparsers(title="actions", dest="action", metavar="ACTION", required=True)
    check = actions.add_parser("check", help="load it and name every mistake with its place", allow_abbrev=False)
    test = actions.add_parser("test", help="run the cases written beside it", allow_abbrev=False)
    test.add_argument("cases", nargs="+", metavar="CASES", help="files of policy test cases")
    test.add_argument("--policy", default="", metavar="FILE", help="the policy under test (default: the one in force here)")
    explain = actions.add_parser("explain", help="tell in words what holds at each stage", allow_abbrev=False)
    explain.add_argument("--stage", metavar="NAME", help="only this stage")
    for action in (check, explain):
        action.add_argument(
            "file", nargs="?", default="", metavar="FILE", help="policy file or builtin:NAME (default: the one in force here)"
        )


def run(args: argparse.Namespace) -> int:
    """Do what is asked."""
    actions: dict[str, Callable[[argparse.Namespace], int]] = {"check": _check, "test": _test, "explain": _explain}
    return actions[args.action](args)


def in_force(file: str) -> "PolicyFile":
    """The policy of a file, or the one a check of the current folder would obey."""
    from gateline.pipeline.documents import TreeFiles
    from gateline.pipeline.policy_files import find_root, read_policy, read_policy_file

    if file and os.path.isdir(file):
        return read_policy(TreeFiles(find_root(file)))
    return read_policy_file(file) if file else read_policy(TreeFiles(find_root(".")))


def _check(args: argparse.Namespace) -> int:
    from gateline.pipeline.plan import make_plan
    from gateline.policy.compile import digest_of
    from gateline.policy.stages import Stage
    from gateline.surfaces.cli.page import Page

    file = in_force(args.file)
    for stage in Stage:
        make_plan(stage, file.policy)  # also what no document alone can see: engines that cannot run
    page = Page()
    page.line(f"{_name(file)} is sound: {len(file.policy.rules)} rules, {len(file.policy.mandates)} mandates")
    page.field("layers", "\n".join(file.policy.layers))
    page.field("digest", digest_of(file.policy))
    return 0


def _test(args: argparse.Namespace) -> int:
    from gateline.errors import UsageError
    from gateline.pipeline.documents import read_file
    from gateline.policy.cases import run_cases
    from gateline.surfaces.cli.page import Page

    policy = in_force(args.policy).policy
    page = Page()
    failed = run = 0
    for name in args.cases:
        data = read_file(name, name)
        if data is None:
            raise UsageError(f"{name}: no such file of cases", "it begins with `version: 1` and `cases:`")
        for result in run_cases(data, name, policy):
            run += 1
            failed += not result.is_passed
            for difference in result.differences:
                page.line(f"{result.place}: {result.name}: {difference}")
    page.line(f"{run} {'case' if run == 1 else 'cases'}, {failed} failed")
    return 1 if failed else 0


def _explain(args: argparse.Namespace) -> int:
    from gateline.policy.compile import compile_policy
    from gateline.policy.stages import Stage
    from gateline.surfaces.cli.page import Page
    from gateline.surfaces.cli.request import to_stage

    file = in_force(args.file)
    only = to_stage(args.stage)
    page = Page()
    page.line(f"policy {_name(file)}" + ("; shadow mode: nothing fails" if file.policy.shadow else ""))
    for stage in Stage if only is None else (only,):
        compiled = compile_policy(file.policy, stage)
        page.line()
        page.heading(stage.value)
        page.rows(
            (
                f"  {rule.enforce.value}",
                f"{rule.scope.value} findings",
                rule.title or rule.id,
                file.policy.declared.get(rule.id, ""),
            )
            for rule in compiled.rules
        )
        page.rows(("  require", mandate.require, mandate.title or mandate.id, "") for mandate in compiled.mandates)
    return 0


def _name(file: "PolicyFile") -> str:
    return file.name or "the built-in default"
