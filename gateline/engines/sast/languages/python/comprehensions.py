"""Comprehensions. Their targets are names of their own; where the function has the same name, they are renamed apart."""

from typing import Any

from tree_sitter import Node

from gateline.engines.sast.languages.python.dispatch import EXPRESSION, PATTERN, SKIPPED, Expression, expression, kind
from gateline.engines.sast.languages.python.nodes import cut
from gateline.engines.sast.languages.python.state import DEPTH, State
from gateline.facts.code import COMPREHENSION, CONST, FUNCTION, NAME, TUPLE, UNKNOWN

__all__ = ["settle"]

_FOR, _IF, _PAIR = kind("for_in_clause"), kind("if_clause"), kind("pair")
_MARK = "@1"
"""Added to a name; stands in none of the language."""


@expression("list_comprehension")
def _list(state: State, node: Node) -> Expression:
    return _comprehension(state, node, "list")


@expression("set_comprehension")
def _set(state: State, node: Node) -> Expression:
    return _comprehension(state, node, "set")


@expression("dictionary_comprehension")
def _dict(state: State, node: Node) -> Expression:
    return _comprehension(state, node, "dict")


@expression("generator_expression")
def _generator(state: State, node: Node) -> Expression:
    return _comprehension(state, node, "generator")


def _comprehension(state: State, node: Node, shape: str) -> Expression:
    depth = state.depth
    if depth >= DEPTH:
        return cut(state, node)
    state.depth = depth + 1
    start, end = node.byte_range
    outer, had_yield, waiting = state.names, state.has_yield, len(state.comprehensions)
    state.names = set()
    targets: set[str] = set()
    clauses: list[list[Any]] = []
    body: Node | None = None
    for child in node.named_children:
        number = child.kind_id
        if number == _FOR:
            clauses.append(_clause(state, child, targets, state.names if clauses else outer))
        elif number == _IF:
            condition = _last(state, child)
            if clauses and condition is not None:
                clauses[-1][2].append(condition)
        elif body is None and number not in SKIPPED:
            body = child
    key: Expression | None = None
    value: Expression = [UNKNOWN, start << 16 | min(end - start, 0xFFFF), []]
    if body is not None and body.kind_id == _PAIR:
        pair = body.children
        key = EXPRESSION[pair[0].kind_id](state, pair[0])
        value = EXPRESSION[pair[-1].kind_id](state, pair[-1])
    elif body is not None:
        value = EXPRESSION[body.kind_id](state, body)
    outer |= state.names - targets
    state.names, state.has_yield, state.depth = outer, had_yield, depth
    lowered: Expression = [COMPREHENSION, start << 16 | min(end - start, 0xFFFF), shape, clauses, value, key]
    if len(state.comprehensions) > waiting:
        settle(state, state.comprehensions[waiting:], targets)
    state.comprehensions.append((lowered, targets))
    return lowered


def _clause(state: State, node: Node, targets: set[str], names: set[str]) -> list[Any]:
    """One `for … in …`. The first iterable is read in the scope outside, whose names are given."""
    parts = [child for child in node.named_children if child.kind_id not in SKIPPED]
    span = node.start_byte << 16 | min(node.end_byte - node.start_byte, 0xFFFF)
    bound, inner = state.bound, state.names
    target: Expression = [UNKNOWN, span, []]
    if parts:
        state.bound = targets
        target = PATTERN[parts[0].kind_id](state, parts[0])
        state.bound = bound
    state.names = names
    iterables = [EXPRESSION[part.kind_id](state, part) for part in parts[1:]]
    state.names = inner
    if len(iterables) == 1:
        return [target, iterables[0], []]
    return [target, [TUPLE, iterables[0][1] if iterables else span, iterables], []]


def _last(state: State, node: Node) -> Expression | None:
    for child in node.named_children:
        if child.kind_id not in SKIPPED:
            return EXPRESSION[child.kind_id](state, child)
    return None


def settle(state: State, comprehensions: list[tuple[Expression, set[str]]], taken: set[str]) -> None:
    """Renames the targets of comprehensions that are also other names of the scope around them.

    Args:
        state: of the file.
        comprehensions: with their targets, which are renamed in place.
        taken: names of the scope.
    """
    for lowered, targets in comprehensions:
        clashing = targets & taken
        if clashing:
            renamed = {name: name + _MARK for name in clashing}
            targets -= clashing
            targets.update(renamed.values())
            _rename(state, lowered, renamed)


def _rename(state: State, lowered: Expression, renamed: dict[str, str]) -> None:
    clauses = lowered[3]
    pending: list[Any] = [lowered[4], lowered[5]]
    for place, (target, iterable, conditions) in enumerate(clauses):
        pending += [target, conditions] if place == 0 else [target, iterable, conditions]
    while pending:
        one = pending.pop()
        if not isinstance(one, list) or not one:
            continue
        head = one[0]
        if head == NAME and type(head) is int and len(one) == 3:
            one[2] = renamed.get(one[2], one[2])
        elif head == FUNCTION and type(head) is int and len(one) == 3:
            function = state.functions[one[2]]
            if not any(name in renamed for name in function.locals):
                pending.append(function.body)
        elif not (head == CONST and type(head) is int):
            pending += one
