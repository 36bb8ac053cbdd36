"""Statements: declarations, branches, loops, exceptions."""

from typing import TYPE_CHECKING

from gateline.engines.sast.languages.javascript.blocks import run, scoped
from gateline.engines.sast.languages.javascript.functions import lower_function
from gateline.engines.sast.languages.javascript.grammar import Block, Expr, statements
from gateline.engines.sast.languages.javascript.operators import LOGICAL, assignment_parts, combined
from gateline.engines.sast.languages.javascript.state import DEPTH, Lowering
from gateline.facts.code import (
    ASSIGN,
    ATTR,
    AUGMENT,
    BREAK,
    CALL,
    CONST,
    CONTINUE,
    DEFINE,
    DELETE,
    EXPRESSION,
    FOR,
    FOR_IN,
    IF,
    ITEM,
    LET,
    NAME,
    RAISE,
    RETURN,
    SEQUENCE,
    SWITCH,
    TRY,
    UNARY,
    UNKNOWN,
    WHILE,
)

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["declare", "effect"]

_MOST_BRANCHES = 50


@statements("expression_statement")
def _expression(lowering: Lowering, node: "Node", out: Block) -> None:
    children = node.children
    child = children[0]
    kind = child.kind_id
    if kind in lowering.grammar.calls and len(children) < 3:
        made = lowering.expressions[kind](lowering, child)
        out.append([EXPRESSION, made[1], made])
        return
    for child in children:
        if lowering.items[child.kind_id] is not None:
            _effect(lowering, child, out)


def _effect(lowering: Lowering, node: "Node", out: Block) -> None:
    kind = node.kind_id
    grammar = lowering.grammar
    if kind == grammar.augmented or kind == grammar.update:
        target, operator, value = assignment_parts(lowering, node)
        span = lowering.span(node)
        if operator in LOGICAL:
            out.append([ASSIGN, span, target, combined(span, operator, target, value)])
        else:
            out.append([AUGMENT, span, target, operator, value])
        return
    if kind == grammar.namespace:
        run(lowering, [node], out)
        return
    effect(lowering.expressions[kind](lowering, node), out)


def effect(made: Expr, out: Block) -> None:
    """Append what an expression does; bare constants do nothing."""
    kind = made[0]
    if kind == CALL:
        out.append([EXPRESSION, made[1], made])
    elif kind == LET:
        out.append([ASSIGN, made[1], made[2], made[3]])
    elif kind == SEQUENCE:
        for part in made[2]:
            effect(part, out)
    elif kind == UNARY and made[2] == "delete" and made[3][0] in (NAME, ATTR, ITEM):
        out.append([DELETE, made[1], [made[3]]])
    elif kind != CONST:
        out.append([EXPRESSION, made[1], made])


@statements("lexical_declaration", "variable_declaration", "using_declaration")
def declare(lowering: Lowering, node: "Node", out: Block) -> None:
    """`let`, `const`, `using`: names of the block; `var`: of the function."""
    children = node.children
    names = lowering.scope.locals if node.kind_id == lowering.grammar.variable else lowering.block
    declarator, equals = lowering.grammar.declarator, lowering.grammar.equals
    for child in children:
        if child.kind_id == declarator:
            parts = child.children
            first = parts[0]
            target = lowering.patterns[first.kind_id](lowering, first, names)
            if len(parts) > 2 and (parts[-2].kind_id == equals or lowering.has_token(child, "=")):
                value = parts[-1]
                start = child.start_byte
                length = child.end_byte - start
                out.append(
                    [
                        ASSIGN,
                        start << 16 | (length if length < 65536 else 65535),
                        target,
                        lowering.expressions[value.kind_id](lowering, value),
                    ]
                )


