"""JSX elements."""

from typing import TYPE_CHECKING

from gateline.engines.sast.languages.javascript.grammar import Block, Expr, expressions
from gateline.engines.sast.languages.javascript.literals import html_text
from gateline.engines.sast.languages.javascript.state import DEPTH, Lowering
from gateline.facts.code import CONST, ELEMENT, NAME, SPREAD

if TYPE_CHECKING:
    from tree_sitter import Node

__all__: list[str] = []


@expressions("jsx_element", "jsx_self_closing_element")
def _element(lowering: Lowering, node: "Node") -> Expr:
    depth = lowering.depth
    if depth > DEPTH:
        return lowering.too_deep(node)
    lowering.depth = depth + 1
    grammar = lowering.grammar
    span = lowering.span(node)
    if node.kind_id == grammar.self_closing:
        tag, attributes = _opening(lowering, node, span)
        children: Block = []
    else:
        parts = node.children
        tag, attributes = _opening(lowering, parts[0], span)
        children = _children(lowering, parts[1:-1])
    lowering.depth = depth
    return [ELEMENT, span, tag, attributes, children]


def _opening(lowering: Lowering, node: "Node", span: int) -> tuple[Expr, list[list[object]]]:
    """Tag and attributes. Small letters are elements of the page, others components; an empty tag is a fragment."""
    grammar = lowering.grammar
    tag: Expr = [CONST, span, ""]
    attributes: list[list[object]] = []
    is_named = False
    for child in node.children:
        kind = child.kind_id
        if kind == grammar.jsx_attribute:
            attributes.append(_attribute(lowering, child))
        elif kind == grammar.jsx_expression:
            value = _braced(lowering, child)
            if value is not None:
                attributes.append(["", value[2] if value[0] == SPREAD else value])
        elif kind not in grammar.extras and not is_named:
            is_named = True
            text = lowering.source(child)
            if kind == grammar.jsx_namespace or (kind in grammar.identifiers and (text[:1].islower() or "-" in text)):
                tag = [CONST, lowering.span(child), text]
            else:
                tag = lowering.expression(child)
                if tag[0] == NAME:
                    lowering.words.add(tag[2])
    return tag, attributes


def _attribute(lowering: Lowering, node: "Node") -> list[object]:
    children = node.children
    grammar = lowering.grammar
    name = lowering.source(children[0])
    lowering.words.add(name)
    if len(children) < 3:
        return [name, None]
    value = children[-1]
    if value.kind_id in grammar.strings:
        text = lowering.decode(lowering.text[value.start_byte + 1 : value.end_byte - 1])
        return [name, [CONST, lowering.span(value), html_text(text)]]
    if value.kind_id == grammar.jsx_expression:
        return [name, _braced(lowering, value)]
    return [name, lowering.expression(value)]


def _braced(lowering: Lowering, node: "Node") -> Expr | None:
    for child in node.children:
        handler = lowering.items[child.kind_id]
        if handler is not None:
            return handler(lowering, child)
    return None


def _children(lowering: Lowering, nodes: "list[Node]") -> Block:
    grammar = lowering.grammar
    made: Block = []
    for node in nodes:
        kind = node.kind_id
        if kind == grammar.jsx_text:
            text = lowering.source(node)
            if "\n" in text:
                text = " ".join(line for line in map(str.strip, text.split("\n")) if line)
            if text:
                made.append([CONST, lowering.span(node), text])
        elif kind == grammar.jsx_expression:
            value = _braced(lowering, node)
            if value is not None:
                made.append(value)
        elif kind not in grammar.extras:
            made.append(lowering.expression(node))
    return made


@expressions("jsx_expression")
def _expression(lowering: Lowering, node: "Node") -> Expr:
    value = _braced(lowering, node)
    return value if value is not None else lowering.constant(node, None)


@expressions("jsx_text", "html_character_reference")
def _text(lowering: Lowering, node: "Node") -> Expr:
    return lowering.constant(node, html_text(lowering.source(node)))


@expressions("jsx_namespace_name")
def _name(lowering: Lowering, node: "Node") -> Expr:
    return lowering.constant(node, lowering.source(node))
