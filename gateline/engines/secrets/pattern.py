"""From a rule's `match` to one regular expression over bytes.

Every rule ends up as a `re` pattern whose group 1 is the secret. `assigned` rules share one idea of what an assignment looks
like in all languages and formats, so that it is written, and mended, once.

No catastrophic regex: `check` refuses, before a rule is ever packed, back-references, unbounded repeats and repeats nested in
repeats (`(a{1,9}){1,9}`), and the scanner applies patterns to bounded windows only. What remains is at worst a low polynomial
of a window of a few kilobytes.
"""

import re
from collections.abc import Iterable
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

__all__ = ["PatternError", "assigned", "check", "gate", "least", "run"]

_AFTER_NAME = rb"[\w.\-\[\]() ]{0,24}(?:\\{0,3}[\"'`])?[\])]{0,2}[ \t]{0,8}(?:(?::|[ \t])[ \t]{0,4}[A-Za-z*\[][\w.<>?|*\[\]]{0,24}[ \t]{0,4}(?==))?"
_OPERATOR = rb"(?:=>|->|<-|:{1,3}=|\?\?=|\?=|[.+]=|\|\|=|===?|!==?|\|\||[=:,>(]|%3[dDaA]|[ \t]{1,4}(?=[\w\"']))"
_BEFORE_VALUE = rb"(?:(?<=[=>(])\\?\r?\n)?[ \t]{0,16}(?:[\w.:\[\]]{0,20}\()?(?:(?:Basic|Bearer|Token|bearer|token)[ \t]{1,2})?(?:[bBuUrRfF@])?(?:\\{0,3}[\"'`])?=?[ \t]{0,2}"
_VALUE_END = rb"(?![0-9A-Za-z_+/\-])(?!=[0-9A-Za-z])"
_MAX_REPEAT = 8192


class PatternError(ValueError):
    """A pattern that could run away or captures nothing; the message says which part."""


def assigned(names: str, value: str) -> str:
    """One pattern for `names … operator … value` as any language, config format, URL or shell writes it.

    Args:
        names: regex without capturing groups, matched case-insensitively in the name left of the operator.
        value: regex without capturing groups for the secret itself, case-sensitive.

    Returns:
        Pattern source; group 1 is the value.
    """
    return (
        f"(?i:{names}){_AFTER_NAME.decode()}{_OPERATOR.decode()}{_BEFORE_VALUE.decode()}"
        f"(?:(?<![0-9A-Za-z+/_-])|(?<=%3[dDaA]))({value}){_VALUE_END.decode()}"
    )


def check(pattern: str, *, captures: bool = True) -> None:
    """Refuse a pattern that could take more than low polynomial time on a window.

    Args:
        pattern: `re` syntax over bytes.
        captures: whether group 1, the secret, must be there.

    Raises:
        PatternError: it does not compile, lacks group 1, or holds an unbounded or nested repeat or a back-reference.
    """
    try:
        tree = parser.parse(pattern.encode())
        groups = re.compile(pattern.encode()).groups
    except (re.error, OverflowError) as error:
        raise PatternError(f"does not compile: {error}") from error
    if captures and not groups:
        raise PatternError("has no group 1: put the secret itself in parentheses")
    _walk(tree, inside_repeat=False)


def least(pattern: str) -> int:
    """Fewest bytes a pattern's match can have."""
    shortest, _longest = parser.parse(pattern.encode()).getwidth()
    return int(shortest)


def run(pattern: str) -> int:
    """Fewest bytes of group 1, where it cannot hold white space: a text without such a run of visible characters holds no match.

    Returns:
        0 where group 1 may hold white space.
    """
    body = _group(parser.parse(pattern.encode()))
    return 0 if body is None or _may_hold_space(body) else int(body.getwidth()[0])


def gate(pattern: str) -> str:
    """What every match of group 1 begins with, as a regular expression that a prefilter engine takes: no look-arounds, repeats
    cut to their least number, nothing behind the first repeat that may vary.

    Returns:
        Empty where the group does not begin with three fixed bytes: such a gate would open everywhere.
    """
    body = _group(parser.parse(pattern.encode()))
    if body is None or not _begins_fixed(body):
        return ""
    return _necessary(body)[0]


def _begins_fixed(tree: Any) -> bool:
    fixed = 0
    for operation, argument in tree:
        if operation in (sre.ASSERT, sre.ASSERT_NOT, sre.AT):
            continue
        if operation is sre.LITERAL:
            fixed += 1
        elif operation is sre.SUBPATTERN:
            return fixed >= 3 or _begins_fixed([*argument[-1]])
        elif operation is sre.BRANCH:
            return fixed >= 3 or all(_begins_fixed(branch) for branch in argument[1])
        else:
            return fixed >= 3
        if fixed >= 3:
            return True
    return False


