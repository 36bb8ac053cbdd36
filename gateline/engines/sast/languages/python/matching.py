"""The match statement and its patterns."""

from typing import Any

from tree_sitter import Node

from gateline.engines.sast.languages.python.dispatch import EXPRESSION, SKIPPED, Expression, kind, statement
from gateline.engines.sast.languages.python.nodes import cut, span_of
from gateline.engines.sast.languages.python.state import DEPTH, State
from gateline.engines.sast.languages.python.statements import block
from gateline.facts.code import (
    ATTR,
    CONST,
    MATCH,
    NAME,
    PATTERN_ANY,
    PATTERN_AS,
    PATTERN_CLASS,
    PATTERN_DICT,
    PATTERN_LIST,
    PATTERN_OR,
    PATTERN_VALUE,
    REST,
    TUPLE,
    UNARY,
)

__all__: list[str] = []

_CASE_PATTERN, _AS, _UNION, _LIST, _TUPLE, _DICT = (
    kind(name) for name in "case_pattern as_pattern union_pattern list_pattern tuple_pattern dict_pattern".split()
)
_KEYWORD, _SPLAT, _CLASS, _DOTTED, _IDENTIFIER = (
    kind(name) for name in "keyword_pattern splat_pattern class_pattern dotted_name identifier".split()
)
_CASE, _BLOCK, _GUARD = kind("case_clause"), kind("block"), kind("if_clause")
_ANY, _MINUS, _BAR, _COMMA = kind("_", False), kind("-", False), kind("|", False), kind(",", False)


@statement("match_statement")
def _match(state: State, node: Node, out: list[Expression]) -> None:
    subjects: list[Expression] = []
    cases: list[list[Any]] = []
    has_comma = False
    span = span_of(node)
    for child in node.children:
        number = child.kind_id
        if number == _BLOCK:
            cases += [_case(state, clause) for clause in child.named_children if clause.kind_id == _CASE]
        elif number == _CASE:
            cases.append(_case(state, child))
        elif number == _COMMA:
            has_comma = True
        elif child.is_named and number not in SKIPPED:
            subjects.append(EXPRESSION[number](state, child))
    subject = subjects[0] if len(subjects) == 1 and not has_comma else [TUPLE, subjects[0][1] if subjects else span, subjects]
    out.append([MATCH, span, subject, cases])


def _case(state: State, node: Node) -> list[Any]:
    patterns: list[Expression] = []
    guard: Expression | None = None
    body: list[Expression] = []
    has_comma = False
    for child in node.children:
        number = child.kind_id
        if number == _CASE_PATTERN:
            patterns.append(_pattern(state, child))
        elif number == _COMMA:
            has_comma = True
        elif number == _GUARD:
            for inner in child.named_children:
                if inner.kind_id not in SKIPPED:
                    guard = EXPRESSION[inner.kind_id](state, inner)
        elif number == _BLOCK:
            body = block(state, child)
    if len(patterns) == 1 and not has_comma:
        return [patterns[0], guard, body]
    return [[PATTERN_LIST, patterns[0][1] if patterns else span_of(node), patterns], guard, body]


def _pattern(state: State, node: Node) -> Expression:
    depth = state.depth
    if depth >= DEPTH:
        return cut(state, node)
    state.depth = depth + 1
    lowered = _lower(state, node)
    state.depth = depth
    return lowered


def _lower(state: State, node: Node) -> Expression:
    number = node.kind_id
    span = span_of(node)
    if number == _CASE_PATTERN:
        return _case_pattern(state, node)
    children = [child for child in node.children if child.kind_id not in SKIPPED]
    if number == _UNION:
        return [PATTERN_OR, span, _alternatives(state, children)]
    if number in (_LIST, _TUPLE):
        items = [_pattern(state, child) for child in children if child.kind_id in (_CASE_PATTERN, _SPLAT)]
        if number == _TUPLE and len(items) == 1 and not any(child.kind_id == _COMMA for child in children):
            return items[0]
        return [PATTERN_LIST, span, items]
    if number == _AS:
        inner = [child for child in children if child.is_named]
        if len(inner) == 2:
            return [PATTERN_AS, span, _pattern(state, inner[0]), _bind(state, inner[1])[2]]
    if number == _SPLAT:
        names = [child for child in children if child.kind_id == _IDENTIFIER]
        return [REST, span, _bind(state, names[0]) if names else [PATTERN_ANY, span]]
    if number == _CLASS:
        return _class(state, span, children)
    if number == _DICT:
        return _dict(state, span, children)
    if number == _DOTTED:
        names = [child for child in children if child.is_named]
        return _bind(state, names[0]) if len(names) == 1 else [PATTERN_VALUE, span, EXPRESSION[number](state, node)]
    return [PATTERN_VALUE, span, EXPRESSION[number](state, node)]


