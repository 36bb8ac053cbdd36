"""What something not analyzed does to the verdict."""

from collections.abc import Iterable

from gateline.model.gap import Gap
from gateline.policy.document import GapAction, GapRule
from gateline.policy.globs import is_match

__all__ = ["action_for", "sort_gaps"]

_STRICTNESS = {GapAction.IGNORE: 0, GapAction.WARN: 1, GapAction.INCOMPLETE: 2}


def sort_gaps(gaps: Iterable[Gap], rules: tuple[GapRule, ...]) -> dict[GapAction, list[Gap]]:
    """Gaps by what they do; each list sorted by path, engine, reason. Raises: nothing."""
    sorted_gaps: dict[GapAction, list[Gap]] = {action: [] for action in GapAction}
    for gap in gaps:
        sorted_gaps[action_for(gap, rules)].append(gap)
    for held in sorted_gaps.values():
        held.sort(key=lambda gap: (gap.path, gap.by, gap.reason.value, gap.note))
    return sorted_gaps


def action_for(gap: Gap, rules: tuple[GapRule, ...]) -> GapAction:
    """The strictest action of the rules that speak of the gap; incomplete when none does."""
    actions = [rule.action for rule in rules if _speaks_of(rule, gap)]
    return max(actions, key=_STRICTNESS.__getitem__, default=GapAction.INCOMPLETE)


def _speaks_of(rule: GapRule, gap: Gap) -> bool:
    # A gap of the whole target has no path: no glob forgives it.
    return (
        (not rule.reason or gap.reason in rule.reason)
        and (not rule.by or gap.by in rule.by)
        and (not rule.paths or (gap.path != "" and is_match(rule.paths, gap.path)))
    )
