"""Routes that try passwords or start programs for whoever asks, as often as he asks."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from gateline.engines.sast.routes import before
from gateline.engines.sast.solver.applications import WebCall, application_of
from gateline.engines.sast.solver.machine import Machine, Misuse
from gateline.engines.sast.solver.program import Args, Closure, Frame
from gateline.engines.sast.solver.route_table import RouteSeen
from gateline.engines.sast.solver.sinks import words_of
from gateline.engines.sast.solver.values import Value
from gateline.engines.sast.structures.index import method_of
from gateline.engines.sast.structures.web import names_in, sites
from gateline.facts import code

__all__ = ["rate_limit_missing"]

_COSTLY: Final = frozenset(
    "bcrypt.compare bcrypt.compareSync bcryptjs.compare bcryptjs.compareSync argon2.verify crypto.scrypt crypto.scryptSync crypto.pbkdf2 "
    "crypto.pbkdf2Sync child_process.exec child_process.execSync child_process.execFile child_process.execFileSync child_process.spawn "
    "child_process.spawnSync child_process.fork passport.authenticate".split()
)
_CHECKS: Final = frozenset({"verify", "check", "validate", "compare", "match", "authenticate", "auth"})
_SECRETS: Final = frozenset({"password", "passwd", "credentials", "user", "otp", "pin"})
_LIMITERS: Final = frozenset(
    {
        "limit",
        "limiter",
        "limited",
        "ratelimit",
        "ratelimiter",
        "throttle",
        "throttler",
        "throttled",
        "brute",
        "bruteforce",
        "slowdown",
        "slow",
    }
)
_DEEPEST: Final = 3
_MOST_EDGES: Final = 50_000

_Place = tuple[int, int]
"""File and function."""


class _Watch:
    """What calls what, and what is costly."""

    def __init__(self) -> None:
        self.costly: set[_Place] = set()
        self.edges: dict[_Place, set[_Place]] = {}
        self.limited: set[int] = set()
        """Identities of applications that were handed to a limiter."""
        self._left = _MOST_EDGES

    def on_call(self, frame: Frame, node: Any, function: Value, args: Args) -> None:
        if frame.unit.is_python:
            return
        here = (frame.unit.number, frame.closure.index if frame.closure is not None else 0)
        if (function.paths and any(path in _COSTLY for path in function.paths)) or _is_check(method_of(node)):
            self.costly.add(here)
        for fn in function.fns:
            if isinstance(fn, Closure) and self._left > 0:
                self._left -= 1
                self.edges.setdefault(here, set()).add((fn.unit.number, fn.index))
        for value in args.positional if function.paths else ():
            application = application_of(value)
            if application is not None and any(not _LIMITERS.isdisjoint(words_of(path)) for path in function.paths):
                self.limited.add(id(application))


@lru_cache(4_096)
def _is_check(name: str) -> bool:
    """Whether a function checks who somebody is, by its name: `login()`, `verifyPassword(…)`."""
    words = words_of(name)
    return words in (["login"], ["log", "in"], ["signin"]) or (len(words) == 2 and words[0] in _CHECKS and words[1] in _SECRETS)


def rate_limit_missing(machine: Machine, rule: str, _options: Mapping[str, Any]) -> None:
    """Tell of the calls that register such routes."""
    watch = _Watch()

    def conclude() -> None:
        for site in sites(machine, language="javascript"):
            limits = any(_limits(call) for call in site.calls)
            if limits and not site.is_whole:
                continue
            for route in site.routes:
                unit = machine.units[route.registered[0]]
                if route.method == "HEAD" or unit.is_test or _is_limited(watch, route):
                    continue
                if _is_costly(machine, watch, route):
                    machine.misuses.setdefault((rule, *route.registered), Misuse(rule, route.registered, "", route.handler))

    machine.on_call.append(watch.on_call)
    machine.on_end.append(conclude)


def _is_costly(machine: Machine, watch: _Watch, route: RouteSeen) -> bool:
    if route.call is not None and route.method in ("POST", "*") and _tries_passwords(route.call):
        return True
    waiting = [(route.site[0], route.function, 0)]
    seen: set[_Place] = set()
    while waiting:
        number, index, depth = waiting.pop()
        if (number, index) in seen or depth > _DEEPEST:
            continue
        seen.add((number, index))
        if (number, index) in watch.costly:
            return True
        waiting += [
            (number, inner, depth)
            for inner, one in enumerate(machine.units[number].code.functions)
            if one.parent == index and inner
        ]
        waiting += [(*place, depth + 1) for place in watch.edges.get((number, index), ())]
    return False


def _tries_passwords(call: WebCall) -> bool:
    """`passport.authenticate("local")` before the handler."""
    if call.node[0] != code.CALL:
        return False
    return any(
        method_of(item) == "authenticate" and item[3] and item[3][0][0] == code.CONST and str(item[3][0][2]).startswith("local")
        for item in call.node[3]
    )


def _is_limited(watch: _Watch, route: RouteSeen) -> bool:
    if route.call is not None and _limits(route.call):
        return True
    if any(_limits(call) for call in before(route)):
        return True
    waiting = [route.application]
    for _ in range(20):
        if not waiting:
            break
        application = waiting.pop()
        if application is not None:
            if id(application) in watch.limited:
                return True
            waiting += [mount.outer for mount in application.mounts]
    return False


def _limits(call: WebCall) -> bool:
    return any(_is_limiter(words) for words in names_in(call))


def _is_limiter(words: list[str]) -> bool:
    return not _LIMITERS.isdisjoint(words) and "file" not in words
