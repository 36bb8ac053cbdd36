"""Addresses a program answers at, noted where handlers are registered."""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from gateline.engines.sast.solver.applications import WebCall
from gateline.engines.sast.solver.program import Args, ClassRef, Closure, Frame
from gateline.engines.sast.solver.values import Value, the_constant
from gateline.facts import code

if TYPE_CHECKING:
    from gateline.engines.sast.solver.machine import Machine

__all__ = ["METHODS", "RouteSeen", "node_name", "note_exported", "note_routes", "says_auth"]

METHODS: Final = ("get", "post", "put", "patch", "delete", "head", "options")
_MOST_ROUTES: Final = 20_000
_WORDS: Final = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")
_AUTH_WORDS: Final = frozenset(
    "auth authed authenticate authenticated authenticator authentication authorize authorized authorise authorised authorization "
    "login logged signed permission permissions perm perms permitted role roles admin superuser staff guard protect protected "
    "jwt token bearer acl rbac owner session principal identity clearance scopes allowed require ensure restricted".split()
)
_PERMISSION_ATTRIBUTES: Final = (
    "permission_classes",
    "authentication_classes",
    "permission_required",
    "decorators",
    "permission_policy",
)


class RouteSeen(Struct, frozen=True):
    """One address a program answers at."""

    method: str
    """Upper case; `*` for any."""
    template: str
    """As written at the handler; what it hangs below is for `application` to say."""
    handler: str
    site: tuple[int, int]
    """File and name of the handler."""
    parameters: tuple[str, ...]
    has_auth: bool
    function: int = 0
    """Index of the handler in its file."""
    registered: tuple[int, int] = (0, 0)
    """File and span of the call or decorator that says so."""
    call: Any = None
    """The `WebCall` by which it was registered."""
    owner: Any = None
    """The `ClassRef` whose method the handler is."""
    is_explicit: bool = True
    """Whether the program says which methods the route answers."""

    @property
    def application(self) -> Any:
        """The `Application` it was registered on, if the program made it and that is known."""
        return self.call.application if self.call is not None else None


def note_routes(machine: "Machine", frame: Frame, entry: Any, args: Args, target: Any, node: Any, call: WebCall | None) -> None:
    """Note the addresses under which a handler, or a class of handlers, is registered."""
    route = entry.route
    if route is None or len(machine.routes) >= _MOST_ROUTES:
        return
    template = _template(args, route)
    methods, is_explicit = _methods(args, route)
    prefix = _class_prefix(machine, target)
    if prefix:
        template = "/".join([prefix.strip("/"), template.strip("/")]).rstrip("/")
    has_auth = _is_guarded(machine, frame, args, node, target)
    for method, closure in _handlers(target, methods):
        seen = RouteSeen(
            method.upper(),
            template,
            closure.fn.name,
            (closure.unit.number, closure.fn.name_span),
            tuple(param.name for param in closure.fn.params if param.name),
            has_auth or _class_is_guarded(machine, closure.owner, closure.fn.name) or _asks(machine, closure),
            closure.index,
            (frame.unit.number, node[1]),
            call,
            closure.owner,
            is_explicit or isinstance(target, ClassRef),
        )
        machine.routes[(seen.method, template, seen.site, seen.registered, id(seen.call))] = seen


def note_exported(machine: "Machine", entry: Any, name: str, target: Closure) -> None:
    """Note a handler that a framework finds by its file: the folders are the address."""
    if entry.route is None or len(machine.routes) >= _MOST_ROUTES:
        return
    seen = RouteSeen(
        entry.route.method.upper() or "*",
        _address_of(target.unit.path),
        target.fn.name or name,
        (target.unit.number, target.fn.name_span),
        tuple(param.name for param in target.fn.params if param.name),
        _asks(machine, target),
        target.index,
        (target.unit.number, target.fn.name_span),
        is_explicit=entry.route.method not in ("", "*"),
    )
    machine.routes[(seen.method, seen.template, seen.site)] = seen


