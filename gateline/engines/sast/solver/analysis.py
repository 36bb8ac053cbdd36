"""The whole analysis of a program: every file, every entry point, every function worth a look."""

import gc
import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from gateline.engines.sast.solver.api import ApiIndex
from gateline.engines.sast.solver.interpreter import PARTS
from gateline.engines.sast.solver.library import enter_library, enter_plugins
from gateline.engines.sast.solver.machine import Machine
from gateline.engines.sast.solver.modules import ModuleTable
from gateline.engines.sast.solver.names import GLOBALS
from gateline.engines.sast.solver.pages import Pages
from gateline.engines.sast.solver.program import Args, Closure, Unit
from gateline.engines.sast.solver.uncalled import enter_uncalled
from gateline.facts import code
from gateline.facts.code import CodeFile
from gateline.facts.template import TemplateFile

__all__ = ["analyze", "build", "reanalyze"]

_RECURSION = 12_000
"""Python frames: calls inside calls, each with nested expressions."""


def build(
    files: Mapping[str, CodeFile],
    indexes: Mapping[str, ApiIndex],
    roots: dict[str, tuple[str, ...]] | None = None,
    templates: Mapping[str, TemplateFile] | None = None,
) -> Machine:
    """A machine that has not run yet.

    Args:
        files: by path, `/`-separated and relative to the target.
        indexes: models by language, `python` and `javascript`.
        roots: prefixes of module names and the folders they stand for.
        templates: by path.
    """
    units = [
        Unit(number, path, file, indexes["python" if file.language == "python" else "javascript"])
        for number, (path, file) in enumerate(sorted(files.items()))
    ]
    return Machine(units, ModuleTable(units, roots), PARTS, Pages(len(units), templates or {}, indexes, units))


def analyze(machine: Machine) -> None:
    """Run everything."""
    with _deep_recursion():
        for unit in machine.units:
            machine.run_unit(unit)
        machine.run_queue()
        looked_at: list[Closure] = []
        for closure in _worth_a_look(machine):  # classes inside of functions come to light on the way
            looked_at.append(closure)
            machine.summary(closure, (), Args([]))
        enter_library(machine)
        enter_plugins(machine)
        enter_uncalled(machine, looked_at)
        machine.run_queue()


def reanalyze(machine: Machine, path: str, file: CodeFile, index: ApiIndex) -> Unit:
    """Run one changed file again, among what is known of the others.

    Args:
        machine: has run.
        path: of a file it has.
        file: what the file says now.
        index: models of its language.
    """
    number = next(unit.number for unit in machine.units if unit.path == path)
    unit = Unit(number, path, file, index)
    with _deep_recursion():
        machine.swap(unit)
        machine.run_unit(unit)
        machine.run_queue()
        looked_at: list[Closure] = []
        for closure in _worth_a_look(machine, only=unit):  # classes inside of functions come to light on the way
            looked_at.append(closure)
            machine.summary(closure, (), Args([]))
        enter_uncalled(machine, looked_at)
        machine.run_queue()
    return unit


@contextmanager
def _deep_recursion() -> Iterator[None]:
    """Room for calls inside calls; and no search for garbage meanwhile, which would look through millions of living values."""
    saved = sys.getrecursionlimit()
    is_collecting = gc.isenabled()
    sys.setrecursionlimit(max(saved, _RECURSION))
    gc.disable()
    try:
        yield
    finally:
        sys.setrecursionlimit(saved)
        if is_collecting:
            gc.enable()


def _worth_a_look(machine: Machine, only: Unit | None = None) -> Iterator[Closure]:
    """Functions in which a name stands that some model or rule knows; those of one file when one is given."""
    chosen = machine.units if only is None else [only]
    words: dict[str, frozenset[str]] = {}
    for language in ("python", "javascript"):
        units = [unit for unit in chosen if unit.language == language]
        if units:
            words[language] = units[0].api.words(_roots(units))
    worth = {unit.number: _worth(unit, words[unit.language]) for unit in chosen}
    for unit in chosen:
        if unit.frame is None:
            continue
        for index, fn in enumerate(unit.code.functions):
            if index and fn.parent == 0 and fn.owner < 0 and index in worth[unit.number]:
                yield Closure(unit, index, unit.frame)
    for closure, _ref, instance in machine.methods:
        found = worth.get(closure.unit.number, ())
        if closure.index in found or ("k" in closure.fn.flags and _has_worthy(closure, found)):
            yield closure.bind(instance)


def _has_worthy(maker: Closure, worth: Collection[int]) -> bool:
    """Whether another method of the class a constructor belongs to is worth a look: then what the constructor keeps matters."""
    functions = maker.unit.code.functions
    return any(functions[index].owner == maker.fn.owner for index in worth)


def _roots(units: list[Unit]) -> frozenset[str]:
    """Packages and globals the program speaks of."""
    found = set(GLOBALS)
    for unit in units:
        for fn in unit.code.functions:
            found |= _imports(fn.body, 0)
            if not unit.is_python:
                found.update(fn.words)  # `require` takes its name from a constant: any word may be one
                found |= unit.api.aliases(fn.words)
        found |= unit.imports
    return frozenset(found)


def _imports(block: Any, depth: int) -> set[str]:
    """First names of the modules that statements import."""
    found: set[str] = set()
    for node in block:
        kind = node[0]
        if kind == code.IMPORT:
            found.add(node[3].removeprefix("node:").split(".", 1)[0])
        elif kind == code.IMPORT_ALL:
            found.add(node[2].split(".", 1)[0])
        elif depth < 6 and kind in (code.IF, code.TRY, code.WITH):
            for part in node[2:]:
                if isinstance(part, list | tuple) and part and isinstance(part[0], list | tuple):
                    found |= _imports([inner for inner in part if inner and isinstance(inner[0], int)], depth + 1)
    return found


def _worth(unit: Unit, words: frozenset[str]) -> set[int]:
    """Indexes of outermost functions and methods that contain such a name, themselves or in functions inside."""
    found: set[int] = set()
    functions = unit.code.functions
    for index, fn in enumerate(functions):
        if not index or words.isdisjoint(fn.words):
            continue
        at = index
        while at > 0 and at not in found:
            found.add(at)
            at = functions[at].parent
    return found
