"""Names, members, calls, and what wraps other expressions.

The most frequent kinds are written for speed: places are computed in line, and plain rows of names (`a.b.c`) are read from the
text instead of from the tree."""

from typing import TYPE_CHECKING

from gateline.engines.sast.languages.javascript.chains import CHUNK, flat, set_aside, several
from gateline.engines.sast.languages.javascript.grammar import Block, Expr, expressions
from gateline.engines.sast.languages.javascript.literals import template_parts
from gateline.engines.sast.languages.javascript.state import DEPTH, SPINE, Lowering
from gateline.facts.code import (
    ATTR,
    AWAIT,
    CALL,
    CONST,
    ITEM,
    MODULE,
    NAME,
    NEW,
    SPREAD,
    SUPER,
    TAGGED,
    THIS,
    UNKNOWN,
    YIELD,
    YIELD_FROM,
)

if TYPE_CHECKING:
    from tree_sitter import Node

__all__: list[str] = []

_DOTTED = 80
"""Longest row of names looked up as text."""


@expressions("identifier", "type_identifier", "shorthand_property_identifier")
def _identifier(lowering: Lowering, node: "Node") -> Expr:
    start = node.start_byte
    end = node.end_byte
    text = lowering.text[start:end]
    if not text.isascii():
        text = lowering.decode(text)
    made = [NAME, start << 16 | (end - start if end - start < 65536 else 65535), text]
    lowering.uses.append(made)
    return made


@expressions("member_expression", "nested_identifier")
def _member(lowering: Lowering, node: "Node") -> Expr:
    start = node.start_byte
    end = node.end_byte
    if end - start < _DOTTED:
        first, rest = lowering.dotted[lowering.text[start:end]]
        if first:
            length = len(first)
            start <<= 16
            if first == "this":
                made: Expr = [THIS, start | 4]
            else:
                made = [NAME, start | length, first]
                lowering.uses.append(made)
            for name in rest:
                length += len(name) + 1
                made = [ATTR, start | length, made, name]
            lowering.words.update(rest)
            return made
    depth = lowering.depth
    if depth > SPINE:
        return _spine(lowering, node)
    lowering.depth = depth + 1
    children = node.children
    child = children[0]
    of = lowering.expressions[child.kind_id](lowering, child)
    lowering.depth = depth
    child = children[-1]
    text = lowering.text[child.start_byte : child.end_byte]
    if not text.isascii():
        text = lowering.decode(text)
    lowering.words.add(text)
    return [ATTR, start << 16 | (end - start if end - start < 65536 else 65535), of, text]


def _attribute(lowering: Lowering, span: int, of: Expr, name: "Node") -> Expr:
    text = lowering.text[name.start_byte : name.end_byte]
    if not text.isascii():
        text = lowering.decode(text)
    lowering.words.add(text)
    return [ATTR, span, of, text]


@expressions("call_expression")
def _call(lowering: Lowering, node: "Node") -> Expr:
    depth = lowering.depth
    if depth > SPINE:
        return _spine(lowering, node)
    lowering.depth = depth + 1
    children = node.children
    child = children[0]
    made = _called(lowering, node, children, lowering.expressions[child.kind_id](lowering, child))
    lowering.depth = depth
    return made


def _called(lowering: Lowering, node: "Node", children: "list[Node]", callee: Expr) -> Expr:
    start = node.start_byte
    end = node.end_byte
    span = start << 16 | (end - start if end - start < 65536 else 65535)
    last = children[-1]
    if last.kind_id == lowering.grammar.template:
        return [TAGGED, span, callee, template_parts(lowering, last)]
    args: Block = []
    table = lowering.items
    for child in last.children:
        handler = table[child.kind_id]
        if handler is not None:
            args.append(handler(lowering, child))
    if callee[0] == NAME:
        lowering.words.add(callee[2])
    elif callee[0] == MODULE and args:
        callee[1] = span
        callee[2] = args[0][2] if args[0][0] == CONST else None
        return callee if callee[2] is not None else [CALL, span, [NAME, callee[1], "import"], args, []]
    return [CALL, span, callee, args, []]


@expressions("import")
def _import(lowering: Lowering, node: "Node") -> Expr:
    return [MODULE, lowering.span(node), "", None]


@expressions("subscript_expression")
def _subscript(lowering: Lowering, node: "Node") -> Expr:
    depth = lowering.depth
    if depth > SPINE:
        return _spine(lowering, node)
    lowering.depth = depth + 1
    child = node.children[0]
    made = _item(lowering, node, lowering.expressions[child.kind_id](lowering, child))
    lowering.depth = depth
    return made