def _case_pattern(state: State, node: Node) -> Expression:
    """The wrapper that the grammar puts around most patterns."""
    children = [child for child in node.children if child.kind_id not in SKIPPED]
    if not children:
        return [PATTERN_ANY, span_of(node)]
    last = children[-1]
    if last.kind_id == _ANY:
        return [PATTERN_ANY, span_of(last)]
    if children[0].kind_id == _MINUS:
        return _negative(state, children[0], last)
    return _pattern(state, last)


def _negative(state: State, sign: Node, number: Node) -> Expression:
    span = sign.start_byte << 16 | min(number.end_byte - sign.start_byte, 0xFFFF)
    return [PATTERN_VALUE, span, [UNARY, span, "-", EXPRESSION[number.kind_id](state, number)]]


def _alternatives(state: State, children: list[Node]) -> list[Expression]:
    found: list[Expression] = []
    sign: Node | None = None
    for child in children:
        number = child.kind_id
        if number == _MINUS:
            sign = child
        elif number == _ANY:
            found.append([PATTERN_ANY, span_of(child)])
        elif number != _BAR:
            found.append(_pattern(state, child) if sign is None else _negative(state, sign, child))
            sign = None
    return found


def _bind(state: State, node: Node) -> Expression:
    """A name that takes what is matched."""
    start, end = node.byte_range
    name = state.spelling[state.data[start:end]]
    state.bound.add(name)
    state.names.add(name)
    return [NAME, start << 16 | min(end - start, 0xFFFF), name]


def _class(state: State, span: int, children: list[Node]) -> Expression:
    called: Expression | None = None
    positional: list[Expression] = []
    named: list[list[Any]] = []
    for child in children:
        number = child.kind_id
        if number == _DOTTED and called is None:
            called = EXPRESSION[number](state, child)
            if called[0] in (NAME, ATTR):
                state.words.add(called[-1])
        elif number == _CASE_PATTERN:
            inner = [one for one in child.named_children if one.kind_id == _KEYWORD]
            if inner:
                named += _keyword(state, inner[0])
            else:
                positional.append(_pattern(state, child))
        elif number == _KEYWORD:
            named += _keyword(state, child)
    return [PATTERN_CLASS, span, called or [CONST, span, None], positional, named]


def _keyword(state: State, node: Node) -> list[list[Any]]:
    children = [child for child in node.children if child.kind_id not in SKIPPED]
    if len(children) < 3:
        return []
    start, end = children[0].byte_range
    name = state.spelling[state.data[start:end]]
    state.words.add(name)
    if children[-1].kind_id == _ANY:
        return [[name, [PATTERN_ANY, span_of(children[-1])]]]
    if children[-2].kind_id == _MINUS:
        return [[name, _negative(state, children[-2], children[-1])]]
    return [[name, _pattern(state, children[-1])]]


def _dict(state: State, span: int, children: list[Node]) -> Expression:
    pairs: list[list[Any]] = []
    key: Expression | None = None
    sign: Node | None = None
    for child in children:
        number = child.kind_id
        if number == _SPLAT:
            pairs.append([None, _pattern(state, child)])
        elif number == _MINUS:
            sign = child
        elif number == _CASE_PATTERN and key is not None:
            pairs.append([key, _pattern(state, child)])
            key = None
        elif child.is_named:
            key = EXPRESSION[number](state, child) if sign is None else _negative(state, sign, child)[2]
            sign = None
    return [PATTERN_DICT, span, pairs]
