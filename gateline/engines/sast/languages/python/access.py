"""Names, members, items and calls."""

# ruff: noqa: FURB136 (a call of `min` would cost more than the rest of its line, a million times)

from typing import Any

from tree_sitter import Node

from gateline.engines.sast.languages.python.dispatch import EXPRESSION, SKIPPED, Expression, expression, kind
from gateline.engines.sast.languages.python.nodes import cut, inner_of, span_of
from gateline.engines.sast.languages.python.plain import LONGEST, Argument, Chain
from gateline.engines.sast.languages.python.state import DEPTH, State
from gateline.facts.code import ATTR, CALL, CONST, ITEM, NAME, SLICE, TUPLE, UNKNOWN

__all__: list[str] = []

_IDENTIFIER = kind("identifier")
_KEYWORD = kind("keyword_argument")
_SPLAT = frozenset((kind("dictionary_splat"), kind("dictionary_splat_pattern")))
_SLICE = kind("slice")
_COLON = kind(":", False)
_GENERATOR = kind("generator_expression")
_ARGUMENTS = kind("argument_list")
_PARENTHESES = kind("parenthesized_expression")


@expression("identifier")
def _identifier(state: State, node: Node) -> Expression:
    start, end = node.byte_range
    name = state.spelling[state.data[start:end]]
    state.names.add(name)
    return [NAME, start << 16 | (end - start if end - start < 0xFFFF else 0xFFFF), name]


@expression("attribute")
def _attribute(state: State, node: Node) -> Expression:
    start, end = node.byte_range
    base = start << 16
    if end - start <= LONGEST:
        chain = state.chains[state.data[start:end]]
        if chain is not None:
            return _named(state, base, chain)
    depth = state.depth
    if depth >= DEPTH:
        return cut(state, node)
    children = node.children
    target, last = children[0], children[-1]
    state.depth = depth + 1
    inner = EXPRESSION[target.kind_id](state, target)
    state.depth = depth
    first, final = last.byte_range
    name = state.spelling[state.data[first:final]]
    state.words.add(name)
    return [ATTR, base | (end - start if end - start < 0xFFFF else 0xFFFF), inner, name]


@expression("call")
def _call(state: State, node: Node) -> Expression:
    depth = state.depth
    if depth >= DEPTH:
        return cut(state, node)
    state.depth = depth + 1
    children = node.children
    arguments = children[-1]
    start, end = node.byte_range
    first = arguments.start_byte
    chain = state.chains[state.data[start:first]] if first - start <= LONGEST else None
    if chain is None:
        function = children[0]
        callee = EXPRESSION[function.kind_id](state, function)
        if callee[0] == NAME:
            state.words.add(callee[2])
    else:
        callee = _named(state, start << 16, chain)
        if chain[2] is None:
            state.words.add(chain[0])
    args: list[Expression] = []
    kwargs: list[Any] = []
    number = arguments.kind_id
    if number == _ARGUMENTS:
        plain = state.arguments[state.data[first:end]] if end - first <= LONGEST else None
        if plain is None:
            _arguments(state, arguments, args, kwargs)
        elif plain:
            _plain_arguments(state, first, plain, args, kwargs)
    elif number == _GENERATOR:
        args.append(EXPRESSION[number](state, arguments))
    state.depth = depth
    return [CALL, start << 16 | (end - start if end - start < 0xFFFF else 0xFFFF), callee, args, kwargs]


def _named(state: State, base: int, chain: Chain) -> Expression:
    """A name, dotted or not, whose text starts at an offset (shifted as in spans)."""
    head, length, name, further, steps = chain
    state.names.add(head)
    inner: Expression = [NAME, base | length, head]
    if name is not None:
        state.words.add(name)
        inner = [ATTR, base | further, inner, name]
        for name, length in steps:
            state.words.add(name)
            inner = [ATTR, base | length, inner, name]
    return inner


