"""Models and rules bound together: what the solver looks at, and which rule speaks for what it finds."""

from functools import cache
from typing import NamedTuple

from gateline.engines.sast.models.load import LANGUAGES
from gateline.engines.sast.models.pack import load_models
from gateline.engines.sast.rule_match import RuleMatch
from gateline.engines.sast.rule_pack import ScanRule, load_rule_infos, load_scan_rules
from gateline.engines.sast.solver.api import ApiIndex
from gateline.engines.sast.solver.misuse import CallRule, SetRule

__all__ = ["Knowledge", "knowledge"]


class Knowledge(NamedTuple):
    """What the engine knows."""

    indexes: dict[str, ApiIndex]
    """Models and rules by language."""
    flows: dict[tuple[str, str, str], tuple[str, ...]]
    """(language, sink kind, source kind) to the rules that forbid it."""
    structures: dict[str, RuleMatch]
    """Rules that are checks of the structure."""
    rules: dict[str, ScanRule]
    """Every rule by id."""

    def title(self, rule: str) -> str:
        """What a rule is called."""
        return load_rule_infos()[rule].title


@cache
def knowledge() -> Knowledge:
    """Everything, loaded once a process."""
    indexes = {language: ApiIndex(load_models(language)) for language in LANGUAGES}
    flows: dict[tuple[str, str, str], list[str]] = {}
    structures: dict[str, RuleMatch] = {}
    rules = {scan.id: scan for scan in load_scan_rules()}
    for rule, scan in rules.items():
        match = scan.match
        for language in match.languages:
            _bind(indexes[language], rule, match)
            if match.flow is not None:
                for sink in match.flow.to:
                    for source in match.flow.from_:
                        flows.setdefault((language, sink, source), []).append(rule)
        if match.structure is not None:
            structures[rule] = match
    return Knowledge(indexes, {key: tuple(sorted(names)) for key, names in flows.items()}, structures, rules)


def _bind(index: ApiIndex, rule: str, match: RuleMatch) -> None:
    for call in match.calls:
        for path in call.call:
            index.add_call_rule(path, CallRule(rule, call))
    for write in match.sets:
        for path in write.set:
            index.add_set_rule(path, SetRule(rule, write))
