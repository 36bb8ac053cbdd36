"""Checks of texts that are made harmless by replacing characters: the first only, the quote but not the backslash, once what can
form again, `&` in the wrong order."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from gateline.engines.sast.solver.program import Unit
from gateline.engines.sast.structures.index import Index, index_of, method_of, same
from gateline.engines.sast.structures.regex_rows import flat, is_skippable, rows_of
from gateline.engines.sast.structures.regex_syntax import Anchor
from gateline.engines.sast.structures.registry import Seen
from gateline.engines.sast.structures.replacements import Replacement, earlier, replacements_of
from gateline.engines.sast.structures.tag_filters import hole_of
from gateline.facts import code

__all__ = ["double_escaping", "incomplete_sanitization"]


def incomplete_sanitization(unit: Unit, options: Mapping[str, Any]) -> Iterable[Seen]:
    """Replacements that leave something dangerous; option `fault`: `first-only`, `backslash`, `removal`, `attribute` or `expansion`."""
    index = index_of(unit)
    check = _FAULTS[options["fault"]]
    for one in replacements_of(index):
        if check(index, one):
            yield Seen(one.call[1], one.function)


_MEANINGFUL: Final = frozenset("'\"<>&/\\.*$;|`{}()[]#%?+^~ \n")
_REMOVED: Final = frozenset("'\"<>\\|`")
"""Characters that nobody removes just because they stand at an end."""
_ESCAPE: Final = re.compile(r"\\(?:\$&|\$1|\\?.{0,3})|&#?\w{1,8};?|%[0-9A-Fa-f]{2}", re.DOTALL)
_ENCODED: Final = re.compile(r"%[0-9A-Fa-f]{2}|&#?\w{1,8};")


def _is_first_only(index: Index, one: Replacement) -> bool:
    if one.is_global or one.by is None or index.unit.is_python:
        return False
    characters = one.characters()
    if characters:
        if not characters <= _MEANINGFUL:
            return False
        if one.by:
            text = min(characters)
            is_meant = _ESCAPE.fullmatch(one.by) is not None and one.by not in characters
            is_meant = is_meant or (len(characters) == 1 and one.by == text * 2)
        else:
            is_meant = characters <= _REMOVED
    elif one.text is not None:
        is_meant = (bool(_ENCODED.fullmatch(one.text)) and len(one.by) == 1) or (one.by == "" and one.text.strip("/\\") == "..")
    else:
        return False
    return is_meant and not _is_repeated(index, one)


def _is_repeated(index: Index, one: Replacement) -> bool:
    """Whether the replacement is made again on its result: in a loop, or by the same call around it."""
    for node in index.ancestors(one.function, one.call):
        if node[0] == code.WHILE:
            return True
        if node[0] == code.CALL and node is not one.call and method_of(node) == "replace" and same(node[3], one.call[3]):
            return True
    return any(same(other.call[3], one.call[3]) for other in earlier(index, one))


_QUOTES: Final = frozenset("'\"`")
_WHOLLY: Final = frozenset("stringify dumps repr quote escape encodeURI encodeURIComponent addslashes b64encode".split())
"""Functions whose result holds no lone backslash."""


def _is_backslash_missing(index: Index, one: Replacement) -> bool:
    characters = one.characters()
    if not one.is_global or one.by is None or not characters or characters.isdisjoint(_QUOTES) or "\\" in characters:
        return False
    escapes = {"\\$&", "\\$1", "\\\\1", "\\\\\\1", "\\\\\\g<0>", "\\\\" + min(characters)} | {"\\" + char for char in characters}
    if one.by not in escapes or (one.by.startswith("\\\\") and one.pattern is None):
        return False
    for other in earlier(index, one):
        if "\\" in other.characters() or (other.pattern is not None and (other.text is None and other.by is None)):
            return False
    return not _is_encoded(index, one)


def _is_encoded(index: Index, one: Replacement) -> bool:
    """Whether the text comes out of a function that escapes backslashes."""
    subject = one.subject
    names = {subject[2]} if subject[0] == code.NAME else set()
    for node in index.inside(one.function):
        if (
            node[0] in (code.ASSIGN, code.LET)
            and node[2][0] == code.NAME
            and node[2][2] in names
            and method_of(node[3]) in _WHOLLY
        ):
            return True
    while subject[0] == code.CALL:
        if method_of(subject) in _WHOLLY:
            return True
        if subject[2][0] != code.ATTR:
            return False
        subject = subject[2][2]
    return False


_DANGEROUS: Final = re.compile(
    r"[\0\s]?<\0?s?cript|\0?<!--(?!\s*[a-z\[\]#@$])|\0?--\0?>$|[/\\\0]?(?:\.\.[/\\])+[\0\s]?$|[/\\\0]{0,2}(?:[/\\]\.\.)+[\0\s/\\]?$"
    r"|javascript:|vbscript:|[\s\0]*\bon\0=|[\s\0]ng-\0"
)
_SPECIFIC: Final = re.compile(
    r"<\0?s?cript\W*[\0 ]{0,2}(?!src|type|language|(?:style|scripts?|scrip|title|iframe|object|embed)\b)[a-z-]{4,}"
)
"""A script tag of a certain content: somebody's own marker."""


