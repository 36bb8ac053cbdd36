"""Statements with blocks: branches, loops, handlers, contexts."""

# ruff: noqa: FURB136 (a call of `min` would cost more than the rest of its line, a million times)

from typing import Any

from tree_sitter import Node

from gateline.engines.sast.languages.python.dispatch import (
    EXPRESSION,
    PATTERN,
    SKIPPED,
    STATEMENT,
    Expression,
    kind,
    statement,
)
from gateline.engines.sast.languages.python.nodes import span_of
from gateline.engines.sast.languages.python.patterns import first_target
from gateline.engines.sast.languages.python.state import DEPTH, State
from gateline.engines.sast.languages.python.statements import block, only_block
from gateline.facts.code import FOR, IF, TRY, TUPLE, UNKNOWN, WHILE, WITH

__all__: list[str] = []

_IDENTIFIER, _BLOCK, _ELIF, _ELSE, _EXCEPT, _FINALLY, _AS_PATTERN, _AS_TARGET = (
    kind(name)
    for name in "identifier block elif_clause else_clause except_clause finally_clause as_pattern as_pattern_target".split()
)
_WITH_CLAUSE, _WITH_ITEM, _TUPLE, _PARENTHESES, _ERROR = (
    kind(name) for name in "with_clause with_item tuple parenthesized_expression ERROR".split()
)
_LADDER = 40
"""Branches of one `elif` ladder that are nested; what follows stands after it as a ladder of its own."""


@statement("if_statement")
def _if(state: State, node: Node, out: list[Expression]) -> None:
    end = node.end_byte
    branches: list[tuple[int, Expression, list[Expression]]] = []
    otherwise: list[Expression] = []
    test: Expression | None = None
    then: list[Expression] = []
    depth = state.depth
    for child in node.named_children:
        number = child.kind_id
        if number == _BLOCK:
            then = block(state, child)
        elif number == _ELIF:
            state.depth = min(depth + len(branches) % _LADDER + 1, DEPTH - 1) if depth < DEPTH else depth
            branches.append((child.start_byte, *_branch(state, child)))
        elif number == _ELSE:
            state.depth = min(depth + len(branches) % _LADDER + 1, DEPTH - 1) if depth < DEPTH else depth
            otherwise = only_block(state, child)
        elif number in SKIPPED:
            continue
        elif number == _ERROR or test is not None:
            STATEMENT[number](state, child, out)
        else:
            test = EXPRESSION[number](state, child)
    state.depth = depth
    start = node.start_byte
    if test is None:
        test = [UNKNOWN, start << 16, []]
    if not branches:
        out.append([IF, start << 16 | (end - start if end - start < 0xFFFF else 0xFFFF), test, then, otherwise])
        return
    branches.insert(0, (start, test, then))
    if len(branches) > _LADDER:
        state.note_cut(start, end, "a long ladder of branches is taken as several")
    _nest(branches, otherwise, end, out)


def _branch(state: State, node: Node) -> tuple[Expression, list[Expression]]:
    test: Expression | None = None
    then: list[Expression] = []
    for child in node.named_children:
        number = child.kind_id
        if number == _BLOCK:
            then = block(state, child)
        elif test is None and number not in SKIPPED:
            test = EXPRESSION[number](state, child)
    return test or [UNKNOWN, node.start_byte << 16, []], then


def _nest(
    branches: list[tuple[int, Expression, list[Expression]]], otherwise: list[Expression], end: int, out: list[Expression]
) -> None:
    """`elif` as `else: if`, from the last one upwards."""
    pieces = []
    for first in range(0, len(branches), _LADDER):
        piece = branches[first : first + _LADDER]
        rest = otherwise if first + _LADDER >= len(branches) else []
        for start, test, then in reversed(piece):
            rest = [[IF, start << 16 | (end - start if end - start < 0xFFFF else 0xFFFF), test, then, rest]]
        pieces += rest
    out += pieces


@statement("for_statement")
def _for(state: State, node: Node, out: list[Expression]) -> None:
    span = span_of(node)
    body: list[Expression] = []
    otherwise: list[Expression] = []
    heads: list[Expression] = []
    for child in node.named_children:
        number = child.kind_id
        if number == _BLOCK:
            body = block(state, child)
        elif number == _ELSE:
            otherwise = only_block(state, child)
        elif number in SKIPPED:
            continue
        elif number == _ERROR:
            STATEMENT[number](state, child, out)
        else:
            heads.append(PATTERN[number](state, child) if not heads else EXPRESSION[number](state, child))
    heads += [[UNKNOWN, span, []]] * (2 - len(heads))
    out.append([FOR, span, heads[0], heads[1], body, otherwise])


