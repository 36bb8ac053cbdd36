"""What stands where the parser expected something else: kept as far as it does anything."""

from tree_sitter import Node

from gateline.engines.sast.languages.python.dispatch import EXPRESSION, STATEMENT, Expression, statement
from gateline.engines.sast.languages.python.state import DEPTH, State
from gateline.engines.sast.languages.python.statements import assign, block
from gateline.facts.code import CONST, NAME, UNKNOWN
from gateline.facts.code import EXPRESSION as EXPRESSION_STATEMENT

__all__ = ["lone"]


@statement("block")
def _inline(state: State, node: Node, out: list[Expression]) -> None:
    """A block nobody opened, which stands in broken files only."""
    out += block(state, node)


@statement("ERROR")
def _error(state: State, node: Node, out: list[Expression]) -> None:
    """What a broken piece of the file still has: its statements, and its expressions that do something."""
    if state.depth >= DEPTH:
        state.note_cut(*node.byte_range, "nested too deeply")
        return
    state.depth += 1
    for child in node.named_children:
        STATEMENT[child.kind_id](state, child, out)
    state.depth -= 1


@statement("elif_clause", "else_clause", "except_clause", "finally_clause", "with_clause", "with_item", "case_clause")
def _clause(state: State, node: Node, out: list[Expression]) -> None:
    """Part of a statement that lost its head."""
    _error(state, node, out)


@statement("assignment")
def _lone_assignment(state: State, node: Node, out: list[Expression]) -> None:
    assign(state, node, out)


def lone(state: State, node: Node, out: list[Expression]) -> None:
    """An expression or a piece of a statement where a statement should be, which stands in broken files only."""
    lowered = EXPRESSION[node.kind_id](state, node)
    pieces = lowered[2] if lowered[0] == UNKNOWN else [lowered]
    out += [[EXPRESSION_STATEMENT, piece[1], piece] for piece in pieces if piece[0] not in (NAME, CONST)]
