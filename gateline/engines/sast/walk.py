"""A walk over the nodes of a function's body, each node once, in source order."""

from collections.abc import Iterator
from typing import Any

__all__ = ["nodes"]


def nodes(body: Any) -> Iterator[list[Any]]:
    """Every node below a block or expression, itself included, parents first; nested functions are not entered (they are functions
    of their own)."""
    waiting: list[Any] = [body]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, list | tuple) or not node:
            continue
        if type(node[0]) is int and len(node) > 1 and type(node[1]) is int:
            yield node  # type: ignore[misc]
        for part in reversed(node):
            if isinstance(part, list | tuple):
                waiting.append(part)
