"""Checks of single routes against their neighbours and their own method."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from gateline.engines.sast.routes import asks, before
from gateline.engines.sast.solver.machine import Machine, Misuse
from gateline.engines.sast.solver.program import Unit
from gateline.engines.sast.solver.route_table import RouteSeen
from gateline.engines.sast.solver.sinks import words_of
from gateline.engines.sast.structures.index import method_of
from gateline.engines.sast.walk import nodes
from gateline.facts import code

__all__ = ["password_by_get", "route_without_auth", "session_not_renewed", "state_changed_by_get"]

_CHANGING: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_PUBLIC: Final = frozenset(
    "login logout signin signup register registration auth authenticate authorize token tokens oauth oauth2 callback webhook webhooks hook "
    "hooks health ping public password passwd reset forgot forgotten verify verification confirm confirmation contact subscribe unsubscribe "
    "csp report session sessions saml sso oidc refresh activate activation invite invitation captcha newsletter feedback track analytics "
    "events metrics beacon graphql rpc search preview validate check otp mfa login2 anonymous guest setup install".split()
)
_FEWEST: Final = 3
_SHARE: Final = 0.7
_UNDOING: Final = frozenset("delete remove destroy drop purge reset disable enable ban".split())
_PRIVATE: Final = frozenset({"login", "password", "token", "sure", "confirm", "form", "page", "dialog"})
"""Words of addresses that show a form, or prepare what a POST then does."""
_PASSWORDS: Final = frozenset({"password", "passwd", "pwd", "passphrase"})
_IDENTITY: Final = frozenset(
    "user userid uid username loggedin authenticated isauthenticated isloggedin account accountid logged".split()
)
_ENTERING: Final = frozenset({"login", "signin", "auth", "authenticate", "log", "sign"})
_RENEWING: Final = frozenset({"regenerate", "login", "logIn", "authenticate", "regenerateSession"})


def route_without_auth(machine: Machine, rule: str, _options: Mapping[str, Any]) -> None:
    """Tell of routes that change data without a sign of a check, where their neighbours of the same file, or class, have one."""
    neighbours: dict[int, list[RouteSeen]] = {}
    is_wrapped = any(_wraps_addresses(unit) for unit in machine.units if unit.is_python)
    for route in machine.routes.values():
        if is_wrapped and route.call is None and machine.units[route.site[0]].is_python:
            continue
        if route.method in _CHANGING and not machine.units[route.site[0]].is_test:
            neighbours.setdefault(route.registered[0], []).append(route)
    for routes in neighbours.values():
        places = {
            (id(route.application), route.method, route.template) for route in routes if route.has_auth or _is_behind(route)
        }
        checked = [route for route in routes if (id(route.application), route.method, route.template) in places]
        if len(checked) < _FEWEST or len(checked) < _SHARE * len(routes) or len(checked) == len(routes):
            continue
        names = {id(route) for route in checked}
        for route in routes:
            if id(route) not in names and not _is_public(machine, route) and not _looks(machine, route):
                _tell(machine, rule, route)


def _wraps_addresses(unit: Unit) -> bool:
    """Whether a file puts checks around whole lists of Django's addresses."""
    body = unit.code.functions[0]
    if "decorator_include" in body.words:
        return True
    return "urlpatterns" in body.locals and any(
        node[0] == code.ASSIGN
        and node[2] == [code.NAME, node[2][1], "urlpatterns"]
        and "decorate" in words_of(method_of(node[3]))
        for node in body.body
    )


def _is_behind(route: RouteSeen) -> bool:
    return any(asks(call) for call in before(route))


def _is_public(machine: Machine, route: RouteSeen) -> bool:
    words = {*words_of(route.template), *words_of(route.handler)}
    return not _PUBLIC.isdisjoint(words)


def _looks(machine: Machine, route: RouteSeen) -> bool:
    """Whether the handler itself looks at who is calling, under names no list knows."""
    words = {word for name in machine.units[route.site[0]].code.functions[route.function].words for word in words_of(name)}
    return not words.isdisjoint(
        {"user", "session", "auth", "token", "permission", "permissions", "signature", "secret", "owner", "identity"}
    )


def _place(machine: Machine, route: RouteSeen) -> tuple[int, int]:
    """Where a finding about a route stands: at the function in Python, at the registration in JavaScript."""
    return route.site if machine.units[route.site[0]].is_python else route.registered


def _tell(machine: Machine, rule: str, route: RouteSeen, span: int | None = None) -> None:
    place = _place(machine, route) if span is None else (route.site[0], span)
    machine.misuses.setdefault((rule, *place), Misuse(rule, place, "", route.handler))


def state_changed_by_get(machine: Machine, rule: str, _options: Mapping[str, Any]) -> None:
    """Tell of routes that answer GET alone, are named after an act that undoes something, and call something of that name."""
    for route in _by_get(machine):
        words = _last_words(route.template)
        if not _PRIVATE.isdisjoint(words):
            continue
        act = next((word for word in words if word in _UNDOING), None) or next(
            (word for word in words_of(route.handler)[:1] if word in _UNDOING), None
        )
        if act is not None and _acts(machine, route, act):
            _tell(machine, rule, route)


