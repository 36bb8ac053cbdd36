"""Bytes that match a regular expression: a walk over its parsed tree, one choice at each branch.

Look-arounds are left to chance, so a sample need not match; who needs a match asks `re` afterwards. hypothesis can do it too
(`from_regex`), at a hundred times the cost, which a thousand rules do not allow.
"""

from random import Random
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_ALL = bytes(range(256))
_PRINTABLE = bytes(range(32, 127))
_SPACE = b" \t\r\n\f\v"
_WORD = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"
_CATEGORIES = {
    sre.CATEGORY_DIGIT: b"0123456789",
    sre.CATEGORY_WORD: _WORD,
    sre.CATEGORY_SPACE: _SPACE,
}
_NEGATED = {
    sre.CATEGORY_NOT_DIGIT: b"0123456789",
    sre.CATEGORY_NOT_WORD: _WORD,
    sre.CATEGORY_NOT_SPACE: _SPACE,
}
_REPEATS = {sre.MAX_REPEAT, sre.MIN_REPEAT}


def sample(pattern: bytes, random: Random) -> bytes:
    """One text a pattern is likely to match."""
    return _tree(parser.parse(pattern), random, ignore_case=False)


def _tree(tree: Any, random: Random, *, ignore_case: bool) -> bytes:
    return b"".join(_one(operation, argument, random, ignore_case) for operation, argument in tree)


def _one(operation: Any, argument: Any, random: Random, ignore_case: bool) -> bytes:
    if operation is sre.LITERAL:
        byte = bytes((argument,))
        return random.choice((byte.lower(), byte.upper())) if ignore_case else byte
    if operation is sre.IN:
        return _pick(_members(argument), random)
    if operation is sre.NOT_LITERAL:
        return _pick(_without(bytes((argument,))), random)
    if operation is sre.ANY:
        return _pick(_without(b"\n"), random)
    if operation is sre.BRANCH:
        return _tree(random.choice(argument[1]), random, ignore_case=ignore_case)
    if operation is sre.SUBPATTERN:
        _group, added, _removed, body = argument
        return _tree(body, random, ignore_case=ignore_case or bool(added & sre.SRE_FLAG_IGNORECASE))
    if operation in _REPEATS:
        low, high, body = argument
        times = random.choice((low, low, min(high, low + random.randrange(12)), min(high, low + 200)))
        return b"".join(_tree(body, random, ignore_case=ignore_case) for _ in range(times))
    return b""


def _pick(members: bytes, random: Random) -> bytes:
    likely = bytes(byte for byte in members if byte in _PRINTABLE)
    return bytes((random.choice(likely if likely and random.random() < 0.97 else members),))


def _members(argument: Any) -> bytes:
    found: set[int] = set()
    for kind, value in argument:
        if kind is sre.LITERAL:
            found.add(value)
        elif kind is sre.RANGE:
            found.update(range(value[0], value[1] + 1))
        elif kind is sre.CATEGORY:
            found.update(_CATEGORIES[value] if value in _CATEGORIES else _without(_NEGATED[value]))
    negated = argument[0][0] is sre.NEGATE
    return _without(bytes(sorted(found))) if negated else bytes(sorted(found))


def _without(members: bytes) -> bytes:
    return bytes(byte for byte in _ALL if byte not in members)
