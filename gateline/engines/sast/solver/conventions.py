"""What a parameter is by its name, where nothing else tells and the file speaks of a framework: applications, requests, responses."""

from typing import Final

from gateline.engines.sast.solver.program import Closure

__all__ = ["by_name", "service"]

_APPLICATIONS: Final = frozenset({"app", "application", "router", "server", "api", "bp", "blueprint", "routes"})
_PYTHON: Final = (
    ("flask", "flask.Flask()"),
    ("fastapi", "fastapi.FastAPI()"),
    ("sanic", "sanic.Sanic()"),
    ("bottle", "bottle.Bottle()"),
    ("quart", "quart.Quart()"),
    ("starlette", "starlette.applications.Starlette()"),
)
_PYTHON_REQUESTS: Final = (
    ("django", "django.http.HttpRequest()"),
    ("rest_framework", "rest_framework.request.Request()"),
    ("starlette", "starlette.requests.Request()"),
    ("fastapi", "fastapi.Request()"),
    ("aiohttp", "aiohttp.web.Request()"),
)


def service(closure: Closure, name: str) -> tuple[str, ...]:
    """API paths of a parameter nobody passes anything to, by a name that only one thing has: `$`, `$scope`, `$http`."""
    if name[:1] != "$" or closure.unit.is_python or name not in closure.unit.api.roots:
        return ()
    return closure.unit.api.given(name)


def by_name(closure: Closure, number: int, name: str) -> tuple[str, ...]:
    """API paths a parameter may stand for by its name and the packages its file imports."""
    lowered = name.lower()
    if closure.unit.is_python:
        if lowered in _APPLICATIONS:
            return _first(closure, _PYTHON)
        return _first(closure, _PYTHON_REQUESTS) if lowered in ("request", "req") else ()
    return service(closure, name) or _javascript(closure, number, lowered)


def _first(closure: Closure, table: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    imports = closure.unit.imports
    for package, path in table:
        if package in imports:
            return closure.unit.api.call(path.removesuffix("()"))
    return ()


def _javascript(closure: Closure, number: int, lowered: str) -> tuple[str, ...]:
    if lowered in ("app", "router", "server") and closure.unit.api.has("express().get"):
        return ("express()",)
    names = [param.name.lower() for param in closure.fn.params]
    if len(names) < 2 or len(names) > 4:
        return ()
    offset = 1 if names[0] in ("err", "error") else 0
    pair = tuple(names[offset : offset + 2])
    if pair in (("req", "res"), ("request", "response"), ("_req", "res"), ("req", "_res"), ("request", "res"), ("req", "resp")):
        return (("express.Request()",), ("express.Response()",))[number - offset] if number - offset in (0, 1) else ()
    return ()
