"""Blocks and the statements that stand in one line."""

# ruff: noqa: FURB136 (a call of `min` would cost more than the rest of its line, a million times)

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
from gateline.engines.sast.languages.python.state import DEPTH, State
from gateline.facts.code import (
    ASSIGN,
    ATTR,
    AUGMENT,
    BREAK,
    CALL,
    CONST,
    CONTINUE,
    DELETE,
    GLOBAL,
    IF,
    ITEM,
    NAME,
    NONLOCAL,
    NOT,
    PATTERN_LIST,
    RAISE,
    RETURN,
    SLICE,
    TUPLE,
)
from gateline.facts.code import EXPRESSION as EXPRESSION_STATEMENT

__all__ = ["assign", "block", "nothing", "only_block"]

_ASSIGNMENT, _AUGMENTED, _STRING, _ELLIPSIS, _IDENTIFIER, _BLOCK = (
    kind(name) for name in "assignment augmented_assignment string ellipsis identifier block".split()
)
_WRAPPERS = frozenset((kind("type"), kind("generic_type"), kind("constrained_type")))
_EQUALS = kind("=", False)
_QUOTES = frozenset(b"\"'")


def block(state: State, node: Node) -> list[Expression]:
    """The statements in a block, or in the body of the file."""
    out: list[Expression] = []
    depth = state.depth
    if depth >= DEPTH:
        state.note_cut(*node.byte_range, "nested too deeply")
        return out
    state.depth = depth + 1
    for child in node.children:  # nearly all of them have names; those of the others lead to nothing
        STATEMENT[child.kind_id](state, child, out)
    state.depth = depth
    return out


def only_block(state: State, node: Node) -> list[Expression]:
    """The statements of a clause that has nothing but a block."""
    for child in node.named_children:
        if child.kind_id == _BLOCK:
            return block(state, child)
    return []


@statement("comment", "line_continuation", "pass_statement")
def nothing(state: State, node: Node, out: list[Expression]) -> None:
    """Lowers what does nothing."""


@statement("expression_statement")
def _expression(state: State, node: Node, out: list[Expression]) -> None:
    children = node.children
    child = children[0]
    number = child.kind_id
    if number == _ASSIGNMENT:
        assign(state, child, out)
    elif number == _AUGMENTED:
        _augmented(state, child, out)
    elif len(children) > 1:
        span = span_of(node)
        items = [EXPRESSION[one.kind_id](state, one) for one in children if one.is_named and one.kind_id not in SKIPPED]
        out.append([EXPRESSION_STATEMENT, span, [TUPLE, span, items]])
    elif number == _STRING and state.data[child.start_byte] in _QUOTES:
        return  # a docstring: the usual constant to stand for itself, and not worth decoding
    elif number != _ELLIPSIS:
        lowered = EXPRESSION[number](state, child)
        if lowered[0] != CONST:
            out.append([EXPRESSION_STATEMENT, span_of(node), lowered])


def assign(state: State, node: Node, out: list[Expression]) -> None:
    """Lowers an `assignment` node to a statement; an annotation without a value only binds its name."""
    children = node.children
    target, value = children[0], children[-1]
    if (len(children) != 3 or children[1].kind_id != _EQUALS) and not any(child.kind_id == _EQUALS for child in children):
        if target.kind_id == _IDENTIFIER:
            PATTERN[_IDENTIFIER](state, target)
        return
    start, end = node.byte_range
    lowered = EXPRESSION[value.kind_id](state, value)
    place = PATTERN[target.kind_id](state, target)
    out.append([ASSIGN, start << 16 | (end - start if end - start < 0xFFFF else 0xFFFF), place, lowered])


def _augmented(state: State, node: Node, out: list[Expression]) -> None:
    children = [child for child in node.children if child.kind_id not in SKIPPED]
    if len(children) != 3:
        out.append([EXPRESSION_STATEMENT, span_of(node), EXPRESSION[node.kind_id](state, node)])
        return
    target, operator, value = children
    lowered = EXPRESSION[value.kind_id](state, value)
    out.append([AUGMENT, span_of(node), PATTERN[target.kind_id](state, target), operator.type[:-1], lowered])


