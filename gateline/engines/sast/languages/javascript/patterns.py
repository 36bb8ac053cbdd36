"""Targets of declarations, parameters and assignments: names, members, and patterns that take values apart."""

from typing import TYPE_CHECKING

from gateline.engines.sast.languages.javascript.grammar import Expr, patterns
from gateline.engines.sast.languages.javascript.literals import key_of
from gateline.engines.sast.languages.javascript.state import DEPTH, Lowering
from gateline.facts.code import CONST, DEFAULT, NAME, PATTERN_DICT, PATTERN_LIST, REST

if TYPE_CHECKING:
    from tree_sitter import Node

__all__: list[str] = []


@patterns("identifier", "shorthand_property_identifier_pattern", "undefined")
def _name(lowering: Lowering, node: "Node", names: set[str] | None) -> Expr:
    start = node.start_byte
    end = node.end_byte
    text = lowering.text[start:end]
    if not text.isascii():
        text = lowering.decode(text)
    if names is not None:
        names.add(text)
    made = [NAME, start << 16 | (end - start if end - start < 65536 else 65535), text]
    lowering.uses.append(made)
    return made


@patterns("ERROR")
def _place(lowering: Lowering, node: "Node", names: set[str] | None) -> Expr:
    """A member, an element, or whatever else stands there."""
    return lowering.expression(node)


@patterns("parenthesized_expression", "non_null_expression", "as_expression", "satisfies_expression")
def _inner(lowering: Lowering, node: "Node", names: set[str] | None) -> Expr:
    inner = lowering.parts(node)
    depth = lowering.depth
    if depth > DEPTH or not inner:
        return lowering.too_deep(node)
    lowering.depth = depth + 1
    made = lowering.patterns[inner[0].kind_id](lowering, inner[0], names)
    lowering.depth = depth
    return made


@patterns("object_pattern")
def _object(lowering: Lowering, node: "Node", names: set[str] | None) -> Expr:
    depth = lowering.depth
    if depth > DEPTH:
        return lowering.too_deep(node)
    lowering.depth = depth + 1
    entries = [_entry(lowering, child, names) for child in lowering.parts(node)]
    lowering.depth = depth
    return [PATTERN_DICT, lowering.span(node), entries]


def _entry(lowering: Lowering, node: "Node", names: set[str] | None) -> list[Expr | None]:
    if node.kind_id == lowering.grammar.pair_pattern:
        parts = lowering.parts(node)
        if len(parts) > 1:
            return [key_of(lowering, parts[0]), lowering.patterns[parts[-1].kind_id](lowering, parts[-1], names)]
    target = lowering.patterns[node.kind_id](lowering, node, names)
    if target[0] == REST:
        return [None, target]
    name = target[2] if target[0] == DEFAULT else target
    if name[0] == NAME:
        lowering.words.add(name[2])
        return [[CONST, name[1], name[2]], target]
    return [lowering.constant(node, None), target]


@patterns("array_pattern")
def _array(lowering: Lowering, node: "Node", names: set[str] | None) -> Expr:
    depth = lowering.depth
    if depth > DEPTH:
        return lowering.too_deep(node)
    lowering.depth = depth + 1
    comma, extras = lowering.grammar.comma, lowering.grammar.extras
    targets: list[Expr | None] = []
    is_hole = True
    for child in node.children:
        if child.kind_id == comma:
            if is_hole:
                targets.append(None)
            is_hole = True
        elif child.kind_id not in extras:
            targets.append(lowering.patterns[child.kind_id](lowering, child, names))
            is_hole = False
    lowering.depth = depth
    return [PATTERN_LIST, lowering.span(node), targets]


@patterns("assignment_pattern", "object_assignment_pattern")
def _default(lowering: Lowering, node: "Node", names: set[str] | None) -> Expr:
    depth = lowering.depth
    parts = lowering.parts(node)
    if depth > DEPTH or len(parts) < 2:
        return lowering.too_deep(node)
    lowering.depth = depth + 1
    target = lowering.patterns[parts[0].kind_id](lowering, parts[0], names)
    made = [DEFAULT, lowering.span(node), target, lowering.expression(parts[-1])]
    lowering.depth = depth
    return made


@patterns("rest_pattern", "spread_element")
def _rest(lowering: Lowering, node: "Node", names: set[str] | None) -> Expr:
    return [REST, lowering.span(node), _inner(lowering, node, names)]
