"""Checks of addresses that look for a text where they should compare a part of the address."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from gateline.engines.sast.solver.program import Unit
from gateline.engines.sast.structures.constants import text_of
from gateline.engines.sast.structures.index import Index, index_of, method_of, same
from gateline.engines.sast.structures.names import is_address, last_name
from gateline.engines.sast.structures.registry import Seen
from gateline.facts import code

__all__ = ["incomplete_url_check", "suffix_check_by_index"]

_MAIN: Final = r"(?:com|org|net)"
_TOP: Final = r"(?:com|org|net|io|dev|app|edu|gov|info|biz|co|de|uk|fr|eu|us|ru|cn|jp|in|br|au|ca)"
_BARE: Final = re.compile(rf"(?i)\.?(?:[a-z0-9-]+\.)+{_TOP}(?::\d+)?(?:/\S*)?")
_BARE_MAIN: Final = re.compile(rf"(?i)\.?(?:[a-z0-9-]+\.)+{_MAIN}(?::\d+)?(?:/\S*)?")
_WHOLE: Final = re.compile(r"(?i)(?:[a-z][a-z0-9+.-]*:)?//(?:[a-z0-9-]+\.)+[a-z]{2,}(?::\d+)?(?:/\S*)?")
_PREFIX: Final = re.compile(r"(?i)(?:https?|wss?|ftp)://(?:[a-z0-9-]+\.)+[a-z]{2,}")
_SUFFIX: Final = re.compile(rf"(?i)(?:[a-z0-9-]+\.)+{_TOP}")
_FOUND: Final = {"!=": (-1, 0), "==": (-1, 0), ">=": (0,), ">": (-1,), "<": (0,), "<=": (-1,)}
"""Comparisons of a place that tell whether the text was found, or where."""
_SEARCHES: Final = frozenset({"indexOf", "find", "index", "search"})


def incomplete_url_check(unit: Unit, _options: Mapping[str, Any]) -> Iterable[Seen]:
    """Hosts looked for anywhere in an address, or at its start or end without what delimits a host."""
    index = index_of(unit)
    if unit.is_python:
        yield from _memberships(index)
    else:
        for function, call in index.calls.get("includes", ()):
            if (text := _looked_for(index, function, call)) is not None and _is_host(index, function, text, call[2][2]):
                yield Seen(call[1], function, f"`{text}` may stand anywhere in the address")
    for function, node in index.of(code.COMPARE):
        if node[2] in _FOUND and (seen := _compared_place(index, function, node)):
            yield seen
    for method in ("startsWith", "startswith"):
        for function, call in index.calls.get(method, ()):
            text = _looked_for(index, function, call)
            if text is not None and _PREFIX.fullmatch(text) and _is_asked(call[2][2], text):
                yield Seen(call[1], function, f"`{text}.attacker.net` begins with `{text}`, too")
    for method in ("endsWith", "endswith"):
        for function, call in index.calls.get(method, ()):
            text = _looked_for(index, function, call)
            if text is not None and _SUFFIX.fullmatch(text) and _is_asked(call[2][2], text):
                yield Seen(call[1], function, f"`attacker-{text}` ends with `{text}`, too")


def _looked_for(index: Index, function: int, call: Any) -> str | None:
    if call[2][0] != code.ATTR or len(call[3]) != 1 or call[4]:
        return None
    return text_of(index, function, call[3][0])


def _is_host(index: Index, function: int, text: str, subject: Any) -> bool:
    return (
        bool(_BARE.fullmatch(text) or _WHOLE.fullmatch(text))
        and _is_asked(subject, text)
        and not _is_container(index, function, subject)
    )


def _is_asked(subject: Any, text: str) -> bool:
    """Whether the text is looked for in an address; a name of one letter says nothing, the text then has to be plain enough."""
    if is_address(subject):
        return True
    return len(last_name(subject)) == 1 and bool(_BARE_MAIN.fullmatch(text) or _WHOLE.fullmatch(text))


def _is_container(index: Index, function: int, node: Any) -> bool:
    if node[0] == code.NAME:
        value = index.binding(function, node[2])
        return value is not None and value[0] in (code.LIST, code.TUPLE, code.SET, code.DICT, code.COMPREHENSION, code.NEW)
    return node[0] in (code.LIST, code.TUPLE, code.SET, code.DICT)


def _memberships(index: Index) -> Iterator[Seen]:
    """Python's `"host" in address`."""
    for function, node in index.of(code.COMPARE):
        if node[2] in ("in", "not in"):
            text = text_of(index, function, node[3])
            if text is not None and _is_host(index, function, text, node[4]):
                yield Seen(node[1], function, f"`{text}` may stand anywhere in the address")