def _item(lowering: Lowering, node: "Node", of: Expr) -> Expr:
    index = lowering.field(node, "index")
    key: Expr = lowering.expression(index) if index is not None else [UNKNOWN, lowering.span(node), []]
    if key[0] == CONST and type(key[2]) is str:
        lowering.words.add(key[2])
    return [ITEM, lowering.span(node), of, key]


@expressions(
    "non_null_expression",
    "parenthesized_expression",
    "as_expression",
    "satisfies_expression",
    "instantiation_expression",
    "decorator",
)
def _inner(lowering: Lowering, node: "Node") -> Expr:
    depth = lowering.depth
    if depth > DEPTH:
        return lowering.too_deep(node)
    lowering.depth = depth + 1
    found = None
    table = lowering.items
    for child in node.children:
        handler = table[child.kind_id]
        if handler is not None:
            found = handler(lowering, child)
            break
    lowering.depth = depth
    return found if found is not None else [UNKNOWN, lowering.span(node), []]


def _spine(lowering: Lowering, node: "Node") -> Expr:
    """A chain, from its inner end, in a loop; every so often what is made so far goes to a variable, so that the tree stays flat."""
    if lowering.depth > DEPTH:
        return lowering.too_deep(node)
    links = []
    chain = lowering.grammar.chain
    while node.kind_id in chain:
        links.append(node)
        node = node.children[0]
    depth = lowering.depth
    lowering.depth = depth + 1
    made = lowering.expression(node)
    lets: Block = []
    for count, link in enumerate(reversed(links), 1):
        made = _link(lowering, link, made)
        if count % CHUNK == 0:
            made = set_aside(lowering, lets, made)
    lowering.depth = depth
    return flat(lets, made)


def _link(lowering: Lowering, node: "Node", of: Expr) -> Expr:
    kind = node.kind_id
    grammar = lowering.grammar
    if kind in grammar.calls:
        return _called(lowering, node, node.children, of)
    if kind in grammar.members:
        return _attribute(lowering, lowering.span(node), of, node.children[-1])
    if kind in grammar.subscripts:
        return _item(lowering, node, of)
    return of


@expressions("await_expression")
def _await(lowering: Lowering, node: "Node") -> Expr:
    return [AWAIT, lowering.span(node), _inner(lowering, node)]


@expressions("spread_element")
def _spread(lowering: Lowering, node: "Node") -> Expr:
    return [SPREAD, lowering.span(node), _inner(lowering, node)]


@expressions("yield_expression")
def _yield(lowering: Lowering, node: "Node") -> Expr:
    kind = YIELD_FROM if lowering.has_token(node, "*") else YIELD
    return [kind, lowering.span(node), _inner(lowering, node) if lowering.parts(node) else None]


@expressions("type_assertion")
def _type_assertion(lowering: Lowering, node: "Node") -> Expr:
    return _inner(lowering, node)


@expressions("this")
def _this(lowering: Lowering, node: "Node") -> Expr:
    return [THIS, lowering.span(node)]


@expressions("super")
def _super(lowering: Lowering, node: "Node") -> Expr:
    return [SUPER, lowering.span(node)]


@expressions("meta_property")
def _meta_property(lowering: Lowering, node: "Node") -> Expr:
    """`new.target` and `import.meta`: members of names no program can declare."""
    start = node.start_byte
    first, _, last = "".join(lowering.source(node).split()).partition(".")
    lowering.words.add(last)
    return [ATTR, lowering.span(node), [NAME, start << 16 | len(first), first], last]


@expressions("new_expression")
def _new(lowering: Lowering, node: "Node") -> Expr:
    depth = lowering.depth
    if depth > DEPTH:
        return lowering.too_deep(node)
    lowering.depth = depth + 1
    constructor = lowering.field(node, "constructor")
    arguments = lowering.field(node, "arguments")
    callee: Expr = lowering.expression(constructor) if constructor is not None else [UNKNOWN, lowering.span(node), []]
    if callee[0] == NAME:
        lowering.words.add(callee[2])
    args = several(lowering, arguments) if arguments is not None else []
    lowering.depth = depth
    return [NEW, lowering.span(node), callee, args, []]


@expressions("ERROR")
def _unknown(lowering: Lowering, node: "Node") -> Expr:
    """What no grammar allows, or this front end does not know: the expressions in it."""
    depth = lowering.depth
    if depth > DEPTH:
        return lowering.too_deep(node)
    lowering.depth = depth + 1
    made = [UNKNOWN, lowering.span(node), several(lowering, node)]
    lowering.depth = depth
    return made
