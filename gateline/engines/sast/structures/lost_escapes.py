r"""Patterns written as plain texts whose backslashes the language takes for itself: `"\d+"` is `d+`, `"\bword"` begins with a backspace.

The source is not at hand, but the room that a literal takes is: what it takes beyond its characters are backslashes that had no effect.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from gateline.engines.sast.solver.program import Unit
from gateline.engines.sast.structures.index import index_of
from gateline.engines.sast.structures.registry import Seen
from gateline.facts import code

__all__ = ["escape_lost"]

_PYTHON: Final = ("compile", "match", "fullmatch", "search", "findall", "finditer", "split", "sub", "subn")
_QUOTES: Final = 2
_BACKSPACE: Final = "\b"
_HARMLESS: Final = ("/", "-", '"', "'", " ", "`", ":", "=", "@", "#", "%", "&", "<", ">", ",", ";", "!", "~", "_")
"""Characters that people escape though they mean themselves with and without a backslash."""
_MEANING: Final = frozenset(".*+?()[]{}|^$dDwWsSB")
"""Characters that a backslash gives, or takes, a meaning in a pattern."""


def escape_lost(unit: Unit, _options: Mapping[str, Any]) -> Iterable[Seen]:
    """Texts given as patterns in which a backslash was lost."""
    index = index_of(unit)
    for name in _PYTHON if unit.is_python else ("RegExp",):
        for function, call in index.calls.get(name, ()):
            if unit.is_python and not (call[2][0] == code.ATTR and call[2][2][0] == code.NAME and call[2][2][2] == "re"):
                continue
            written = call[3][0] if call[3] else None
            if written is None or written[0] != code.CONST or not isinstance(written[2], str):
                continue
            if _BACKSPACE in written[2]:
                yield Seen(call[1], function, r"`\b` in a plain text is a backspace, no word boundary")
            elif not unit.is_python and _has_lost(written[2], written[1] & 0xFFFF):
                yield Seen(call[1], function, "a backslash before a character that needs none is dropped from the text")


def _has_lost(text: str, length: int) -> bool:
    """Whether a literal takes more room than its characters do, and more than harmless escapes explain."""
    if length == 0xFFFF or not text.isascii() or any(char < " " or char == "\x7f" for char in text) or _MEANING.isdisjoint(text):
        return False
    extra = length - _QUOTES - len(text) - text.count("\\")
    if extra <= 0:
        return False
    explained = {0}
    for char in _HARMLESS:
        count = text.count(char)
        if count:
            explained |= {one + count for one in explained}
    return extra not in explained and extra <= len(text)