def _necessary(tree: Any) -> tuple[str, bool]:
    """(regex of what a match begins with, whether it is the whole of it)."""
    out = ""
    for operation, argument in tree:
        if operation in (sre.ASSERT, sre.ASSERT_NOT, sre.AT):
            continue
        if operation is sre.SUBPATTERN:
            text, is_whole = _necessary(argument[-1])
        elif operation is sre.BRANCH:
            parts = [_necessary(branch) for branch in argument[1]]
            text, is_whole = "(?:" + "|".join(part for part, _ in parts) + ")", all(whole for _, whole in parts)
            if any(not part for part, _ in parts):
                return out, False
        elif operation in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            low, high, body = argument
            text, is_whole = _necessary(body)
            if not is_whole or not low:
                return out, False
            times = min(low, _GATE_REPEAT)
            text, is_whole = f"(?:{text}){{{times}}}", low == high and times == low
        else:
            text, is_whole = _one_byte(operation, argument), True
        out += text
        if not is_whole:
            return out, False
    return out, True


_GATE_REPEAT = 10


def _one_byte(operation: Any, argument: Any) -> str:
    if operation is sre.LITERAL:
        return f"\\x{argument:02x}"
    if operation is sre.NOT_LITERAL:
        return f"[^\\x{argument:02x}]"
    if operation is sre.IN:
        return "[" + "".join(_class_member(*member) for member in argument) + "]"
    return "."


def _class_member(kind: Any, argument: Any) -> str:
    if kind is sre.NEGATE:
        return "^"
    if kind is sre.RANGE:
        return f"\\x{argument[0]:02x}-\\x{argument[1]:02x}"
    if kind is sre.CATEGORY:
        return _CATEGORIES[argument]
    return f"\\x{argument:02x}"


_CATEGORIES = {
    sre.CATEGORY_DIGIT: r"\d",
    sre.CATEGORY_NOT_DIGIT: r"\D",
    sre.CATEGORY_SPACE: r"\s",
    sre.CATEGORY_NOT_SPACE: r"\S",
    sre.CATEGORY_WORD: r"\w",
    sre.CATEGORY_NOT_WORD: r"\W",
}


def _group(tree: Any) -> Any:
    for operation, argument in tree:
        if operation is sre.SUBPATTERN and argument[0] == 1:
            return argument[-1]
        for child in [*_children(operation, argument), *_repeated(operation, argument)]:
            if (found := _group(child)) is not None:
                return found
    return None


def _repeated(operation: Any, argument: Any) -> list[Any]:
    return [argument[2]] if operation in (sre.MAX_REPEAT, sre.MIN_REPEAT) else []


def _may_hold_space(tree: Any) -> bool:
    for operation, argument in tree:
        if operation is sre.LITERAL and argument in b" \t\r\n\f\v":
            return True
        if operation in (sre.ANY, sre.NOT_LITERAL):
            return True
        if operation is sre.IN and any(_class_holds_space(*member) for member in argument):
            return True
        if operation not in (sre.ASSERT, sre.ASSERT_NOT) and any(
            _may_hold_space(child) for child in [*_children(operation, argument), *_repeated(operation, argument)]
        ):
            return True
    return False


def _class_holds_space(kind: Any, argument: Any) -> bool:
    if kind is sre.NEGATE:
        return True
    if kind is sre.RANGE:
        return any(argument[0] <= space <= argument[1] for space in b" \t\r\n\f\v")
    if kind is sre.CATEGORY:
        return argument not in (sre.CATEGORY_DIGIT, sre.CATEGORY_WORD)
    return argument in b" \t\r\n\f\v"


def _walk(tree: Iterable[tuple[Any, Any]], *, inside_repeat: bool) -> None:
    for operation, argument in tree:
        if operation in (sre.GROUPREF, sre.GROUPREF_EXISTS):
            raise PatternError("back-references are refused: their cost cannot be bounded")
        if operation in (sre.MAX_REPEAT, sre.MIN_REPEAT, getattr(sre, "POSSESSIVE_REPEAT", None)):
            low, high, body = argument
            if high is sre.MAXREPEAT or high > _MAX_REPEAT:
                raise PatternError(f"unbounded repeat: write {{{low},N}} with N ≤ {_MAX_REPEAT}")
            varies = high != low and high > 1
            if inside_repeat and varies:
                raise PatternError("a repeat of varying length inside another")
            _walk(body, inside_repeat=inside_repeat or (varies and not _is_single(body)))
        else:
            for child in _children(operation, argument):
                _walk(child, inside_repeat=inside_repeat)


def _is_single(body: Any) -> bool:
    """Whether a repeat's body is one character class: such a repeat is linear by itself."""
    return len(body) == 1 and body[0][0] in (sre.LITERAL, sre.NOT_LITERAL, sre.IN, sre.ANY, sre.CATEGORY)


def _children(operation: Any, argument: Any) -> list[Any]:
    if operation is sre.SUBPATTERN:
        return [argument[-1]]
    if operation is sre.BRANCH:
        return list(argument[1])
    if operation in (sre.ASSERT, sre.ASSERT_NOT):
        return [argument[1]]
    if operation is getattr(sre, "ATOMIC_GROUP", None):
        return [argument]
    return []
