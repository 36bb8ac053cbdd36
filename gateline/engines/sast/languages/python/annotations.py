"""Annotations: the expression of a type, as far as it names things."""

import re
from typing import Any

from tree_sitter import Node

from gateline.engines.sast.languages.python.dispatch import EXPRESSION, SKIPPED, Expression, expression, kind
from gateline.engines.sast.languages.python.nodes import cut, unknown
from gateline.engines.sast.languages.python.state import DEPTH, State
from gateline.facts.code import ATTR, BINARY, CONST, ITEM, NAME, TUPLE, UNKNOWN

__all__ = ["annotation"]

_IDENTIFIER, _PARAMETERS = kind("identifier"), kind("type_parameter")
_NAME = re.compile(r"\s*([^\W\d]\w*(?:\.[^\W\d]\w*){0,20})\s*")


def annotation(state: State, node: Node) -> Expression:
    """The expression of a `type` node. Its names do not count as words of the function; a name in quotes is the name."""
    names, words = state.names, state.words
    state.names, state.words = set(), set()
    lowered = _type(state, node)
    state.names, state.words = names, words
    return _unquoted(lowered)


def _unquoted(lowered: Expression) -> Expression:
    if lowered[0] == CONST and type(lowered[2]) is str:
        found = _NAME.fullmatch(lowered[2])
        if found is not None:
            first, *rest = found[1].split(".")
            inner = [NAME, lowered[1], first]
            for name in rest:
                inner = [ATTR, lowered[1], inner, name]
            return inner
    return lowered


@expression("type")
def _type(state: State, node: Node) -> Expression:
    for child in node.named_children:
        if child.kind_id not in SKIPPED:
            return EXPRESSION[child.kind_id](state, child)
    return [UNKNOWN, node.start_byte << 16, []]


@expression("generic_type")
def _generic(state: State, node: Node) -> Expression:
    depth = state.depth
    if depth >= DEPTH:
        return cut(state, node)
    state.depth = depth + 1
    start, end = node.byte_range
    target: Expression = [UNKNOWN, start << 16, []]
    keys: list[Any] = []
    span = start << 16
    for child in node.named_children:
        number = child.kind_id
        if number == _PARAMETERS:
            span = child.start_byte << 16 | min(child.end_byte - child.start_byte, 0xFFFF)
            keys = [_unquoted(EXPRESSION[one.kind_id](state, one)) for one in child.named_children if one.kind_id not in SKIPPED]
        elif number not in SKIPPED:
            target = EXPRESSION[number](state, child)
    state.depth = depth
    return [ITEM, start << 16 | min(end - start, 0xFFFF), target, keys[0] if len(keys) == 1 else [TUPLE, span, keys]]


@expression("union_type")
def _union(state: State, node: Node) -> Expression:
    parts = [child for child in node.named_children if child.kind_id not in SKIPPED]
    if len(parts) != 2:
        return unknown(state, node)
    depth = state.depth
    if depth >= DEPTH:
        return cut(state, node)
    state.depth = depth + 1
    left, right = (_unquoted(EXPRESSION[part.kind_id](state, part)) for part in parts)
    state.depth = depth
    start, end = node.byte_range
    return [BINARY, start << 16 | min(end - start, 0xFFFF), "|", left, right]


@expression("member_type")
def _member(state: State, node: Node) -> Expression:
    depth = state.depth
    parts = [child for child in node.named_children if child.kind_id not in SKIPPED]
    if len(parts) != 2 or parts[1].kind_id != _IDENTIFIER:
        return unknown(state, node)
    if depth >= DEPTH:
        return cut(state, node)
    state.depth = depth + 1
    target = EXPRESSION[parts[0].kind_id](state, parts[0])
    state.depth = depth
    start, end = node.byte_range
    first, last = parts[1].byte_range
    name = state.spelling[state.data[first:last]]
    return [ATTR, start << 16 | min(end - start, 0xFFFF), target, name]
