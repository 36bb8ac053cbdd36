"""Rows of expressions, and trees that stay flat however long a chain of calls or operators is."""

from typing import TYPE_CHECKING

from gateline.engines.sast.languages.javascript.grammar import Block, Expr
from gateline.engines.sast.languages.javascript.state import Lowering
from gateline.facts.code import (
    LET,
    NAME,
    SEQUENCE,
)

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["CHUNK", "flat", "set_aside", "several"]

CHUNK = 40
"""Links after which what is made so far goes to a variable."""


def set_aside(lowering: Lowering, lets: Block, made: Expr) -> Expr:
    """Assign an expression to a new variable, in `lets`; the answer is the variable."""
    name = lowering.temporary()
    lowering.scope.locals.add(name)
    lets.append([LET, made[1], [NAME, made[1], name], made])
    return [NAME, made[1], name]


def flat(lets: Block, made: Expr) -> Expr:
    """The expression, after what was set aside."""
    return [SEQUENCE, made[1], [*lets, made]] if lets else made


def several(lowering: Lowering, node: "Node") -> Block:
    """The expressions among the children."""
    table = lowering.items
    return [handler(lowering, child) for child in node.children if (handler := table[child.kind_id]) is not None]
