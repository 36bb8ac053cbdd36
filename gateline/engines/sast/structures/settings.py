"""Settings of Django: assignments in files that are settings of a deployed site."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from gateline.engines.sast.solver.program import Unit
from gateline.engines.sast.solver.sinks import words_of
from gateline.engines.sast.structures.registry import Seen
from gateline.facts import code

__all__ = ["setting"]

_TELLING: Final = frozenset(
    "INSTALLED_APPS MIDDLEWARE ROOT_URLCONF DATABASES TEMPLATES WSGI_APPLICATION ASGI_APPLICATION AUTH_USER_MODEL STATIC_URL SECRET_KEY "
    "ALLOWED_HOSTS AUTH_PASSWORD_VALIDATORS".split()
)
_ELSEWHERE: Final = frozenset(
    "global dev devel develop development local test tests testing ci debug example examples sandbox demo".split()
)
"""Words of files and folders whose settings never run for others, or are a framework's own defaults."""
_REPEATED: Final = re.compile(r"(.)\1*", re.DOTALL)
_UNKNOWN: Final = object()
_DEEPEST: Final = 30


class _Settings(NamedTuple):
    """Module-level assignments of a settings file."""

    assigned: dict[str, list[tuple[Any, int]]]
    """Name to (expression, span of the statement)."""
    changed: frozenset[str]
    """Names that are added to later, or changed by a method."""


def setting(unit: Unit, options: Mapping[str, Any]) -> Iterable[Seen]:
    """Assignments that break what a rule asks of a setting.

    Args:
        unit: a file.
        options: `setting` names, and one of `in`, `is` (`constant`, `empty`), `matches`, `first` (the first item), `lacks` (with `has`);
            `key` looks inside a literal dictionary, `with` asks that another setting is True.
    """
    if not unit.is_python or unit.is_test or not _is_for_others(unit.path):
        return
    wanted = options["setting"]
    names = [wanted] if isinstance(wanted, str) else wanted
    if unit.code.functions[0].locals and not any(name in unit.code.functions[0].locals for name in names):
        return
    found = _read(unit)
    if found is None:
        return
    other = options.get("with")
    if other is not None and not any(_constant(x, found) is True for x, _span in found.assigned.get(other, [])):
        return
    for name in names:
        for expression, span in found.assigned.get(name, []):
            value = _under(expression, options["key"]) if "key" in options else expression
            if value is not None and _breaks(value, name, options, found):
                yield Seen(span, 0)


def _is_for_others(path: str) -> bool:
    return not any(
        word in _ELSEWHERE or word.endswith("test") for part in path.rsplit(".", 1)[0].split("/")[-3:] for word in words_of(part)
    )


def _read(unit: Unit) -> _Settings | None:
    """The assignments of a settings file; None for another file."""
    assigned: dict[str, list[tuple[Any, int]]] = {}
    changed: set[str] = set()
    is_layered = False
    for node in _statements(unit.code.functions[0].body, 0):
        kind = node[0]
        if kind == code.ASSIGN and node[2][0] == code.NAME and node[2][2].isupper():
            assigned.setdefault(node[2][2], []).append((node[3], node[1]))
        elif kind == code.AUGMENT and node[2][0] == code.NAME:
            changed.add(node[2][2])
        elif kind == code.EXPRESSION and node[2][0] == code.CALL and node[2][2][0] == code.ATTR and node[2][2][2][0] == code.NAME:
            changed.add(node[2][2][2][2])
        elif kind == code.IMPORT_ALL and node[2].rsplit(".", 1)[-1] in (
            "base",
            "settings",
            "common",
            "defaults",
            "global_settings",
        ):
            is_layered = any(part.startswith("settings") for part in unit.path.split("/"))
    if is_layered or len(_TELLING & assigned.keys()) >= 2:
        return _Settings(assigned, frozenset(changed))
    return None


def _statements(block: Any, depth: int) -> Iterator[Any]:
    """Statements that run when the module is loaded; branches are left out, for what they set holds under a condition."""
    for node in block:
        if node[0] == code.TRY and depth < 3:
            yield from _statements(node[2], depth + 1)
        else:
            yield node


def _under(node: Any, key: str) -> Any:
    if node[0] != code.DICT:
        return None
    for name, value in node[2]:
        if name is not None and name[0] == code.CONST and name[2] == key:
            return value
    return None


def _constant(node: Any, found: _Settings, depth: int = 0) -> Any:
    """The constant an expression is, `_UNKNOWN` for others."""
    if depth > _DEEPEST:
        return _UNKNOWN
    kind = node[0]
    if kind == code.CONST:
        return node[2]
    if kind == code.NAME and len(known := found.assigned.get(node[2], [])) == 1:
        return _constant(known[0][0], found, depth + 1)
    if kind == code.CONCAT or (kind == code.BINARY and node[2] == "+"):
        parts = [_constant(part, found, depth + 1) for part in (node[2] if kind == code.CONCAT else node[3:5])]
        return "".join(parts) if all(isinstance(part, str) for part in parts) else _UNKNOWN
    return _UNKNOWN


def _items(node: Any, found: _Settings, depth: int = 0) -> list[Any] | None:
    """Expressions in a literal list; None when it may hold others."""
    if depth > _DEEPEST:
        return None
    if node[0] in (code.LIST, code.TUPLE, code.SET):
        return None if any(item[0] == code.SPREAD for item in node[2]) else list(node[2])
    if node[0] == code.NAME and len(known := found.assigned.get(node[2], [])) == 1 and node[2] not in found.changed:
        return _items(known[0][0], found, depth + 1)
    return None


def _breaks(node: Any, name: str, options: Mapping[str, Any], found: _Settings) -> bool:
    items = _items(node, found)
    constants = [value for item in items if (value := _constant(item, found)) is not _UNKNOWN] if items is not None else []
    value = _UNKNOWN if items is not None else _constant(node, found)
    if "in" in options:
        return any(_is_among(one, options["in"]) for one in (constants if items is not None else [value]) if one is not _UNKNOWN)
    if "matches" in options:
        return isinstance(value, str) and re.search(options["matches"], value) is not None
    if "first" in options:
        return bool(constants) and isinstance(constants[0], str) and re.search(options["first"], constants[0]) is not None
    if "lacks" in options:
        return _lacks(items, constants, name, options, found)
    if options.get("is") == "empty":
        return (items == [] and name not in found.changed) or value == ""
    return isinstance(value, str) and bool(value) and _REPEATED.fullmatch(value) is None


def _lacks(items: list[Any] | None, constants: list[Any], name: str, options: Mapping[str, Any], found: _Settings) -> bool:
    if items is None or name in found.changed or len(constants) != len(items):
        return False
    return not set(options["lacks"]) & set(constants) and set(options.get("has", ())) <= set(constants)


def _is_among(value: Any, wanted: Iterable[Any]) -> bool:
    for one in wanted:
        if isinstance(value, str) and isinstance(one, str):
            if value.lower() == one.lower():
                return True
        elif type(value) is type(one) and value == one:
            return True
    return False
