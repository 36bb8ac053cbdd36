"""Functions of every form: parameters, bodies, and the names in them."""

from typing import TYPE_CHECKING, Any

from gateline.engines.sast.languages.javascript.blocks import hoisted, run
from gateline.engines.sast.languages.javascript.grammar import Block, Expr, expressions
from gateline.engines.sast.languages.javascript.scopes import close, enter, leave
from gateline.engines.sast.languages.javascript.state import DEPTH, Lowering
from gateline.engines.sast.languages.javascript.types import annotation
from gateline.facts.code import ASSIGN, ATTR, DEFAULT, DEFINE, FUNCTION, NAME, REST, RETURN, THIS, Function, Param

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["lower_function"]

_MODIFIERS = {"async": "a", "*": "g", "get": "r", "set": "w", "static": "s", "=>": "l", "static get": "sr"}


def lower_function(
    lowering: Lowering,
    node: "Node",
    *,
    name: str = "",
    named: "Node | None" = None,
    decorators: Block | None = None,
    owner: int = -1,
    fields: Block | None = None,
    is_self_named: bool = False,
) -> int:
    """Lower one function of any form.

    Args:
        lowering: the file's.
        node: the whole definition.
        name: as written.
        named: where the name stands; None for anonymous ones.
        decorators: what stands before it, outermost first.
        owner: class it is a method of.
        fields: for a constructor, the list that gets its parameter properties.
        is_self_named: the name is known inside only (`x = function f() {}`).

    Returns:
        Its index in the file's functions.
    """
    functions = lowering.functions
    index = len(functions)
    functions.append(None)
    start = node.start_byte
    length = node.end_byte - start
    span = start << 16 | (length if length < 65536 else 65535)
    depth, block, defines, namespace, outer = lowering.depth, lowering.block, lowering.defines, lowering.namespace, lowering.owner
    if depth > DEPTH:
        lowering.cut(span, "nested too deeply")
        functions[index] = Function(name, span, span, parent=lowering.scope.index, owner=owner)
        return index
    lowering.depth = depth + 1
    lowering.defines = 0
    lowering.namespace = None
    lowering.owner = -1
    before = enter(lowering, index, name)
    params, returns, body_node, flags, head = _signature(lowering, node, named, fields)
    body = _body(lowering, body_node, head)
    if (
        is_self_named
        and name not in lowering.scope.locals
        and any(use[2] == name for use in (*lowering.uses, *lowering.scope.inner))
    ):
        lowering.scope.locals.add(name)
        body.insert(0, [DEFINE, span, name, index])
    names, words, free = close(lowering)
    if named is not None:
        name_span = lowering.span(named)
    else:
        length = (body_node.start_byte if body_node is not None else node.end_byte) - start
        name_span = start << 16 | (length if length < 65536 else 65535)
    if owner < 0:
        owner = outer
    elif name == "constructor" and "s" not in flags:
        flags += "k"
    functions[index] = Function(
        name, span, name_span, params, body, decorators or (), before.index, owner, flags, names, words, returns
    )
    lowering.depth = depth
    lowering.defines = defines
    lowering.namespace = namespace
    lowering.owner = outer
    leave(lowering, before, block, free)
    return index


def _signature(
    lowering: Lowering, node: "Node", named: "Node | None", fields: Block | None
) -> "tuple[tuple[Param, ...], Expr | None, Node | None, str, Block]":
    """Parameters, result's type, body, flags, and the assignments of parameter properties."""
    grammar = lowering.grammar
    params: tuple[Param, ...] = ()
    returns: Expr | None = None
    body: Node | None = None
    flags = ""
    head: Block = []
    is_arrow = False
    for child in node.children:
        kind = child.kind_id
        if kind == grammar.parameters:
            params = _params(lowering, child, head, fields)
        elif (is_arrow and kind not in grammar.extras) or kind == grammar.block:
            body = child
        elif kind == grammar.arrow:
            is_arrow = True
            flags += "l"
        elif kind == grammar.type_annotation:
            returns = annotation(lowering, child)
        elif named is None and kind in grammar.identifiers:
            params = (_plain(lowering, child),)
        else:
            flags += _MODIFIERS.get(grammar.kinds.get(kind, ""), "")
    return params, returns, body, flags, head


def _body(lowering: Lowering, node: "Node | None", head: Block) -> Block:
    made: Block = []
    if node is None:
        return head
    kind = node.kind_id
    if kind == lowering.grammar.block:
        run(lowering, node.children, made)
        if lowering.defines:
            made = hoisted(made)
    else:
        start = node.start_byte
        length = node.end_byte - start
        made.append([RETURN, start << 16 | (length if length < 65536 else 65535), lowering.expressions[kind](lowering, node)])
    return head + made if head else made


def _plain(lowering: Lowering, node: "Node") -> Param:
    name = lowering.source(node)
    lowering.scope.locals.add(name)
    return Param(name)


def _params(lowering: Lowering, node: "Node", head: Block, fields: Block | None) -> tuple[Param, ...]:
    made = []
    grammar = lowering.grammar
    for child in node.children:
        kind = child.kind_id
        if kind in grammar.identifiers:
            made.append(_plain(lowering, child))
        elif kind not in grammar.extras:
            found = _param(lowering, child, head, fields)
            if found is not None:
                made.append(found)
    return tuple(made)


def _param(lowering: Lowering, node: "Node", head: Block, fields: Block | None) -> Param | None:
    grammar = lowering.grammar
    if node.kind_id not in grammar.typed_parameters:
        return _of_pattern(lowering, node, None, None, ())
    pattern: Node | None = None
    default, type_of, is_property = None, None, False
    decorators: Block = []
    for child in node.children:
        kind = child.kind_id
        if kind == grammar.type_annotation:
            type_of = annotation(lowering, child)
        elif kind == grammar.decorator:
            decorators.append(lowering.expression(child))
        elif kind in grammar.property_marks:
            is_property = True
        elif kind not in grammar.extras:
            if pattern is None:
                pattern = child
            else:
                default = lowering.expression(child)
    if pattern is None or pattern.kind_id == grammar.this:
        return None
    param = _of_pattern(lowering, pattern, default, type_of, decorators)
    if is_property and fields is not None and param.name:
        span = lowering.span(node)
        fields.append([param.name, type_of, None, decorators])
        head.append([ASSIGN, span, [ATTR, span, [THIS, span], param.name], lowering.name(lowering.span(pattern), param.name)])
    return param


def _of_pattern(
    lowering: Lowering, node: "Node", default: Expr | None, type_of: Expr | None, decorators: Block | tuple[()]
) -> Param:
    target = lowering.patterns[node.kind_id](lowering, node, lowering.scope.locals)
    kind = ""
    if target[0] == REST:
        kind, target = "rest", target[2]
    elif target[0] == DEFAULT:
        default, target = target[3], target[2]
    if target[0] == NAME:
        return Param(target[2], kind, default, type_of, None, decorators)
    return Param("", kind, default, type_of, target, decorators)


@expressions("arrow_function")
def _arrow(lowering: Lowering, node: "Node") -> Expr:
    start = node.start_byte
    length = node.end_byte - start
    return [FUNCTION, start << 16 | (length if length < 65536 else 65535), lower_function(lowering, node)]


@expressions("function_expression", "generator_function")
def _function(lowering: Lowering, node: "Node") -> Expr:
    named = lowering.field(node, "name")
    name: Any = lowering.source(named) if named is not None else ""
    return [FUNCTION, lowering.span(node), lower_function(lowering, node, name=name, named=named, is_self_named=bool(name))]
