"""What an Express application says about itself, and forgets to say, in the headers of its answers."""

from collections.abc import Mapping
from typing import Any, Final

from gateline.engines.sast.solver.applications import Application
from gateline.engines.sast.solver.machine import Machine, Misuse
from gateline.engines.sast.solver.program import Unit
from gateline.engines.sast.structures.index import index_of
from gateline.engines.sast.structures.web import Site, names_in, sites
from gateline.facts import code

__all__ = ["powered_by_header"]

_OFF: Final = frozenset({"helmet", "lusca", "hide"})
_SWITCHES: Final = ("disable", "set", "removeHeader")
_EXAMPLES: Final = frozenset(
    {"example", "examples", "demo", "demos", "test", "tests", "__tests__", "spec", "benchmark", "benchmarks", "fixtures"}
)


def powered_by_header(machine: Machine, rule: str, _options: Mapping[str, Any]) -> None:
    """Tell of `express()` in programs that serve with it and never switch the header off."""
    for site in sites(machine, language="javascript"):
        made = [one for one in site.applications if one.path == "express()" and _is_application(one) and _is_for_others(one)]
        if not made or not _serves(machine, site) or _is_off(machine, site):
            continue
        first = min(made, key=lambda one: (one.unit.path, one.node[1]))
        name = first.unit.code.functions[first.function].name
        machine.misuses.setdefault(
            (rule, first.unit.number, first.node[1]), Misuse(rule, (first.unit.number, first.node[1]), "", name)
        )


def _is_application(one: Application) -> bool:
    """`express()` itself, no router."""
    callee = one.node[2] if one.node[0] in (code.CALL, code.NEW) else None
    return callee is not None and not any(name in ("Router", "router") for name in callee[2:4] if isinstance(name, str))


def _is_for_others(one: Application) -> bool:
    return not one.unit.is_test and _EXAMPLES.isdisjoint(one.unit.path.lower().split("/"))


def _serves(machine: Machine, site: Site) -> bool:
    if any(call.name == "listen" for call in site.calls):
        return True
    return any("createServer" in function.words for number in site.units for function in machine.units[number].code.functions)


def _is_off(machine: Machine, site: Site) -> bool:
    for call in site.calls:
        if any(not _OFF.isdisjoint(words) for words in names_in(call)):
            return True
        if call.name in ("disable", "set") and any(_says(value.consts) for value in call.args.positional):
            return True
    return any(_switches_off(unit) for unit in machine.units if not unit.is_python)


def _switches_off(unit: Unit) -> bool:
    """Whether a file, linked to the application or not, switches the header off: middleware is often loaded by its folder."""
    words = {word for function in unit.code.functions for word in function.words}
    if words.isdisjoint(_SWITCHES):
        return False
    return any(
        node[0] == code.CALL and any(item[0] == code.CONST and _says((item[2],)) for item in node[3])
        for name in _SWITCHES
        for _function, node in index_of(unit).calls.get(name, ())
    )


def _says(constants: Any) -> bool:
    return any(isinstance(one, str) and one.lower() == "x-powered-by" for one in constants or ())
