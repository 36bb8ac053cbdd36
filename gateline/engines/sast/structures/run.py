"""Runs the structure checks that rules ask for."""

from collections.abc import Iterable, Mapping
from typing import Final

from gateline.engines.sast.rule_match import RuleMatch
from gateline.engines.sast.solver.machine import Machine, Misuse
from gateline.engines.sast.solver.program import Unit
from gateline.engines.sast.structures.registry import AFTER, ALWAYS, BEFORE, ON_FILE, load

__all__ = ["after", "before", "on_files"]

_SKIPPED: Final = frozenset("tm")
"""Flags of files that nobody wants to read of: tests, and what a program wrote."""


def before(machine: Machine, rules: Mapping[str, RuleMatch]) -> None:
    """Let checks listen to a machine that is about to run.

    Args:
        machine: has not run.
        rules: rules that are checks of the structure, by id.
    """
    for watch in ALWAYS:
        load(watch)(machine)
    for rule, match in rules.items():
        if match.structure is not None and (entry := BEFORE.get(match.structure.name)):
            load(entry)(machine, rule, match.structure.options)


def after(machine: Machine, rules: Mapping[str, RuleMatch]) -> None:
    """Let those that listened conclude, and run the other checks on a machine that has run."""
    for conclude in machine.on_end:
        conclude()
    on_files(machine, rules, machine.units)
    for rule, match in rules.items():
        if match.structure is not None and (entry := AFTER.get(match.structure.name)):
            load(entry)(machine, rule, match.structure.options)


def on_files(machine: Machine, rules: Mapping[str, RuleMatch], units: Iterable[Unit]) -> None:
    """Run the checks that look at one file alone."""
    checks = [
        (rule, match, load(entry))
        for rule, match in rules.items()
        if match.structure is not None and (entry := ON_FILE.get(match.structure.name))
    ]
    for unit in units:
        if not _SKIPPED.isdisjoint(unit.code.flags):
            continue
        for rule, match, check in checks:
            if unit.language in match.languages and match.structure is not None:
                for seen in check(unit, match.structure.options):
                    site = (unit.number, seen.span)
                    name = unit.code.functions[seen.function].name
                    machine.misuses.setdefault((rule, *site), Misuse(rule, site, seen.note, name))
