"""Checks of patterns that hold host names or alternatives: dots that match anything, anchors that lack or bind one alternative only."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from gateline.engines.sast.solver.program import Unit
from gateline.engines.sast.structures.character_sets import ANY
from gateline.engines.sast.structures.index import Index, index_of
from gateline.engines.sast.structures.pattern_sites import Site, sites_of
from gateline.engines.sast.structures.regex_rows import rows_of, set_of, single
from gateline.engines.sast.structures.regex_syntax import Alternatives, Anchor, Chars, Group, Look, Part, Repeat, Sequence
from gateline.engines.sast.structures.registry import Seen
from gateline.engines.sast.structures.test_positions import is_test
from gateline.facts import code

__all__ = ["half_anchored", "host_pattern"]

_SOMETHING, _DOT, _START, _END, _PLACE = "XDSEP"
"""In a row as text, whose own letters are lower case: any other part, an unescaped dot, `^`, `$`, another assertion."""
_TOP: Final = r"(?:com|org|net|edu|gov|info|biz)"
_OTHER_TOP: Final = r"(?:io|dev|app|co|uk|de|fr|eu|us|ru|cn|jp|in|br|au|ca|internal)"
_NAMES: Final = r"(?:[a-z0-9X-]*[.D])*[a-z0-9-]+[.D]"
_HOST: Final = re.compile(
    rf"S?(?:(?:[a-z]+|X)?:?//)?(?P<name>{_NAMES}{_TOP})(?![a-z0-9-])(?P<rest>.*)"
    rf"|S?(?:[a-z]+|X)?:?//(?P<name2>{_NAMES}{_OTHER_TOP})(?![a-z0-9-])(?P<rest2>.*)",
    re.DOTALL,
)
_DOT_INSIDE: Final = re.compile(rf"(?<!D)[a-z0-9X]D[a-z0-9-]+[.D](?:[a-z0-9-]+[.D])*(?:{_TOP}|{_OTHER_TOP})$")
_LOCAL: Final = "localhost"
_CHECKS: Final = frozenset({"test", "exec", "match", "search", "fullmatch"})
_NEEDS_PLACE: Final = frozenset({"exec", "match", "search"})


def host_pattern(unit: Unit, options: Mapping[str, Any]) -> Iterable[Seen]:
    """Patterns with host names; option `fault`: `anchor` or `dot`."""
    index = index_of(unit)
    for site in sites_of(index):
        if not _TOP_INSIDE.search(site.pattern.text):
            continue
        rows = [_row(row) for row in rows_of(site.pattern.root)]
        hosts = [found for row in rows if (found := _HOST.match(row)) and " " not in row]
        if not hosts or len(hosts) + sum(_LOCAL in row for row in rows) < len(rows):
            continue
        if options["fault"] == "dot":
            if _may_check(site) and any(_DOT_INSIDE.search(found["name"] or found["name2"]) for found in hosts):
                yield Seen(site.node[1], site.function)
        elif _is_check(index, site) and any(_lacks_anchor(site, found) for found in hosts):
            yield Seen(site.node[1], site.function)


_TOP_INSIDE: Final = re.compile(rf"(?i)\b{_TOP}\b|\b{_OTHER_TOP}\b")


def _row(parts: list[Part]) -> str:
    text: list[str] = []
    for part in parts:
        if isinstance(part, Anchor):
            text.append({"^": _START, "A": _START, "$": _END, "Z": _END}.get(part.name, _PLACE))
        elif isinstance(part, Look):
            text.append(_PLACE)
        elif isinstance(part, Repeat) and part.high == 1:
            text.append(_row(rows_of(part.item)[0]))
        else:
            text.append(_letter(part))
    return "".join(text)


def _letter(part: Part) -> str:
    if isinstance(part, Chars) and part.end == part.start + 1 and len(part.chars) > 0 and part.chars[-1][1] == ANY[-1][1]:
        return _DOT
    chars = set_of(part)
    return _SOMETHING if chars is None else single(chars) or _SOMETHING


def _may_check(site: Site) -> bool:
    """Whether the pattern is used for something else than changing texts, as far as is seen."""
    return "g" not in site.pattern.flags and (not site.uses or any(use.method in _CHECKS for use in site.uses))


def _is_check(index: Index, site: Site) -> bool:
    if "g" in site.pattern.flags:
        return False
    for use in site.uses:
        if use.method not in _CHECKS:
            continue
        if use.method not in _NEEDS_PLACE or is_test(index, use.function, use.call) or _is_alone(index, use.function, use.call):
            return True
    return False


def _is_alone(index: Index, function: int, call: Any) -> bool:
    """Whether the result is not used: a statement of its own."""
    parent = index.parents(function).get(id(call))
    return parent is not None and parent[0] == code.EXPRESSION


def _lacks_anchor(site: Site, found: re.Match[str]) -> bool:
    is_python = any(use.method in ("match", "fullmatch") and site.node[0] == code.CALL for use in site.uses) and not site.is_text
    is_whole = any(use.method == "fullmatch" for use in site.uses)
    row = found.string
    rest = found["rest"] if found["name"] else found["rest2"]
    is_started = row.startswith(_START) or (is_python and _is_of_python(site))
    is_ended = is_whole or rest != ""
    if is_started:
        return not is_ended
    return not (rest.startswith(_END) and re.match(r"[XD]*\.", row))


def _is_of_python(site: Site) -> bool:
    """Whether `match` is Python's, which begins at the start of the text."""
    return (
        bool(site.uses) and site.node[0] == code.CALL and site.node[2][0] == code.ATTR and site.node[2][2][-1] in ("re", "regex")
    )


