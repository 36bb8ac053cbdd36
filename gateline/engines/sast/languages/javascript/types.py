"""TypeScript types, as far as they name things: what an annotation says of a value."""

from typing import TYPE_CHECKING

from gateline.engines.sast.languages.javascript.grammar import Expr
from gateline.engines.sast.languages.javascript.state import Lowering
from gateline.facts.code import ATTR, BINARY, CONST, ITEM, NAME, TUPLE

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["annotation"]

_DEPTH = 12
_WRAPPERS = frozenset({"readonly_type", "parenthesized_type", "optional_type", "type_annotation", "rest_type"})
_NOTHING = frozenset({"null", "undefined", "void", "never", "any", "unknown", "object"})


def annotation(lowering: Lowering, node: "Node") -> Expr | None:
    """The type in a `: T`; None when it names nothing. Unions are BINARY `|` of what is not null, arrays `Array<T>`."""
    children = node.children
    return _type(lowering, children[1], 0) if len(children) == 2 else _first(lowering, node, 0)


def _first(lowering: Lowering, node: "Node", depth: int) -> Expr | None:
    parts = lowering.parts(node)
    return _type(lowering, parts[0], depth + 1) if parts else None


def _type(lowering: Lowering, node: "Node", depth: int) -> Expr | None:
    if depth > _DEPTH:
        return None
    kind = lowering.grammar.kinds.get(node.kind_id, "")
    if kind == "type_identifier" or kind == "identifier":
        return lowering.expression(node)
    if kind == "predefined_type":
        text = lowering.source(node)
        return None if text in _NOTHING else [NAME, lowering.span(node), text]
    if kind in _WRAPPERS:
        return _first(lowering, node, depth)
    if kind in ("union_type", "intersection_type"):
        return _several(lowering, node, depth, "|" if kind == "union_type" else "&")
    return _compound(lowering, node, kind, depth)


def _compound(lowering: Lowering, node: "Node", kind: str, depth: int) -> Expr | None:
    if kind == "generic_type":
        return _generic(lowering, node, depth)
    if kind == "nested_type_identifier":
        return _nested(lowering, node)
    if kind == "array_type":
        item = _first(lowering, node, depth)
        return [ITEM, lowering.span(node), [NAME, lowering.span(node), "Array"], item] if item is not None else None
    if kind == "literal_type":
        parts = lowering.parts(node)
        value = lowering.expression(parts[0]) if parts else None
        return value if value is not None and value[0] == CONST and value[2] is not None else None
    return None


def _nested(lowering: Lowering, node: "Node") -> Expr | None:
    parts = lowering.parts(node)
    if len(parts) < 2:
        return None
    name = lowering.source(parts[-1])
    lowering.words.add(name)
    return [ATTR, lowering.span(node), lowering.expression(parts[0]), name]


def _generic(lowering: Lowering, node: "Node", depth: int) -> Expr | None:
    named = lowering.field(node, "name")
    arguments = lowering.field(node, "type_arguments")
    of = _type(lowering, named, depth + 1) if named is not None else None
    if of is None or arguments is None:
        return of
    found = [_type(lowering, part, depth + 1) for part in lowering.parts(arguments)]
    known = [part for part in found if part is not None]
    if not known:
        return of
    span = lowering.span(node)
    if len(found) == 1:
        return [ITEM, span, of, known[0]]
    return [
        ITEM,
        span,
        of,
        [TUPLE, lowering.span(arguments), [part if part is not None else [CONST, span, None] for part in found]],
    ]


def _several(lowering: Lowering, node: "Node", depth: int, operator: str) -> Expr | None:
    made: Expr | None = None
    kind = node.kind_id
    rest = [node]
    found: list[Node] = []
    while rest and len(found) < _DEPTH:
        part = rest.pop()
        if part.kind_id == kind:
            rest += reversed(lowering.parts(part))
        else:
            found.append(part)
    for part in found:
        one = _type(lowering, part, depth + 1)
        if one is not None:
            made = one if made is None else [BINARY, lowering.span(node), operator, made, one]
    return made
