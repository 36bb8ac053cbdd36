"""Globs over paths and rule ids, many of them matched in one walk down the path.

Syntax: `*` and `?` stay inside one part, `[abc]` is one character, `**` stands alone for any number of parts (at the end: at least
one). A glob speaks of the whole path from the target's root; one whose last part has no wildcard also means everything beneath
it (`vendor`, as a folder). A bare `*.md` is refused, because half the tools that people know read it as "here" and half as
"anywhere": write `/*.md` or `**/*.md`.
"""

import re
from collections.abc import Callable, Sequence
from fnmatch import translate

from gateline.policy.errors import Rejected

__all__ = ["PathMatcher", "check_name_glob", "check_path_glob", "confine", "is_match"]

_MAX_LENGTH = 500
"""Characters of one glob."""

_MAX_FOLDERS = 100_000
"""Folders remembered before the walk starts afresh: a server matches paths of all the world with one policy."""


def check_path_glob(glob: str) -> None:
    """Refuse a glob over paths that cannot mean what it says.

    Raises:
        Rejected: it is ambiguous, malformed or can match nothing.
    """
    check_name_glob(glob)
    if "/" not in glob and glob != "**":
        raise Rejected(
            f"'{glob}' could mean here or anywhere", f"write '/{glob}' for the root only, '**/{glob}' for every folder"
        )


def check_name_glob(glob: str) -> None:
    """Refuse a glob over rule ids (or any names with `/`) that cannot mean what it says.

    Raises:
        Rejected: it is malformed or can match nothing.
    """
    if len(glob) > _MAX_LENGTH:
        raise Rejected(f"glob longer than {_MAX_LENGTH} characters")
    if glob.startswith("!"):
        raise Rejected(f"'{glob}' cannot be negated", "put it under 'paths_exclude', or write '[!]' for the character")
    if "\\" in glob:
        raise Rejected(f"'{glob}' holds a backslash", "parts are separated by '/', on every system")
    if "{" in glob:
        raise Rejected(f"'{glob}' holds braces", "write one glob for each alternative, or '[{]' for the character")
    for part in _split(glob):
        _check_part(part, glob)


def confine(glob: str, folder: str) -> str:
    """The glob, read relative to `folder` instead of the root; wildcards in the folder's own name lose their meaning."""
    quoted = "".join(f"[{character}]" if character in "*?[" else character for character in folder)
    return f"{quoted}/{glob.removeprefix('/')}"


def is_match(globs: Sequence[str], name: str) -> bool:
    """Whether one of a few globs matches one name; for many names build a `PathMatcher`."""
    return bool(globs) and PathMatcher([(tuple(globs), ())]).bits(name) != 0


class PathMatcher:
    """Answers for many paths which of several (globs, excluded globs) pairs hold.

    States of the walk are shared between folders, so a path costs one step for each folder not seen before, and one for its name.
    """

    def __init__(self, pairs: Sequence[tuple[tuple[str, ...], tuple[str, ...]]]) -> None:
        """
        Args:
            pairs: valid globs; the first of a pair may be empty, meaning every path. Bit `i` of an answer stands for pair `i`.
        """
        globs = list(dict.fromkeys(glob for pair in pairs for side in pair for glob in side))
        bit = {glob: 1 << number for number, glob in enumerate(globs)}
        self._pairs = [(_union(bit, wanted) if wanted else -1, _union(bit, unwanted)) for wanted, unwanted in pairs]
        self._variants = [(bit[glob], parts) for glob in globs for parts in _variants(glob)]
        self._answers: dict[int, int] = {}
        self._forget()

    def bits(self, path: str) -> int:
        """Bit `i` is set when pair `i` holds for `path`: one of its globs matches and none of its excluded ones."""
        return self.pairs_of(self.matched(path))

    def matched(self, path: str) -> int:
        """Which globs match `path`: raw bits that only `pairs_of` can read."""
        folder, _, name = path.rpartition("/")
        state = self._folders.get(folder)
        if state is None:
            state = self._enter(folder)
        return state.matched(name)

    def pairs_of(self, matched: int) -> int:
        """What `bits` would say, from the raw bits."""
        answer = self._answers.get(matched)
        if answer is None:
            answer = self._answers[matched] = self._pairs_of(matched)
        return answer

    def _pairs_of(self, matched: int) -> int:
        held = 0
        for number, (wanted, unwanted) in enumerate(self._pairs):
            if (wanted == -1 or matched & wanted) and not matched & unwanted:
                held |= 1 << number
        return held

    def _forget(self) -> None:
        self._known: dict[frozenset[tuple[int, int]], _State] = {}
        self._folders: dict[str, _State] = {"": self._state({(number, 0) for number in range(len(self._variants))})}

    def _enter(self, folder: str) -> "_State":
        if len(self._folders) >= _MAX_FOLDERS:
            self._forget()
        state = self._folders[""]
        for part in folder.split("/"):
            after = state.folders.get(part)
            if after is None:
                after = state.folders[part] = self._state(state.after(part))
            state = after
        self._folders[folder] = state
        return state

    def _state(self, positions: set[tuple[int, int]]) -> "_State":
        closed = frozenset(self._close(positions))
        state = self._known.get(closed)
        if state is None:
            live = [(self._variants[number][0], self._variants[number][1], at, number) for number, at in sorted(closed)]
            state = self._known[closed] = _State(live)
        return state

    def _close(self, positions: set[tuple[int, int]]) -> set[tuple[int, int]]:
        closed = set()
        for number, at in positions:
            parts = self._variants[number][1]
            while at < len(parts):
                closed.add((number, at))
                if parts[at] != "**" or at == len(parts) - 1:
                    break
                at += 1  # `**` may stand for no part at all
        return closed


