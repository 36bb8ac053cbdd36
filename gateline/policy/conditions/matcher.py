"""Which rules hold for which findings: one bit a rule, columns instead of rows.

Cheap before dear: conditions on few-valued attributes are intersected from tables; numbers find their place on a ladder of thresholds;
paths are walked once for all globs; and an expression is only evaluated for findings that every other condition let through.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from gateline.model.assessed import Assessed
from gateline.policy.conditions.columns import Columns
from gateline.policy.conditions.rows import Ages, Likelihoods, Paths, Terms
from gateline.policy.document import Rule

if TYPE_CHECKING:
    from gateline.policy.conditions.expression import Term

__all__ = ["RuleMatcher"]


class RuleMatcher:
    """The conditions and scopes of some rules, compiled. Bit `i` of a mask stands for the `i`-th rule."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        """
        Args:
            rules: with valid globs and expressions.
        """
        terms = [_terms(rule) for rule in rules]
        self._columns = Columns(rules, terms)
        self._rows = (Likelihoods(rules), Paths(rules), Ages(rules), Terms(terms))

    def masks(self, assessed: Sequence[Assessed], now: datetime) -> list[int]:
        """For each finding the set of rules whose scope and condition hold.

        Args:
            assessed: the findings.
            now: the only clock.

        Raises: nothing; an expression that cannot be evaluated holds.
        """
        masks = self._columns.masks(assessed)
        for rows in self._rows:
            masks = rows.narrow(assessed, masks, now)
        return masks


def _terms(rule: Rule) -> "tuple[Term, ...]":
    if rule.when.expr is None:
        return ()
    from gateline.policy.conditions.expression import parse_expression  # most policies have none: loaded when one does

    return parse_expression(rule.when.expr).terms
