"""What an expression is called, and what that says of it."""

from typing import Any, Final

from gateline.engines.sast.solver.sinks import words_of
from gateline.facts import code

__all__ = ["is_address", "last_name", "words"]

_PASSING: Final = frozenset(
    "toLowerCase toUpperCase toLocaleLowerCase trim trimStart trimEnd toString lower upper casefold strip lstrip rstrip decode".split()
)
_CONVERTING: Final = frozenset({"str", "String", "decodeURI", "decodeURIComponent", "unquote", "unicode"})
_ADDRESS: Final = frozenset(
    "url uri href host hostname origin domain referer referrer link redirect next target src location callback endpoint netloc website".split()
)
_NO_ADDRESS: Final = frozenset(
    "urls uris hosts domains origins links hrefs list array map email emails allowed allowlist whitelist".split()
)


def last_name(node: Any, depth: int = 0) -> str:
    """The last name of an expression: of a variable, a member, an element under a constant key, or what a call that changes nothing
    much is made on; empty for others."""
    kind = node[0]
    if kind == code.NAME:
        return str(node[2])
    if kind == code.ATTR:
        return str(node[3])
    if depth > 8:
        return ""
    if kind in (code.ITEM, code.SLICE):
        if kind == code.ITEM and node[3][0] == code.CONST and isinstance(node[3][2], str):
            return node[3][2]
        return last_name(node[2], depth + 1)
    if kind == code.CALL:
        return _of_call(node, depth)
    if kind in (code.OR, code.NULLISH):
        return last_name(node[2], depth + 1)
    if kind == code.AWAIT:
        return last_name(node[2], depth + 1)
    return ""


def _of_call(node: Any, depth: int) -> str:
    callee = node[2]
    if callee[0] == code.ATTR:
        if callee[3] in _PASSING:
            return last_name(callee[2], depth + 1)
        if callee[3] in ("get", "getlist", "param", "header") and node[3] and node[3][0][0] == code.CONST:
            return str(node[3][0][2])
        if callee[3] in _CONVERTING and node[3]:
            return last_name(node[3][0], depth + 1)
        return ""
    if callee[0] == code.NAME and callee[2] in _CONVERTING and node[3]:
        return last_name(node[3][0], depth + 1)
    return ""


def words(node: Any) -> list[str]:
    """The words of an expression's last name."""
    return words_of(last_name(node))


def is_address(node: Any) -> bool:
    """Whether an expression is called like an address or a part of one; several addresses are none."""
    found = words(node)
    return not _ADDRESS.isdisjoint(found) and _NO_ADDRESS.isdisjoint(found)
