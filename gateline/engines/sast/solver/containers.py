"""What stands in containers that APIs give a meaning to."""

from gateline.engines.sast.solver.values import Value

__all__ = ["body_of"]


def body_of(value: Value) -> Value:
    """The content of what a handler returns, where that may be `(body, status, headers)`."""
    obj = value.obj
    if obj is not None and obj.shape == "tuple" and 0 in obj.cells:
        return obj.cells[0]
    return value
