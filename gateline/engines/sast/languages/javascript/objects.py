"""Object and array literals."""

from typing import TYPE_CHECKING

from gateline.engines.sast.languages.javascript.functions import lower_function
from gateline.engines.sast.languages.javascript.grammar import Block, Expr, expressions
from gateline.engines.sast.languages.javascript.literals import key_of
from gateline.engines.sast.languages.javascript.state import DEPTH, Lowering
from gateline.facts.code import (
    CONST,
    DICT,
    FUNCTION,
    LIST,
    NAME,
    SPREAD,
)

if TYPE_CHECKING:
    from tree_sitter import Node

__all__: list[str] = []

_MOST_ITEMS = 10_000
"""Elements of a literal, commas included; more constant ones are left out."""


@expressions("object")
def _object(lowering: Lowering, node: "Node") -> Expr:
    depth = lowering.depth
    if depth > DEPTH:
        return lowering.too_deep(node)
    lowering.depth = depth + 1
    table = lowering.items
    pair = lowering.grammar.pair
    entries: list[list[Expr | None]] = []
    children = node.children
    if len(children) > _MOST_ITEMS:
        children = _shortened(lowering, children)
    for child in children:
        kind = child.kind_id
        if kind == pair:
            parts = child.children
            if len(parts) != 3:
                parts = lowering.parts(child)
                if len(parts) < 2:
                    continue
            value = parts[-1]
            entries.append([key_of(lowering, parts[0]), lowering.expressions[value.kind_id](lowering, value)])
        else:
            handler = table[kind]
            if handler is not None:
                entries.append(_entry(lowering, child, handler(lowering, child)))
    lowering.depth = depth
    start = node.start_byte
    length = node.end_byte - start
    return [DICT, start << 16 | (length if length < 65536 else 65535), entries]


def _entry(lowering: Lowering, node: "Node", value: Expr) -> list[Expr | None]:
    kind = value[0]
    if kind == SPREAD:
        return [None, value[2]]
    if kind == FUNCTION:
        name = lowering.field(node, "name")
        key = key_of(lowering, name) if name is not None else lowering.constant(node, None)
        return [key, value]
    if kind == NAME:
        lowering.words.add(value[2])
        return [[CONST, value[1], value[2]], value]
    return [lowering.constant(node, None), value]


def _shortened(lowering: Lowering, children: "list[Node]") -> "list[Node]":
    """The children, or the first thousands of a table's."""
    constants = lowering.grammar.all("string", "number", "true", "false", "null", "pair", "array", "object")
    left_out = constants | lowering.grammar.extras
    return children[:_MOST_ITEMS] + [child for child in children[_MOST_ITEMS:] if child.kind_id not in left_out]


@expressions("method_definition")
def _object_method(lowering: Lowering, node: "Node") -> Expr:
    name = lowering.field(node, "name")
    index = lower_function(lowering, node, name=lowering.source(name).strip("'\"") if name is not None else "", named=name)
    return [FUNCTION, lowering.span(node), index]


@expressions("array")
def _array(lowering: Lowering, node: "Node") -> Expr:
    depth = lowering.depth
    if depth > DEPTH:
        return lowering.too_deep(node)
    lowering.depth = depth + 1
    children = node.children
    if len(children) > _MOST_ITEMS:
        children = _shortened(lowering, children)
    made = [LIST, lowering.span(node), items(lowering, children)]
    lowering.depth = depth
    return made


def items(lowering: Lowering, children: "list[Node]") -> Block:
    """Elements of an array; holes are CONST None."""
    table = lowering.items
    comma = lowering.grammar.comma
    made: Block = []
    is_hole = True
    for child in children:
        kind = child.kind_id
        handler = table[kind]
        if handler is not None:
            made.append(handler(lowering, child))
            is_hole = False
        elif kind == comma:
            if is_hole:
                made.append([CONST, child.start_byte << 16, None])
            is_hole = True
    return made