def half_anchored(unit: Unit, _options: Mapping[str, Any]) -> Iterable[Seen]:
    """Alternatives of words of which only the first has the `^`, or only the last the `$`."""
    for site in sites_of(index_of(unit)):
        root = site.pattern.root
        if not isinstance(root, Alternatives) or not _is_half_anchored(root.branches):
            continue
        if not site.uses or any(use.method in _CHECKS for use in site.uses):
            yield Seen(site.node[1], site.function)


def _is_half_anchored(branches: tuple[Part, ...]) -> bool:
    starts = [_places(branch) for branch in branches]
    firsts = [bool(places) and places[0] for places in starts]
    if not all(_is_word(branch) for branch in branches):
        return False
    is_first = firsts[0] == "^" and starts[0] == ["^"]
    is_last = starts[-1] == ["$"]
    middle = starts[1:-1]
    if is_first and not any(starts[1:]):
        return True
    if is_last and not any(starts[:-1]):
        return True
    return is_first and is_last and bool(middle) and not any(middle)


def _places(part: Part) -> list[str]:
    """Assertions of a branch: `^` only counts at its start and `$` only at its end."""
    items = part.items if isinstance(part, Sequence) else (part,)
    found: list[str] = []
    for number, item in enumerate(items):
        for name in _assertions(item):
            is_edge = item is not None and isinstance(item, Anchor)
            if is_edge and ((name == "^" and number == 0) or (name == "$" and number == len(items) - 1)):
                found.append(name)
            else:
                found.append("other")
    return found


def _assertions(part: Part) -> Iterator[str]:
    waiting: list[Part] = [part]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Anchor):
            yield one.name
        elif isinstance(one, Look):
            yield "look"
        elif isinstance(one, Sequence):
            waiting += one.items
        elif isinstance(one, Alternatives):
            waiting += one.branches
        elif isinstance(one, Repeat | Group):
            waiting.append(one.item)


def _is_word(part: Part) -> bool:
    """Whether a branch is made of letters in the first place."""
    rows = rows_of(part)
    return bool(rows) and all(
        any((chars := set_of(item)) and (letter := single(chars)) and letter.isascii() and letter.isalpha() for item in row)
        for row in rows
    )