def _plain_arguments(state: State, start: int, plain: tuple[Argument, ...], args: list[Expression], kwargs: list[Any]) -> None:
    for shift, length, keyword, chain, value in plain:
        base = start + shift << 16
        item = [CONST, base | length, value] if chain is None else _named(state, base, chain)
        if keyword is None:
            args.append(item)
        else:
            state.words.add(keyword)
            kwargs.append([keyword, item])


def _arguments(state: State, node: Node, args: list[Expression], kwargs: list[Any]) -> None:
    data = state.data
    for child in node.named_children:
        number = child.kind_id
        if number == _IDENTIFIER:
            first, last = child.byte_range
            name = state.spelling[data[first:last]]
            state.names.add(name)
            args.append([NAME, first << 16 | (last - first if last - first < 0xFFFF else 0xFFFF), name])
        elif number == _KEYWORD:
            pair = child.children
            first, last = pair[0].byte_range
            name = state.spelling[data[first:last]]
            state.words.add(name)
            value = pair[-1]
            kwargs.append([name, EXPRESSION[value.kind_id](state, value)])
        elif number in SKIPPED:
            continue
        elif number in _SPLAT:
            kwargs.append(["", inner_of(state, child)])
        else:
            args.append(EXPRESSION[number](state, child))


@expression("dotted_name")
def _dotted(state: State, node: Node) -> Expression:
    start, _ = node.byte_range
    inner: Expression = []
    for child in node.named_children:
        if child.kind_id != _IDENTIFIER:
            continue
        first, last = child.byte_range
        name = state.spelling[state.data[first:last]]
        if inner:
            state.words.add(name)
            inner = [ATTR, start << 16 | min(last - start, 0xFFFF), inner, name]
        else:
            state.names.add(name)
            inner = [NAME, start << 16 | min(last - start, 0xFFFF), name]
    return inner or [UNKNOWN, span_of(node), []]


@expression("subscript")
def _subscript(state: State, node: Node) -> Expression:
    depth = state.depth
    if depth >= DEPTH:
        return cut(state, node)
    state.depth = depth + 1
    start, end = node.byte_range
    span = start << 16 | (end - start if end - start < 0xFFFF else 0xFFFF)
    parts = [child for child in node.children if child.is_named and child.kind_id not in SKIPPED]
    target = EXPRESSION[parts[0].kind_id](state, parts[0]) if parts else [UNKNOWN, span, []]
    lowered: Expression
    if len(parts) == 2:
        inner = parts[1]
        number = inner.kind_id
        if number == _SLICE:
            lowered = [SLICE, span, target, _bounds(state, inner)]
        else:
            key = EXPRESSION[number](state, inner)
            if key[0] == CONST and type(key[2]) is str:
                state.words.add(key[2])
            is_tuple = number != _PARENTHESES and state.data[inner.end_byte : end].lstrip()[:1] == b","
            lowered = [ITEM, span, target, [TUPLE, key[1], [key]] if is_tuple else key]
    else:
        keys = [_slice(state, part) if part.kind_id == _SLICE else EXPRESSION[part.kind_id](state, part) for part in parts[1:]]
        first, last = (parts[1].start_byte, parts[-1].end_byte) if keys else (start, end)
        lowered = [ITEM, span, target, [TUPLE, first << 16 | min(last - first, 0xFFFF), keys]]
    state.depth = depth
    return lowered


def _bounds(state: State, node: Node) -> list[Any]:
    bounds: list[Any] = [None, None, None]
    place = 0
    for child in node.children:
        number = child.kind_id
        if number == _COLON:
            place = min(place + 1, 2)
        elif number not in SKIPPED:
            bounds[place] = EXPRESSION[number](state, child)
    return bounds


def _slice(state: State, node: Node) -> Expression:
    """A slice among several keys, for which the form has no name."""
    return [UNKNOWN, span_of(node), [bound for bound in _bounds(state, node) if bound is not None]]


@expression("slice")
def _lone_slice(state: State, node: Node) -> Expression:
    return _slice(state, node)
