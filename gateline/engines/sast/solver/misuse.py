"""Call and write rules against arguments: does what is passed break them."""

import re
from typing import Any, Final, NamedTuple

from gateline.engines.sast.rule_match import CallMatch, Condition, SetMatch, Test
from gateline.engines.sast.solver.program import Args, Closure
from gateline.engines.sast.solver.secret_names import expression_of, secret_name, words_of
from gateline.engines.sast.solver.shapes import deep_taint
from gateline.engines.sast.solver.values import UNKNOWN, Value

__all__ = ["CallRule", "SetRule", "violates_call", "violates_write"]


class CallRule(NamedTuple):
    """One `calls` entry of a rule."""

    rule: str
    match: CallMatch


class SetRule(NamedTuple):
    """One `sets` entry of a rule."""

    rule: str
    match: SetMatch


def violates_call(match: CallMatch, args: Args, node: Any = None) -> bool:
    """Whether a call breaks what an entry asks; its node tells what arguments are by the way they are written."""
    if not all(_holds(condition, args) for condition in match.if_):
        return False
    if any(_holds(condition, args) for condition in match.unless):
        return False
    if not match.arg:
        return True
    found = args.select(match.arg)
    if match.test.is_missing:
        return _is_missing(args, found[0] if found else None, match.keys)
    if any(breaks(match.test, one) for value in found for one in _parts(_inside(value, match.keys))):
        return True
    return match.test.is_ == "password" and node is not None and _is_password(expression_of(node, match.arg))


def _is_password(expression: Any) -> bool:
    """Whether an expression holds a password by the names in it."""
    named = None if expression is None else secret_name(expression, 0)
    return named is not None and not _PASSWORDS.isdisjoint(words_of(named[0])[-1:])


def _parts(value: Value | None) -> list[Value]:
    """A value, and the items of a list: a list of algorithms breaks what one of them breaks."""
    if value is None:
        return []
    obj = value.obj
    if obj is not None and obj.shape in ("list", "tuple", "set"):
        return [value, *obj.cells.values()]
    return [value]


def violates_write(match: SetMatch, value: Value) -> bool:
    """Whether a written value breaks what an entry asks."""
    if match.test.is_missing:
        return _lacks(value, match.keys)
    return any(breaks(match.test, one) for one in _parts(_inside(value, match.keys)))


def _given(args: Args, selectors: tuple[int | str, ...]) -> Value | None:
    found = args.select(selectors)
    return found[0] if found else None


def _inside(value: Value | None, keys: tuple[str | int, ...]) -> Value | None:
    for key in keys:
        if value is None or value.obj is None:
            return None
        value = value.obj.get(key)
    return value


def _is_missing(args: Args, value: Value | None, keys: tuple[str | int, ...]) -> bool:
    if value is None:
        return args.rest is None
    return bool(keys) and args.rest is None and _lacks(value, keys)


def _lacks(value: Value | None, keys: tuple[str | int, ...]) -> bool:
    """Whether an object known in full has no such member."""
    for key in keys:
        if value is None:
            return True
        if value.consts is not None and value.consts and all(one is None for one in value.consts):
            return True
        obj = value.obj
        if obj is None or obj.is_open or obj.rest is not None or value.taint or value.paths:
            return False
        value = obj.cells.get(key)
    return value is None


def _holds(condition: Condition, args: Args) -> bool:
    value = _given(args, condition.arg)
    if condition.is_missing:
        return _is_missing(args, value, condition.keys)
    value = _inside(value, condition.keys)
    if value is None:
        return False
    if condition.matches:
        pattern = re.compile(condition.matches)
        return bool(value.consts) and all(isinstance(one, str) and pattern.search(one) for one in value.consts or ())
    wanted = condition.in_ or ()
    return any(_is_wanted(one, wanted) for one in _parts(value))


def _is_wanted(value: Value, wanted: tuple[Any, ...]) -> bool:
    if value.consts and all(_is_among(one, wanted) for one in value.consts):
        return True
    return any(path in wanted for path in value.paths)


def _is_among(constant: Any, wanted: tuple[Any, ...]) -> bool:
    for other in wanted:
        if isinstance(constant, str) and isinstance(other, str):
            if constant.lower() == other.lower():
                return True
        elif isinstance(constant, bool) == isinstance(other, bool):
            if constant == other:
                return True
        elif other is False and type(constant) is int and constant == 0:  # `verify=0` switches off what False does
            return True
    return False


_NUMBERS: Final = (int, float)
_PASSWORDS: Final = frozenset({"password", "passwd", "pwd", "passphrase"})


def breaks(test: Test, value: Value | None) -> bool:
    """Whether a value is what it must not be; nobody's value breaks nothing."""
    if test.is_present:
        return value is not None
    if value is None:
        return False
    consts = value.consts or ()
    if test.in_:
        return any(_is_among(one, test.in_) for one in consts) or any(path in test.in_ for path in value.paths)
    if test.not_in:
        return any(not _is_among(one, test.not_in) for one in consts)
    if test.below is not None:
        return any(_is_number(one) and one < test.below for one in consts)
    if test.above is not None:
        return any(_is_number(one) and one > test.above for one in consts)
    if test.matches:
        return any(isinstance(one, str) and re.search(test.matches, one) for one in consts)
    if test.any_bits:
        return any(type(one) is int and one & test.any_bits for one in consts)
    return _is_state(test.is_, value)


def _is_number(constant: Any) -> bool:
    return isinstance(constant, _NUMBERS) and not isinstance(constant, bool)


_SESSION: Final = frozenset({"user", "session", "COOKIES", "cookies", "current_user", "is_authenticated"})
_SENT: Final = frozenset({"POST", "FILES", "body", "data", "form", "get_json", "json"})


def _is_for_session(closure: Closure) -> bool:
    """Whether a handler acts on what was sent for the one whose session it is."""
    return not _SESSION.isdisjoint(closure.fn.words) and not _SENT.isdisjoint(closure.fn.words)


def _is_state(state: str, value: Value) -> bool:
    if state == "constant":
        return any(isinstance(one, str | int | float) and not isinstance(one, bool) and one != "" for one in value.consts or ())
    if state == "dynamic":
        return value is not UNKNOWN and value.consts is None and not value.paths
    if state == "password":
        return bool(value.taint and "secret" in value.taint)
    if state == "for-session":
        return any(isinstance(fn, Closure) and _is_for_session(fn) for fn in value.fns)
    if state == "interpolated":
        return value.consts is None and bool(deep_taint(value))
    return False
