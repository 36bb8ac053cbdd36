"""Constants, and the operators and keywords with one operand or with none of the usual sides."""

# ruff: noqa: FURB136 (a call of `min` would cost more than the rest of its line, a million times)

from tree_sitter import Node

from gateline.engines.sast.languages.python.dispatch import EXPRESSION, PATTERN, SKIPPED, Expression, expression, kind
from gateline.engines.sast.languages.python.literals import number as value_of
from gateline.engines.sast.languages.python.nodes import cut, inner_of, span_of, unknown
from gateline.engines.sast.languages.python.state import DEPTH, State
from gateline.facts.code import AWAIT, CHOICE, CONST, LET, NAME, NOT, SPREAD, UNARY, UNKNOWN, YIELD, YIELD_FROM

__all__: list[str] = []

_PARENTHESES = kind("parenthesized_expression")


@expression("integer", "float")
def _number(state: State, node: Node) -> Expression:
    start, end = node.byte_range
    text = state.data[start:end]
    value = int(text) if end - start == 1 and text.isdigit() else value_of(text.decode("ascii", "replace"))
    return [CONST, start << 16 | (end - start if end - start < 0xFFFF else 0xFFFF), value]


@expression("true")
def _true(state: State, node: Node) -> Expression:
    return [CONST, span_of(node), True]


@expression("false")
def _false(state: State, node: Node) -> Expression:
    return [CONST, span_of(node), False]


@expression("none")
def _none(state: State, node: Node) -> Expression:
    return [CONST, span_of(node), None]


@expression("ellipsis")
def _ellipsis(state: State, node: Node) -> Expression:
    """A name, because it is one for the language as well, and none of the constants of the form."""
    return [NAME, span_of(node), "Ellipsis"]


@expression("parenthesized_expression")
def _parentheses(state: State, node: Node) -> Expression:
    """What stands in them; any number of them is one level."""
    number = _PARENTHESES
    while number == _PARENTHESES:
        for child in node.named_children:
            number = child.kind_id
            if number not in SKIPPED:
                node = child
                break
        else:
            return [UNKNOWN, span_of(node), []]
    return EXPRESSION[number](state, node)


@expression("list_splat", "parenthesized_list_splat", "list_splat_pattern", "splat_type")
def _spread(state: State, node: Node) -> Expression:
    depth = state.depth
    if depth >= DEPTH:
        return cut(state, node)
    state.depth = depth + 1
    inner = inner_of(state, node)
    state.depth = depth
    return inner if inner[0] == SPREAD else [SPREAD, span_of(node), inner]


@expression("not_operator")
def _not(state: State, node: Node) -> Expression:
    depth = state.depth
    if depth >= DEPTH:
        return cut(state, node)
    state.depth = depth + 1
    inner = inner_of(state, node)
    state.depth = depth
    return [NOT, span_of(node), inner]


@expression("unary_operator")
def _unary(state: State, node: Node) -> Expression:
    depth = state.depth
    if depth >= DEPTH:
        return cut(state, node)
    state.depth = depth + 1
    start, end = node.byte_range
    inner = inner_of(state, node)
    state.depth = depth
    sign = chr(state.data[start])
    return [UNARY, start << 16 | (end - start if end - start < 0xFFFF else 0xFFFF), sign, inner]


@expression("conditional_expression")
def _choice(state: State, node: Node) -> Expression:
    parts = [child for child in node.named_children if child.kind_id not in SKIPPED]
    if len(parts) != 3:
        return unknown(state, node)
    depth = state.depth
    if depth >= DEPTH:
        return cut(state, node)
    state.depth = depth + 1
    yes, test, no = (EXPRESSION[part.kind_id](state, part) for part in parts)
    state.depth = depth
    return [CHOICE, span_of(node), test, yes, no]


@expression("named_expression", "assignment")
def _let(state: State, node: Node) -> Expression:
    """The walrus, and the inner one of `a = b = c`."""
    depth = state.depth
    children = node.children
    if depth >= DEPTH:
        return cut(state, node)
    state.depth = depth + 1
    target, value = children[0], children[-1]
    lowered = EXPRESSION[value.kind_id](state, value)
    place = PATTERN[target.kind_id](state, target)
    state.depth = depth
    return [LET, span_of(node), place, lowered]


@expression("await")
def _await(state: State, node: Node) -> Expression:
    depth = state.depth
    if depth >= DEPTH:
        return cut(state, node)
    state.depth = depth + 1
    inner = inner_of(state, node)
    state.depth = depth
    return [AWAIT, span_of(node), inner]


@expression("yield")
def _yield(state: State, node: Node) -> Expression:
    depth = state.depth
    state.has_yield = True
    if depth >= DEPTH:
        return cut(state, node)
    state.depth = depth + 1
    children = node.children
    inner = inner_of(state, node) if any(child.is_named for child in children[1:]) else None
    is_from = len(children) > 1 and children[1].type == "from"
    state.depth = depth
    return [YIELD_FROM if is_from else YIELD, span_of(node), inner]