def _by_get(machine: Machine) -> Iterator[RouteSeen]:
    """Routes that answer GET and nothing else."""
    methods: dict[tuple[Any, ...], set[str]] = {}
    for route in machine.routes.values():
        methods.setdefault((route.site, route.template), set()).add(route.method)
    for route in machine.routes.values():
        if (
            methods[route.site, route.template] <= {"GET", "HEAD"}
            and route.method == "GET"
            and not machine.units[route.site[0]].is_test
        ):
            yield route


def _last_words(template: str) -> list[str]:
    """Words of the last part of an address that is no parameter."""
    parts = [part for part in template.strip("/").split("/") if part and part[0] not in ":<{[("]
    return words_of(parts[-1]) if parts else []


def _acts(machine: Machine, route: RouteSeen, act: str) -> bool:
    unit = machine.units[route.site[0]]
    for node in _body(unit, route.function):
        if node[0] != code.CALL:
            continue
        name = method_of(node)
        if act in words_of(name) and not (node[2][0] == code.NAME and name == route.handler):
            return True
        if name in (
            "save",
            "commit",
            "executemany",
            "unlink",
            "unlinkSync",
            "rmtree",
            "update_one",
            "delete_one",
            "deleteOne",
            "updateOne",
        ):
            return True
        if name in ("execute", "query", "run") and node[3] and _changes(node[3][0]):
            return True
    return False


def _changes(node: Any) -> bool:
    """Whether SQL changes something."""
    parts = node[2] if node[0] == code.CONCAT else [node[3]] if node[0] == code.BINARY else [node]
    first = next((part[2] for part in parts if part[0] == code.CONST and isinstance(part[2], str)), "")
    return first.lstrip()[:7].upper().startswith(("DELETE", "UPDATE", "INSERT", "DROP"))


def _body(unit: Unit, index: int) -> Iterator[Any]:
    """Nodes of a function and of those inside it."""
    functions = unit.code.functions
    inside = {index}
    for number in range(index + 1, len(functions)):
        if functions[number].parent in inside:
            inside.add(number)
    for number in sorted(inside):
        yield from nodes(functions[number].body)


def password_by_get(machine: Machine, rule: str, _options: Mapping[str, Any]) -> None:
    """Tell of handlers of GET that read a password from the address."""
    for route in _by_get(machine):
        unit = machine.units[route.site[0]]
        for span, name in _query_reads(_body(unit, route.function)):
            words = words_of(name)
            if words and words[-1] in _PASSWORDS and not ({"reset", "forgot", "new", "has", "show"} & set(words)):
                _tell(machine, rule, route, span)


def _query_reads(body: Iterable[Any]) -> Iterator[tuple[int, str]]:
    """Constant names read of the query of a request."""
    for node in body:
        kind = node[0]
        if kind == code.ATTR and _is_query(node[2]):
            yield node[1], node[3]
        elif kind == code.ITEM and _is_query(node[2]) and node[3][0] == code.CONST and isinstance(node[3][2], str):
            yield node[1], node[3][2]
        elif (
            kind == code.CALL and node[2][0] == code.ATTR and node[2][3] in ("get", "getlist", "getAll") and _is_query(node[2][2])
        ):
            if node[3] and node[3][0][0] == code.CONST and isinstance(node[3][0][2], str):
                yield node[1], node[3][0][2]
        elif kind == code.ASSIGN and node[2][0] == code.PATTERN_DICT and _is_query(node[3]):
            for key, _target in node[2][2]:
                if key is not None and key[0] == code.CONST and isinstance(key[2], str):
                    yield node[1], key[2]


def _is_query(node: Any) -> bool:
    return (
        node[0] == code.ATTR
        and node[3] in ("query", "args", "GET", "query_params", "searchParams")
        and node[2][0] in (code.NAME, code.ATTR)
    )


def session_not_renewed(machine: Machine, rule: str, _options: Mapping[str, Any]) -> None:
    """Tell of assignments that put who logged in into the session that the visitor came with."""
    done: set[tuple[int, int]] = set()
    for route in machine.routes.values():
        unit = machine.units[route.site[0]]
        words = {*words_of(route.template), *words_of(route.handler)}
        if unit.is_python or unit.is_test or not (words & _ENTERING) or "logout" in words or route.site in done:
            continue
        done.add(route.site)
        functions = unit.code.functions
        inside = {route.function}
        for number in range(route.function + 1, len(functions)):
            if functions[number].parent in inside:
                inside.add(number)
        if any(not _RENEWING.isdisjoint(functions[number].words) for number in inside):
            continue
        for number in sorted(inside):
            for node in nodes(functions[number].body):
                if node[0] in (code.ASSIGN, code.LET) and _is_identity(node):
                    _tell(machine, rule, route, node[1])


def _is_identity(node: Any) -> bool:
    """`req.session.user = …`, unless it forgets who it was."""
    target, value = node[2], node[3]
    if target[0] != code.ATTR or target[2][0] != code.ATTR or target[2][3] != "session" or target[2][2][0] != code.NAME:
        return False
    if value[0] == code.CONST and not value[2]:
        return False
    return target[3].lower().replace("_", "") in _IDENTITY
