"""The interpreter put together: which module answers for which kind of node."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from gateline.engines.sast.solver import calls, elements, expressions, statements, templates
from gateline.engines.sast.solver.annotations import annotation
from gateline.engines.sast.solver.machine import Machine, Parts
from gateline.engines.sast.solver.targets import assign

if TYPE_CHECKING:
    from gateline.engines.sast.solver.program import Frame
    from gateline.engines.sast.solver.values import Value

__all__ = ["PARTS"]

_SIZE: Final = 80


def _dispatch(*tables: Mapping[int, Callable[[Machine, "Frame", Any], Any]]) -> list[Any]:
    """One list indexed by kind, which is faster to ask than a mapping."""
    listed: list[Any] = [_stray] * _SIZE
    for table in tables:
        for kind, function in table.items():
            listed[kind] = function
    return listed


def _stray(_machine: Machine, _frame: "Frame", node: Any) -> "Value":
    raise AssertionError(f"a node of kind {node[0]} stands where it has no meaning")


PARTS: Final = Parts(
    evaluators=_dispatch(expressions.TABLE, calls.TABLE, elements.TABLE),
    executors=_dispatch(statements.TABLE, templates.TABLE),
    assign=assign,
    annotation=annotation,
)
"""What the machine runs on."""
