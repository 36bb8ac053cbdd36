"""Says of a text whether it is an expression this house can evaluate."""

__all__ = ["check_expression"]


def check_expression(text: str) -> None:
    """Compile an expression and drop the result.

    Raises:
        Rejected: with the offset of what is wrong.
    """
    from gateline.policy.conditions.expression import parse_expression  # most policies have none: loaded when one does

    parse_expression(text)
