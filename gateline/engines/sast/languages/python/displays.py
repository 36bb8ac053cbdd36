"""Lists, tuples, sets and dictionaries as they are written out."""

from typing import Any

from tree_sitter import Node

from gateline.engines.sast.languages.python.dispatch import EXPRESSION, SKIPPED, Expression, expression, kind
from gateline.engines.sast.languages.python.nodes import cut, inner_of, span_of
from gateline.engines.sast.languages.python.state import DEPTH, State
from gateline.facts.code import DICT, LIST, SET, TUPLE, UNKNOWN

__all__: list[str] = []

_PAIR = kind("pair")
_SPLAT = frozenset((kind("dictionary_splat"), kind("dictionary_splat_pattern")))
_LONG_TABLE, _KEPT_ITEMS = 5000, 2000
"""A display longer than the first is a table of data; so many of its items are kept."""
_CONSTANT = frozenset(
    kind(name)
    for name in (
        "string string_start string_content string_end escape_sequence integer float true false none concatenated_string pair list "
        "tuple set dictionary unary_operator parenthesized_expression comment line_continuation"
    ).split()
)


@expression("list", "list_pattern")
def _list(state: State, node: Node) -> Expression:
    return _display(state, node, LIST)


@expression("tuple", "expression_list", "pattern_list", "tuple_pattern")
def _tuple(state: State, node: Node) -> Expression:
    return _display(state, node, TUPLE)


@expression("set")
def _set(state: State, node: Node) -> Expression:
    return _display(state, node, SET)


def _display(state: State, node: Node, shape: int) -> Expression:
    depth = state.depth
    if depth >= DEPTH:
        return cut(state, node)
    state.depth = depth + 1
    items: list[Expression] = []
    children = node.named_children
    if len(children) > _LONG_TABLE:
        children = _shortened(state, children)
    for child in children:
        number = child.kind_id
        if number not in SKIPPED:
            items.append(EXPRESSION[number](state, child))
    state.depth = depth
    return [shape, span_of(node), items]


@expression("dictionary")
def _dictionary(state: State, node: Node) -> Expression:
    depth = state.depth
    if depth >= DEPTH:
        return cut(state, node)
    state.depth = depth + 1
    items: list[Any] = []
    children = node.named_children
    if len(children) > _LONG_TABLE:
        children = _shortened(state, children)
    for child in children:
        number = child.kind_id
        if number == _PAIR:
            pair = child.children
            key, value = pair[0], pair[-1]
            items.append([EXPRESSION[key.kind_id](state, key), EXPRESSION[value.kind_id](state, value)])
        elif number in _SPLAT:
            items.append([None, inner_of(state, child)])
        elif number not in SKIPPED:
            items.append([EXPRESSION[number](state, child), [UNKNOWN, span_of(child), []]])
    state.depth = depth
    return [DICT, span_of(node), items]


def _shortened(state: State, children: list[Node]) -> list[Node]:
    """The head of a long table. What is dropped is noted unless it is constants only, which no data flows from."""
    dropped = children[_KEPT_ITEMS:]
    if not all(_is_constant(child) for child in dropped):
        state.note_cut(dropped[0].start_byte, dropped[-1].end_byte, "a long table")
    return children[:_KEPT_ITEMS]


def _is_constant(node: Node) -> bool:
    pending = [node]
    while pending:
        one = pending.pop()
        if one.kind_id not in _CONSTANT:
            return False
        pending += one.named_children
    return True