_Match = Callable[[str], object]


class _State:
    """Where all globs stand after the folders walked so far."""

    __slots__ = ("_always", "_literals", "_live", "_match_any", "_patterns", "_suffixes", "folders")

    def __init__(self, live: list[tuple[int, tuple[str, ...], int, int]]) -> None:
        self.folders: dict[str, _State] = {}
        self._live = live
        self._always = 0
        self._literals: dict[str, int] = {}
        self._suffixes: dict[str, int] = {}
        self._patterns: list[tuple[_Match, int]] = []
        self._match_any: _Match | None = None
        """One look instead of several: most names match none of the patterns."""
        for bit, parts, at, _number in live:
            if at == len(parts) - 1:
                self._add_last(parts[at], bit)
        if self._patterns:
            # Each alternative ends in `\Z`, so joining them changes nothing.
            last = {parts[at] for _bit, parts, at, _number in live if at == len(parts) - 1 and _is_pattern(parts[at])}
            self._match_any = re.compile("|".join(map(translate, sorted(last)))).match

    def _add_last(self, part: str, bit: int) -> None:
        if part in ("*", "**"):
            self._always |= bit
        elif not _has_wildcard(part):
            self._literals[part] = self._literals.get(part, 0) | bit
        elif _is_suffix(part):
            self._suffixes[part[1:]] = self._suffixes.get(part[1:], 0) | bit
        else:
            self._patterns.append((re.compile(translate(part)).match, bit))

    def matched(self, name: str) -> int:
        """Bits of the globs that match when `name` is the last part."""
        bits = self._always
        if self._literals:
            bits |= self._literals.get(name, 0)
        if self._suffixes:
            dot = name.rfind(".")
            if dot >= 0:
                bits |= self._suffixes.get(name[dot:], 0)
        if self._match_any is not None and self._match_any(name):
            for match, bit in self._patterns:
                if match(name):
                    bits |= bit
        return bits

    def after(self, part: str) -> set[tuple[int, int]]:
        """Positions (glob variant, part) behind one more folder."""
        positions = set()
        for _bit, parts, at, number in self._live:
            if parts[at] == "**":
                positions.add((number, at))
            elif _is_part_match(parts[at], part):
                positions.add((number, at + 1))
        return positions


def _union(bit: dict[str, int], globs: tuple[str, ...]) -> int:
    bits = 0
    for glob in globs:
        bits |= bit[glob]
    return bits


def _split(glob: str) -> list[str]:
    body = glob.removeprefix("/")
    return [*body[:-1].split("/"), "**"] if body.endswith("/") else body.split("/")


def _variants(glob: str) -> list[tuple[str, ...]]:
    """The glob as parts, and once more with everything beneath when its last part is a plain name."""
    parts = tuple(_split(glob))
    return [parts] if _has_wildcard(parts[-1]) else [parts, (*parts, "**")]


def _check_part(part: str, glob: str) -> None:
    if part in ("", ".", ".."):
        raise Rejected(f"'{glob}' holds an empty or a dot part", "paths are relative to the target's root, without './' and '..'")
    if "**" in part and part != "**":
        raise Rejected(f"'**' must stand alone between slashes in '{glob}'", f"write '**/{part.replace('**', '*')}'")
    if "[" in part and not _are_classes_closed(part):
        raise Rejected(f"'{glob}' opens a '[' and never closes it", "write '[[]' for the character itself")


def _are_classes_closed(part: str) -> bool:
    at = part.find("[")
    while at >= 0:
        close = part.find("]", at + (3 if part[at + 1 : at + 2] == "!" else 2))
        if close < 0:
            return False
        at = part.find("[", close)
    return True


def _has_wildcard(part: str) -> bool:
    return any(character in part for character in "*?[")


def _is_suffix(part: str) -> bool:
    """`*.py`, not `*.tar.gz`: what can be looked up by the text from the last dot on."""
    return part.startswith("*.") and not _has_wildcard(part[1:]) and "." not in part[2:]


def _is_pattern(part: str) -> bool:
    return part not in ("*", "**") and _has_wildcard(part) and not _is_suffix(part)


def _is_part_match(pattern: str, part: str) -> bool:
    if not _has_wildcard(pattern):
        return pattern == part
    return pattern in ("*", "**") or re.compile(translate(pattern)).match(part) is not None
