"""The route table of a program: what was noted where handlers are registered, put together with where routers hang."""

import re
from collections.abc import Iterator
from typing import Any, Final

from gateline.engines.sast.findings import Places
from gateline.engines.sast.solver.applications import Application, Mount, WebCall
from gateline.engines.sast.solver.machine import Machine
from gateline.engines.sast.solver.program import Closure, Unit
from gateline.engines.sast.solver.route_table import RouteSeen, node_name, says_auth
from gateline.engines.sast.walk import nodes
from gateline.facts import code
from gateline.facts.route import Route, RouteParameter

__all__ = ["asks", "before", "routes"]

_DEEPEST: Final = 6
_MOST_PREFIXES: Final = 16
_PLACEHOLDER: Final = re.compile(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>|\{\*?(\w+)[^}]*\}|:(\w+)|\[+(?:\.\.\.)?(\w+)\]+|\(\?P<(\w+)>")
_HOLDERS: Final = {
    "query": "query", "args": "query", "GET": "query", "query_params": "query", "searchParams": "query", "body": "body", "form": "body",
    "POST": "body", "json": "body", "data": "body", "payload": "body", "files": "body", "params": "path", "match_info": "path",
    "cookies": "cookie", "COOKIES": "cookie", "headers": "header",
}  # fmt: skip
"""Members of a request by what they hold."""
_READERS: Final = frozenset({"get", "getlist", "getAll", "get_all", "pop", "has"})
_REQUESTS: Final = frozenset({"req", "request", "ctx", "context", "self", "event", "c"})
_MAKERS: Final = {"Query": "query", "Path": "path", "Body": "body", "Form": "body", "File": "body", "Header": "header", "Cookie": "cookie",
                  "Param": "path", "Headers": "header", "Cookies": "cookie", "UploadedFile": "body"}  # fmt: skip
"""Functions and decorators that say where a parameter comes from."""


def routes(machine: Machine) -> tuple[Route, ...]:
    """Every address the program answers at, by address.

    Args:
        machine: has run.
    """
    included = _included(machine)
    found: dict[tuple[str, str, str, int], Route] = {}
    for seen in machine.routes.values():
        unit = machine.units[seen.site[0]]
        line = Places(unit, "").at(seen.site[1]).start.line
        has_auth = seen.has_auth or any(asks(call) for call in before(seen))
        for template in _templates(machine, seen, included):
            route = Route(seen.method, template, _parameters(unit, seen, template), seen.handler, unit.path, line, has_auth)
            found.setdefault((seen.method, template, unit.path, line), route)
    return tuple(sorted(found.values(), key=lambda one: (one.template, one.method, one.path, one.line)))


def before(seen: RouteSeen) -> Iterator[WebCall]:
    """Calls by which middleware was put before a route: on its application and on those it hangs in, as far as they stand before it
    or in another function."""
    waiting: list[tuple[Application, WebCall | None]] = [(seen.application, seen.call)] if seen.application is not None else []
    known: set[int] = set()
    while waiting:
        application, at = waiting.pop()
        if id(application) in known:
            continue
        known.add(id(application))
        for call in application.calls:
            if call.name in _MIDDLEWARE and call is not at and not _is_later(call, at) and _covers(call, seen.template):
                yield call
        waiting += [(mount.outer, mount.call) for mount in application.mounts if mount.outer is not None]


_MIDDLEWARE: Final = frozenset(
    {"use", "addHook", "before_request", "register", "pre", "ext", "onRequest", "middleware", "add_middleware"}
)
"""Methods that put something before the routes of an application."""


def _covers(call: WebCall, template: str) -> bool:
    """Whether middleware that is put before some addresses is put before this one."""
    first = call.args.positional[0].consts if call.args.positional else None
    paths = [one for one in first or () if isinstance(one, str) and one.startswith("/")]
    return not paths or call.name != "use" or any(template.startswith(one.rstrip("/*")) for one in paths)


def _is_later(call: WebCall, other: WebCall | None) -> bool:
    return other is not None and call.unit is other.unit and call.function == other.function and call.span > other.span


def asks(call: WebCall) -> bool:
    """Whether a call puts a check of who is calling before what follows."""
    for value in call.args.every():
        if any(isinstance(fn, Closure) and says_auth(fn.fn.name) for fn in value.fns):
            return True
        for path in value.paths:
            api = call.unit.api.find(path) or call.unit.api.find(path.removesuffix("()"))
            if api is not None and api.auth:
                return True
    return call.node[0] == code.CALL and any(says_auth(node_name(item)) for item in call.node[3])


# --- addresses -----------------------------------------------------------------------------------------------------------------------


def _templates(machine: Machine, seen: RouteSeen, included: dict[int, list[tuple[str, int]]]) -> list[str]:
    if seen.application is not None:
        prefixes = _prefixes(seen.application, 0, set())
    else:
        prefixes = _by_include(seen.registered[0], included, 0, set())
    return list(dict.fromkeys(_joined(prefix, seen.template) for prefix in prefixes[:_MOST_PREFIXES]))


def _joined(prefix: str, template: str) -> str:
    head = "/".join(part for part in prefix.split("/") if part)
    tail = template.removeprefix("^").lstrip("/")
    return f"/{head}/{tail}".rstrip("/") if head and not tail else f"/{head}/{tail}" if head else f"/{tail}"


def _prefixes(application: Application, depth: int, seen: set[int]) -> list[str]:
    """What the addresses of an application may begin with."""
    if depth > _DEEPEST or id(application) in seen:
        return [application.prefix]
    known = {*seen, id(application)}
    found: list[str] = []
    for mount in application.mounts[:8]:
        outer = _prefixes(mount.outer, depth + 1, known) if mount.outer is not None else [""]
        own = _below(application, mount)
        found += [f"{prefix}/{own}" for prefix in outer]
    return found[:_MOST_PREFIXES] or [application.prefix]


def _below(application: Application, mount: Mount) -> str:
    """What a mount and the router itself put before an address; for Flask's blueprints the mount replaces the router's own."""
    if mount.call is None:
        return mount.prefix
    if mount.prefix and application.path.startswith(("flask.", "quart.")):
        return mount.prefix
    return f"{mount.prefix}/{application.prefix}"


def _included(machine: Machine) -> dict[int, list[tuple[str, int]]]:
    """Django's URL configurations that others include: file to (prefix, including file)."""
    found: dict[int, list[tuple[str, int]]] = {}
    for unit in machine.units:
        if not unit.is_python or "include" not in unit.code.functions[0].words:
            continue
        for node in nodes(unit.code.functions[0].body):
            if node[0] == code.CALL and len(node[3]) > 1 and (inner := _include(machine, unit, node[3][1])) is not None:
                prefix = node[3][0][2] if node[3][0][0] == code.CONST and isinstance(node[3][0][2], str) else ""
                found.setdefault(inner.number, []).append((prefix.removeprefix("^"), unit.number))
    return found


def _include(machine: Machine, unit: Unit, node: Any) -> Unit | None:
    if node[0] != code.CALL or (node[2][2:3] != ["include"] and node[2][3:4] != ["include"]) or not node[3]:
        return None
    first = node[3][0]
    if first[0] == code.TUPLE and first[2]:
        first = first[2][0]
    if first[0] == code.CONST and isinstance(first[2], str):
        return machine.modules.find(unit, first[2])
    return None


def _by_include(number: int, included: dict[int, list[tuple[str, int]]], depth: int, seen: set[int]) -> list[str]:
    if depth > _DEEPEST or number in seen or number not in included:
        return [""]
    found = []
    for prefix, outer in included[number][:8]:
        found += [f"{before_it}/{prefix}" for before_it in _by_include(outer, included, depth + 1, {*seen, number})]
    return found[:_MOST_PREFIXES]


# --- parameters ----------------------------------------------------------------------------------------------------------------------


def _parameters(unit: Unit, seen: RouteSeen, template: str) -> tuple[RouteParameter, ...]:
    """What a client sends: named by the address, by the handler's parameters, by what the handler reads of the request."""
    found: dict[str, str] = {}
    for match in _PLACEHOLDER.finditer(template[:2000]):
        found[next(name for name in match.groups() if name)] = "path"
    function = unit.code.functions[seen.function]
    for param in function.params:
        kind = _declared(param)
        if kind:
            found.setdefault(_declared_name(param) or param.name, kind)
    if unit.is_python and seen.call is not None and seen.call.path.split(".", 1)[0] in _FILLING:
        for param in function.params:
            if param.name and param.name not in found and not _is_injected(param):
                found[param.name] = "body" if _is_model(unit, param.annotation) else "query"
    for name, kind in _read(unit, seen.function):
        found.setdefault(name, kind)
    return tuple(RouteParameter(name, kind) for name, kind in found.items())


_FILLING: Final = frozenset({"fastapi", "litestar"})
"""Frameworks that fill a handler's parameters from the request by their names."""
_PLAIN_TYPES: Final = frozenset(
    {"str", "int", "float", "bool", "bytes", "list", "List", "Optional", "Union", "date", "datetime", "UUID"}
)


def _is_model(unit: Unit, annotation: Any) -> bool:
    """Whether a type is a class of the program: FastAPI reads such parameters from the body."""
    if annotation is None or annotation[0] != code.NAME or annotation[2] in _PLAIN_TYPES:
        return False
    return bool(annotation[2][:1].isupper())


def _is_injected(param: Any) -> bool:
    """Whether a parameter is no data: a dependency, the request, the response."""
    default = param.default
    if default is not None and default[0] == code.CALL and default[2][-1] in ("Depends", "Security"):
        return True
    annotation = param.annotation
    if annotation is None:
        return param.name in ("request", "self", "cls")
    if annotation[0] == code.ITEM:
        return any(node[0] == code.CALL and node[2][-1] in ("Depends", "Security") for node in nodes(annotation))
    return annotation[-1] in ("Request", "Response", "WebSocket", "BackgroundTasks", "Session", "AsyncSession")


def _declared(param: Any) -> str:
    """Where a parameter's decorator, default or type says it comes from."""
    sources = [*param.decorators]
    if param.default is not None:
        sources.append(param.default)
    if param.annotation is not None:
        sources += [node for node in nodes(param.annotation) if node[0] == code.CALL]
    for node in sources:
        callee = node[2] if node[0] in (code.CALL, code.NEW) else node
        if callee[0] in (code.NAME, code.ATTR) and callee[-1] in _MAKERS:
            return _MAKERS[callee[-1]]
    return ""


def _declared_name(param: Any) -> str:
    """The name a decorator gives (`@Query("q") text`)."""
    for node in param.decorators:
        if node[0] == code.CALL and node[3] and node[3][0][0] == code.CONST and isinstance(node[3][0][2], str):
            return str(node[3][0][2])
    return ""


def _read(unit: Unit, index: int) -> Iterator[tuple[str, str]]:
    """Constant keys that a handler, or a function inside it, reads of parts of the request."""
    functions = unit.code.functions
    inside = {index}
    for number, function in enumerate(functions):
        if function.parent in inside:
            inside.add(number)
    for number in sorted(inside):
        for node in nodes(functions[number].body):
            if node[0] in (code.ATTR, code.ITEM, code.CALL):
                yield from _read_one(node)
            elif node[0] == code.ASSIGN and node[2][0] == code.PATTERN_DICT and (kind := _part(node[3])):
                for key, _target in node[2][2]:
                    if (name := _text(key)) is not None:
                        yield name, kind


def _read_one(node: Any) -> Iterator[tuple[str, str]]:
    """`req.query.name`, `request.args["name"]`, `request.args.get("name")`."""
    if node[0] == code.ATTR:
        if node[3] not in _READERS and (kind := _part(node[2])):
            yield node[3], kind
        return
    if node[0] == code.ITEM:
        holder, key = node[2], node[3]
    elif node[2][0] == code.ATTR and node[2][3] in _READERS and node[3]:
        holder, key = node[2][2], node[3][0]
    else:
        return
    name = _text(key)
    if name is not None and (kind := _part(holder)):
        yield name, kind


def _text(node: Any) -> str | None:
    return node[2] if node is not None and node[0] == code.CONST and isinstance(node[2], str) else None


def _part(node: Any) -> str:
    """What kind of data an expression holds that is a part of the request (`req.query`, `ctx.request.body`, `request.args`)."""
    if node[0] == code.AWAIT:
        node = node[2]
    if node[0] == code.CALL and node[2][0] == code.ATTR and node[2][3] in ("get_json", "json", "form"):
        return "body" if _is_request(node[2][2]) else ""
    if node[0] != code.ATTR or not _is_request(node[2]):
        return ""
    return _HOLDERS.get(node[3], "")


def _is_request(node: Any) -> bool:
    if node[0] == code.ATTR:
        return node[3] in ("request", "req") or (node[3] == "nextUrl" and _is_request(node[2]))
    return node[0] == code.NAME and node[2].lower() in _REQUESTS
