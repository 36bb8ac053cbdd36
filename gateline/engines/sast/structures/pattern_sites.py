"""Where a file has constant regular expressions, and what it does with each."""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from gateline.engines.sast.structures.constants import text_of
from gateline.engines.sast.structures.index import Index
from gateline.engines.sast.structures.regex_syntax import Pattern, parse
from gateline.facts import code

__all__ = ["Site", "Use", "flags_of", "sites_of"]


class Use(NamedTuple):
    """A call that applies a pattern."""

    method: str
    """`test`, `match`, `sub` …"""
    function: int
    call: Any
    subject: Any
    """The text it is applied to; None where that is not seen."""


class Site(NamedTuple):
    """A constant pattern."""

    function: int
    node: Any
    """The literal, or the call that takes the pattern as text."""
    pattern: Pattern
    uses: tuple[Use, ...]
    """Empty when nothing is known: it may be kept in a container or handed on."""
    is_text: bool
    """Given as text to a function that takes texts and patterns."""


_PYTHON: Final = {
    "compile": 1,
    "match": 2,
    "fullmatch": 2,
    "search": 2,
    "findall": 2,
    "finditer": 2,
    "split": 3,
    "sub": 4,
    "subn": 4,
}
"""Functions of `re`, and the position of their flags."""
_SUBJECT: Final = {"sub": 1, "subn": 1}
"""Position of the text in methods of a compiled pattern, where it is not the first."""
_OF_PATTERN: Final = frozenset({"test", "exec"})
_OF_TEXT: Final = frozenset({"match", "matchAll", "search", "replace", "replaceAll", "split"})
_LETTERS: Final = {
    "I": "i", "IGNORECASE": "i", "M": "m", "MULTILINE": "m", "S": "s", "DOTALL": "s", "X": "x", "VERBOSE": "x",
}  # fmt: skip
_MOST_SITES: Final = 3000


def sites_of(index: Index) -> list[Site]:
    """Every constant pattern of a file that can be read."""
    found: list[Site] | None = index.memory.get("pattern sites")
    if found is None:
        sites = _python_sites(index) if index.unit.is_python else _javascript_sites(index)
        found = index.memory["pattern sites"] = [site for site, _ in zip(sites, range(_MOST_SITES), strict=False)]
    return found


def _python_sites(index: Index) -> Iterator[Site]:
    named = _named_uses(index, frozenset(_PYTHON) - {"compile"})
    for method, position in _PYTHON.items():
        for function, call in index.calls.get(method, ()):
            callee = call[2]
            if callee[0] != code.ATTR or callee[2][0] != code.NAME or callee[2][2] not in ("re", "regex"):
                continue
            argument = _argument(call, 0, "pattern")
            text = None if argument is None else text_of(index, function, argument)
            if text is None:
                continue
            pattern = parse(text, flags_of(_argument(call, position, "flags")), is_python=True)
            if pattern is None:
                continue
            if method == "compile":
                uses = _uses_of_compiled(index, function, call, named)
            else:
                subject = _argument(call, 1 + _SUBJECT.get(method, 0), "string")
                uses = (Use(method, function, call, subject),)
            yield Site(function, call, pattern, uses, is_text=False)


def flags_of(node: Any) -> str:
    """Letters of the flags that an expression such as `re.I | re.M` names."""
    letters: list[str] = []
    waiting = [] if node is None else [node]
    while waiting and len(letters) < 8:
        one = waiting.pop()
        if one[0] == code.BINARY:
            waiting += [one[3], one[4]]
        elif one[0] in (code.ATTR, code.NAME):
            letters.append(_LETTERS.get(one[3] if one[0] == code.ATTR else one[2], ""))
    return "".join(sorted(set(letters)))


def _argument(call: Any, position: int, name: str) -> Any:
    if position < len(call[3]):
        argument = call[3][position]
        return None if argument[0] == code.SPREAD else argument
    return next((value for key, value in call[4] if key == name), None)


def _javascript_sites(index: Index) -> Iterator[Site]:
    named = _named_uses(index, _OF_PATTERN | _OF_TEXT)
    for function, node in index.of(code.REGEX):
        pattern = parse(node[2], node[3], is_python=False)
        if pattern is not None:
            yield Site(function, node, pattern, _uses_of_compiled(index, function, node, named), is_text=False)
    for function, call in index.calls.get("RegExp", ()):
        if call[2][0] != code.NAME or not call[3]:
            continue
        text = text_of(index, function, call[3][0])
        flags = text_of(index, function, call[3][1]) if len(call[3]) > 1 else ""
        if text is None or flags is None:
            continue
        pattern = parse(text, flags, is_python=False)
        if pattern is not None:
            yield Site(function, call, pattern, _uses_of_compiled(index, function, call, named), is_text=False)
    for method in ("match", "search"):
        for function, call in index.calls.get(method, ()):
            if call[2][0] != code.ATTR or len(call[3]) != 1:
                continue
            text = text_of(index, function, call[3][0])
            pattern = None if text is None else parse(text, "", is_python=False)
            if pattern is not None:
                yield Site(function, call, pattern, (Use(method, function, call, call[2][2]),), is_text=True)


def _uses_of_compiled(index: Index, function: int, node: Any, named: dict[str, list[Use]]) -> tuple[Use, ...]:
    """What is done with the pattern that an expression makes: at once, or under the name it is assigned to."""
    parent = index.parents(function).get(id(node))
    if parent is None:
        return ()
    if parent[0] == code.ATTR and parent[2] is node:
        call = index.parents(function).get(id(parent))
        if call is None or call[0] != code.CALL or call[2] is not parent:
            return ()
        subject = _argument(call, _SUBJECT.get(parent[3], 0), "string")
        return (Use(parent[3], function, call, subject),)
    if parent[0] == code.CALL and parent[2][0] == code.ATTR and parent[3] and parent[3][0] is node:
        return (Use(parent[2][3], function, parent, parent[2][2]),)
    if parent[0] in (code.ASSIGN, code.LET) and parent[3] is node:
        target = parent[2]
        name = target[2] if target[0] == code.NAME else target[3] if target[0] == code.ATTR else ""
        return tuple(named.get(name, ()))
    return ()


def _named_uses(index: Index, methods: frozenset[str]) -> dict[str, list[Use]]:
    """Uses of patterns that are variables or members, by their name."""
    found: dict[str, list[Use]] = {}
    is_python = index.unit.is_python
    for method in methods:
        for function, call in index.calls.get(method, ()):
            callee = call[2]
            if callee[0] != code.ATTR:
                continue
            if is_python or method in _OF_PATTERN:
                pattern, subject = callee[2], _argument(call, _SUBJECT.get(method, 0), "string")
            else:
                pattern, subject = (call[3][0] if call[3] else None), callee[2]
            if pattern is None or pattern[0] not in (code.NAME, code.ATTR):
                continue
            name = pattern[2] if pattern[0] == code.NAME else pattern[3]
            found.setdefault(name, []).append(Use(method, function, call, subject))
    return found
