"""Sessions by cookie, changes by POST, and nothing that tells the visitor's own requests from those another site makes."""

import re
from collections.abc import Container, Mapping
from typing import Any, Final

from gateline.engines.sast.routes import before
from gateline.engines.sast.solver.applications import WebCall
from gateline.engines.sast.solver.machine import Machine, Misuse
from gateline.engines.sast.solver.program import Args, Frame
from gateline.engines.sast.solver.route_table import RouteSeen
from gateline.engines.sast.solver.values import Value
from gateline.engines.sast.structures.web import Site, names_in, sites
from gateline.engines.sast.walk import nodes
from gateline.facts import code

__all__ = ["csrf_middleware_missing"]

_MAKERS: Final = {
    "express-session": ("cookie", "sameSite"),
    "express.session": ("cookie", "sameSite"),
    "cookie-session": ("sameSite",),
    "client-sessions": ("cookie", "sameSite"),
    "iron-session/express.ironSession": ("cookieOptions", "sameSite"),
}
"""Middleware that keeps sessions by cookie, and where its options speak of other sites."""
_PARSERS: Final = frozenset({"cookie-parser()", "express.cookieParser()"})
_BY_PASSPORT: Final = frozenset({"passport.session()", "passport.authorize()"})
_CHANGING: Final = frozenset({"POST", "PUT", "PATCH", "DELETE", "*"})
_PROTECTING: Final = frozenset({"csrf", "xsrf", "csurf", "lusca"})
_SAYS: Final = re.compile(r"(?i)csrf|xsrf")
_BOUND: Final = frozenset({"lax", "strict"})


def csrf_middleware_missing(machine: Machine, rule: str, _options: Mapping[str, Any]) -> None:
    """Tell of the call that puts sessions into such an application."""
    bound: set[int] = set()
    """Files that make sessions whose cookie stays at home, or whose options nobody knows."""

    def on_call(frame: Frame, _node: Any, function: Value, args: Args) -> None:
        for path in function.paths:
            keys = _MAKERS.get(path)
            if keys is not None and _may_be_bound(args, keys):
                bound.add(frame.unit.number)

    def conclude() -> None:
        for site in sites(machine, language="javascript"):
            if not site.units & bound:
                _check(machine, rule, site)

    machine.on_call.append(on_call)
    machine.on_end.append(conclude)


def _may_be_bound(args: Args, keys: tuple[str, ...]) -> bool:
    value: Value | None = args.positional[0] if args.positional else None
    if value is None:
        return False
    for key in keys:
        obj = value.obj
        if obj is None or obj.is_open or obj.rest is not None:
            return True
        value = obj.cells.get(key)
        if value is None:
            return False
    return value.consts is None or any(one is True or (isinstance(one, str) and one.lower() in _BOUND) for one in value.consts)


def _check(machine: Machine, rule: str, site: Site) -> None:
    changing = [route for route in site.routes if route.method in _CHANGING and not machine.units[route.registered[0]].is_test]
    sessions = [call for call in site.calls if call.name == "use" and _keeps(call, _BY_PASSPORT, _MAKERS)]
    parsers = [call for call in site.calls if call.name == "use" and _keeps(call, _PARSERS, ())]
    if any(_protects(call) for call in site.calls):
        for route in changing:
            if _has_cookies(route) and _reads(machine, route, {"cookies", "session"}) and not _is_protected(route):
                _tell(machine, rule, route.registered, route.handler)
        return
    if not sessions and any(_reads(machine, route, {"user", "session"}) for route in changing):
        sessions = parsers
    sessions = [call for call in sessions if not call.unit.is_test]
    if not sessions or not changing or _speaks(machine, site):
        return
    first = min(sessions, key=lambda call: (call.unit.path, call.span))
    _tell(machine, rule, (first.unit.number, first.span), first.unit.code.functions[first.function].name)


def _tell(machine: Machine, rule: str, place: tuple[int, int], function: str) -> None:
    machine.misuses.setdefault((rule, *place), Misuse(rule, place, "", function))


def _keeps(call: WebCall, results: frozenset[str], makers: Container[str]) -> bool:
    """Whether middleware of these kinds is put into an application."""
    return any(path in results or path.removesuffix("()") in makers for value in call.args.every() for path in value.paths)


def _protects(call: WebCall) -> bool:
    """Whether a call brings a check of tokens: by the names of what it passes. `lusca()` alone checks none."""
    found = {word for words in names_in(call) for word in words} & _PROTECTING
    if found != {"lusca"} or call.node[0] not in (code.CALL, code.NEW):
        return bool(found)
    for item in call.node[3]:
        if item[0] == code.CALL and item[2][0] == code.NAME and item[2][2] == "lusca":
            return any(
                key is not None and key[0] == code.CONST and key[2] == "csrf"
                for option in item[3]
                if option[0] == code.DICT
                for key, _value in option[2]
            )
    return True


def _is_protected(route: RouteSeen) -> bool:
    return (route.call is not None and _protects(route.call)) or any(_protects(call) for call in before(route))


def _has_cookies(route: RouteSeen) -> bool:
    """Whether something before a route reads cookies."""
    calls = [*before(route), *([route.call] if route.call is not None else [])]
    return any(_keeps(call, _PARSERS | _BY_PASSPORT, _MAKERS) for call in calls)


def _reads(machine: Machine, route: RouteSeen, members: set[str]) -> bool:
    """Whether a handler, or a function inside it, reads such members of a request."""
    functions = machine.units[route.site[0]].code.functions
    inside = {route.function}
    for index, function in enumerate(functions):
        if function.parent in inside:
            inside.add(index)
    for index in inside:
        if not members.isdisjoint(functions[index].words):
            for node in nodes(functions[index].body):
                if (
                    node[0] == code.ATTR
                    and node[3] in members
                    and node[2][0] == code.NAME
                    and node[2][2] in ("req", "request", "ctx")
                ):
                    return True
    return False


def _speaks(machine: Machine, site: Site) -> bool:
    """Whether some code speaks of such tokens: it compares them itself, or hands them to pages. Of a file that sets several
    applications up, each in a function of its own, only that function counts."""
    for number in site.units:
        inside = _functions_of(machine, site, number)
        for index, function in enumerate(machine.units[number].code.functions):
            if index in inside and (
                any(_SAYS.search(word) for word in function.words)
                or any(
                    node[0] == code.CONST and isinstance(node[2], str) and _SAYS.search(node[2]) for node in nodes(function.body)
                )
            ):
                return True
    return False


def _functions_of(machine: Machine, site: Site, number: int) -> set[int]:
    functions = machine.units[number].code.functions
    inside = {call.function for call in site.calls if call.unit.number == number}
    if not site.is_whole or len(site.units) > 1 or not inside or 0 in inside:
        return set(range(len(functions)))
    for index, function in enumerate(functions):
        if function.parent in inside:
            inside.add(index)
    return inside