def _address_of(path: str) -> str:
    """The address of a file below `app` or `pages`, or `src/routes`; groups in parentheses are no part of it."""
    parts = path.rsplit(".", 1)[0].split("/")
    for root in ("app", "pages", "routes"):
        if root in parts[:-1]:
            parts = parts[parts.index(root) + 1 :]
            break
    if parts[-1].lstrip("+") in ("route", "index", "page", "server"):
        parts.pop()
    return "/" + "/".join(part for part in parts if not part.startswith(("(", "@")))


def _template(args: Args, route: Any) -> str:
    for value in args.select(route.path):
        for known in value.consts or ():
            if isinstance(known, str):
                return known
    return ""


def _methods(args: Args, route: Any) -> tuple[list[str], bool]:
    """HTTP methods, and whether they are named."""
    found = [route.method] if route.method else []
    for value in args.select(route.methods):
        cells = list(value.obj.cells.values()) if value.obj is not None else [value]
        for cell in cells:
            known = the_constant(cell)
            if known is not None and isinstance(known[0], str):
                found.append(known[0])
    if found:
        return list(dict.fromkeys(found)), "*" not in found
    return list(route.default) or ["*"], False


def _handlers(target: Any, methods: list[str]) -> Iterator[tuple[str, Closure]]:
    """Methods with the function that answers: of a class, its own methods of that name."""
    if isinstance(target, Closure):
        for method in methods:
            yield method, target
    elif isinstance(target, ClassRef):
        for name in METHODS:
            found = target.find(name)
            for fn in found.fns if found is not None else ():
                if isinstance(fn, Closure):
                    yield name, fn


# --- who may call ------------------------------------------------------------------------------------------------------------------


def says_auth(name: str) -> bool:
    """Whether a name of the program tells of a check who is calling."""
    return any(word.lower() in _AUTH_WORDS for word in _WORDS.findall(name))


def _is_auth_path(frame: Frame, paths: Iterable[str]) -> bool:
    index = frame.unit.api
    for path in paths:
        for one in (path, path.removesuffix("()")):
            api = index.find(one)
            if api is not None and api.auth:
                return True
    return False


def _is_guarded(machine: "Machine", frame: Frame, args: Args, node: Any, target: Any) -> bool:
    """Whether decorators or middleware of the registration ask who is calling."""
    handler = target.fn if isinstance(target, Closure) else None
    if handler is not None:
        for decorator in handler.decorators:
            if decorator is not node and _node_says_auth(machine, frame, decorator):
                return True
        for param in handler.params:
            if param.default is not None and _node_says_auth(machine, frame, param.default):
                return True
            if param.annotation is not None and _annotation_says_auth(param.annotation, 0):
                return True
    for value in args.every():
        if _value_says_auth(frame, value, target, 0):
            return True
    arguments = node[3] if node[0] in (code.CALL, code.NEW) else ()
    return any(node_name(item) and says_auth(node_name(item)) for item in list(arguments)[1:-1])


def _value_says_auth(frame: Frame, value: Value, target: Any, depth: int) -> bool:
    if _is_auth_path(frame, value.paths) or any(says_auth(path.rsplit(".", 1)[-1]) for path in value.paths if "." in path):
        return True
    if any(isinstance(fn, Closure) and fn != target and says_auth(fn.fn.name) for fn in value.fns):
        return True
    if depth < 3 and value.obj is not None and value.obj.shape in ("list", "tuple", "object", "dict"):
        for key, cell in value.obj.cells.items():
            if isinstance(key, str) and says_auth(key) and not (cell.consts and not any(cell.consts)):
                return True
            if _value_says_auth(frame, cell, target, depth + 1):
                return True
    return False


