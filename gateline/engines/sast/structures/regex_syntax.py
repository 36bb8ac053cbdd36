"""Regular expressions of Python and JavaScript as trees, with the place of every part.

Only what checks ask for is told apart: sets of characters, sequences, alternatives, repeats, groups, assertions. What can match
several characters by other means (back-references) or what nobody knows makes an `Opaque` part. The grammars are those of
https://docs.python.org/3/library/re.html and https://tc39.es/ecma262/#sec-patterns.
"""

from functools import lru_cache
from typing import Final, NamedTuple

from gateline.engines.sast.structures.character_sets import (
    ANY,
    DIGITS,
    NEWLINES,
    SPACES,
    WORDS,
    CharSet,
    case_folded,
    complement,
    of_ranges,
)

__all__ = [
    "LONGEST_PATTERN", "Alternatives", "Anchor", "Chars", "Group", "Look", "Opaque", "Part", "Pattern", "Repeat", "Sequence",
    "WrittenRange", "parse",
]  # fmt: skip

LONGEST_PATTERN: Final = 1000
"""Longer ones are lists of words more often than patterns; nobody looks into them."""
_DEEPEST: Final = 40
_MOST_REPEATS: Final = 100_000


class WrittenRange(NamedTuple):
    """`a-z` inside of a class."""

    start: int
    """Offset in the pattern."""
    low: str
    high: str
    is_plain: bool
    """Neither end is written as an escape."""


class Chars(NamedTuple):
    """One character of a set."""

    start: int
    end: int
    chars: CharSet
    ranges: tuple[WrittenRange, ...] = ()
    """As written in a class."""


class Sequence(NamedTuple):
    """Parts one after the other."""

    start: int
    end: int
    items: "tuple[Part, ...]"


class Alternatives(NamedTuple):
    """Two branches or more."""

    start: int
    end: int
    branches: "tuple[Part, ...]"


class Repeat(NamedTuple):
    """A part several times."""

    start: int
    end: int
    item: "Part"
    low: int
    high: int | None
    is_possessive: bool = False


class Group(NamedTuple):
    """A part in parentheses, capturing or not."""

    start: int
    end: int
    item: "Part"
    is_atomic: bool = False


class Look(NamedTuple):
    """A look ahead or behind."""

    start: int
    end: int
    item: "Part"
    is_ahead: bool
    is_negative: bool


class Anchor(NamedTuple):
    r"""`^ $ \A \Z \b \B`: a place, no character."""

    start: int
    end: int
    name: str
    """`^`, `$`, `A`, `Z`, `b` or `B`."""


class Opaque(NamedTuple):
    """A part of which nothing is known."""

    start: int
    end: int


Part = Chars | Sequence | Alternatives | Repeat | Group | Look | Anchor | Opaque


class Pattern(NamedTuple):
    """A pattern that was understood."""

    text: str
    flags: str
    """`i`, `m`, `s`, `x`, `g` … in JavaScript's spelling."""
    root: Part


class _Unknown(Exception):
    """The pattern is not one, or too deep."""


@lru_cache(maxsize=512)
def parse(text: str, flags: str = "", *, is_python: bool) -> Pattern | None:
    """Read a pattern.

    Args:
        text: as the program gives it to the engine of its language.
        flags: letters `i`, `m`, `s`, `x`, `g`, `u`, `v`, `y`.
        is_python: whose grammar it is.

    Returns:
        None for what is no pattern, is longer than `LONGEST_PATTERN`, or nested too deeply.
    """
    if len(text) > LONGEST_PATTERN:
        return None
    reader = _Reader(text, flags, is_python=is_python)
    try:
        root = reader.alternatives(0)
    except _Unknown:
        return None
    if reader.at < len(text):
        return None
    return Pattern(text, "".join(sorted(reader.flags)), root)


_CLASSES: Final = {
    "d": DIGITS,
    "w": WORDS,
    "s": SPACES,
    "D": complement(DIGITS),
    "W": complement(WORDS),
    "S": complement(SPACES),
}
_CONTROLS: Final = {"n": 10, "t": 9, "r": 13, "f": 12, "v": 11, "a": 7, "0": 0}
_ANCHORS: Final = {"b": "b", "B": "B", "A": "A", "Z": "Z", "z": "Z"}
_INLINE: Final = frozenset("aiLmsux")
_HEX: Final = frozenset("0123456789abcdefABCDEF")


