"""Web applications and routers as objects: where they were made, what was called on them, which is mounted in which.

API paths only say that something *is* a router. Which one it is decides whose middleware runs before a handler and under which
address it answers, so whatever an entry point can be registered on gets an identity of its own here: an object that travels
with the value through variables, parameters and modules.
"""

from typing import TYPE_CHECKING, Any, Final

from gateline.engines.sast.solver.program import Args, Frame, Unit
from gateline.engines.sast.solver.values import Obj, Value, the_constant

if TYPE_CHECKING:
    from gateline.engines.sast.solver.machine import Machine

__all__ = ["Application", "Mount", "WebCall", "application_of", "given_application", "handed_application", "note_call"]

_MOST_CALLS: Final = 20_000
_MOST_MOUNTS: Final = 8
"""Places at which one router hangs."""
_PREFIXES: Final = ("url_prefix", "prefix", "root_path")


class WebCall:
    """A method called on an application, or on something that is one by its API but was made nobody knows where."""

    __slots__ = ("application", "args", "function", "node", "path", "span", "unit")

    def __init__(self, path: str, frame: Frame, node: Any, args: Args, application: "Application | None") -> None:
        self.path = path
        """API path of what is called."""
        self.unit: Unit = frame.unit
        self.function = frame.closure.index if frame.closure is not None else 0
        self.node = node
        self.span: int = node[1]
        self.args = args
        self.application = application

    @property
    def name(self) -> str:
        """The method."""
        return self.path.rpartition(".")[2]


class Mount:
    """An application that hangs in another."""

    __slots__ = ("call", "outer", "prefix")

    def __init__(self, outer: "Application | None", prefix: str, call: WebCall | None) -> None:
        self.outer = outer
        """None when nobody knows what it hangs in."""
        self.prefix = prefix
        self.call = call
        """By which it was hung there; None for what is made inside another (`router.route("/x")`)."""


class Application:
    """An application, router, blueprint or server of the program."""

    __slots__ = ("args", "calls", "function", "mounts", "node", "path", "prefix", "unit")

    def __init__(self, path: str, frame: Frame, node: Any, args: Args) -> None:
        self.path = path
        """API path of the instance: `express()`."""
        self.unit: Unit = frame.unit
        self.function = frame.closure.index if frame.closure is not None else 0
        self.node = node
        """The call that made it."""
        self.args = args
        self.prefix = _named_prefix(args)
        """What all its addresses begin with, by its own making."""
        self.calls: list[WebCall] = []
        self.mounts: list[Mount] = []


def application_of(value: Value | None) -> Application | None:
    """The application a value is, if it is one that the program made."""
    if value is None or value.obj is None:
        return None
    made = value.obj.cls
    return made if isinstance(made, Application) else None


def given_application(machine: "Machine", frame: Frame, given: tuple[str, ...], args: Args, node: Any) -> Obj | None:
    """The object that an API's result is when entry points can be registered on it.

    A method that gives the same kind of thing gives the thing itself (`app.use(a).use(b)`); one that gives another kind makes
    something inside (`router.route("/x")`). One place in the code makes one application, however often it runs.
    """
    receivers = frame.unit.api.receivers
    path = next((one for one in given if one in receivers), None)
    if path is None:
        return None
    outer = application_of(args.this)
    if outer is not None and outer.path == path and args.this is not None:
        return args.this.obj
    return _made(
        machine, (frame.unit.number, node[1], path, id(outer)), Application(path, frame, node, args), outer, _first_text(args)
    )


def handed_application(machine: "Machine", frame: Frame, paths: tuple[str, ...], args: Args, node: Any) -> Obj | None:
    """The object a plugin gets from the application it is registered on."""
    outer = application_of(args.this)
    path = next((one for one in paths if one in frame.unit.api.receivers), None)
    if outer is None or path is None:
        return None
    inner = Application(path, frame, node, Args([]))
    return _made(machine, (frame.unit.number, node[1], path, id(outer)), inner, outer, _named_prefix(args))


def _made(machine: "Machine", key: tuple[Any, ...], fresh: Application, outer: Application | None, prefix: str) -> Obj:
    known = machine.applications.get(key)
    if known is None:
        if outer is not None:
            fresh.mounts.append(Mount(outer, prefix, None))
        known = machine.applications[key] = Obj("namespace", cls=fresh)
    return known


def note_call(machine: "Machine", frame: Frame, path: str, node: Any, args: Args) -> WebCall | None:
    """Remember a method called on an application, and what it hangs there; None for any other call.

    A function that gets its application from its caller is interpreted without one, too: what is known then stays.
    """
    application = application_of(args.this)
    if application is None and path.rpartition(".")[0] not in frame.unit.api.receivers:
        return None
    place = (frame.unit.number, node[1], path)
    known = machine.web_calls.setdefault(place, [])
    for call in known:
        if call.application is application or application is None:
            return call
        if call.application is None:
            call.application, call.args = application, args
            _hang(call)
            return call
    call = WebCall(path, frame, node, args, application)
    if len(known) < _MOST_MOUNTS:
        known.append(call)
        _hang(call)
    return call


def _hang(call: WebCall) -> None:
    """Note a call at its application, and there what it passes."""
    application = call.application
    if application is not None and len(application.calls) < _MOST_CALLS:
        application.calls.append(call)
    for value in call.args.every():
        inner = application_of(value)
        if inner is not None and inner is not application and len(inner.mounts) < _MOST_MOUNTS:
            inner.mounts = [one for one in inner.mounts if one.call is not call]
            inner.mounts.append(Mount(application, _named_prefix(call.args) or _first_text(call.args), call))


def _named_prefix(args: Args) -> str:
    for name in _PREFIXES:
        for value in args.select((name,)):
            known = the_constant(value)
            if known is not None and isinstance(known[0], str):
                return known[0]
    return ""


def _first_text(args: Args) -> str:
    known = the_constant(args.positional[0]) if args.positional else None
    return known[0] if known is not None and isinstance(known[0], str) else ""
