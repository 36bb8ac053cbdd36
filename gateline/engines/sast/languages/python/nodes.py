"""What every other module does with nodes."""

# ruff: noqa: FURB136 (a call of `min` would cost more than the rest of its line, a million times)

from tree_sitter import Node

from gateline.engines.sast.languages.python.dispatch import EXPRESSION, SKIPPED, Expression
from gateline.engines.sast.languages.python.state import DEPTH, State
from gateline.facts.code import UNKNOWN

__all__ = ["cut", "inner_of", "span_of", "unknown"]


def span_of(node: Node) -> int:
    """Where a node stands, as spans are written."""
    start, end = node.byte_range
    return start << 16 | (end - start if end - start < 0xFFFF else 0xFFFF)


def cut(state: State, node: Node) -> Expression:
    """What stands for an expression nested too deeply."""
    start, end = node.byte_range
    state.note_cut(start, end, "nested too deeply")
    return [UNKNOWN, start << 16 | min(end - start, 0xFFFF), []]


def unknown(state: State, node: Node) -> Expression:
    """Syntax that has no form of its own, with the expressions in it."""
    start, end = node.byte_range
    inner: list[Expression] = []
    if state.depth < DEPTH:
        state.depth += 1
        for child in node.named_children:
            if child.kind_id not in SKIPPED:
                lowered = EXPRESSION[child.kind_id](state, child)
                if lowered[0] == UNKNOWN:
                    inner += lowered[2]
                else:
                    inner.append(lowered)
        state.depth -= 1
    return [UNKNOWN, start << 16 | min(end - start, 0xFFFF), inner]


def inner_of(state: State, node: Node) -> Expression:
    """The expression in a node that only adds a sign to it."""
    for child in reversed(node.named_children):
        if child.kind_id not in SKIPPED:
            return EXPRESSION[child.kind_id](state, child)
    return unknown(state, node)
