"""Operators and assignments."""

from typing import TYPE_CHECKING, Any

from gateline.engines.sast.languages.javascript.chains import CHUNK, flat, set_aside, several
from gateline.engines.sast.languages.javascript.grammar import Block, Expr, expressions
from gateline.engines.sast.languages.javascript.state import DEPTH, Lowering
from gateline.facts.code import (
    AND,
    BINARY,
    CHOICE,
    CONST,
    LET,
    NOT,
    NULLISH,
    OR,
    SEQUENCE,
    UNARY,
    UNKNOWN,
)

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["LOGICAL", "assignment_parts", "combined"]

LOGICAL = {"&&": AND, "||": OR, "??": NULLISH}
"""Operators of assignments that may not assign."""
_MOST_COPIED = 60


@expressions("binary_expression")
def _binary(lowering: Lowering, node: "Node") -> Expr:
    depth = lowering.depth
    if depth > DEPTH:
        return lowering.too_deep(node)
    lowering.depth = depth + 1
    binary = lowering.grammar.binary
    links = []
    while True:
        children = node.children
        if len(children) != 3:
            children = _operands(lowering, node)
        links.append((node, children))
        child = children[0]
        if child.kind_id != binary:
            break
        node = child
    table = lowering.expressions
    made = table[child.kind_id](lowering, child)
    lets: Block = []
    for count, (node, children) in enumerate(reversed(links), 1):
        child = children[-1]
        kind, name = lowering.operators.get(children[1].kind_id, (BINARY, "?")) if len(children) == 3 else (BINARY, "?")
        right = table[child.kind_id](lowering, child)
        made = [kind, lowering.span(node), name, made, right] if name else [kind, lowering.span(node), made, right]
        if count % CHUNK == 0:
            made = set_aside(lowering, lets, made)
    lowering.depth = depth
    return flat(lets, made)


def _operands(lowering: Lowering, node: "Node") -> "list[Node]":
    """Left side, operator and right side where comments or errors stand between."""
    extras, operators = lowering.grammar.extras, lowering.operators
    return [child for child in node.children if child.kind_id not in extras or child.kind_id in operators] or node.children


@expressions("unary_expression")
def _unary(lowering: Lowering, node: "Node") -> Expr:
    depth = lowering.depth
    if depth > DEPTH:
        return lowering.too_deep(node)
    lowering.depth = depth + 1
    operand = lowering.field(node, "argument")
    value = lowering.expression(operand) if operand is not None else [UNKNOWN, lowering.span(node), []]
    lowering.depth = depth
    operator = lowering.grammar.kinds.get(node.children[0].kind_id, "")
    if operator == "!":
        return [NOT, lowering.span(node), value]
    if operator == "void" and value[0] == CONST:
        return lowering.constant(node, None)
    return [UNARY, lowering.span(node), operator, value]


@expressions("ternary_expression")
def _ternary(lowering: Lowering, node: "Node") -> Expr:
    depth = lowering.depth
    if depth > DEPTH:
        return lowering.too_deep(node)
    lowering.depth = depth + 1
    parts = [lowering.expression(child) for child in lowering.parts(node)]
    lowering.depth = depth
    span = lowering.span(node)
    return [CHOICE, span, *parts] if len(parts) == 3 else [UNKNOWN, span, parts]


def assignment_parts(lowering: Lowering, node: "Node") -> tuple[Expr, str, Expr]:
    """Target, operator without its `=`, and value of an assignment of any kind; `++` adds 1."""
    depth = lowering.depth
    span = lowering.span(node)
    if depth > DEPTH:
        lowering.cut(span, "nested too deeply")
        return [UNKNOWN, span, []], "", [UNKNOWN, span, []]
    lowering.depth = depth + 1
    left = lowering.field(node, "left") or lowering.field(node, "argument")
    right = lowering.field(node, "right")
    operator = lowering.field(node, "operator")
    target = lowering.patterns[left.kind_id](lowering, left, None) if left is not None else [UNKNOWN, span, []]
    value = lowering.expression(right) if right is not None else [CONST, span, 1]
    lowering.depth = depth
    name = lowering.grammar.kinds.get(operator.kind_id, "") if operator is not None else ""
    return target, name[:1] if name in ("++", "--") else name.removesuffix("="), value


@expressions("assignment_expression", "augmented_assignment_expression", "update_expression")
def _assignment(lowering: Lowering, node: "Node") -> Expr:
    target, operator, value = assignment_parts(lowering, node)
    span = lowering.span(node)
    return [LET, span, target, combined(span, operator, target, value) if operator else value]


def combined(span: int, operator: str, target: Expr, value: Expr) -> Expr:
    """What `target operator= value` assigns. A large target is not said twice: inside each other they would grow without bounds."""
    old = target if _is_small(target) else [UNKNOWN, target[1], []]
    logical = LOGICAL.get(operator)
    return [BINARY, span, operator, old, value] if logical is None else [logical, span, old, value]


def _is_small(target: Expr) -> bool:
    waiting: list[Any] = [target]
    for _ in range(_MOST_COPIED):
        if not waiting:
            return True
        part = waiting.pop()
        if isinstance(part, list):
            waiting += part
    return False


@expressions("sequence_expression")
def _sequence(lowering: Lowering, node: "Node") -> Expr:
    return [SEQUENCE, lowering.span(node), several(lowering, node)]
