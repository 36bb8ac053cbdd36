"""The policy's patterns of paths that are not part of the target.

A subset of gitignore(5) without negation: what a path matches does not depend on the order of the patterns.
"""

import re
from collections.abc import Sequence

from gateline.source.errors import SourceError

__all__ = ["Excludes"]


class Excludes:
    r"""A set of patterns.

    `name` matches a file or folder of that name anywhere; with a `/` at the start or in the middle a pattern counts from the
    target's root; a `/` at the end limits it to folders; `*`, `?` and `[…]` stop at `/`, `**` does not; `\` takes the next
    character as it is. A matched folder takes everything in it along.

    >>> Excludes(["node_modules/", "/docs/*.md"]).cover(b"web/node_modules/a.js")
    True
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        """Compile `patterns`.

        Raises:
            SourceError: a pattern is empty, negated, or has an unclosed class.
        """
        self._pattern = re.compile(b"|".join(_translate(pattern).encode("utf-8") for pattern in patterns), re.DOTALL)

    def cover(self, path: bytes) -> bool:
        """Whether `path` (raw, relative to the root; a folder ends in `/`), or a folder it is in, matches a pattern."""
        return self._pattern.fullmatch(path) is not None


def _translate(pattern: str) -> str:
    body = pattern.removesuffix("/")
    if not body.strip("/") or pattern.startswith("!"):
        raise SourceError(f"exclude pattern '{pattern}' names nothing", "expected a gitignore-like pattern, without '!'")
    anchored = "/" in body
    start = "" if anchored else "(?:.*/)?"
    end = "/.*" if body != pattern else "(?:/.*)?"
    return start + _translate_parts(pattern, body.removeprefix("/").split("/")) + end


def _translate_parts(pattern: str, parts: list[str]) -> str:
    """Parts between slashes; `**` alone in a part stands for any number of folders, at the end for everything inside."""
    out: list[str] = []
    for index, part in enumerate(parts):
        is_last = index == len(parts) - 1
        if part == "**":
            out.append(".+" if is_last else "(?:.*/)?")
        else:
            out.append(_translate_part(pattern, part) + ("" if is_last else "/"))
    return "".join(out)


def _translate_part(pattern: str, part: str) -> str:
    out: list[str] = []
    at = 0
    while at < len(part):
        char = part[at]
        at += 1
        if char == "*":
            while part[at : at + 1] == "*":
                at += 1
            out.append("[^/]*")
        elif char == "?":
            out.append("[^/]")
        elif char == "[":
            found, at = _translate_class(pattern, part, at)
            out.append(found)
        else:
            if char == "\\" and at < len(part):
                char = part[at]
                at += 1
            out.append(re.escape(char))
    return "".join(out)


def _translate_class(pattern: str, part: str, at: int) -> tuple[str, int]:
    """The class whose `[` stands before `at`, and where the part goes on."""
    first = at + 1 if part[at : at + 1] in ("!", "^") else at
    close = part.find("]", first + 1)
    if close < 0:
        raise SourceError(f"exclude pattern '{pattern}' has a '[' without its ']'")
    members = re.sub(r"([\\\[&|~^])", r"\\\1", part[first:close])
    sign = "^/" if first > at else ""
    try:
        re.compile(f"[{sign}{members}]")
    except re.error as error:
        raise SourceError(f"exclude pattern '{pattern}' has a bad class: {error.msg}") from error
    return f"(?!/)[{sign}{members}]", close + 1
