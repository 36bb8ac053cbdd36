"""Checks of secrets: a constant where the environment has none, passwords compared with constants, signatures compared character by
character."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from gateline.engines.sast.solver.program import Unit
from gateline.engines.sast.solver.sinks import words_of
from gateline.engines.sast.structures.constants import text_of
from gateline.engines.sast.structures.index import Index, index_of, method_of
from gateline.engines.sast.structures.names import last_name
from gateline.engines.sast.structures.registry import Seen
from gateline.facts import code

__all__ = ["password_compared", "secret_fallback", "timing_unsafe"]

_PLACEHOLDER: Final = re.compile(
    r"(?i)(?:x+|\*+|\.+|-+|none|null|undefined|test\w*|example\w*|change.?(?:me|it|this).*|your[-_ ].*|<.*>|\$\{.*\}|\{.*\}|todo|dummy\w*"
    r"|foo|bar|fixme|placeholder|replace.?me)"
)
_SECRET_WORDS: Final = frozenset("secret password passwd pwd passphrase".split())
_SECRET_PAIRS: Final = frozenset(
    {
        ("api", "key"), ("auth", "token"), ("access", "token"), ("client", "secret"), ("encryption", "key"), ("jwt", "secret"),
        ("private", "key"), ("secret", "key"), ("session", "secret"), ("signing", "key"), ("jwt", "key"), ("session", "key"),
    }
)  # fmt: skip
_NO_SECRET: Final = frozenset(
    "url uri path file name id type header field prefix ttl expiry expires expiration length algorithm alg host port timeout dir".split()
)
_SHORTEST_FALLBACK: Final = 4
_ADDRESS: Final = re.compile(r"(?i)[a-z][a-z0-9+.-]*://|\.{0,2}/|~/|[\w-]+(?:\.[\w-]+)+(?::\d+)?$")


def secret_fallback(unit: Unit, _options: Mapping[str, Any]) -> Iterable[Seen]:
    """Secrets read from the environment with a constant beside."""
    index = index_of(unit)
    for kind in (code.OR, code.NULLISH):
        for function, node in index.of(kind):
            name = _variable(node[2])
            if name is not None and _is_fallback(index, function, node, name, node[3]):
                yield Seen(node[1], function)
    if unit.is_python:
        for method in ("get", "getenv", "setdefault"):
            for function, call in index.calls.get(method, ()):
                name = _variable(call)
                if (
                    name is not None
                    and (default := _default(call)) is not None
                    and _is_fallback(index, function, call, name, default)
                ):
                    yield Seen(call[1], function)


def _variable(node: Any) -> str | None:
    """The name of the environment variable that an expression reads; empty where it is no constant."""
    if node[0] in (code.ATTR, code.ITEM) and node[2][0] == code.ATTR and node[2][3] == "env":
        inner = node[2][2]
        if (inner[0] == code.NAME and inner[2] == "process") or (inner[0] == code.ATTR and inner[3] in ("meta", "process")):
            return str(node[3]) if node[0] == code.ATTR else str(node[3][2]) if node[3][0] == code.CONST else ""
        return None
    if node[0] == code.ITEM and node[2][0] == code.ATTR and node[2][3] == "environ":
        return str(node[3][2]) if node[3][0] == code.CONST else ""
    if node[0] != code.CALL or not node[3]:
        return None
    callee = node[2]
    is_environment = (
        (callee[0] == code.ATTR and callee[3] == "getenv")
        or (callee[0] == code.NAME and callee[2] == "getenv")
        or (
            callee[0] == code.ATTR
            and callee[3] in ("get", "setdefault")
            and (callee[2][3] if callee[2][0] == code.ATTR else callee[2][2] if callee[2][0] == code.NAME else "") == "environ"
        )
    )
    if not is_environment:
        return None
    return str(node[3][0][2]) if node[3][0][0] == code.CONST else ""


def _default(call: Any) -> Any:
    if len(call[3]) > 1:
        return call[3][1]
    return next((value for name, value in call[4] if name == "default"), None)


def _is_fallback(index: Index, function: int, node: Any, name: str, default: Any) -> bool:
    text = text_of(index, function, default)
    if text is None or len(text) < _SHORTEST_FALLBACK or _is_placeholder(text) or _ADDRESS.match(text):
        return False
    if len(text.split()) > 2:
        return False
    return _is_secret(name) or (not _is_harmless(name) and any(_is_secret(each) for each in _given_to(index, function, node)))


def _is_placeholder(text: str) -> bool:
    """Whether a text only stands for a secret to come."""
    return _PLACEHOLDER.fullmatch(text) is not None


def _is_secret(name: str) -> bool:
    words = words_of(name)
    if not words or words[-1] in _NO_SECRET or "public" in words:
        return False
    if words[-1] in _PARTS_OF_SECRETS:
        return not _SECRET_WORDS.isdisjoint(words[:-1]) or tuple(words[-2:]) in _SECRET_PAIRS
    return words[-1] in _SECRET_WORDS or tuple(words[-2:]) in _SECRET_PAIRS


_PARTS_OF_SECRETS: Final = frozenset({"key", "salt", "value", "token", "default"})


def _is_harmless(name: str) -> bool:
    words = words_of(name)
    return bool(words) and words[-1] in _NO_SECRET


def _given_to(index: Index, function: int, node: Any) -> Iterator[str]:
    """Names of what the value is assigned to: a variable, a member, a property, a keyword."""
    around = index.parents(function).get(id(node))
    if around is None:
        return
    if around[0] in (code.ASSIGN, code.LET) and around[3] is node:
        yield last_name(around[2])
    elif around[0] == code.DICT:
        for key, value in around[2]:
            if value is node and key is not None and key[0] == code.CONST:
                yield str(key[2])
    elif around[0] in (code.CALL, code.NEW):
        for key, value in around[4]:
            if value is node:
                yield str(key)


_PASSWORD_WORDS: Final = frozenset("password passwd pwd passphrase secret".split())
_ABOUT: Final = frozenset(
    "type kind field name mode method hash format algorithm error errors state status label step id key code strength option input element "
    "validation confirm grant provider message reset action policy visibility show is has flow source store manager backend".split()
)
_WORDS_OF_TYPES: Final = frozenset(
    "password text hidden plain none null undefined true false string bearer basic number object function boolean required optional invalid "
    "secret default empty".split()
)
_SHORTEST_PASSWORD: Final = 3


def password_compared(unit: Unit, _options: Mapping[str, Any]) -> Iterable[Seen]:
    """Passwords that are compared with a constant text."""
    index = index_of(unit)
    for function, node in index.of(code.COMPARE):
        if node[2] not in ("==", "!="):
            continue
        for subject, other in ((node[3], node[4]), (node[4], node[3])):
            if other[0] == code.CONST and isinstance(other[2], str) and _is_password(subject) and _is_real(other[2], subject):
                yield Seen(node[1], function)


def _is_password(node: Any) -> bool:
    if node[0] not in (code.NAME, code.ATTR, code.ITEM, code.CALL):
        return False
    words = words_of(last_name(node))
    return bool(words) and words[-1] in _PASSWORD_WORDS and _ABOUT.isdisjoint(words)


def _is_real(text: str, subject: Any) -> bool:
    if len(text) < _SHORTEST_PASSWORD or text.lower() in _WORDS_OF_TYPES or _is_placeholder(text):
        return False
    return not set(words_of(text)) >= set(words_of(last_name(subject)))


_SIGNATURE: Final = frozenset({"signature", "hmac", "mac", "csrf"})
_COMPUTED: Final = frozenset({"expected", "computed", "calculated", "digest", "generated"})
_SIGNED: Final = frozenset({"signature", "hmac", "mac", "sig"})
_VARIABLES: Final = frozenset({code.NAME, code.ATTR, code.ITEM, code.CALL, code.CONCAT, code.BINARY})


def timing_unsafe(unit: Unit, _options: Mapping[str, Any]) -> Iterable[Seen]:
    """Comparisons of signatures that stop at the first difference."""
    index = index_of(unit)
    for function, node in index.of(code.COMPARE):
        left, right = node[3], node[4]
        if (
            node[2] in ("==", "!=")
            and left[0] in _VARIABLES
            and right[0] in _VARIABLES
            and not (_is_plain(left) or _is_plain(right))
        ):
            is_made = _is_hmac(index, function, left) or _is_hmac(index, function, right)
            if is_made or _are_signatures(last_name(left), last_name(right)):
                yield Seen(node[1], function)


def _is_hmac(index: Index, function: int, node: Any) -> bool:
    """Whether an expression, or what its variable was assigned, is a keyed digest."""
    if node[0] == code.NAME:
        node = index.binding(function, node[2]) or node
    for _ in range(8):
        if node[0] == code.CALL:
            name = method_of(node)
            of_module = node[2][0] == code.ATTR and node[2][2][0] == code.NAME and node[2][2][2] == "hmac"
            if name == "createHmac" or (of_module and name in ("new", "HMAC", "digest")):
                return True
            node = node[2]
        elif node[0] == code.ATTR:
            node = node[2]
        elif node[0] in (code.BINARY, code.CONCAT):
            parts = [node[3], node[4]] if node[0] == code.BINARY else node[2]
            node = parts[-1]
        else:
            return False
    return False


def _is_plain(node: Any) -> bool:
    """Whether one side tells nothing by its duration: lengths, types, names."""
    return last_name(node) in ("length", "size", "byteLength", "type", "name", "version")


def _are_signatures(one: str, other: str) -> bool:
    """Whether names on both sides say that a signature that came is compared with the one that was computed."""
    if not one or not other:
        return False
    left, right = words_of(one), words_of(other)
    if not left or not right:
        return False
    for mine, theirs in ((left, right), (right, left)):
        is_computed = not _COMPUTED.isdisjoint(mine) and not {*_SIGNED, "token"}.isdisjoint({*mine, *theirs})
        if is_computed and not {*_SIGNED, "token", "digest", "header", "hash"}.isdisjoint(theirs):
            return True
        if mine[-1] in _SIGNATURE and theirs[-1] in {*_SIGNATURE, "digest", "hash", "token", "header"}:
            return True
    return False
