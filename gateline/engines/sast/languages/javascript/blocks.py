"""Rows of statements, and the names a block declares."""

from typing import TYPE_CHECKING

from gateline.engines.sast.languages.javascript.grammar import Block, StatementHandler
from gateline.engines.sast.languages.javascript.scopes import bind
from gateline.engines.sast.languages.javascript.state import DEPTH, Lowering
from gateline.facts.code import DEFINE

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["hoisted", "run", "scoped"]


def run(lowering: Lowering, nodes: "list[Node]", out: Block) -> None:
    """Append what statements in a row are."""
    table = lowering.statements
    for node in nodes:
        handler = table[node.kind_id]
        if handler is not None:
            handler(lowering, node, out)


def hoisted(block: Block) -> Block:
    """The block with its function declarations first."""
    return [statement for statement in block if statement[0] == DEFINE] + [
        statement for statement in block if statement[0] != DEFINE
    ]


def scoped(lowering: Lowering, node: "Node", handler: "StatementHandler | None" = None) -> Block:
    """A statement, or a block in braces, with names of its own.

    Args:
        lowering: the file's.
        node: the statement.
        handler: how to lower it, when not by its kind.
    """
    made: Block = []
    depth = lowering.depth
    if depth > DEPTH:
        lowering.cut(lowering.span(node), "nested too deeply")
        return made
    lowering.depth = depth + 1
    outer, defines = lowering.block, lowering.defines
    names = lowering.block = set()
    lowering.defines = 0
    uses, inner = len(lowering.uses), len(lowering.scope.inner)
    if handler is not None:
        handler(lowering, node, made)
    elif node.kind_id == lowering.grammar.block:
        run(lowering, node.children, made)
    else:
        statement = lowering.statements[node.kind_id]
        if statement is not None:
            statement(lowering, node, made)
    if lowering.defines:
        made = hoisted(made)
    if names:
        bind(lowering, names, uses, inner)
    lowering.block = outer
    lowering.defines = defines
    lowering.depth = depth
    return made