def _compared_place(index: Index, function: int, node: Any) -> Seen | None:
    """`address.indexOf("host") !== -1` and its like."""
    call, number = node[3], _number(node[4])
    if number is None or method_of(call) not in _SEARCHES or number not in _FOUND[node[2]]:
        return None
    text = _looked_for(index, function, call)
    if text is None or not _is_host(index, function, text, call[2][2]):
        return None
    is_start = number == 0 and node[2] in ("==", "!=")
    if is_start and (text.rstrip().endswith("/") or "/" in text.partition("//")[2] or re.search(r":\d+$", text)):
        return None
    return Seen(
        node[1], function, f"`{text}` may {'be followed by more of the host' if is_start else 'stand anywhere in the address'}"
    )


def _number(node: Any) -> int | None:
    if node[0] == code.UNARY and node[2] == "-" and node[3][0] == code.CONST and type(node[3][2]) is int:
        return -node[3][2]
    return node[2] if node[0] == code.CONST and type(node[2]) is int else None


def suffix_check_by_index(unit: Unit, _options: Mapping[str, Any]) -> Iterable[Seen]:
    """`text.indexOf(end) === text.length - end.length`: true as well when the end is not found and is one longer than the text."""
    index = index_of(unit)
    for function, node in index.of(code.COMPARE):
        if node[2] not in ("==", "!="):
            continue
        for place, length in ((node[3], node[4]), (node[4], node[3])):
            call = _bound(index, function, place)
            if method_of(call) not in ("indexOf", "lastIndexOf") or call[2][0] != code.ATTR or len(call[3]) != 1:
                continue
            is_rest = _is_rest(_bound(index, function, length), call[2][2]) and not _is_single(call[3][0])
            if is_rest and not _is_found_checked(index, function, place, call, length):
                yield Seen(node[1], function)


def _bound(index: Index, function: int, node: Any) -> Any:
    value = index.binding(function, node[2]) if node[0] == code.NAME else None
    return node if value is None else value


def _is_rest(node: Any, text: Any) -> bool:
    """Whether an expression is the length of the text less something."""
    for _ in range(4):
        if node[0] != code.BINARY or node[2] != "-":
            break
        node = node[3]
        if node[0] == code.ATTR and node[3] == "length" and same(node[2], text):
            return True
    return False


def _is_single(node: Any) -> bool:
    return node[0] == code.CONST and isinstance(node[2], str) and len(node[2]) <= 1


_FOUND_AT_ALL: Final = frozenset({("!=", -1), ("==", -1), (">", -1), (">=", 0), ("<", 0), ("<=", -1)})


def _is_found_checked(index: Index, function: int, place: Any, call: Any, length: Any) -> bool:
    """Whether the function also asks whether the end was found, or whether the text is long enough."""
    for other, node in index.of(code.COMPARE):
        if other != function:
            continue
        number = _number(node[4])
        if number is not None and (node[2], number) in _FOUND_AT_ALL:
            if same(node[3], place) or same(node[3], call) or same(node[3], length):
                return True
        elif node[2] in (">=", ">", "<", "<=") and node[3][0] == code.ATTR and node[3][3] == "length":
            return True
    return False
