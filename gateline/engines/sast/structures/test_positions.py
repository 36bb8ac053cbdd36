"""Whether an expression decides something."""

from typing import Any, Final

from gateline.engines.sast.structures.index import Index, method_of
from gateline.facts import code

__all__ = ["is_test"]

_DECIDES: Final = frozenset({code.AND, code.OR, code.NOT, code.RETURN})
_PASSES_ON: Final = frozenset({code.AWAIT, code.SEQUENCE})


def is_test(index: Index, function: int, node: Any) -> bool:
    """Whether an expression is the test of a branch or loop, an operand of a logical operation or comparison, returned, or made a truth value.

    Args:
        index: of the file.
        function: the expression stands in.
        node: the expression.
    """
    parents = index.parents(function)
    around = parents.get(id(node))
    while around is not None and around[0] in _PASSES_ON:
        node, around = around, parents.get(id(around))
    if around is None:
        return False
    kind = around[0]
    if kind in _DECIDES or kind == code.COMPARE:
        return True
    if kind in (code.IF, code.CHOICE, code.WHILE):
        return around[2] is node
    if kind == code.COMPREHENSION:
        return any(condition is node for clause in around[3] for condition in clause[2])
    return kind == code.CALL and method_of(around) in ("bool", "Boolean") and around[2][0] == code.NAME
