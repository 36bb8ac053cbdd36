"""What something not analyzed does to the verdict."""

from collections.abc import Iterable

from gateline.model.gap import Gap
from gateline.policy.document import GapAction, GapRule
from gateline.policy.globs import PathMatcher

__all__ = ["by_place", "sort_gaps"]

_STRICTNESS = {GapAction.IGNORE: 0, GapAction.WARN: 1, GapAction.INCOMPLETE: 2}


def sort_gaps(gaps: Iterable[Gap], rules: tuple[GapRule, ...]) -> dict[GapAction, list[Gap]]:
    """Gaps by what they do; each list sorted by path, engine, reason. Raises: nothing.

    Of the rules that speak of a gap the strictest counts; of none: incomplete.
    """
    paths = PathMatcher([(rule.paths, ()) for rule in rules])
    by_action: dict[GapAction, list[Gap]] = {action: [] for action in GapAction}
    for gap in gaps:
        matched = paths.bits(gap.path)
        actions = [rule.action for number, rule in enumerate(rules) if matched >> number & 1 and _speaks_of(rule, gap)]
        by_action[max(actions, key=_STRICTNESS.__getitem__, default=GapAction.INCOMPLETE)].append(gap)
    for held in by_action.values():
        held.sort(key=by_place)
    return by_action


def by_place(gap: Gap) -> tuple[str, str, str, str]:
    """The order in which gaps are shown."""
    return gap.path, gap.by, gap.reason.value, gap.note


def _speaks_of(rule: GapRule, gap: Gap) -> bool:
    # A gap of the whole target has no path: no glob forgives it.
    return (
        (not rule.reason or gap.reason in rule.reason)
        and (not rule.by or gap.by in rule.by)
        and (not rule.paths or gap.path != "")
    )
