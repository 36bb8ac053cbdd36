"""Classes: members, fields, decorators."""

from typing import TYPE_CHECKING

from gateline.engines.sast.languages.javascript.blocks import scoped
from gateline.engines.sast.languages.javascript.functions import lower_function
from gateline.engines.sast.languages.javascript.grammar import Block, Expr, expressions, statements
from gateline.engines.sast.languages.javascript.literals import key_of
from gateline.engines.sast.languages.javascript.state import DEPTH, Lowering
from gateline.engines.sast.languages.javascript.types import annotation
from gateline.facts.code import ASSIGN, CLASS, CONST, DEFINE, DEFINE_CLASS, NAME, Class

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["define_class", "lower_class", "member_name"]


def lower_class(lowering: Lowering, node: "Node", decorators: Block) -> tuple[int, str]:
    """Lower a class of any form.

    Args:
        lowering: the file's.
        node: the whole definition.
        decorators: what stands before `export`.

    Returns:
        Its index in the file's classes, and its name.
    """
    index = len(lowering.classes)
    lowering.classes.append(None)
    depth = lowering.depth
    span = lowering.span(node)
    named = lowering.field(node, "name")
    name = lowering.source(named) if named is not None else ""
    body: Block = []
    fields: Block = []
    bases: Block = []
    if depth > DEPTH:
        lowering.cut(span, "nested too deeply")
    else:
        lowering.depth = depth + 1
        decorators = decorators + [
            lowering.expression(child) for child in node.children if child.kind_id == lowering.grammar.decorator
        ]
        bases = _bases(lowering, node)
        members = lowering.field(node, "body")
        if members is not None:
            owner, lowering.owner = lowering.owner, -1
            _members(lowering, members, index, body, fields)
            lowering.owner = owner
        lowering.depth = depth
    lowering.classes[index] = Class(name, span, bases, (), decorators, body, lowering.scope.index, fields)
    return index, name


def _bases(lowering: Lowering, node: "Node") -> Block:
    grammar = lowering.grammar
    for child in node.children:
        if child.kind_id == grammar.heritage:
            for part in lowering.parts(child):
                if part.kind_id == grammar.extends_clause:
                    value = lowering.field(part, "value")
                    return [lowering.expression(value)] if value is not None else []
                if part.kind_id != grammar.implements_clause:
                    return [lowering.expression(part)]
    return []


def _members(lowering: Lowering, node: "Node", owner: int, body: Block, fields: Block) -> None:
    grammar = lowering.grammar
    waiting: Block = []
    for child in node.children:
        kind = child.kind_id
        if kind == grammar.decorator:
            waiting.append(lowering.expression(child))
            continue
        if kind in grammar.extras:
            continue
        if kind == grammar.method:
            _method(lowering, child, owner, waiting, body, fields)
        elif kind == grammar.field_definition:
            _field(lowering, child, owner, waiting, body, fields)
        elif kind == grammar.static_block:
            inner = lowering.field(child, "body")
            if inner is not None:
                body += scoped(lowering, inner)
        elif kind not in grammar.signatures:
            lowering.cut(lowering.span(child), "unknown member of a class")
        waiting = []


def _decorators(lowering: Lowering, node: "Node", waiting: Block) -> Block:
    return waiting + [lowering.expression(child) for child in node.children if child.kind_id == lowering.grammar.decorator]


def _method(lowering: Lowering, node: "Node", owner: int, waiting: Block, body: Block, fields: Block) -> None:
    named = lowering.field(node, "name")
    name = member_name(lowering, named) if named is not None else ""
    decorators = _decorators(lowering, node, waiting)
    index = lower_function(
        lowering,
        node,
        name=name,
        named=named,
        decorators=decorators,
        owner=owner,
        fields=fields if name == "constructor" else None,
    )
    body.append([DEFINE, lowering.span(node), name, index])


def member_name(lowering: Lowering, node: "Node") -> str:
    """The name of a member; computed ones keep their brackets unless a string stands there."""
    if node.kind_id in lowering.grammar.strings or node.kind_id == lowering.grammar.computed:
        key = key_of(lowering, node)
        if key[0] == CONST and type(key[2]) is str:
            return key[2]
    return lowering.source(node)[:200]


def _field(lowering: Lowering, node: "Node", owner: int, waiting: Block, body: Block, fields: Block) -> None:
    grammar = lowering.grammar
    named = lowering.field(node, "name") or lowering.field(node, "property")
    if named is None or lowering.has_token(node, "declare"):
        return
    name = member_name(lowering, named)
    decorators = _decorators(lowering, node, waiting)
    type_of: Expr | None = None
    for child in node.children:
        if child.kind_id == grammar.type_annotation:
            type_of = annotation(lowering, child)
    value = lowering.field(node, "value")
    is_static = lowering.has_token(node, "static")
    made: Expr | None = None
    if value is not None:
        outer, lowering.owner = lowering.owner, owner
        made = lowering.expression(value)
        lowering.owner = outer
    if not is_static:
        fields.append([name, type_of, made, decorators])
    elif made is not None:
        body.append([ASSIGN, lowering.span(node), [NAME, lowering.span(named), name], made])


@expressions("class")
def _class(lowering: Lowering, node: "Node") -> Expr:
    return [CLASS, lowering.span(node), lower_class(lowering, node, [])[0]]


@statements("class_declaration", "abstract_class_declaration")
def _class_statement(lowering: Lowering, node: "Node", out: Block) -> None:
    define_class(lowering, node, [], out)


def define_class(lowering: Lowering, node: "Node", decorators: Block, out: Block) -> str:
    """Append a class declaration; the answer is its name."""
    index, name = lower_class(lowering, node, decorators)
    lowering.block.add(name)
    made = [DEFINE_CLASS, lowering.span(node), name, index]
    lowering.uses.append(made)
    out.append(made)
    return name
