"""Secrets told by the names of variables, members and keys; arguments as expressions."""

import re
from typing import Any, Final

from gateline.facts import code

__all__ = ["expression_of", "is_secret_name", "secret_name", "words_of"]

_WORDS: Final = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")
_SECRET_WORDS: Final = frozenset("password passwd pwd passphrase secret credential credentials".split())
_SECRET_PAIRS: Final = frozenset(
    {
        ("api", "key"),
        ("private", "key"),
        ("secret", "key"),
        ("access", "token"),
        ("auth", "token"),
        ("access", "key"),
        ("client", "secret"),
    }
)
_NOT_SECRET: Final = frozenset(
    "hash hashed digest encrypted field label error errors message length valid invalid reset url name id path file policy form type "
    "count expired strength hint placeholder input changed required prompt mask regex validator confirm view page title".split()
)
_KEEPING: Final = frozenset("format toString trim strip stringify join encode decode".split())
"""Methods whose result still holds the text."""


def words_of(name: str) -> list[str]:
    """The words of an identifier, lower case."""
    return [word.lower() for word in _WORDS.findall(name)]


def expression_of(node: Any, selectors: tuple[int | str, ...]) -> Any:
    """The expression of an argument: a secret is shown where it is written, not where it is handed over."""
    if node[0] not in (code.CALL, code.NEW):
        return None
    for selector in selectors:
        if isinstance(selector, int) and -len(node[3]) <= selector < len(node[3]):
            return node[3][selector]
        for name, item in node[4]:
            if name == selector:
                return item
        for item in node[3]:
            if item[0] == code.DICT:
                for key, value in item[2]:
                    if key is not None and key[0] == code.CONST and key[2] == selector:
                        return value
    return None


def secret_name(node: Any, depth: int) -> tuple[str, int] | None:
    """A variable or member inside an expression that is a secret by its name."""
    if depth > 6 or not node:
        return None
    kind = node[0]
    if kind in (code.NAME, code.ATTR):
        name = node[2] if kind == code.NAME else node[3]
        return (name, node[1]) if is_secret_name(name) else None
    if kind == code.ITEM and node[3][0] == code.CONST and isinstance(node[3][2], str):
        return (node[3][2], node[1]) if is_secret_name(node[3][2]) else None
    if kind in (code.CONCAT, code.LIST, code.TUPLE):
        inner = node[2]
    elif kind == code.BINARY:
        inner = [node[3], node[4]]
    elif kind == code.DICT:
        inner = [item for _key, item in node[2]]
    elif kind == code.CALL:
        inner = _kept(node)
        if not inner:
            return _got(node)
    else:
        return None
    for item in inner:
        found = secret_name(item, depth + 1)
        if found is not None:
            return found
    return None


def _kept(call: Any) -> list[Any]:
    """Expressions whose text a call hands back."""
    callee, arguments = call[2], call[3]
    if callee[0] == code.ATTR and callee[3] in _KEEPING:
        return [callee[2], *arguments]
    return list(arguments[:1]) if callee[0] == code.NAME and callee[2] in ("str", "bytes", "String") else []


def _got(call: Any) -> tuple[str, int] | None:
    """The name of a function that gives a secret: `get_password()`."""
    callee = call[2]
    name = callee[2] if callee[0] == code.NAME else callee[3] if callee[0] == code.ATTR else ""
    if not isinstance(name, str) or words_of(name)[:1] not in (["get"], ["read"], ["fetch"], ["load"], ["ask"]):
        return None
    return (name, call[1]) if is_secret_name(name) else None


def is_secret_name(name: str) -> bool:
    """Whether a name says that what it holds is secret."""
    if name.isupper() and len(name) > 30:
        return False
    words = words_of(name)
    if not words or not _NOT_SECRET.isdisjoint(words):
        return False
    return words[-1] in _SECRET_WORDS or tuple(words[-2:]) in _SECRET_PAIRS