@statements("function_declaration", "generator_function_declaration")
def _function(lowering: Lowering, node: "Node", out: Block) -> None:
    named = lowering.field(node, "name")
    name = lowering.source(named) if named is not None else ""
    index = lower_function(lowering, node, name=name, named=named)
    # Outside modules a function in a block can be seen in the whole function.
    (lowering.block if lowering.is_module else lowering.scope.locals).add(name)
    made = [DEFINE, lowering.span(node), name, index]
    lowering.uses.append(made)
    lowering.defines += 1
    out.append(made)


@statements("return_statement", "throw_statement")
def _leave(lowering: Lowering, node: "Node", out: Block) -> None:
    table = lowering.items
    value = None
    for child in node.children:
        handler = table[child.kind_id]
        if handler is not None:
            value = handler(lowering, child)
    out.append([RETURN if node.kind_id == lowering.grammar.return_statement else RAISE, lowering.span(node), value])


@statements("break_statement")
def _break(lowering: Lowering, node: "Node", out: Block) -> None:
    out.append([BREAK, lowering.span(node)])


@statements("continue_statement")
def _continue(lowering: Lowering, node: "Node", out: Block) -> None:
    out.append([CONTINUE, lowering.span(node)])


@statements("statement_block")
def _block(lowering: Lowering, node: "Node", out: Block) -> None:
    out += scoped(lowering, node)


def _value(lowering: Lowering, node: "Node", field: str) -> Expr:
    found = lowering.field(node, field)
    return lowering.expression(found) if found is not None else [UNKNOWN, lowering.span(node), []]


def _body(lowering: Lowering, node: "Node", field: str = "body") -> Block:
    found = lowering.field(node, field)
    return scoped(lowering, found) if found is not None else []


@statements("if_statement")
def _if(lowering: Lowering, node: "Node", out: Block) -> None:
    """Rows of `else if` are walked in a loop; from the fiftieth on they stand in a row instead of inside each other."""
    count = 0
    inside = lowering.grammar.if_statement
    while True:
        made: Expr = [IF, lowering.span(node), _value(lowering, node, "condition"), _body(lowering, node, "consequence"), []]
        out.append(made)
        count += 1
        otherwise = lowering.field(node, "alternative")
        parts = lowering.parts(otherwise) if otherwise is not None else []
        if not parts:
            return
        if parts[0].kind_id != inside:
            made[4] = scoped(lowering, parts[0])
            return
        node = parts[0]
        if count < _MOST_BRANCHES:
            out = made[4]
        elif count == _MOST_BRANCHES:
            lowering.cut(lowering.span(node), "too many branches in a row")


@statements("for_statement")
def _for(lowering: Lowering, node: "Node", out: Block) -> None:
    out += scoped(lowering, node, _for_parts)


def _for_parts(lowering: Lowering, node: "Node", out: Block) -> None:
    initializer, condition, increment = (lowering.field(node, name) for name in ("initializer", "condition", "increment"))
    if initializer is not None:
        _clause(lowering, initializer, out)
    test = None
    if condition is not None and lowering.items[condition.kind_id] is not None:
        parts = [condition] if condition.kind_id != lowering.grammar.expression_statement else lowering.parts(condition)
        test = lowering.expression(parts[0]) if parts else None
    step: Block = []
    if increment is not None:
        _clause(lowering, increment, step)
    out.append([WHILE, lowering.span(node), test, _body(lowering, node), [], step, False])


def _clause(lowering: Lowering, node: "Node", out: Block) -> None:
    statement = lowering.statements[node.kind_id]
    if node.kind_id in lowering.grammar.clauses and statement is not None:
        statement(lowering, node, out)
    elif lowering.items[node.kind_id] is not None:
        _effect(lowering, node, out)


@statements("for_in_statement")
def _for_in(lowering: Lowering, node: "Node", out: Block) -> None:
    out += scoped(lowering, node, _for_in_parts)