def _node_says_auth(machine: "Machine", frame: Frame, node: Any) -> bool:
    """Whether a decorator or default names a check: by its API, or by its words (`@admin_required`, `Depends(current_user)`)."""
    if says_auth(node_name(node)) or node_name(node).lower().endswith("current_user"):
        return True
    if node[0] in (code.CALL, code.NEW):
        if any(_node_says_auth(machine, frame, item) for item in node[3] if item[0] in (code.NAME, code.ATTR, code.CALL)):
            return True
        value = machine.evaluate(frame, node[2])
        return _is_auth_path(frame, value.paths)
    if node[0] in (code.NAME, code.ATTR):
        return _is_auth_path(frame, machine.evaluate(frame, node).paths)
    return False


def node_name(node: Any) -> str:
    """Last name of an expression, or of what it calls."""
    for _ in range(4):
        if node[0] == code.NAME:
            return str(node[2])
        if node[0] == code.ATTR:
            return str(node[3])
        if node[0] in (code.CALL, code.NEW):
            node = node[2]
            continue
        break
    return ""


def _annotation_says_auth(node: Any, depth: int) -> bool:
    """A parameter's type that names who is calling: `CurrentUser`, `Annotated[User, Depends(current_user)]`."""
    if depth > 4 or not isinstance(node, list) or not node:
        return False
    name = node_name(node)
    if name and (says_auth(name) or "current" in name.lower()):
        return True
    return any(_annotation_says_auth(part, depth + 1) for part in node[2:] if isinstance(part, list)) or any(
        _annotation_says_auth(item, depth + 1)
        for part in node[2:]
        if isinstance(part, list)
        for item in part
        if isinstance(item, list)
    )


def _asks(machine: "Machine", closure: Closure) -> bool:
    """Whether the body itself calls something that tells who is calling."""
    frame = closure.frame
    if frame is None:
        return False
    return any(word in _ASKING for word in closure.fn.words)


_ASKING: Final = frozenset(
    "current_user is_authenticated isAuthenticated has_perm has_permission check_permission check_permissions check_access require_auth "
    "getServerSession getSession getToken auth currentUser requireAuth requireUser get_current_user get_jwt_identity verify_jwt_in_request "
    "check_object_permissions authorize authorized ensureAuthenticated is_superuser is_staff permission_required "
    "assert_permission check_permission_or_raise raise_on_error checkAuth verifyToken getUser get_user_from_request".split()
)


def _class_is_guarded(machine: "Machine", ref: ClassRef | None, method: str) -> bool:
    """Whether the class of a handler asks: by decorators, bases, or attributes that frameworks read."""
    if ref is None:
        return False
    for one in ref.mro():
        for node in (*one.code.decorators, *one.code.bases):
            if _node_says_auth(machine, one.frame, node):
                return True
        for name in _PERMISSION_ATTRIBUTES:
            value = one.attributes.cells.get(name)
            if value is not None and not _is_open(value):
                return True
        if any(name in one.attributes.cells for name in ("test_func", "has_permission", "check_permissions", "canActivate")):
            return True
    return False


def _is_open(value: Value) -> bool:
    """A permission attribute that lets everybody in."""
    if value.obj is None:
        return False
    cells = list(value.obj.cells.values())
    return not cells or all(any(path.rsplit(".", 1)[-1].rstrip("()") == "AllowAny" for path in cell.paths) for cell in cells)


def _class_prefix(machine: "Machine", target: Any) -> str:
    """What the decorator of a controller puts before the addresses of its methods."""
    ref = target.owner if isinstance(target, Closure) else None
    if ref is None or target.unit.is_python:
        return ""
    for node in ref.code.decorators:
        if node[0] == code.CALL and node_name(node).lower().endswith(("controller", "route")) and node[3]:
            first = node[3][0]
            if first[0] == code.DICT:
                first = next((value for key, value in first[2] if key is not None and key[2:3] == ["path"]), first)
            known = the_constant(machine.evaluate(ref.frame, first))
            if known is not None and isinstance(known[0], str):
                return known[0]
    return ""
