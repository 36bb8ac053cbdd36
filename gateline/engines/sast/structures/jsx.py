"""Elements of JSX by their tags and constant attributes."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from gateline.engines.sast.solver.program import Unit
from gateline.engines.sast.structures.index import index_of
from gateline.engines.sast.structures.registry import Seen
from gateline.facts import code

__all__ = ["element"]

_ABSENT: Final = object()
_DYNAMIC: Final = object()


def element(unit: Unit, options: Mapping[str, Any]) -> Iterable[Seen]:
    """Elements that have some attributes and lack others.

    Args:
        unit: a file.
        options: `tags`; `has`, attribute (`a|b` for one of them) to a pattern found in its constant value; `lacks`, attribute to a
            pattern that is not found in it, where an empty pattern asks that it is not given at all.
    """
    if unit.is_test or "m" in unit.code.flags:
        return
    tags = frozenset(options["tags"])
    for function, node in index_of(unit).of(code.ELEMENT):
        if node[2][0] == code.CONST and node[2][2] in tags and _fits(node, options):
            yield Seen(node[1], function)


def _fits(node: Any, options: Mapping[str, Any]) -> bool:
    given = {name.lower(): _constant(value) for name, value in node[3] if name}
    for names, pattern in options.get("has", {}).items():
        values = [given.get(name.lower(), _ABSENT) for name in names.split("|")]
        if not any(isinstance(value, str) and re.search(pattern, value) for value in values):
            return False
    if any(not name for name, _value in node[3]):
        return False
    for name, pattern in options.get("lacks", {}).items():
        value = given.get(name.lower(), _ABSENT)
        if value is _ABSENT:
            continue
        if not pattern or not isinstance(value, str) or re.search(pattern, value):
            return False
    return True


def _constant(node: Any) -> Any:
    """The text of an attribute; a mark for one that is computed."""
    if node is None:
        return ""
    if node[0] == code.CONST:
        return node[2] if isinstance(node[2], str) else str(node[2])
    if node[0] == code.CONCAT and all(part[0] == code.CONST for part in node[2]):
        return "".join(str(part[2]) for part in node[2])
    return _DYNAMIC
