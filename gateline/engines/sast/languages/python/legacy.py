"""Statements of Python 2 that became functions."""

from typing import Any

from tree_sitter import Node

from gateline.engines.sast.languages.python.dispatch import EXPRESSION, SKIPPED, Expression, kind, statement
from gateline.engines.sast.languages.python.nodes import inner_of, span_of
from gateline.engines.sast.languages.python.state import State
from gateline.facts.code import CALL, NAME
from gateline.facts.code import EXPRESSION as EXPRESSION_STATEMENT

__all__: list[str] = []

_CHEVRON = kind("chevron")


@statement("print_statement")
def _print(state: State, node: Node, out: list[Expression]) -> None:
    """Python 2: `print >>f, x` is `print(x, file=f)`."""
    args: list[Expression] = []
    kwargs: list[Any] = []
    for child in node.named_children:
        number = child.kind_id
        if number == _CHEVRON:
            kwargs.append(["file", inner_of(state, child)])
        elif number not in SKIPPED:
            args.append(EXPRESSION[number](state, child))
    _keyword_call(state, node, "print", args, kwargs, out)


@statement("exec_statement")
def _exec(state: State, node: Node, out: list[Expression]) -> None:
    """Python 2: `exec code in globals, locals` is `exec(code, globals, locals)`."""
    args = [EXPRESSION[child.kind_id](state, child) for child in node.named_children if child.kind_id not in SKIPPED]
    _keyword_call(state, node, "exec", args, [], out)


def _keyword_call(state: State, node: Node, name: str, args: list[Expression], kwargs: list[Any], out: list[Expression]) -> None:
    span = span_of(node)
    state.names.add(name)
    state.words.add(name)
    callee = [NAME, span >> 16 << 16 | len(name), name]
    out.append([EXPRESSION_STATEMENT, span, [CALL, span, callee, args, kwargs]])