class _Reader:
    def __init__(self, text: str, flags: str, *, is_python: bool) -> None:
        self.text = text
        self.at = 0
        self.flags = set(flags)
        self.is_python = is_python

    def alternatives(self, depth: int) -> Part:
        """Up to the end or a closing parenthesis."""
        if depth > _DEEPEST:
            raise _Unknown
        start = self.at
        branches = [self.sequence(depth)]
        while self.at < len(self.text) and self.text[self.at] == "|":
            self.at += 1
            branches.append(self.sequence(depth))
        return branches[0] if len(branches) == 1 else Alternatives(start, self.at, tuple(branches))

    def sequence(self, depth: int) -> Part:
        start = self.at
        items: list[Part] = []
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            item = self.atom(depth)
            if item is not None:
                items.append(self.repeated(item))
        return items[0] if len(items) == 1 else Sequence(start, self.at, tuple(items))

    def atom(self, depth: int) -> Part | None:
        char = self.text[self.at]
        start = self.at
        if "x" in self.flags and self.is_python and self._skip_blank():
            return None
        if char == "(":
            return self.group(depth)
        if char == "[":
            return self.klass()
        if char == "\\":
            return self.escape()
        self.at += 1
        if char in "^$":
            return Anchor(start, self.at, char)
        if char == ".":
            return Chars(start, self.at, ANY if "s" in self.flags else self._not_newline())
        if char in "*+?":
            raise _Unknown
        return self.literal(start, ord(char))

    def _skip_blank(self) -> bool:
        """Blanks and comments of verbose patterns."""
        char = self.text[self.at]
        if char.isspace():
            self.at += 1
            return True
        if char == "#":
            end = self.text.find("\n", self.at)
            self.at = len(self.text) if end < 0 else end + 1
            return True
        return False

    def _not_newline(self) -> CharSet:
        return complement(((10, 10),)) if self.is_python else complement(NEWLINES)

    def literal(self, start: int, point: int) -> Chars:
        chars: CharSet = ((point, point),)
        return Chars(start, self.at, case_folded(chars) if "i" in self.flags else chars)

    def repeated(self, item: Part) -> Part:
        while self.at < len(self.text):
            bounds = self._bounds()
            if bounds is None:
                return item
            if isinstance(item, Anchor):
                raise _Unknown
            is_possessive = False
            if self.at < len(self.text) and self.text[self.at] in "?+":
                is_possessive = self.text[self.at] == "+"
                if is_possessive and not self.is_python:
                    raise _Unknown
                self.at += 1
            item = Repeat(item.start, self.at, item, bounds[0], bounds[1], is_possessive)
            if self.at < len(self.text) and self.text[self.at] in "*+?":
                raise _Unknown
        return item

    def _bounds(self) -> tuple[int, int | None] | None:
        char = self.text[self.at]
        if char in "*+?":
            self.at += 1
            return (1 if char == "+" else 0, 1 if char == "?" else None)
        if char != "{":
            return None
        end = self.text.find("}", self.at, self.at + 16)
        low, comma, high = self.text[self.at + 1 : end].partition(",") if end > 0 else ("", "", "")
        if not (low.isascii() and low.isdigit() and (not high or (high.isascii() and high.isdigit()))):
            if end > 0 and self.is_python and not low and comma and high.isascii() and high.isdigit():
                low = "0"
            else:
                return None  # a brace that stands for itself
        self.at = end + 1
        least = min(int(low), _MOST_REPEATS)
        return (least, least if not comma else min(int(high), _MOST_REPEATS) if high else None)

    def group(self, depth: int) -> Part | None:
        start = self.at
        self.at += 1
        look: tuple[bool, bool] | None = None
        is_atomic = False
        saved = set(self.flags)
        if self.text.startswith("?", self.at):
            rest = self.text[self.at + 1 : self.at + 4]
            if rest[:2] in ("<=", "<!"):
                look = (False, rest[1] == "!")
                self.at += 3
            elif rest[:1] in ("=", "!"):
                look = (True, rest[0] == "!")
                self.at += 2
            elif rest[:1] == ">":
                is_atomic = True
                self.at += 2
            elif rest[:1] == "#":
                end = self.text.find(")", self.at)
                if end < 0:
                    raise _Unknown
                self.at = end + 1
                return None
            elif not self._named_or_flagged():
                return None
            elif self.text.startswith("(?P=", start):
                return Opaque(start, self.at)
        item = self.alternatives(depth + 1)
        if not self.text.startswith(")", self.at):
            raise _Unknown
        self.at += 1
        self.flags = saved
        if look is not None:
            return Look(start, self.at, item, *look)
        return Group(start, self.at, item, is_atomic)

    def _named_or_flagged(self) -> bool:
        """What stands between `(?` and the group's own pattern; False when that was all of it (`(?i)`, `(?P=name)`)."""
        self.at += 1
        rest = self.text
        if rest.startswith(("P<", "<"), self.at):
            end = rest.find(">", self.at)
            if end < 0:
                raise _Unknown
            self.at = end + 1
            return True
        if rest.startswith("P=", self.at):
            end = rest.find(")", self.at)
            if end < 0:
                raise _Unknown
            self.at = end + 1
            return True
        if rest.startswith("(", self.at):
            raise _Unknown  # a condition on another group
        is_off = False
        changed: list[tuple[str, bool]] = []
        while self.at < len(rest) and (rest[self.at] in _INLINE or rest[self.at] == "-"):
            if rest[self.at] == "-":
                is_off = True
            else:
                changed.append((rest[self.at], is_off))
            self.at += 1
        if self.at >= len(rest) or rest[self.at] not in ":)":
            raise _Unknown
        for letter, off in changed:
            (self.flags.discard if off else self.flags.add)(letter)
        self.at += 1
        return rest[self.at - 1] == ":"

    def escape(self) -> Part:
        start = self.at
        self.at += 1
        if self.at >= len(self.text):
            raise _Unknown
        char = self.text[self.at]
        if char in _CLASSES:
            self.at += 1
            return Chars(start, self.at, _CLASSES[char])
        if char in "bB" or (self.is_python and char in _ANCHORS):
            self.at += 1
            return Anchor(start, self.at, _ANCHORS[char])
        if (char.isdigit() and char != "0") or (char == "k" and not self.is_python and "<" in self.text[self.at : self.at + 2]):
            return self._reference(start)
        if char in "pP" and not self.is_python and self.text.startswith("{", self.at + 1):
            end = self.text.find("}", self.at)
            if end < 0:
                raise _Unknown
            self.at = end + 1
            return Opaque(start, self.at)
        return self.literal(start, self._point())

    def _reference(self, start: int) -> Part:
        if self.text[self.at] == "k":
            end = self.text.find(">", self.at)
            if end < 0:
                raise _Unknown
            self.at = end + 1
        else:
            while self.at < len(self.text) and self.text[self.at].isdigit() and self.at - start < 3:
                self.at += 1
        return Opaque(start, self.at)

    def _point(self) -> int:
        """The character an escape stands for; `at` is behind the backslash."""
        char = self.text[self.at]
        self.at += 1
        if char in _CONTROLS:
            return _CONTROLS[char]
        if char == "c" and self.text[self.at : self.at + 1].isalpha() and not self.is_python:
            self.at += 1
            return ord(self.text[self.at - 1]) & 31
        lengths = {"x": 2, "u": 4, "U": 8}
        if char in lengths and (char != "U" or self.is_python):
            if char == "u" and self.text.startswith("{", self.at):
                end = self.text.find("}", self.at, self.at + 10)
                digits, after = self.text[self.at + 1 : end], end + 1
            else:
                digits = self.text[self.at : self.at + lengths[char]]
                after = self.at + lengths[char]
                if len(digits) < lengths[char]:
                    digits = ""
            if digits and _HEX.issuperset(digits):
                self.at = after
                return min(int(digits, 16), 0x10FFFF)
        return ord(char)

    def klass(self) -> Part:
        """`[…]`; a class inside of it (the `v` flag) is beyond us."""
        start = self.at
        self.at += 1
        is_negated = self.text.startswith("^", self.at)
        self.at += is_negated
        if "v" in self.flags:
            raise _Unknown
        ranges: list[tuple[int, int]] = []
        written: list[WrittenRange] = []
        is_first = True
        while True:
            if self.at >= len(self.text):
                raise _Unknown
            if self.text[self.at] == "]" and not (is_first and self.is_python):
                break
            is_first = False
            place = self.at
            low = self._member()
            if isinstance(low, tuple):
                ranges += low
                continue
            if self.text.startswith("-", self.at) and self.at + 1 < len(self.text) and self.text[self.at + 1] != "]":
                self.at += 1
                middle = self.at
                high = self._member()
                if isinstance(high, tuple):
                    ranges += [(low, low), (45, 45), *high]
                    continue
                if high < low:
                    raise _Unknown
                is_plain = self.text[place] != "\\" and self.text[middle] != "\\"
                written.append(WrittenRange(place, chr(low), chr(high), is_plain))
                ranges.append((low, high))
            else:
                ranges.append((low, low))
        self.at += 1
        chars = of_ranges(ranges)
        if "i" in self.flags:
            chars = case_folded(chars)
        return Chars(start, self.at, complement(chars) if is_negated else chars, tuple(written))

    def _member(self) -> int | CharSet:
        """One character of a class, or the set that an escape such as `\\d` stands for."""
        char = self.text[self.at]
        self.at += 1
        if char != "\\":
            return ord(char)
        if self.at >= len(self.text):
            raise _Unknown
        char = self.text[self.at]
        if char in _CLASSES:
            self.at += 1
            return _CLASSES[char]
        if char == "b":
            self.at += 1
            return 8
        if char in "pP" and not self.is_python and self.text.startswith("{", self.at + 1):
            end = self.text.find("}", self.at)
            if end < 0:
                raise _Unknown
            self.at = end + 1
            return complement(DIGITS)  # mostly letters; nobody asks for more
        return self._point()
