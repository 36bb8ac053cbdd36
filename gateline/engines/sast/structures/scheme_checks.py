"""Checks of addresses that refuse `javascript:` and forget the other schemes that run scripts."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from gateline.engines.sast.solver.program import Unit
from gateline.engines.sast.structures.index import Index, Placed, index_of, method_of
from gateline.engines.sast.structures.names import words
from gateline.engines.sast.structures.pattern_sites import sites_of
from gateline.engines.sast.structures.registry import Seen
from gateline.facts import code

__all__ = ["incomplete_scheme_check"]

_SCHEME: Final = re.compile(r"(?i)\s*javascript\s*:?\s*")
_IN_PATTERN: Final = re.compile(r"(?i)javascript(?:\\s\*|\s)*:|\^\(?(?:\?:)?[\w|]*\bjavascript\b[\w|]*\)?\$")
_CHECKS: Final = frozenset({"startsWith", "startswith", "indexOf", "includes", "find", "lastIndexOf", "search", "has"})
_TESTS: Final = frozenset({"test", "exec", "match", "search", "fullmatch"})
_SCHEMES: Final = frozenset("scheme schema protocol proto url uri href link src location".split())
_ALLOWED: Final = frozenset({"http", "https", "mailto"})


def incomplete_scheme_check(unit: Unit, _options: Mapping[str, Any]) -> Iterable[Seen]:
    """Tests for `javascript:` in functions that do not think of `data:` and `vbscript:`."""
    index = index_of(unit)
    told: set[int] = set()
    for function, node in _tests(index):
        if function not in told and not _thinks_of_others(index, function, node):
            told.add(function)
            yield Seen(node[1], function)


def _tests(index: Index) -> Iterator[Placed]:
    for method in _CHECKS:
        for function, call in index.calls.get(method, ()):
            if call[2][0] == code.ATTR and len(call[3]) >= 1 and _is_check(index, function, call[2][2], call[3][0]):
                yield Placed(function, call)
    for function, node in index.of(code.COMPARE):
        if node[2] in ("==", "!="):
            if _is_scheme(node[4], node[3]) or _is_scheme(node[3], node[4]):
                yield Placed(function, node)
        elif node[2] in ("in", "not in") and _is_check(index, function, node[4], node[3]):
            yield Placed(function, node)
    yield from _cases(index)
    for site in sites_of(index):
        if _IN_PATTERN.search(site.pattern.text):
            yield from (Placed(use.function, use.call) for use in site.uses if use.method in _TESTS)


def _cases(index: Index) -> Iterator[Placed]:
    for function, node in index.of(code.SWITCH):
        for values, _block in node[3]:
            if any(_is_scheme(value, node[2]) for value in values):
                yield Placed(function, values[0])


def _is_check(index: Index, function: int, one: Any, other: Any) -> bool:
    """Whether a call or membership asks for the scheme: one side the text or a list with it, the other what is asked."""
    if _is_scheme(other, one):
        return True
    texts = _texts(index, function, one)
    return any(_SCHEME.fullmatch(text) for text in texts) and not any(text.rstrip(":") in _ALLOWED for text in texts)


def _is_scheme(text: Any, subject: Any) -> bool:
    """Whether a constant names the scheme; without the colon it may be the language."""
    if text[0] != code.CONST or not isinstance(text[2], str) or not _SCHEME.fullmatch(text[2]):
        return False
    return ":" in text[2] or not _SCHEMES.isdisjoint(words(subject))


def _texts(index: Index, function: int, node: Any) -> list[str]:
    """The texts of a literal list, or of a text that is split into one."""
    if node[0] == code.NAME:
        node = index.binding(function, node[2]) or node
    if method_of(node) == "split" and node[2][0] == code.ATTR and node[2][2][0] == code.CONST:
        return re.split(r"\W+", str(node[2][2][2]).lower())
    if node[0] == code.NEW and node[3]:
        node = node[3][0]
    if node[0] not in (code.LIST, code.TUPLE, code.SET):
        return []
    return [item[2].lower() for item in node[2] if item[0] == code.CONST and isinstance(item[2], str)]


def _thinks_of_others(index: Index, function: int, node: Any) -> bool:
    """Whether the function, or a pattern or list it asks, speaks of the other schemes."""
    spoken: list[str] = []
    for one in index.inside(function):
        if (one[0] == code.CONST and isinstance(one[2], str)) or one[0] == code.REGEX:
            spoken.append(one[2].lower())
        elif one[0] == code.NAME and (value := index.binding(function, one[2])) is not None:
            spoken += _texts(index, function, value)
            if value[0] == code.REGEX or (value[0] == code.CONST and isinstance(value[2], str)):
                spoken.append(value[2].lower())
    for site in sites_of(index):
        if any(use.call is node or use.function == function for use in site.uses):
            spoken.append(site.pattern.text.lower())
    return any("vbscript" in text for text in spoken) and any("data" in text for text in spoken)