@statement("return_statement")
def _return(state: State, node: Node, out: list[Expression]) -> None:
    start, end = node.byte_range
    value = None
    for child in node.named_children:
        if child.kind_id not in SKIPPED:
            value = EXPRESSION[child.kind_id](state, child)
            break
    out.append([RETURN, start << 16 | (end - start if end - start < 0xFFFF else 0xFFFF), value])


@statement("raise_statement")
def _raise(state: State, node: Node, out: list[Expression]) -> None:
    """What `raise … from` names as the cause is evaluated before, when it is more than a name."""
    values = [EXPRESSION[child.kind_id](state, child) for child in node.named_children if child.kind_id not in SKIPPED]
    out += [[EXPRESSION_STATEMENT, cause[1], cause] for cause in values[1:] if cause[0] not in (NAME, CONST)]
    out.append([RAISE, span_of(node), values[0] if values else None])


@statement("assert_statement")
def _assert(state: State, node: Node, out: list[Expression]) -> None:
    """The message stands for what is raised."""
    values = [EXPRESSION[child.kind_id](state, child) for child in node.named_children if child.kind_id not in SKIPPED]
    span = span_of(node)
    if values:
        raised = [RAISE, span, values[1] if len(values) > 1 else None]
        out.append([IF, span, [NOT, values[0][1], values[0]], [raised], []])


@statement("delete_statement")
def _delete(state: State, node: Node, out: list[Expression]) -> None:
    targets: list[Expression] = []
    for child in node.named_children:
        if child.kind_id not in SKIPPED:
            target = PATTERN[child.kind_id](state, child)
            targets += target[2] if target[0] == PATTERN_LIST else [target]
    out.append([DELETE, span_of(node), targets])


@statement("break_statement")
def _break(state: State, node: Node, out: list[Expression]) -> None:
    out.append([BREAK, span_of(node)])


@statement("continue_statement")
def _continue(state: State, node: Node, out: list[Expression]) -> None:
    out.append([CONTINUE, span_of(node)])


@statement("global_statement")
def _global(state: State, node: Node, out: list[Expression]) -> None:
    out.append([GLOBAL, span_of(node), _declared(state, node)])


@statement("nonlocal_statement")
def _nonlocal(state: State, node: Node, out: list[Expression]) -> None:
    out.append([NONLOCAL, span_of(node), _declared(state, node)])


def _declared(state: State, node: Node) -> list[str]:
    names = [
        state.spelling[state.data[slice(*child.byte_range)]] for child in node.named_children if child.kind_id == _IDENTIFIER
    ]
    state.declared.update(names)
    state.names.update(names)
    return names


@statement("type_alias_statement")
def _type_alias(state: State, node: Node, out: list[Expression]) -> None:
    """`type X = …` binds a name; parameters of the type are left out. `type(x).y = …` is taken for one by the grammar, too."""
    sides = [child for child in node.named_children if child.kind_id not in SKIPPED]
    if len(sides) < 2:
        return
    left = sides[0]
    while left.kind_id in _WRAPPERS and left.named_child_count:
        left = left.named_children[0]
    target = PATTERN[left.kind_id](state, left)
    inner = target
    while inner[0] in (ATTR, ITEM, SLICE) and inner[2][0] in (ATTR, ITEM, SLICE):
        inner = inner[2]
    if inner is not target or inner[0] != NAME:
        called = inner[2] if inner[0] in (ATTR, ITEM, SLICE) else inner
        start = node.start_byte << 16
        state.words.add("type")
        called[:] = [
            CALL,
            start | (called[1] >> 16) + (called[1] & 0xFFFF) + 1 - (start >> 16),
            [NAME, start | 4, "type"],
            [[*called]],
            [],
        ]
    out.append([ASSIGN, span_of(node), target, EXPRESSION[sides[-1].kind_id](state, sides[-1])])
