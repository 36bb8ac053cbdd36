"""What names a flaw wherever it moves: the code at its place, without lines and names of files."""

from typing import Any

import msgspec

from gateline.engines.sast.solver.machine import Machine

__all__ = ["Shapes"]

_MOST_NODES = 400


class Shapes:
    """The code that stands at places of a program.

    Args:
        machine: has run.
    """

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._nodes: dict[int, dict[int, Any]] = {}

    def of(self, site: tuple[int, int], subject: str, function: str) -> bytes:
        """A text that is the same as long as the statement is: what is called, in which function, with which expressions.

        Args:
            site: (file number, span).
            subject: the API or rule it is about.
            function: name of the function it stands in.
        """
        node = self._at(site)
        return msgspec.json.encode([subject, function, _bare(node, [_MOST_NODES])])

    def _at(self, site: tuple[int, int]) -> Any:
        number, span = site
        if number >= len(self._machine.units):  # a template: its expression stands in no function
            return None
        found = self._nodes.get(number)
        if found is None:
            found = self._nodes[number] = {}
            for fn in self._machine.units[number].code.functions:
                _index(fn.body, found)
        return found.get(span)


def _index(body: Any, found: dict[int, Any]) -> None:
    """Nodes by span, the outermost first."""
    waiting = [body]
    while waiting:
        node = waiting.pop()
        if not node:
            continue
        if type(node[0]) is int and len(node) > 1 and type(node[1]) is int:
            found.setdefault(node[1], node)
        waiting.extend(part for part in node if isinstance(part, list | tuple))


def _bare(node: Any, left: list[int]) -> Any:
    """A node without spans, as far as a budget goes."""
    left[0] -= 1
    if left[0] < 0:
        return "…"
    if not isinstance(node, list | tuple):
        return node if isinstance(node, str | int | float | bool | None) else str(node)
    is_node = len(node) > 1 and type(node[0]) is int and type(node[1]) is int
    return [node[0], *[_bare(part, left) for part in node[2:]]] if is_node else [_bare(part, left) for part in node]
