"""Regular expressions in time linear in the text, for patterns that come from a policy and texts that come from the scanned.

The subset of RE2's syntax that people use on paths and messages: literals, `.`, classes, `\\d \\w \\s` and their opposites, groups, `|`,
`* + ?`, `{m,n}`, `^` and `$` (start and end of the text), `(?i)` and `(?s)` at the start. Backreferences, lookaround and word
boundaries are refused. A Thompson automaton is turned into a deterministic one while it runs, so no pattern backtracks.

Source: R. Cox, Regular Expression Matching Can Be Simple And Fast, https://swtch.com/~rsc/regexp/regexp1.html;
syntax: https://github.com/google/re2/wiki/Syntax.
"""

from enum import Enum

from msgspec import Struct

from gateline.policy.errors import Rejected

__all__ = ["LinearRegex"]

_MAX_PATTERN = 500
_MAX_PROGRAM = 2_000
"""Instructions, `{m,n}` written out."""
_MAX_REPEAT = 200
_MAX_DEPTH = 30
_MAX_TRANSITIONS = 20_000
"""Remembered steps before the memory is dropped and built anew."""

_TOP = 0x10FFFF
Ranges = tuple[tuple[int, int], ...]
"""Sorted, disjoint, inclusive ranges of code points."""

_DIGIT: Ranges = ((48, 57),)
_WORD: Ranges = ((48, 57), (65, 90), (95, 95), (97, 122))
_SPACE: Ranges = ((9, 10), (12, 13), (32, 32))
_CLASSES = {"d": _DIGIT, "w": _WORD, "s": _SPACE}
_LETTERS = {"n": 10, "t": 9, "r": 13, "f": 12, "v": 11, "a": 7}


class _Op(Enum):
    SET = "set"
    SPLIT = "split"
    BEGIN = "begin"
    END = "end"
    MATCH = "match"


class _Step(Struct):
    """One instruction; targets are filled in once they are known."""

    op: _Op
    ranges: Ranges = ()
    next: int = -1
    other: int = -1
    """The second way of a split."""


class LinearRegex:
    """A compiled pattern."""

    def __init__(self, pattern: str) -> None:
        """
        Args:
            pattern: at most 500 characters.

        Raises:
            Rejected: it is not of the subset, or too large written out.
        """
        if len(pattern) > _MAX_PATTERN:
            raise Rejected(f"pattern longer than {_MAX_PATTERN} characters")
        self._program = _Compiler(pattern).compile()
        self._begin = self._close({0}, is_begin=True)
        self._middle = self._close({0}, is_begin=False)
        self._memory: dict[tuple[frozenset[int], str], frozenset[int]] = {}
        self._accepts: dict[frozenset[int], tuple[bool, bool]] = {}

    def search(self, text: str) -> bool:
        """Whether the pattern matches somewhere in `text`."""
        state = self._begin
        memory = self._memory
        for character in text:
            if self._accept(state)[0]:
                return True
            after = memory.get((state, character))
            if after is None:
                after = self._step(state, character)
            state = after
        return any(self._accept(state))

    def _step(self, state: frozenset[int], character: str) -> frozenset[int]:
        code = ord(character)
        moved = {
            step.next
            for step in map(self._program.__getitem__, state)
            if step.op is _Op.SET and any(low <= code <= high for low, high in step.ranges)
        }
        after = self._close(moved, is_begin=False) | self._middle
        if len(self._memory) >= _MAX_TRANSITIONS:
            self._memory.clear()
            self._accepts.clear()
        self._memory[state, character] = after
        return after

    def _accept(self, state: frozenset[int]) -> tuple[bool, bool]:
        """Whether the state matches as it stands, and whether it does at the end of the text."""
        answer = self._accepts.get(state)
        if answer is None:
            ends = {self._program[at].next for at in state if self._program[at].op is _Op.END}
            at_end = self._close(ends, is_begin=False, is_end=True)
            answer = self._accepts[state] = (self._is_match(state), self._is_match(at_end))
        return answer

    def _is_match(self, state: frozenset[int]) -> bool:
        return any(self._program[at].op is _Op.MATCH for at in state)

    def _close(self, start: set[int], *, is_begin: bool, is_end: bool = False) -> frozenset[int]:
        """Everything reachable without eating a character."""
        seen: set[int] = set()
        waiting = list(start)
        while waiting:
            at = waiting.pop()
            if at in seen:
                continue
            seen.add(at)
            step = self._program[at]
            if step.op is _Op.SPLIT:
                waiting += (step.next, step.other)
            elif (step.op is _Op.BEGIN and is_begin) or (step.op is _Op.END and is_end):
                waiting.append(step.next)
        return frozenset(seen)


