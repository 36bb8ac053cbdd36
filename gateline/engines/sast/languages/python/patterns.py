"""Targets of assignments, loops and the like: what they bind is noted for the scope."""

# ruff: noqa: FURB136 (a call of `min` would cost more than the rest of its line, a million times)

from tree_sitter import Node

from gateline.engines.sast.languages.python.dispatch import PATTERN, SKIPPED, Expression, kind, pattern
from gateline.engines.sast.languages.python.nodes import cut
from gateline.engines.sast.languages.python.state import DEPTH, State
from gateline.facts.code import NAME, PATTERN_LIST, REST, UNKNOWN

__all__ = ["first_target"]

_COMMA = kind(",", False)
_TUPLE = kind("tuple_pattern")


@pattern("identifier")
def _identifier(state: State, node: Node) -> Expression:
    start, end = node.byte_range
    name = state.spelling[state.data[start:end]]
    state.bound.add(name)
    state.names.add(name)
    return [NAME, start << 16 | (end - start if end - start < 0xFFFF else 0xFFFF), name]


@pattern("pattern_list", "list_pattern", "tuple", "list", "expression_list")
def _several(state: State, node: Node) -> Expression:
    depth = state.depth
    if depth >= DEPTH:
        return cut(state, node)
    state.depth = depth + 1
    start, end = node.byte_range
    targets = [PATTERN[child.kind_id](state, child) for child in node.named_children if child.kind_id not in SKIPPED]
    state.depth = depth
    return [PATTERN_LIST, start << 16 | min(end - start, 0xFFFF), targets]


@pattern("tuple_pattern", "parenthesized_expression", "as_pattern_target")
def _perhaps_one(state: State, node: Node) -> Expression:
    """Parentheses around one target take nothing apart."""
    while True:
        children = [child for child in node.children if child.kind_id not in SKIPPED]
        inner = [child for child in children if child.is_named]
        if len(inner) != 1 or any(child.kind_id == _COMMA for child in children):
            return _several(state, node)
        node = inner[0]
        if node.kind_id != _TUPLE:
            return PATTERN[node.kind_id](state, node)


@pattern("list_splat_pattern", "list_splat")
def _rest(state: State, node: Node) -> Expression:
    start, end = node.byte_range
    span = start << 16 | min(end - start, 0xFFFF)
    if state.depth >= DEPTH:
        return cut(state, node)
    state.depth += 1
    inner = first_target(state, node)
    state.depth -= 1
    return [REST, span, inner]


def first_target(state: State, node: Node) -> Expression:
    """The first target in a node that only adds signs to it."""
    for child in node.named_children:
        if child.kind_id not in SKIPPED:
            return PATTERN[child.kind_id](state, child)
    return [UNKNOWN, node.start_byte << 16, []]