@statement("while_statement")
def _while(state: State, node: Node, out: list[Expression]) -> None:
    span = span_of(node)
    test: Expression = [UNKNOWN, span, []]
    body: list[Expression] = []
    otherwise: list[Expression] = []
    for child in node.named_children:
        number = child.kind_id
        if number == _BLOCK:
            body = block(state, child)
        elif number == _ELSE:
            otherwise = only_block(state, child)
        elif number in SKIPPED:
            continue
        elif number == _ERROR:
            STATEMENT[number](state, child, out)
        else:
            test = EXPRESSION[number](state, child)
    out.append([WHILE, span, test, body, otherwise, [], False])


@statement("try_statement")
def _try(state: State, node: Node, out: list[Expression]) -> None:
    body: list[Expression] = []
    handlers: list[list[Any]] = []
    otherwise: list[Expression] = []
    final: list[Expression] = []
    for child in node.named_children:
        number = child.kind_id
        if number == _BLOCK:
            body = block(state, child)
        elif number == _EXCEPT:
            handlers.append(_handler(state, child))
        elif number == _ELSE:
            otherwise = only_block(state, child)
        elif number == _FINALLY:
            final = only_block(state, child)
        elif number not in SKIPPED:
            STATEMENT[number](state, child, out)
    out.append([TRY, span_of(node), body, handlers, otherwise, final])


def _handler(state: State, node: Node) -> list[Any]:
    """Types, target and block. `except A, e` is Python 2 when the second is one lower-case name; otherwise several types."""
    values: list[Node] = []
    body: list[Expression] = []
    for child in node.named_children:
        number = child.kind_id
        if number == _BLOCK:
            body = block(state, child)
        elif number not in SKIPPED:
            values.append(child)
    if not values:
        return [None, None, body]
    if len(values) == 1:
        types, target = _as(state, values[0])
        return [types, target, body]
    if len(values) == 2 and values[1].kind_id == _IDENTIFIER and chr(state.data[values[1].start_byte]).islower():
        return [EXPRESSION[values[0].kind_id](state, values[0]), PATTERN[_IDENTIFIER](state, values[1]), body]
    types, target = _as(state, values[-1])
    first = values[0].start_byte
    span = first << 16 | min(values[-1].end_byte - first, 0xFFFF)
    return [[TUPLE, span, [*(EXPRESSION[value.kind_id](state, value) for value in values[:-1]), types]], target, body]


def _as(state: State, node: Node) -> tuple[Expression, Expression | None]:
    """Both sides of `x as y`; the second is None for another expression."""
    if node.kind_id != _AS_PATTERN:
        return EXPRESSION[node.kind_id](state, node), None
    value: Expression | None = None
    target: Expression | None = None
    for child in node.named_children:
        number = child.kind_id
        if number == _AS_TARGET:
            target = first_target(state, child)
        elif number not in SKIPPED:
            if value is None:
                value = EXPRESSION[number](state, child)
            else:
                target = PATTERN[number](state, child)
    return value or [UNKNOWN, span_of(node), []], target


@statement("with_statement")
def _with(state: State, node: Node, out: list[Expression]) -> None:
    items: list[list[Any]] = []
    body: list[Expression] = []
    for child in node.named_children:
        number = child.kind_id
        if number == _WITH_CLAUSE:
            for item in child.named_children:
                if item.kind_id == _WITH_ITEM:
                    _with_item(state, item, items)
                elif item.kind_id not in SKIPPED:
                    items.append([EXPRESSION[item.kind_id](state, item), None])
        elif number == _BLOCK:
            body = block(state, child)
        elif number not in SKIPPED:
            STATEMENT[number](state, child, out)
    out.append([WITH, span_of(node), items, body])


def _with_item(state: State, node: Node, items: list[list[Any]]) -> None:
    for value in node.named_children:
        number = value.kind_id
        if number in SKIPPED:
            continue
        if number in (_TUPLE, _PARENTHESES) and any(child.kind_id == _AS_PATTERN for child in value.named_children):
            for child in value.named_children:
                if child.kind_id not in SKIPPED:
                    items.append([*_as(state, child)])
        else:
            items.append([*_as(state, value)])
