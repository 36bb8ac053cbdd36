"""Comments that ask for silence: Gateline's own marker and those of the tools it stands beside.

Markers are looked for in the bytes, which is cheap, because most files have none; only a hit is held against the tree to see whether
it stands in a comment. A comment on a line of its own speaks of the next line with code on it.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence

from tree_sitter import Node

from gateline.engines.sast.languages.python.dispatch import kind
from gateline.facts.code import Suppression

__all__ = ["suppressions"]

_COMMENT = kind("comment")
_WORDS = (b"nosec", b"nosem", b"noqa", b"NOQA", b"codeql[", b"lgtm[", b"gateline:ignore", b"pylint:")
_HASH = re.compile(rb"#[^\n]*")
_LIST = r"[ \t]*(?:,[ \t]*|[ \t]+)"
_MARKER = re.compile(
    r"(?P<own>gateline:ignore)(?![\w-])(?:(?:[ \t]+|=[ \t]*)(?P<rules>[a-z]+/[\w-]+(?:[ \t]*,[ \t]*[a-z]+/[\w-]+){0,20}))?(?:[ \t]*(?:--|:)[ \t]*(?P<reason>.{1,300}))?"
    rf"|\b(?P<nosec>nosec)\b(?::?[ \t]*(?P<tests>B[0-9]{{3}}(?:{_LIST}B[0-9]{{3}}){{0,20}}))?"
    r"|\bnosem(?:grep)?\b(?::[ \t]*(?P<ids>[\w./-]{1,200}(?:[ \t]*,[ \t]*[\w./-]{1,200}){0,20}))?"
    rf"|(?i:\bnoqa):[ \t]*(?P<codes>[A-Za-z]{{1,5}}[0-9]{{1,4}}(?:{_LIST}[A-Za-z]{{1,5}}[0-9]{{1,4}}){{0,40}})"
    r"|\b(?P<alert>codeql|lgtm)[ \t]?\[[ \t]*(?P<queries>[\w/-]{1,200}(?:[ \t]*,[ \t]*[\w/-]{1,200}){0,20})[ \t]*\]"
    r"|\bpylint:[ \t]*disable(?P<next>-next)?[ \t]*=[ \t]*(?P<messages>[\w-]{1,60}(?:[ \t]*,[ \t]*[\w-]{1,60}){0,40})",
)
_SEPARATOR = re.compile(r"[\s,]+")
_PYLINT = frozenset(("eval-used", "exec-used", "W0123", "W0122"))
_MOST = 10_000
"""Suppressions kept of one file."""


def suppressions(data: bytes, root: Node, starts: Sequence[int]) -> tuple[Suppression, ...]:
    """Everything in the file by which its author asks for silence, in order.

    Args:
        data: the whole text.
        root: the root of its tree.
        starts: byte offset of each line's start.
    """
    comments = b"\n".join(_HASH.findall(data))
    if not any(word in comments for word in _WORDS):
        return ()
    found: list[Suppression] = []
    end = 0
    ahead = -1
    for comment in _HASH.finditer(data):
        if len(found) >= _MOST:
            break
        if comment.start() < end:
            continue
        text = comment[0]
        if not any(word in text for word in _WORDS):
            continue
        node = root.descendant_for_byte_range(comment.start(), comment.start() + 1)
        if node is None or node.kind_id != _COMMENT:
            continue
        end = node.end_byte
        line = bisect_right(starts, comment.start()) - 1
        alone = not data[starts[line] : comment.start()].strip()
        if alone and ahead <= line:  # else the line found for the comment above is still the next one
            ahead = _next_code(data, starts, line)
        spoken = ahead if alone else line
        for marker in _MARKER.finditer(text.decode("utf-8", "replace")):
            suppression = _suppression(marker, line, spoken)
            if suppression is not None:
                found.append(suppression)
    return tuple(found)


def _next_code(data: bytes, starts: Sequence[int], line: int) -> int:
    """The next line that is neither empty nor a comment; the last line if there is none."""
    for one in range(line + 1, len(starts)):
        end = starts[one + 1] if one + 1 < len(starts) else len(data)
        text = data[starts[one] : end].lstrip()
        if text and text[:1] != b"#":
            return one
    return max(line, len(starts) - 1)


def _suppression(found: re.Match[str], line: int, spoken: int) -> Suppression | None:
    if found["own"]:
        return Suppression(spoken + 1, "gateline:ignore", _names(found["rules"]), (found["reason"] or "").strip())
    if found["nosec"]:
        return Suppression(spoken + 1, "nosec", _names(found["tests"]))
    if found["codes"]:
        rules = tuple(code.upper() for code in _names(found["codes"]) if code[0] in "sS" and code[1].isdigit())
        return Suppression(spoken + 1, "noqa", rules) if rules else None
    if found["alert"]:
        return Suppression(spoken + 1, found["alert"], _names(found["queries"]))
    if found["messages"]:
        rules = tuple(name for name in _names(found["messages"]) if name in _PYLINT)
        shown = line + 1 if found["next"] else spoken
        return Suppression(shown + 1, "pylint", rules) if rules else None
    return Suppression(spoken + 1, "nosemgrep", _names(found["ids"]))


def _names(text: str | None) -> tuple[str, ...]:
    return tuple(name for name in _SEPARATOR.split(text) if name) if text else ()
