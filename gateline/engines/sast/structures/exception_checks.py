"""Checks of exception handlers and assertions: failures that pass for success, vanish, or are told to everybody; checks that an option
of the interpreter leaves out."""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from sys import byteorder
from typing import Any, Final

from gateline.engines.sast.solver.program import Unit
from gateline.engines.sast.solver.sinks import words_of
from gateline.engines.sast.structures.index import Index, index_of
from gateline.engines.sast.structures.registry import Seen
from gateline.engines.sast.walk import nodes
from gateline.facts import code
from gateline.facts.code import Function

__all__ = ["check_by_assert", "fail_open", "swallowed_exception"]

_RIGHTS: Final = frozenset(
    "admin superuser staff authenticated authorized authorised permission permissions perm perms allowed logged verified".split()
)
_SUBJECTS: Final = frozenset("role roles owner token csrf signature password login verify permitted".split())
_TEST_WORDS: Final = frozenset("test tests testing conftest spec fixtures".split())


def check_by_assert(unit: Unit, _options: Mapping[str, Any]) -> Iterable[Seen]:
    """Assertions that check who may do what."""
    if not _TEST_WORDS.isdisjoint(unit.path.replace(".", "/").lower().split("/")) or "test_" in unit.path:
        return
    for function, node in index_of(unit).of(code.IF):
        then = node[3]
        if len(then) == 1 and then[0][0] == code.RAISE and then[0][1] == node[1] and node[2][0] == code.NOT:
            name = unit.code.functions[function].name
            if not name.startswith("test") and _is_about_rights(node[2][2]):
                yield Seen(node[1], function)


def _is_about_rights(test: Any) -> bool:
    """Whether an asserted expression says that somebody may do something; that something is there, or of a type, is another matter."""
    waiting = [test]
    while waiting:
        one = waiting.pop()
        kind = one[0]
        if kind in (code.AND, code.OR):
            waiting += [one[2], one[3]]
        elif kind == code.NOT:
            waiting.append(one[2])
        elif kind in (code.NAME, code.ATTR):
            if _is_right(words_of(str(one[2] if kind == code.NAME else one[3])), _RIGHTS):
                return True
        elif kind == code.CALL:
            callee = one[2]
            name = str(callee[2] if callee[0] == code.NAME else callee[3] if callee[0] == code.ATTR else "")
            if name not in _TYPES and _is_right(words_of(name), _RIGHTS | _SUBJECTS):
                return True
        elif kind == code.COMPARE and one[2] in ("==", "!=", "in", "not in"):
            for side in (one[3], one[4]):
                if side[0] in (code.NAME, code.ATTR):
                    words = words_of(str(side[2] if side[0] == code.NAME else side[3]))
                    if words and (_is_right(words, _RIGHTS) or words[-1] in _SUBJECTS):
                        return True
    return False


def _is_right(words: list[str], wanted: frozenset[str]) -> bool:
    """Whether a name speaks of what somebody may do, and not of what a thing may be."""
    return not wanted.isdisjoint(words) and _THINGS.isdisjoint(words)


_THINGS: Final = frozenset(
    "body status characters chars character methods method types type values value hosts names keys extensions schemes size length formats".split()
)
_TYPES: Final = frozenset({"isinstance", "issubclass", "hasattr", "callable", "len", "all", "any"})
_ASKS: Final = frozenset("is has can may check verify validate authenticate authorize authorise allow".split())
_ABOUT: Final = frozenset(
    "auth authenticate authenticated authorize authorise authorized authorised authorization permitted permission permissions allowed allow "
    "access verify verified validate valid check signature token csrf login admin captcha webhook".split()
)
_OTHER: Final = frozenset(
    "exists exist empty missing file files json number format email url date port connection available installed running path version schema "
    "type yaml xml name ready update updates disk space network online latest".split()
)


def fail_open(unit: Unit, _options: Mapping[str, Any]) -> Iterable[Seen]:
    """Checks of rights that answer yes when they fail."""
    index = index_of(unit)
    for function, node in index.of(code.TRY):
        fn = unit.code.functions[function]
        if not _is_check(fn.name):
            continue
        for types, _target, block in node[3]:
            if not (block and _is_everything(types, is_python=unit.is_python) and _answers(block[-1], is_yes=True)):
                continue
            if any(number == function and not _answers(one, is_yes=True) for number, one in index.of(code.RETURN)):
                yield Seen(block[-1][1], function)


def _is_check(name: str) -> bool:
    words = words_of(name)
    return bool(words) and words[0] in _ASKS and not _ABOUT.isdisjoint(words) and _OTHER.isdisjoint(words)


def _answers(node: Any, *, is_yes: bool) -> bool:
    return node[0] == code.RETURN and node[2] is not None and node[2][0] == code.CONST and node[2][2] is is_yes


def _is_everything(types: Any, *, is_python: bool) -> bool:
    """Whether a handler catches whatever is raised."""
    if types is None:
        return True
    return is_python and types[0] == code.NAME and types[2] in ("Exception", "BaseException")


_ENDINGS: Final = frozenset(
    "del close cleanup teardown shutdown dispose destroy stop exit disconnect unmount kill terminate finalize quit abort cancel".split()
)


