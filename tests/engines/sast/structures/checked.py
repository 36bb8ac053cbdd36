"""Checks of single files run over small programs, without the solver."""

import textwrap
from typing import Any

from gateline.engines.sast.findings import Places
from gateline.engines.sast.solver.api import ApiIndex
from gateline.engines.sast.solver.program import Unit
from gateline.engines.sast.structures.registry import ON_FILE, load
from tests.engines.sast.programs import code_of

NO_MODELS = ApiIndex([])


def unit_of(text: str, path: str) -> Unit:
    """A file as checks get it."""
    return Unit(0, path, code_of({path: textwrap.dedent(text)})[path], NO_MODELS)


def lines(check: str, text: str, path: str = "app.js", **options: Any) -> list[int]:
    """Lines at which a check sees something."""
    unit = unit_of(text, path)
    places = Places(unit, "")
    return sorted({places.at(seen.span).start.line for seen in load(ON_FILE[check])(unit, options)})


def is_seen(check: str, expression: str, path: str = "app.js", **options: Any) -> bool:
    """Whether a check sees something in an expression that a function `f(s, url, x)` returns."""
    is_python = path.endswith(".py")
    text = (
        f"import re, os\ndef f(s, url, x):\n    return {expression}\n"
        if is_python
        else f"const f = (s, url, x) => {expression};\n"
    )
    return bool(lines(check, text, path, **options))