def _for_in_parts(lowering: Lowering, node: "Node", out: Block) -> None:
    left, kind, right = (lowering.field(node, name) for name in ("left", "kind", "right"))
    if left is None or right is None:
        return
    names = None
    if kind is not None:
        names = lowering.scope.locals if kind.kind_id == lowering.grammar.token("var") else lowering.block
    target = lowering.patterns[left.kind_id](lowering, left, names)
    over = lowering.expression(right)
    span = lowering.span(node)
    if lowering.has_token(node, "in"):
        out.append([FOR_IN, span, target, over, _body(lowering, node)])
    else:
        out.append([FOR, span, target, over, _body(lowering, node), []])


@statements("while_statement")
def _while(lowering: Lowering, node: "Node", out: Block) -> None:
    out.append([WHILE, lowering.span(node), _value(lowering, node, "condition"), _body(lowering, node), [], [], False])


@statements("do_statement")
def _do(lowering: Lowering, node: "Node", out: Block) -> None:
    body = _body(lowering, node)
    out.append([WHILE, lowering.span(node), _value(lowering, node, "condition"), body, [], [], True])


@statements("labeled_statement")
def _labeled(lowering: Lowering, node: "Node", out: Block) -> None:
    """A labelled block can be left by `break`: a loop that runs once."""
    body = lowering.field(node, "body")
    if body is None:
        return
    if body.kind_id != lowering.grammar.block:
        out += scoped(lowering, body)
        return
    span = lowering.span(node)
    out.append([WHILE, span, [CONST, span, False], scoped(lowering, body), [], [], True])


@statements("with_statement")
def _with(lowering: Lowering, node: "Node", out: Block) -> None:
    """The object is looked at, then the body runs; that its members are names there is lost."""
    effect(_value(lowering, node, "object"), out)
    out += _body(lowering, node)


@statements("switch_statement")
def _switch(lowering: Lowering, node: "Node", out: Block) -> None:
    subject = _value(lowering, node, "value")
    body = lowering.field(node, "body")
    cases: list[tuple[Block, Block]] = []
    if body is not None:
        scoped(lowering, body, lambda _, found, __: _cases(lowering, found, cases))
    out.append([SWITCH, lowering.span(node), subject, cases])


def _cases(lowering: Lowering, node: "Node", cases: "list[tuple[Block, Block]]") -> None:
    for case in lowering.parts(node):
        value = lowering.field(case, "value")
        values = [lowering.expression(value)] if value is not None else []
        made: Block = []
        run(lowering, case.children_by_field_id(lowering.grammar.field("body")), made)
        cases.append((values, made))


@statements("try_statement")
def _try(lowering: Lowering, node: "Node", out: Block) -> None:
    handlers: list[list[object]] = []
    body = _body(lowering, node)
    handler = lowering.field(node, "handler")
    if handler is not None:
        target: list[Expr | None] = [None]

        def lower_handler(_: Lowering, found: "Node", made: Block) -> None:
            parameter = lowering.field(found, "parameter")
            if parameter is not None:
                target[0] = lowering.patterns[parameter.kind_id](lowering, parameter, lowering.block)
            made += _body(lowering, found)

        block = scoped(lowering, handler, lower_handler)
        handlers.append([None, target[0], block])
    finalizer = lowering.field(node, "finalizer")
    out.append([TRY, lowering.span(node), body, handlers, [], _body(lowering, finalizer) if finalizer is not None else []])


@statements("ERROR")
def _unknown(lowering: Lowering, node: "Node", out: Block) -> None:
    """What is not understood: the statements and expressions in it."""
    depth = lowering.depth
    if depth > DEPTH:
        lowering.cut(lowering.span(node), "nested too deeply")
        return
    lowering.depth = depth + 1
    known = lowering.grammar.known_statements
    loose: Block = []
    for child in node.children:
        if child.kind_id in known:
            run(lowering, [child], out)
        else:
            handler = lowering.items[child.kind_id]
            if handler is not None:
                loose.append(handler(lowering, child))
    if any(expr[0] != CONST for expr in loose):
        span = lowering.span(node)
        out.append([EXPRESSION, span, [UNKNOWN, span, loose]])
    lowering.depth = depth