def swallowed_exception(unit: Unit, _options: Mapping[str, Any]) -> Iterable[Seen]:
    """Handlers that catch everything and do nothing, without a word why."""
    index = index_of(unit)
    lines: _Lines | None = None
    for function, node in index.of(code.TRY):
        if all(block for _types, _target, block in node[3]):
            continue
        if not _ENDINGS.isdisjoint(words_of(unit.code.functions[function].name)) or _is_in_finally(index, function, node):
            continue
        lines = lines or _Lines(unit)
        for number, (types, _target, block) in enumerate(node[3]):
            if block or not _is_everything(types, is_python=unit.is_python):
                continue
            span = lines.of_handler(node, number, is_python=unit.is_python)
            if span is not None and not _is_last_resort(node, unit.code.functions[function]):
                yield Seen(span, function)


def _is_in_finally(index: Index, function: int, node: Any) -> bool:
    child = node
    for around in index.ancestors(function, node):
        if around[0] == code.TRY and any(child is one for one in around[5]):
            return True
        child = around
    return False


def _is_last_resort(node: Any, fn: Function) -> bool:
    """Whether what may fail is a look whether a module is there, or the object is at its end."""
    for one in nodes(node[2]):
        if one[0] in (code.IMPORT, code.IMPORT_ALL):
            return True
        if one[0] == code.CALL:
            callee = one[2]
            name = str(callee[3] if callee[0] == code.ATTR else callee[2] if callee[0] == code.NAME else "")
            if name in ("require", "import_module"):
                return True
    return fn.name.startswith("__del")


class _Lines:
    """Where lines begin: the source itself is not at hand, and comments in a handler show by the room they take."""

    def __init__(self, unit: Unit) -> None:
        self._starts = array("I")
        self._starts.frombytes(unit.code.lines)
        if byteorder == "big":
            self._starts.byteswap()

    def of_handler(self, node: Any, number: int, *, is_python: bool) -> int | None:
        """The span of an empty handler's head; None when something is written in it, or its place is not known."""
        length = node[1] & 0xFFFF
        handlers = node[3]
        types, target, _block = handlers[number]
        if length == 0xFFFF:
            return None
        head = target or types
        if number + 1 < len(handlers) or node[4] or node[5]:
            following = _first(handlers[number + 1 : number + 2], node[4], node[5])
            end = None if following is None else following >> 16
        else:
            end = (node[1] >> 16) + length
        if head is None:
            return self._headless(node, end)
        start = (head[1] >> 16) + (head[1] & 0xFFFF)
        if end is not None and number + 1 == len(handlers) and not node[4] and not node[5]:
            if self._is_written_in(start, end, node[2], is_python=is_python):
                return None
        elif self._is_written_after(start):
            return None
        return int(head[1])

    def _line(self, offset: int) -> int:
        return bisect_right(self._starts, offset) - 1

    def _column(self, offset: int) -> int:
        return offset - self._starts[max(self._line(offset), 0)]

    def _length(self, line: int) -> int:
        return self._starts[line + 1] - self._starts[line] if line + 1 < len(self._starts) else 0

    def _is_written_after(self, start: int) -> bool:
        """Whether more than a colon or a brace stands behind the head on its line."""
        line = self._line(start)
        return self._length(line) - self._column(start) > _MOST_AFTER_HEAD

    def _is_written_in(self, start: int, end: int, body: Any, *, is_python: bool) -> bool:
        """Whether there is room for a comment between the head of a handler and its end."""
        first, last = self._line(start), self._line(end)
        if first == last:
            return end - start > (_LONGEST_PASS if is_python else _LONGEST_BRACES)
        if self._is_written_after(start):
            return True
        if any(self._length(line) > 2 for line in range(first + 1, last)):
            return True
        if is_python:  # `pass` stands as deep as the body of `try`
            indent = self._column(body[0][1] >> 16) if body else 0
            return self._column(end) - len("pass") > indent or self._length(last) - self._column(end) > 2
        return False

    def _headless(self, node: Any, end: int | None) -> int | None:
        """`except:` and `catch {`: on the line after the last statement of the body."""
        body = node[2]
        if not body or end is None:
            return None
        last = body[-1][1]
        start = (last >> 16) + (last & 0xFFFF)
        if last & 0xFFFF == 0xFFFF:
            return None
        line = self._line(start) + 1
        if line >= len(self._starts):
            return None
        if self._line(end) == line - 1:
            return start << 16 | 1 if end - start <= _LONGEST_ON_LINE else None
        between = range(line + 1, self._line(end))
        if any(self._length(one) > 2 for one in between) or self._length(line) - self._indent(body) > _LONGEST_HEAD:
            return None
        return self._starts[line] << 16 | max(1, self._length(line) - 1)

    def _indent(self, body: Any) -> int:
        return max(0, self._column(body[0][1] >> 16) - 4)


_MOST_AFTER_HEAD: Final = 5
"""`) {`, line break."""
_LONGEST_PASS: Final = len(": pass") + 1
_LONGEST_BRACES: Final = len(") {  }")
_LONGEST_ON_LINE: Final = len("; } catch {  }") + 2
_LONGEST_HEAD: Final = len("} catch {") + 6


def _first(*blocks: Any) -> int | None:
    for block in blocks:
        for one in block:
            if one and type(one[0]) is int:
                return int(one[1])
            for part in one:
                if isinstance(part, list) and part and type(part[0]) is int:
                    return int(part[1])
    return None