def _is_removal_once(index: Index, one: Replacement) -> bool:
    if one.by != "" or (one.pattern is None and not one.is_global):
        return False
    if one.pattern is None:
        rows = [one.text.lower()] if one.text else []
    else:
        rows = [flat(row) for row in rows_of(one.pattern.root) if not (row and isinstance(row[0], Anchor))]
    if not any(_DANGEROUS.match(row) and not _SPECIFIC.match(row) for row in rows):
        return False
    if one.pattern is not None and one.is_global and hole_of(one.pattern):
        return False  # told as a filter of tags already
    return not (_is_repeated(index, one) or _is_checked_after(index, one))


_LOOKS: Final = frozenset({"includes", "indexOf", "startsWith", "startswith"})


def _is_checked_after(index: Index, one: Replacement) -> bool:
    """Whether single characters of the text are removed, too, or the function looks for the text again."""
    texts = {"..", "../", "<", "<script", "javascript:"}
    for node in index.inside(one.function):
        if node[0] == code.COMPARE and node[2] in ("in", "not in") and node[3][0] == code.CONST and node[3][2] in texts:
            return True
        if method_of(node) in _LOOKS and node[3] and node[3][0][0] == code.CONST and node[3][0][2] in texts:
            return True
    dangerous = frozenset("<>") if "<" in (one.text or (one.pattern.text if one.pattern else "")) else frozenset("/\\")
    return any(
        other.function == one.function
        and other is not one
        and other.call[1] >> 16 >= one.call[1] >> 16
        and not other.characters().isdisjoint(dangerous)
        and other.is_global
        and any(each.call is one.call for each in earlier(index, other))
        for other in replacements_of(index)
    )


_ATTRIBUTE: Final = re.compile(r"=\s*([\"'])[^\"'<>]*$")


def _is_quote_kept(index: Index, one: Replacement) -> bool:
    """Markup characters are replaced, the quote that delimits the attribute is not."""
    chain = [one, *earlier(index, one)]
    handled: set[str] = set()
    for each in chain:
        characters = each.characters()
        if not characters and each.pattern is not None and not _is_plain(each):
            return False
        handled |= characters
    if not handled & set("<>") or len(handled) > 8:
        return False
    quote = _quote_before(index, one)
    return quote is not None and quote not in handled


_EXPANDED: Final = re.compile(r"<\$(\d)></\$\d>|<\\(\d)></\\\d>")


def _is_expansion(_index: Index, one: Replacement) -> bool:
    """`<div/>` is made `<div></div>` by a pattern, which sees tags inside of attributes and comments, too."""
    return (
        one.by is not None and one.pattern is not None and bool(_EXPANDED.fullmatch(one.by)) and one.pattern.text.endswith("/>")
    )


def _is_plain(one: Replacement) -> bool:
    """Whether a pattern does not replace a wide set of characters."""
    return (
        one.pattern is not None
        and all(not is_skippable(part) for row in rows_of(one.pattern.root) for part in row)
        and "[^" not in (one.pattern.text)
        and "\\W" not in one.pattern.text
    )


def _quote_before(index: Index, one: Replacement) -> str | None:
    """The quote of the attribute a text is put into: `'<a title="' + text + '"'`."""
    parents = index.parents(one.function)
    node: Any = one.call
    for _ in range(20):
        around = parents.get(id(node))
        if around is None:
            return None
        before: Any = None
        if around[0] == code.BINARY and around[2] == "+" and around[4] is node:
            before = around[3]
            before = before[4] if before[0] == code.BINARY and before[2] == "+" else before
        elif around[0] == code.CONCAT:
            at = next((number for number, part in enumerate(around[2]) if part is node), 0)
            before = around[2][at - 1] if at else None
        elif around[0] != code.BINARY or around[2] != "+":
            return None
        if before is not None:
            found = _ATTRIBUTE.search(before[2]) if before[0] == code.CONST and isinstance(before[2], str) else None
            return found[1] if found else None
        node = around
    return None


_FAULTS: Final[dict[str, Callable[[Index, Replacement], bool]]] = {
    "attribute": _is_quote_kept,
    "backslash": _is_backslash_missing,
    "expansion": _is_expansion,
    "first-only": _is_first_only,
    "removal": _is_removal_once,
}


def double_escaping(unit: Unit, _options: Mapping[str, Any]) -> Iterable[Seen]:
    """Escapes whose own character is escaped last, or unescaped first."""
    index = index_of(unit)
    told: set[int] = set()
    for second in replacements_of(index):
        for first in earlier(index, second):
            one = _misplaced(first, second)
            if one is not None and id(one.call) not in told:
                told.add(id(one.call))
                yield Seen(one.call[1], one.function)


def _misplaced(first: Replacement, second: Replacement) -> Replacement | None:
    """The replacement that should have come last, or first: it undoes or repeats what the other does."""
    if first.by is None or second.by is None or not first.is_global or not second.is_global:
        return None
    for char, escaped in _OWN:
        if (
            second.text == char
            and second.by in escaped
            and char in first.by
            and first.text not in (char, *escaped)
            and len(first.by) > 1
        ):
            return second
        if first.text in escaped and first.by == char and second.by != char and _begins(second, char):
            return first
    return None


_OWN: Final = (("&", ("&amp;", "&#38;", "&#x26;")), ("%", ("%25",)), ("\\", ("\\\\",)))
"""Characters that begin escapes, and how they are escaped themselves."""


def _begins(one: Replacement, char: str) -> bool:
    """Whether what is replaced is an escape that begins with the character."""
    text = one.text
    return text is not None and len(text) > 1 and text.startswith(char) and text not in _OWN[0][1]
