"""Node kinds of the grammar as numbers, and the tables from a kind to the function that lowers it.

Comparing small integers and one dictionary look-up a node is what makes the walk fast; the modules that lower the kinds register
themselves here, so that expressions, patterns and statements may nest in one another without importing one another.
"""

from collections.abc import Callable
from typing import Any

from tree_sitter import Node

from gateline.engines.sast.languages.python.state import State
from gateline.syntax.grammars import language

__all__ = [
    "EXPRESSION", "PATTERN", "SKIPPED", "STATEMENT", "Expression", "Lower", "LowerStatement", "complete", "expression", "kind", "pattern", "statement", "words_of",
]  # fmt: skip

Expression = list[Any]
"""An expression, pattern or statement of the intermediate form."""
Lower = Callable[[State, Node], Expression]
LowerStatement = Callable[[State, Node, list[Expression]], None]
"""Appends to the block given."""

_LANGUAGE = language("python")
_ERROR = 0xFFFF
"""What the parser gives to nodes it did not understand."""

_KINDS: tuple[int, ...] = (*range(_LANGUAGE.node_kind_count), _ERROR)
"""Every number a node's kind may have."""
EXPRESSION: dict[int, Lower] = {}
"""Complete once `complete` has run, as are the others."""
PATTERN: dict[int, Lower] = {}
"""Assignment targets."""
STATEMENT: dict[int, LowerStatement] = {}
"""An expression standing for itself is one, too."""


def kind(name: str, is_named: bool = True) -> int:
    """The number of a kind of node. `ERROR` is one.

    Raises:
        KeyError: the grammar has no such kind.
    """
    if name == "ERROR":
        return _ERROR
    number = _LANGUAGE.id_for_node_kind(name, is_named)
    if number is None:
        raise KeyError(name)
    return number


SKIPPED = frozenset((kind("comment"), kind("line_continuation")))
"""May stand between any two nodes."""


def words_of(names: str) -> dict[int, str]:
    """Kind numbers of tokens (operators, keywords) to their text; tokens of two words are given with `_` for the space."""
    return {kind(name.replace("_", " "), False): name.replace("_", " ") for name in names.split()}


def expression(*names: str) -> Callable[[Lower], Lower]:
    """Registers a function for kinds of expressions."""
    return _register(EXPRESSION, names)


def pattern(*names: str) -> Callable[[Lower], Lower]:
    """Registers a function for kinds of assignment targets."""
    return _register(PATTERN, names)


def statement(*names: str) -> Callable[[LowerStatement], LowerStatement]:
    """Registers a function for kinds of statements."""

    def register(lower: LowerStatement) -> LowerStatement:
        STATEMENT.update((kind(name), lower) for name in names)
        return lower

    return register


def complete(unknown: Lower, lone: LowerStatement, nothing: LowerStatement) -> None:
    """Fills the tables for kinds that nobody registered for, once everybody has.

    Args:
        unknown: lowers any node as an expression.
        lone: lowers any node with a name as a statement.
        nothing: lowers a token as a statement.
    """
    for number in _KINDS:
        EXPRESSION.setdefault(number, unknown)
        PATTERN.setdefault(number, EXPRESSION[number])
        is_token = number != _ERROR and not _LANGUAGE.node_kind_is_named(number)
        STATEMENT.setdefault(number, nothing if is_token else lone)


def _register(table: dict[int, Lower], names: tuple[str, ...]) -> Callable[[Lower], Lower]:
    def register(lower: Lower) -> Lower:
        table.update((kind(name), lower) for name in names)
        return lower

    return register
