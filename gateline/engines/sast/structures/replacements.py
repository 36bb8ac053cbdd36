"""Replacements in texts: what is replaced by what, how often, and which come one after the other."""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from gateline.engines.sast.structures.constants import text_of
from gateline.engines.sast.structures.index import Index, method_of
from gateline.engines.sast.structures.pattern_sites import flags_of
from gateline.engines.sast.structures.regex_rows import set_of
from gateline.engines.sast.structures.regex_syntax import Pattern, Sequence, parse
from gateline.facts import code

__all__ = ["Replacement", "earlier", "replacements_of"]


class Replacement(NamedTuple):
    """One call that replaces."""

    function: int
    call: Any
    subject: Any
    """The text in which is replaced."""
    text: str | None
    """What is replaced, when it is a constant text: the only one a pattern matches, or the argument itself."""
    pattern: Pattern | None
    """What is replaced, when it is a pattern."""
    by: str | None
    """What is put there, when it is constant."""
    is_global: bool
    """Every occurrence is replaced."""

    def characters(self) -> frozenset[str]:
        """Characters that are replaced one by one; empty for longer texts and for sets of more than a few."""
        if self.pattern is None:
            return frozenset(self.text) if self.text is not None and len(self.text) == 1 else frozenset()
        chars = set_of(self.pattern.root)
        if chars is None or sum(high - low + 1 for low, high in chars) > _MOST_CHARACTERS:
            return frozenset()
        return frozenset(chr(point) for low, high in chars for point in range(low, high + 1))


_MOST_CHARACTERS: Final = 40
_HARMLESS: Final = frozenset(
    "trim strip lstrip rstrip toString toLowerCase toUpperCase lower upper trimStart trimEnd slice substring".split()
)
"""Methods that keep what earlier replacements did."""


def replacements_of(index: Index) -> list[Replacement]:
    """Every replacement of a file of which something is known, functions in order."""
    found: list[Replacement] | None = index.memory.get("replacements")
    if found is None:
        found = index.memory["replacements"] = list(_python(index) if index.unit.is_python else _javascript(index))
    return found


def _javascript(index: Index) -> Iterator[Replacement]:
    for method in ("replace", "replaceAll"):
        for function, call in index.calls.get(method, ()):
            if call[2][0] != code.ATTR or len(call[3]) != 2:
                continue
            by = text_of(index, function, call[3][1])
            pattern = _regex(index, function, call[3][0], 0)
            if pattern is not None:
                read = parse(pattern[0], pattern[1], is_python=False)
                if read is not None:
                    yield Replacement(
                        function, call, call[2][2], _only(read), read, by, "g" in pattern[1] or method == "replaceAll"
                    )
                continue
            text = text_of(index, function, call[3][0])
            if text is not None:
                yield Replacement(function, call, call[2][2], text, None, by, method == "replaceAll")


def _regex(index: Index, function: int, node: Any, depth: int) -> tuple[str, str] | None:
    """Pattern and flags of an expression that is a constant pattern."""
    if node[0] == code.REGEX:
        return node[2], node[3]
    if node[0] == code.NAME and depth < 4:
        value = index.binding(function, node[2])
        return None if value is None else _regex(index, function, value, depth + 1)
    if method_of(node) == "RegExp" and node[3]:
        text = text_of(index, function, node[3][0])
        flags = text_of(index, function, node[3][1]) if len(node[3]) > 1 else ""
        return None if text is None or flags is None else (text, flags)
    return None


def _python(index: Index) -> Iterator[Replacement]:
    for function, call in index.calls.get("replace", ()):
        if call[2][0] == code.ATTR and len(call[3]) == 2 and not call[4]:
            text = text_of(index, function, call[3][0])
            if text is not None:
                yield Replacement(function, call, call[2][2], text, None, text_of(index, function, call[3][1]), is_global=True)
    for function, call in index.calls.get("sub", ()):
        made = _sub(index, function, call)
        if made is not None:
            yield made


def _sub(index: Index, function: int, call: Any) -> Replacement | None:
    """`re.sub(pattern, by, text)` and `compiled.sub(by, text)`."""
    callee, arguments = call[2], call[3]
    if callee[0] != code.ATTR:
        return None
    flags = next((value for name, value in call[4] if name == "flags"), None)
    if callee[2][0] == code.NAME and callee[2][2] in ("re", "regex") and len(arguments) >= 3:
        pattern, by, subject = arguments[:3]
        flags = arguments[4] if len(arguments) > 4 else flags
    elif len(arguments) == 2 and (made := _compiled(index, function, callee[2])) is not None:
        by, subject = arguments
        pattern = made[3][0]
        flags = made[3][1] if len(made[3]) > 1 else next((value for name, value in made[4] if name == "flags"), None)
    else:
        return None
    text = text_of(index, function, pattern)
    read = None if text is None else parse(text, flags_of(flags), is_python=True)
    if read is None:
        return None
    return Replacement(function, call, subject, _only(read), read, text_of(index, function, by), is_global=True)


def _compiled(index: Index, function: int, node: Any) -> Any:
    """The call of `re.compile` that made a pattern."""
    if node[0] == code.NAME:
        node = index.binding(function, node[2])
    return node if node is not None and method_of(node) == "compile" and node[3] else None


def _only(pattern: Pattern) -> str | None:
    """The only text a pattern matches: a row of characters without choice."""
    root = pattern.root
    text: list[str] = []
    for part in root.items if isinstance(root, Sequence) else (root,):
        chars = set_of(part)
        if chars is None or len(chars) != 1 or chars[0][0] != chars[0][1]:
            return None
        text.append(chr(chars[0][0]))
    return "".join(text)


def earlier(index: Index, one: Replacement) -> list[Replacement]:
    """Replacements whose result a replacement works on, the nearest first: inner ones of the chain, then those assigned before to the
    variable it begins with, in the same function."""
    by_call = index.memory.get("replacements by call")
    if by_call is None:
        by_call = index.memory["replacements by call"] = {id(each.call): each for each in replacements_of(index)}
    found: list[Replacement] = []
    subject, place = one.subject, one.call[1] >> 16
    for _ in range(_LONGEST_CHAIN):
        inner = by_call.get(id(subject))
        if inner is not None:
            found.append(inner)
            subject = inner.subject
        elif subject[0] == code.CALL and subject[2][0] == code.ATTR and subject[2][3] in _HARMLESS:
            subject = subject[2][2]
        elif subject[0] == code.NAME and (assigned := _assigned_before(index, one.function, subject[2], place)) is not None:
            subject, place = assigned[3], assigned[1] >> 16
        else:
            break
    return found


_LONGEST_CHAIN: Final = 60


def _assigned_before(index: Index, function: int, name: str, place: int) -> Any:
    """The last assignment of a variable that stands before a place of the function."""
    key = f"assignments {function}"
    assignments: dict[str, list[Any]] | None = index.memory.get(key)
    if assignments is None:
        assignments = index.memory[key] = {}
        for node in index.inside(function):
            if node[0] in (code.ASSIGN, code.LET) and node[2][0] == code.NAME:
                assignments.setdefault(node[2][2], []).append(node)
    before = [node for node in assignments.get(name, ()) if (node[1] >> 16) + (node[1] & 0xFFFF) <= place]
    return max(before, key=lambda node: node[1] >> 16) if before else None
