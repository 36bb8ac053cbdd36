"""`gateline explain`: all about one finding, or one rule."""

import argparse
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gateline.model.assessed import Assessed
    from gateline.model.finding import Finding
    from gateline.pipeline.run import Result
    from gateline.surfaces.cli.page import Page

__all__ = ["configure", "run", "show_rules"]

_MOST_PLACES = 50


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of `explain`."""
    from gateline.surfaces.cli.check import add_cost, add_policy, add_target

    parser.add_argument("what", metavar="FINGERPRINT|RULE", help="a fingerprint or its first digits, or a rule's id")
    add_target(parser)
    add_policy(parser)
    add_cost(parser)


def run(args: argparse.Namespace) -> int:
    """Explain; always exit 0 when there is something to explain."""
    from gateline.surfaces.cli.catalog import find_rule, require_rule
    from gateline.surfaces.cli.lookup import find, is_fingerprint
    from gateline.surfaces.cli.rules import show_rule

    rule = find_rule(args.what)
    if rule is not None or not is_fingerprint(args.what):
        show_rule(rule or require_rule(args.what))
        return 0
    from gateline.pipeline.run import run as walk
    from gateline.surfaces.cli.page import Page
    from gateline.surfaces.cli.request import progress, to_request

    result = walk(to_request(args, datetime.now(UTC)), os.environ, progress())
    _show(find(result, args.what), result, Page())
    return 0


def _show(item: "Assessed", result: "Result", page: "Page") -> None:
    finding = item.finding
    info = next(rule for rule in result.report.rules if rule.id == finding.rule)
    page.heading(finding.message)
    page.field("fingerprint", item.fingerprint)
    page.field("rule", f"{finding.rule}, {info.title}")
    page.field("severity", f"{finding.severity.value}, at {finding.confidence.value} confidence")
    page.field("because", " · ".join(finding.evidence))
    page.field("places", "\n".join(_places(finding)))
    if finding.origin is not None:
        still = "still in HEAD" if finding.origin.in_head else "no longer in HEAD, which does not make it harmless"
        page.field("first seen", f"{finding.origin.commit[:12]} by {finding.origin.author} on {finding.origin.date}, {still}")
    page.field("age", _age(item))
    page.field("verdict", _standing(item, result))
    page.field("ignored", finding.ignored or "")
    page.line()
    page.field("why", info.why)
    page.field("fix", info.fix)
    page.field("see", "\n".join(info.references))
    page.line()
    show_rules(item, result, page)
    page.line()
    page.field("accept", f"gateline waive {item.fingerprint} --reason WHY --requested-by WHO --expires DATE")


def show_rules(item: "Assessed", result: "Result", page: "Page") -> None:
    """Print every rule of the policy against one finding, term by term."""
    from gateline.policy.explain import explain, render_explanation
    from gateline.report.visible import visible

    for line in render_explanation(explain(item, result.now, result.policy, result.waivers)).splitlines():
        page.line(visible(line))


def _places(finding: "Finding") -> list[str]:
    places = (finding.location, *finding.occurrences)
    # in a history one place may stand in several contents
    named = list(dict.fromkeys(f"{place.path}:{place.start.line}:{place.start.column}" for place in places))
    more = [f"and {len(named) - _MOST_PLACES} more"] if len(named) > _MOST_PLACES else []
    return named[:_MOST_PLACES] + more


def _age(item: "Assessed") -> str:
    if item.is_new is None:
        return "not known: there is no baseline to compare with"
    return "new: not in the baseline, nor where the change starts from" if item.is_new else "old: known before"


def _standing(item: "Assessed", result: "Result") -> str:
    verdict = result.report.verdict
    lots = {
        "fails the gate": verdict.blocked,
        "would fail the gate, were it not in shadow mode": verdict.would_block,
        "would fail the gate, were it not for a break-glass": verdict.overridden,
        "is waived": verdict.waived,
        "is warned of": verdict.warned,
        "is reported only": verdict.reported,
    }
    lot = next((words for words, members in lots.items() if item.fingerprint in members), "no rule of the policy speaks of it")
    source = result.policy_name or "the built-in default policy"
    return f"{lot}, at stage {verdict.stage} by {source}"
