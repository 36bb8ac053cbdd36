"""One structure check over a small program. A comment `# !` or `// !` at the end of a line says that the check tells of that line."""

import re
from collections.abc import Mapping
from typing import Any

from gateline.engines.sast.findings import Places
from gateline.engines.sast.knowledge import knowledge
from gateline.engines.sast.rule_match import RuleMatch, Structure
from gateline.engines.sast.solver.analysis import analyze, build
from gateline.engines.sast.structures import run
from tests.engines.sast.programs import code_of, without_collector

MARK = re.compile(r"(?:#|//|\{/\*) !(?: \*/\})?$")
APP = "const express = require('express');\nconst app = express();\n"
ROUTER = "const { Router } = require('express');\nconst router = Router();\n"


def told(files: Mapping[str, str], name: str, **options: Any) -> set[tuple[str, int]]:
    """(path, line) of everything a check tells."""
    rules = {"sast/checked": RuleMatch(structure=Structure(name, options))}
    machine = build(code_of(files), knowledge().indexes)
    with without_collector():
        run.before(machine, rules)
        analyze(machine)
        run.after(machine, rules)
    found = set()
    for misuse in machine.misuses.values():
        if misuse.rule == "sast/checked":
            unit = machine.units[misuse.site[0]]
            found.add((unit.path, Places(unit, "").at(misuse.site[1]).start.line))
    return found


def check(files: Mapping[str, str] | str, name: str, path: str = "app.js", **options: Any) -> None:
    """Assert that a check tells exactly of the marked lines."""
    given = {path: files} if isinstance(files, str) else files
    wanted = {
        (where, number) for where, text in given.items() for number, line in enumerate(text.splitlines(), 1) if MARK.search(line)
    }
    assert told(given, name, **options) == wanted
