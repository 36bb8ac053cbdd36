"""Which applications, routers and files belong together: what a check of a whole web application looks at."""

from collections.abc import Iterable, Iterator

from gateline.engines.sast.solver.applications import Application, WebCall
from gateline.engines.sast.solver.machine import Machine
from gateline.engines.sast.solver.program import Closure
from gateline.engines.sast.solver.route_table import RouteSeen
from gateline.engines.sast.solver.sinks import words_of
from gateline.engines.sast.solver.values import Value
from gateline.facts import code

__all__ = ["Site", "names_in", "sites"]


class Site:
    """Applications and routers that hang together, with everything called on them."""

    def __init__(self) -> None:
        self.applications: list[Application] = []
        self.calls: list[WebCall] = []
        self.routes: list[RouteSeen] = []
        self.units: set[int] = set()
        """Files in which they are made or used, and those that these import or are imported by, as far as links lead."""
        self.is_whole = True
        """Whether everything called on them is known to be so."""


class _Sets:
    """Disjoint sets of numbers."""

    def __init__(self) -> None:
        self._parent: dict[int, int] = {}

    def find(self, one: int) -> int:
        root = one
        while self._parent.get(root, root) != root:
            root = self._parent[root]
        while self._parent.get(one, one) != root:
            self._parent[one], one = root, self._parent[one]
        return root

    def join(self, one: int, other: int) -> None:
        self._parent[self.find(one)] = self.find(other)


def sites(machine: Machine, *, language: str) -> list[Site]:
    """The web applications of a program.

    Applications belong together when one hangs in another. When calls in files linked by imports go to applications nobody can tell
    apart, all applications of these files count as one.
    """
    files = _Sets()
    for one, other in machine.modules.links():
        files.join(one, other)
    calls = [call for known in machine.web_calls.values() for call in known if call.unit.language == language]
    known, apart = _hanging_together(calls)
    vague = {files.find(call.unit.number) for call in calls if call.application is None}
    by_file: dict[int, int] = {}
    for key, application in known.items():
        component = files.find(application.unit.number)
        if component in vague or any(mount.outer is None for mount in application.mounts):
            apart.join(key, by_file.setdefault(component, key))
    found: dict[int, Site] = {}
    for key, application in known.items():
        site = found.setdefault(apart.find(key), Site())
        site.applications.append(application)
        site.is_whole = site.is_whole and files.find(application.unit.number) not in vague
        site.units.add(application.unit.number)

    def site_of(application: Application | None, number: int) -> Site | None:
        key = id(application) if application is not None else by_file.get(files.find(number), -1)
        return found.get(apart.find(key))

    for call in calls:
        if (at := site_of(call.application, call.unit.number)) is not None:
            at.calls.append(call)
            at.units.add(call.unit.number)
    for route in machine.routes.values():
        number = route.registered[0]
        if machine.units[number].language == language and (at := site_of(route.application, number)) is not None:
            at.routes.append(route)
    return list(_with_links(machine, found.values(), files))


def _hanging_together(calls: list[WebCall]) -> tuple[dict[int, Application], _Sets]:
    """All applications by identity, joined where one hangs in another."""
    known: dict[int, Application] = {}
    apart = _Sets()
    waiting = [call.application for call in calls if call.application is not None]
    while waiting:
        application = waiting.pop()
        if id(application) in known:
            continue
        known[id(application)] = application
        for mount in application.mounts:
            if mount.outer is not None:
                apart.join(id(application), id(mount.outer))
                waiting.append(mount.outer)
    return known, apart


def _with_links(machine: Machine, found: Iterable[Site], files: _Sets) -> Iterator[Site]:
    members: dict[int, set[int]] = {}
    for unit in machine.units:
        members.setdefault(files.find(unit.number), set()).add(unit.number)
    for site in found:
        site.units = set().union(*(members[files.find(number)] for number in site.units))
        yield site


def names_in(call: WebCall) -> Iterator[list[str]]:
    """Words of everything passed to a call: names of functions and APIs, and names as written."""
    for value in call.args.every():
        yield from _names_of(value, 0)
    if call.node[0] in (code.CALL, code.NEW):
        for item in call.node[3]:
            yield from _written(item, 0)


def _names_of(value: Value, depth: int) -> Iterator[list[str]]:
    for path in value.paths:
        yield words_of(path)
    for fn in value.fns:
        if isinstance(fn, Closure) and fn.fn.name:
            yield words_of(fn.fn.name)
    if depth < 2 and value.obj is not None and value.obj.shape in ("list", "tuple", "object"):
        for cell in value.obj.cells.values():
            yield from _names_of(cell, depth + 1)


def _written(node: list[object], depth: int) -> Iterator[list[str]]:
    kind = node[0]
    if depth > 4:
        return
    if kind == code.NAME:
        yield words_of(str(node[2]))
    elif kind == code.ATTR:
        yield words_of(str(node[3]))
        yield from _written(node[2], depth + 1)  # type: ignore[arg-type]
    elif kind in (code.CALL, code.NEW):
        yield from _written(node[2], depth + 1)  # type: ignore[arg-type]
    elif kind == code.LIST:
        for item in node[2]:  # type: ignore[attr-defined]
            yield from _written(item, depth + 1)
