"""Stack traces and exceptions that are sent to the client."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from gateline.engines.sast.solver.program import Unit
from gateline.engines.sast.structures.index import Index, index_of, method_of
from gateline.engines.sast.structures.registry import Seen
from gateline.engines.sast.walk import nodes
from gateline.facts import code

__all__ = ["error_detail_sent"]

_SENDS: Final = frozenset({"send", "json", "end", "write", "jsonp", "render"})
_RESPONSES: Final = frozenset({"res", "resp", "response", "reply", "ctx"})
_CAREFUL: Final = frozenset({"reply", "ctx"})
"""Responses of frameworks that send no more of an exception than its message."""
_MAKES: Final = frozenset(
    {"jsonify", "Response", "HttpResponse", "JsonResponse", "make_response", "HTMLResponse", "PlainTextResponse", "JSONResponse"}
)
_TRACES: Final = frozenset({"format_exc", "format_exception", "exc_info", "format_tb", "format_stack"})
_ERRORS: Final = frozenset({"err", "error", "e", "ex", "exc", "exception"})
_DEVELOPMENT: Final = frozenset(
    {"NODE_ENV", "DEBUG", "debug", "isDev", "isDevelopment", "dev", "isProduction", "production", "DEV", "__DEV__", "showStack"}
)


def error_detail_sent(unit: Unit, _options: Mapping[str, Any]) -> Iterable[Seen]:
    """Responses with a stack trace in them."""
    index = index_of(unit)
    if unit.is_python:
        yield from _python(index)
    else:
        yield from _javascript(index)


def _python(index: Index) -> Iterator[Seen]:
    told: set[int] = set()
    traced = {placed.function for name in _TRACES for placed in index.calls.get(name, ())}
    for function, node in index.of(code.RETURN):
        if function not in traced or node[2] is None or not _is_handler(index, function):
            continue
        if _holds_trace(index, function, node[2]) and not _is_for_development(index, function, node):
            told.add(function)
            yield Seen(node[1], function)
    for name in _MAKES:
        for function, call in index.calls.get(name, ()):
            if (
                function in traced
                and function not in told
                and any(_holds_trace(index, function, one) for one in _arguments(call))
            ) and not _is_for_development(index, function, call):
                yield Seen(call[1], function)


def _arguments(call: Any) -> Iterator[Any]:
    yield from call[3]
    yield from (value for _name, value in call[4])


def _is_handler(index: Index, function: int) -> bool:
    """Whether what a function returns is a response: it has a route, or takes a request."""
    fn = index.unit.code.functions[function]
    for decorator in fn.decorators:
        if any(one[0] == code.ATTR and one[3] in _ROUTES for one in nodes(decorator)):
            return True
    return any(param.name == "request" for param in fn.params[:2])


_ROUTES: Final = frozenset({"route", "get", "post", "put", "patch", "delete", "errorhandler", "exception_handler", "view_config"})


def _holds_trace(index: Index, function: int, node: Any) -> bool:
    for one in nodes(node):
        if (
            method_of(one) in _TRACES
            and one[2][0] == code.ATTR
            and one[2][2][0] == code.NAME
            and one[2][2][2] in ("traceback", "sys")
        ):
            return True
        value = index.binding(function, one[2]) if one[0] == code.NAME else None
        if value is not None and any(method_of(inner) in _TRACES for inner in nodes(value)):
            return True
    return False


def _javascript(index: Index) -> Iterator[Seen]:
    for method in _SENDS:
        for function, call in index.calls.get(method, ()):
            if call[2][0] != code.ATTR or _root(call[2][2]) not in _RESPONSES:
                continue
            caught = _caught(index, function, call)
            is_whole = any(one[0] == code.NAME and one[2] in caught for one in call[3]) and _root(call[2][2]) not in _CAREFUL
            if (
                is_whole or any(_holds_stack(index, function, argument, caught) for argument in call[3])
            ) and not _is_for_development(index, function, call):
                yield Seen(call[1], function)


def _root(node: Any) -> str:
    """The variable that a chain of members and calls begins with."""
    for _ in range(20):
        if node[0] == code.NAME:
            return str(node[2])
        if node[0] == code.ATTR:
            if node[2][0] == code.THIS:
                return str(node[3])
            node = node[2]
        elif node[0] == code.CALL:
            node = node[2]
        else:
            break
    return ""


def _caught(index: Index, function: int, call: Any) -> frozenset[str]:
    """Names of exceptions at a place: of handlers around it, and of the callback's first parameter when it is called like one."""
    names: set[str] = set()
    functions = index.unit.code.functions
    for around in index.ancestors(function, call):
        if around[0] == code.TRY:
            names |= {target[2] for _types, target, _block in around[3] if target is not None and target[0] == code.NAME}
    for _ in range(3):
        fn = functions[function]
        if fn.params and fn.params[0].name in _ERRORS:
            names.add(fn.params[0].name)
        if fn.parent <= 0:
            break
        function = fn.parent
    return frozenset(names)


def _holds_stack(index: Index, function: int, node: Any, caught: frozenset[str]) -> bool:
    """Whether an argument holds the stack of an exception."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        kind = one[0]
        if kind == code.ATTR and one[3] == "stack":
            return one[2][0] == code.NAME and (one[2][2] in caught or one[2][2] in _ERRORS)
        value = index.binding(function, one[2]) if kind == code.NAME else None
        if value is not None and any(inner[0] == code.ATTR and inner[3] == "stack" for inner in nodes(value)):
            return True
        waiting += _carried(one)
    return False


def _carried(node: Any) -> list[Any]:
    """Parts whose text is part of what a node gives."""
    kind = node[0]
    if kind == code.DICT:
        return [value for _key, value in node[2]]
    if kind in (code.CONCAT, code.LIST):
        return list(node[2])
    if kind == code.BINARY:
        return [node[3], node[4]]
    if kind in (code.OR, code.NULLISH, code.AND):
        return [node[2], node[3]]
    if kind != code.CALL:
        return []
    name = method_of(node)
    if name in ("String", "stringify", "inspect"):
        return list(node[3][:1])
    return [node[2][2]] if name in ("toString", "replace", "split", "join", "slice") and node[2][0] == code.ATTR else []


def _is_for_development(index: Index, function: int, node: Any) -> bool:
    """Whether it only happens in development mode, by the test around it."""
    for around in index.ancestors(function, node):
        if around[0] in (code.IF, code.CHOICE, code.AND):
            for one in nodes(around[2]):
                name = one[3] if one[0] == code.ATTR else one[2] if one[0] == code.NAME else ""
                if name in _DEVELOPMENT:
                    return True
    return False
