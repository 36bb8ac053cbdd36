"""Patterns that look for script tags and comments and miss forms that browsers accept."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from gateline.engines.sast.solver.program import Unit
from gateline.engines.sast.structures.index import index_of, method_of
from gateline.engines.sast.structures.pattern_sites import Site, sites_of
from gateline.engines.sast.structures.regex_rows import flat, rows_of
from gateline.engines.sast.structures.regex_syntax import Pattern
from gateline.engines.sast.structures.registry import Seen
from gateline.facts import code

__all__ = ["bad_tag_filter", "hole_of"]

_CANDIDATE: Final = re.compile(r"(?i)<\s*\\?/?\(?(?:\?:)?(?:script|style)|<!--|<!\\-\\-")
_FILTERS: Final = frozenset({"replace", "replaceAll", "sub", "subn", "test", "match", "search", "fullmatch"})
_OWN_MARKER: Final = re.compile(
    r"<!--[\0\s]*[a-z0-9\[\]#@$:{!]|<script[^>\0]*[\0 ]?(?!src|type|[\0>])[a-z]{3,}|<style[^>\0]*[\0 ]?(?!type|[\0>])[a-z]{3,}="
)


def bad_tag_filter(unit: Unit, _options: Mapping[str, Any]) -> Iterable[Seen]:
    """Filters of script and style tags or comments with a hole."""
    for site in sites_of(index_of(unit)):
        if _is_filter(site) and (note := hole_of(site.pattern)):
            yield Seen(site.node[1], site.function, note)


def hole_of(pattern: Pattern) -> str:
    """What a pattern for tags or comments misses; empty when nothing, or when it is for something else."""
    if not _CANDIDATE.search(pattern.text):
        return ""
    return next((note for row in rows_of(pattern.root) if (note := _hole(pattern, flat(row)))), "")


def _is_filter(site: Site) -> bool:
    if not site.uses:
        return site.node[0] == code.CALL and method_of(site.node) == "compile"
    return any(use.method in _FILTERS for use in site.uses)


def _hole(pattern: Pattern, row: str) -> str:
    """What a way through the pattern misses, or nothing."""
    if _OWN_MARKER.search(row):
        return ""
    tag = re.match(r"[\0\s]*<\0?(script|style)", row)
    if tag is not None:
        if "i" not in pattern.flags and not re.search(r"\[\^|[Ss]\]|\[[Ss]", pattern.text):
            return f"`<{tag[1].upper()}>` passes the filter"
        if re.search(rf"</{tag[1]}>", row):
            return f"`</{tag[1]} x>` passes the filter, and browsers accept it as end tag"
        if re.search(rf"<{tag[1]}.*</{tag[1]}", row, re.DOTALL) and _stays_on_line(pattern):
            return "tags over several lines pass the filter"
        return ""
    if row.startswith("<!--\0-->") and _stays_on_line(pattern):
        return "comments over several lines pass the filter"
    return ""


def _stays_on_line(pattern: Pattern) -> bool:
    """Whether what stands between the tags is matched by a dot that stops at the end of a line."""
    return "s" not in pattern.flags and bool(re.search(r"(?<!\\)\.[*+]", pattern.text))
