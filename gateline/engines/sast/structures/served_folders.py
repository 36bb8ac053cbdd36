"""Folders of installed packages that a web server hands out."""

import posixpath
import re
from collections.abc import Mapping
from typing import Any, Final

from gateline.engines.sast.solver.machine import Machine
from gateline.engines.sast.solver.program import Args, Frame
from gateline.engines.sast.solver.values import Value
from gateline.engines.sast.walk import nodes
from gateline.facts import code

__all__ = ["dependencies_served"]

_SERVERS: Final = frozenset("express.static serve-static connect.static koa-static @koa/static fastify-static".split())
_PACKAGE: Final = re.compile(r"(?:^|/)node_modules(?:/(?:@[^/]+/)?[^/@]+)?/?$")
_DEEPEST: Final = 8


def dependencies_served(machine: Machine, rule: str, _options: Mapping[str, Any]) -> None:
    """Tell of calls that serve `node_modules`, or a whole package in it."""

    def on_call(frame: Frame, node: Any, function: Value, args: Args) -> None:
        if args.nodes and any(path in _SERVERS for path in function.paths) and not frame.unit.is_test:
            text = _text(frame, args.nodes[0], 0)
            if "node_modules" in text and _PACKAGE.search(posixpath.normpath(text)):
                machine.misuse(rule, frame, node[1])

    machine.on_call.append(on_call)


def _text(frame: Frame, node: Any, depth: int) -> str:
    """A path as far as it is constant; what is not, is one unknown folder."""
    if depth > _DEEPEST:
        return "?"
    kind = node[0]
    if kind == code.CONST and isinstance(node[2], str):
        return node[2]
    if kind == code.BINARY and node[2] == "+":
        return _text(frame, node[3], depth + 1) + _text(frame, node[4], depth + 1)
    if kind == code.CONCAT:
        return "".join(_text(frame, part, depth + 1) for part in node[2])
    if kind == code.CALL and node[2][0] == code.ATTR and node[2][3] in ("join", "resolve"):
        return "/".join(_text(frame, item, depth + 1) for item in node[3] if item[0] != code.SPREAD)
    if kind == code.NAME:
        for body in (frame.fn.body, frame.unit.code.functions[0].body):
            found = [one[3] for one in nodes(body) if one[0] == code.ASSIGN and one[2][0] == code.NAME and one[2][2] == node[2]]
            if len(found) == 1:
                return _text(frame, found[0], depth + 1)
    return "?"
