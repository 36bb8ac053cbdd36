"""`gateline rules`: what is looked for, and the proof that it is found."""

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from gateline.errors import UsageError

if TYPE_CHECKING:
    from gateline.rules.rule import Rule

__all__ = ["configure", "run"]


def configure(parser: argparse.ArgumentParser) -> None:
    """The actions of `rules`."""
    actions = parser.add_subparsers(title="actions", dest="action", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="every rule, one a line", allow_abbrev=False)
    listing.add_argument("word", nargs="?", default="", metavar="WORD", help="only rules with this word in id or title")
    listing.add_argument("--json", action="store_true", help="as JSON")
    show = actions.add_parser("show", help="all about one rule", allow_abbrev=False)
    show.add_argument("rule", metavar="RULE", help="`secrets/github-pat`, or its last part")
    show.add_argument("--json", action="store_true", help="as JSON")
    test = actions.add_parser("test", help="run the examples of rules", allow_abbrev=False)
    test.add_argument("rules", nargs="*", metavar="RULE|FILE", help="rules, or rule files of your own (default: all)")


def run(args: argparse.Namespace) -> int:
    """Do what is asked."""
    actions: dict[str, Callable[[argparse.Namespace], int]] = {"list": _list, "show": _show, "test": _test}
    return actions[args.action](args)


def _list(args: argparse.Namespace) -> int:
    from gateline.surfaces.cli.catalog import engine_of, rule_files
    from gateline.surfaces.cli.page import Page

    engines = {name: engine_of(name) for name in {rule.partition("/")[0] for rule in rule_files()}}
    infos = [engines[rule.partition("/")[0]].rule_info(rule) for rule in rule_files()]
    word = args.word.lower()
    infos = [info for info in infos if word in info.id or word in info.title.lower()]
    if args.json:
        return _print_json(infos)
    if not infos:
        raise UsageError(f"no rule has '{args.word}' in its id or title")
    Page().rows((info.id, info.severity, info.confidence, info.title) for info in infos)
    return 0


def _show(args: argparse.Namespace) -> int:
    from gateline.surfaces.cli.catalog import engine_of, require_rule

    rule = require_rule(args.rule)
    info = engine_of(rule).rule_info(rule)
    if args.json:
        return _print_json(info)
    show_rule(rule)
    return 0


def show_rule(rule: str) -> None:
    """Print all about one rule."""
    from gateline.surfaces.cli.catalog import engine_of
    from gateline.surfaces.cli.page import Page

    info = engine_of(rule).rule_info(rule)
    page = Page()
    page.heading(info.title)
    page.field("rule", info.id)
    page.field("severity", f"{info.severity}, at {info.confidence} confidence")
    page.field("why", info.why)
    page.field("fix", info.fix)
    page.field("cwe", ", ".join(f"CWE-{number}" for number in info.cwe))
    page.field("see", "\n".join(info.references))


def _test(args: argparse.Namespace) -> int:
    from gateline.rules.prove import prove
    from gateline.surfaces.cli.page import Page

    rules = list(_loaded(args.rules))
    page = Page()
    failed = list(prove(rules, _finder({rule.id.partition("/")[0] for rule in rules})))
    page.rows((one.rule, one.example, one.problem) for one in failed)
    examples = sum(len(rule.fails) + len(rule.passes) for rule in rules)
    page.line(f"{len(rules)} rules, {examples} examples, {len(failed)} failed")
    return 1 if failed else 0


def _loaded(names: list[str]) -> Iterator["Rule"]:
    from gateline.rules.load import RuleError, parse
    from gateline.surfaces.cli.catalog import require_rule, rule_files

    known = rule_files()
    files = [Path(name) if name.endswith((".yaml", ".yml")) else known[require_rule(name)] for name in names] or list(
        known.values()
    )
    for file in files:
        try:
            yield parse(file.read_bytes(), file.name)
        except OSError as error:
            raise UsageError(f"{file}: {(error.strerror or 'cannot be read').lower()}") from error
        except RuleError as error:
            message, _, hint = str(error).partition("\n")
            raise UsageError(message, hint.strip()) from error


def _finder(names: set[str]) -> Callable[[bytes, str], list[tuple[str, int]]]:
    """The analyzers of some engines, as the examples want them asked."""
    from gateline.facts.secret import SecretFact
    from gateline.registry import ENGINES
    from gateline.source.kinds import classify
    from gateline.source.target import Blob
    from gateline.surfaces.cli.catalog import engine_of

    unknown = sorted(names - set(ENGINES))
    if unknown:
        raise UsageError(f"no engine '{unknown[0]}'", f"a rule's id begins with its engine: {', '.join(sorted(ENGINES))}")
    analyzers = [engine_of(name).analyzer() for name in sorted(names)]

    def find(text: bytes, path: str) -> list[tuple[str, int]]:
        blob = Blob("", classify(path, text[:1024]), text)
        facts = [fact for analyzer in analyzers if analyzer.wants(blob.kind) for fact in analyzer.analyze(blob)]
        return [(fact.rule, fact.start.line) for fact in facts if isinstance(fact, SecretFact)]

    return find


def _print_json(value: object) -> int:
    import msgspec

    sys.stdout.write(msgspec.json.format(msgspec.json.encode(value), indent=2).decode() + "\n")
    return 0