class _Compiler:
    """Recursive descent straight to instructions. Each method emits a piece that falls through to the instruction after it."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0
        self._depth = 0
        self._steps: list[_Step] = []
        self._ignores_case = self._dot_is_all = False

    def compile(self) -> list[_Step]:
        self._flags()
        self._alternatives()
        if self._at < len(self._pattern):
            raise self._refuse("unbalanced ')'", self._at)
        self._emit(_Step(_Op.MATCH))
        return self._steps

    def _flags(self) -> None:
        if self._pattern.startswith("(?") and (close := self._pattern.find(")")) > 0:
            flags = self._pattern[2:close]
            if flags and set(flags) <= set("is"):
                self._ignores_case, self._dot_is_all = "i" in flags, "s" in flags
                self._at = close + 1

    def _refuse(self, message: str, at: int, hint: str = "") -> Rejected:
        return Rejected(f"{message} in pattern '{self._pattern}' at character {at + 1}", hint)

    def _emit(self, step: _Step) -> int:
        if len(self._steps) >= _MAX_PROGRAM:
            raise Rejected("the pattern is too large once its repetitions are written out", "lower the numbers in '{…}'")
        if step.next < 0:
            step.next = len(self._steps) + 1
        self._steps.append(step)
        return len(self._steps) - 1

    def _peek(self) -> str:
        return self._pattern[self._at : self._at + 1]

    def _alternatives(self) -> None:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise self._refuse("too many nested groups", self._at)
        start = len(self._steps)
        self._sequence()
        jumps: list[int] = []
        while self._peek() == "|":
            self._at += 1
            # The alternatives so far move down by one to make room for the split before them.
            self._insert_split(start)
            jumps = [jump + 1 for jump in jumps]
            jumps.append(self._emit(_Step(_Op.SPLIT)))
            self._steps[start].other = len(self._steps)
            self._sequence()
        for jump in jumps:
            self._steps[jump].next = self._steps[jump].other = len(self._steps)
        self._depth -= 1

    def _insert_split(self, at: int) -> None:
        for step in self._steps[at:]:
            step.next += 1
            step.other += step.other >= 0
        self._steps.insert(at, _Step(_Op.SPLIT, next=at + 1))
        if len(self._steps) > _MAX_PROGRAM:
            raise Rejected("the pattern is too large", "")

    def _sequence(self) -> None:
        while self._peek() not in ("", "|", ")"):
            start, begin = len(self._steps), self._at
            self._atom()
            self._repeat(start, begin)

    def _repeat(self, start: int, begin: int) -> None:
        low, high = self._counts()
        if (low, high) == (1, 1):
            return
        if self._peek() in ("*", "+", "?") and self._pattern[self._at - 1] in "*+?}":
            # `a*?` is lazy: which match is preferred makes no difference to whether there is one.
            if self._peek() != "?":
                raise self._refuse("two repetitions in a row", self._at)
            self._at += 1
        body = self._steps[start:]
        if not body:
            raise self._refuse("nothing to repeat", begin)
        del self._steps[start:]
        for _ in range(low):
            self._copy(body, start)
        if high is None:
            self._star(body, start)
        else:
            self._optional(body, start, high - low)

    def _copy(self, body: list[_Step], origin: int) -> None:
        shift = len(self._steps) - origin
        for step in body:
            moved = _Step(step.op, step.ranges, step.next + shift, step.other + shift if step.other >= 0 else -1)
            self._emit(moved)

    def _star(self, body: list[_Step], origin: int) -> None:
        split = self._emit(_Step(_Op.SPLIT))
        self._copy(body, origin)
        back = self._emit(_Step(_Op.SPLIT, next=split))
        self._steps[back].other = split
        self._steps[split].other = len(self._steps)

    def _optional(self, body: list[_Step], origin: int, times: int) -> None:
        splits = []
        for _ in range(times):
            splits.append(self._emit(_Step(_Op.SPLIT)))
            self._copy(body, origin)
        for split in splits:
            self._steps[split].other = len(self._steps)

    def _counts(self) -> tuple[int, int | None]:
        sign = self._peek()
        if sign and sign in "*+?":
            self._at += 1
            return {"*": (0, None), "+": (1, None), "?": (0, 1)}[sign]
        if sign != "{":
            return 1, 1
        close = self._pattern.find("}", self._at)
        body = self._pattern[self._at + 1 : close] if close > 0 else ""
        low, comma, high = body.partition(",")
        if not low.isascii() or not low.isdigit() or (high and not (high.isascii() and high.isdigit())) or len(body) > 9:
            raise self._refuse("'{' that is no repetition", self._at, "write '\\{' for the character")
        counts = int(low), int(high) if high else (None if comma else int(low))
        if counts[0] > _MAX_REPEAT or (counts[1] or 0) > _MAX_REPEAT or (counts[1] is not None and counts[1] < counts[0]):
            raise self._refuse(f"'{{{body}}}' is no repetition up to {_MAX_REPEAT}", self._at)
        self._at = close + 1
        return counts

    def _atom(self) -> None:
        character = self._peek()
        start = self._at
        self._at += 1
        if character == "(":
            self._group(start)
        elif character == "[":
            self._emit(_Step(_Op.SET, self._class(start)))
        elif character == ".":
            self._emit(_Step(_Op.SET, ((0, _TOP),) if self._dot_is_all else ((0, 9), (11, _TOP))))
        elif character in "^$":
            self._emit(_Step(_Op.BEGIN if character == "^" else _Op.END))
        elif character in "*+?{":
            raise self._refuse(f"nothing to repeat before '{character}'", start)
        else:
            self._emit(
                _Step(_Op.SET, self._folded(self._escape(start) if character == "\\" else ((ord(character), ord(character)),)))
            )

    def _group(self, start: int) -> None:
        if self._peek() == "?":
            if not self._pattern.startswith("?:", self._at):
                raise self._refuse(
                    "lookaround, named groups and inner flags are not supported", start, "flags stand at the start: '(?i)…'"
                )
            self._at += 2
        self._alternatives()
        if self._peek() != ")":
            raise self._refuse("'(' that is never closed", start)
        self._at += 1

    def _escape(self, start: int) -> Ranges:
        character = self._peek()
        self._at += 1
        if character.lower() in _CLASSES and character:
            ranges = _CLASSES[character.lower()]
            return _complement(ranges) if character.isupper() else ranges
        if character == "x" and (digits := self._pattern[self._at : self._at + 2]) and len(digits) == 2 and _is_hex(digits):
            self._at += 2
            return ((int(digits, 16), int(digits, 16)),)
        if character in _LETTERS:
            return ((_LETTERS[character], _LETTERS[character]),)
        if not character or character.isalnum():
            raise self._refuse(f"'\\{character}' is not supported", start)
        return ((ord(character), ord(character)),)

    def _class(self, start: int) -> Ranges:
        is_negated = self._peek() == "^"
        self._at += is_negated
        ranges: list[tuple[int, int]] = []
        is_first = True
        while is_first or self._peek() != "]":
            if self._at >= len(self._pattern):
                raise self._refuse("'[' that is never closed", start, "write '\\[' for the character")
            ranges += self._class_item(start)
            is_first = False
        self._at += 1
        folded = self._folded(_normal(ranges))
        return _complement(folded) if is_negated else folded

    def _class_item(self, start: int) -> Ranges:
        low = self._class_character(start)
        if len(low) > 1 or low[0][0] != low[0][1] or not self._is_range():
            return low
        self._at += 1
        high = self._class_character(start)
        if len(high) > 1 or high[0][0] != high[0][1] or high[0][0] < low[0][0]:
            raise self._refuse("a range whose end is before its start", self._at - 1)
        return ((low[0][0], high[0][0]),)

    def _is_range(self) -> bool:
        return self._peek() == "-" and self._pattern[self._at + 1 : self._at + 2] not in ("]", "")

    def _class_character(self, start: int) -> Ranges:
        character = self._peek()
        if not character:
            raise self._refuse("'[' that is never closed", start, "write '\\[' for the character")
        if character == "[" and self._pattern.startswith("[:", self._at):
            raise self._refuse("named classes are not supported", self._at, "write '\\d', '\\w' or '\\s'")
        self._at += 1
        return self._escape(self._at - 1) if character == "\\" else ((ord(character), ord(character)),)

    def _folded(self, ranges: Ranges) -> Ranges:
        """With `(?i)`, the same letters in both cases: ASCII in ranges, and whatever has one-letter forms where it stands alone."""
        if not self._ignores_case:
            return ranges
        both = list(ranges)
        for low, high in ranges:
            if low == high:
                both += [(ord(form), ord(form)) for form in (chr(low).lower(), chr(low).upper()) if len(form) == 1]
            both += [(max(low, 65) + 32, min(high, 90) + 32)] if low <= 90 and high >= 65 else []
            both += [(max(low, 97) - 32, min(high, 122) - 32)] if low <= 122 and high >= 97 else []
        return _normal(both)


def _is_hex(digits: str) -> bool:
    return all(digit in "0123456789abcdefABCDEF" for digit in digits)


def _normal(ranges: list[tuple[int, int]]) -> Ranges:
    merged: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], high))
        else:
            merged.append((low, high))
    return tuple(merged)


def _complement(ranges: Ranges) -> Ranges:
    gaps: list[tuple[int, int]] = []
    at = 0
    for low, high in ranges:
        if low > at:
            gaps.append((at, low - 1))
        at = high + 1
    return (*gaps, (at, _TOP)) if at <= _TOP else tuple(gaps)
