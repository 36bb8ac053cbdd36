"""Small programs through the real road: front end, facts as bytes, solver with all models and rules, engine.

What a program should give stands in the program: a comment `# ! shell` at a line says that data from a request reaches a shell there.
Kinds of several flows are separated by blanks, `kind<source` names another source than `remote`, a trailing `?` says that
the way leads through an API nobody knows.
"""

import gc
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha1
from typing import Any

import pytest

from gateline.engines.contract import PlacedFacts
from gateline.engines.sast.analyzer import SastAnalyzer
from gateline.engines.sast.engine import SastEngine
from gateline.engines.sast.findings import Places
from gateline.engines.sast.knowledge import knowledge
from gateline.engines.sast.solver.analysis import analyze, build
from gateline.engines.sast.solver.machine import Machine
from gateline.engines.sast.solver.values import GUESS
from gateline.facts.blob import BlobFacts, Fact, Part, decode, encode
from gateline.facts.code import CodeFile
from gateline.facts.template import TemplateFile
from gateline.model.component import Component
from gateline.model.finding import Finding
from gateline.model.gap import Gap
from gateline.source.kinds import classify
from gateline.source.target import Blob, Sighting

ANALYZER = SastAnalyzer()
ENGINE = SastEngine()
INCIDENTAL = frozenset({"constant", "weak-random", "secret"})
"""Sources that many programs have besides; a program that is about them marks them."""
MARK = re.compile(r"(?:#|//|<!--) ! (.+?)(?: -->)?$")

PYTHON_HEAD = """\
import os, sqlite3, subprocess
import flask
from flask import Flask, request
app = Flask(__name__)
run = os.system
@app.route("/", methods=["POST"])
def handle():
    q = request.args["q"]
"""
JAVASCRIPT_HEAD = """\
const express = require("express");
const { exec, execFile } = require("child_process");
const app = express();
app.post("/", async (req, res) => {
  const q = req.query.q;
"""


def facts(path: str, text: str) -> tuple[Fact, ...]:
    """What a file says, as the cache would give it back; nothing when no front end reads it."""
    data = text.encode()
    kind = classify(path, data[:1024])
    if not ANALYZER.wants(kind):
        return ()
    made = tuple(ANALYZER.analyze(Blob("", kind, data)))
    return decode(encode(BlobFacts((Part("", made),)))).parts[0].facts


def code_of(files: Mapping[str, str]) -> dict[str, CodeFile]:
    """The code of files by path."""
    return {path: fact for path, text in files.items() for fact in facts(path, text) if isinstance(fact, CodeFile)}


def templates_of(files: Mapping[str, str]) -> dict[str, TemplateFile]:
    """The templates among files by path."""
    return {path: fact for path, text in files.items() for fact in facts(path, text) if isinstance(fact, TemplateFile)}


def solved(files: Mapping[str, str]) -> Machine:
    """The solver after it has run over a program."""
    machine = build(code_of(files), knowledge().indexes, templates=templates_of(files))
    with without_collector():
        analyze(machine)
    return machine


@contextmanager
def without_collector() -> Iterator[None]:
    """Values make many small cycles; many programs in a row are quicker without looking for them each time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def seen(machine: Machine) -> set[tuple[str, int, str]]:
    """(path, line, flow as a mark writes it) of every flow."""
    found: set[tuple[str, int, str]] = set()
    for flow in machine.flows.values():
        unit = machine.file(flow.site[0])
        text = flow.kind + ("" if flow.source == "remote" else f"<{flow.source}") + ("?" if flow.mask & GUESS else "")
        found.add((unit.path, Places(unit, "").at(flow.site[1]).start.line, text))
    return found


def flows(code: str, path: str = "app.py") -> set[tuple[str, str, int]]:
    """(kind, source, line) of every flow of a program of one file."""
    found = set()
    for _path, line, text in seen(solved({path: code})):
        kind, _, source = text.rstrip("?").partition("<")
        found.add((kind, source or "remote", line))
    return found


def marked(files: Mapping[str, str]) -> set[tuple[str, int, str]]:
    """What the comments of a program ask for, in the form of `seen`."""
    return {
        (path, number, word)
        for path, text in files.items()
        for number, line in enumerate(text.splitlines(), 1)
        if (mark := MARK.search(line))
        for word in mark[1].split()
    }


def check(files: Mapping[str, str]) -> None:
    """Assert that a program has exactly the flows it is marked with."""
    wanted = marked(files)
    found = {one for one in seen(solved(files)) if one in wanted or _source(one[2]) not in INCIDENTAL}
    assert found == wanted, f"missing {sorted(wanted - found)}, not wanted {sorted(found - wanted)}"


def _source(mark: str) -> str:
    return mark.rstrip("?").partition("<")[2] or "remote"


def python(body: str) -> dict[str, str]:
    """A program whose request handler knows `q`, data from a request, and `run`, a shell; what stands before `---` stands in the file."""
    before, _, inside = textwrap.dedent(body).rpartition("---\n")
    return {"app.py": PYTHON_HEAD.replace("@app", before + "@app", 1) + textwrap.indent(inside, "    ")}


def javascript(body: str) -> dict[str, str]:
    """The same in JavaScript with `q`, `exec` and `res`."""
    before, _, inside = textwrap.dedent(body).rpartition("---\n")
    return {
        "app.js": JAVASCRIPT_HEAD.replace("app.post", before + "app.post", 1)
        + textwrap.indent(inside.rstrip() + "\n", "  ")
        + "});\n"
    }


def package(**files: str) -> dict[str, str]:
    """Files by name, `__` for `/` (but not in `__init__`), `_py`, `_js` and their like for endings."""
    return {_path(name): text for name, text in files.items()}


def _path(name: str) -> str:
    bare, _, ending = name.rpartition("_")
    return bare.replace("____init__", "/\0").replace("__", "/").replace("\0", "__init__") + "." + ending


def case(title: str, *values: Any) -> Any:
    """One row of a table."""
    return pytest.param(*values, id=title)


def bug(reason: str, title: str, *values: Any) -> Any:
    """A row that comes out wrong today; when it no longer does, the suite says so."""
    return pytest.param(*values, id=title, marks=pytest.mark.xfail(strict=True, reason=reason))


def placed(files: Mapping[str, str]) -> list[PlacedFacts]:
    """Facts of files as the pipeline hands them to an engine."""
    return [
        PlacedFacts(Sighting((path,)), sha1(text.encode(), usedforsecurity=False).hexdigest(), facts(path, text))
        for path, text in files.items()
    ]


def concluded(files: Mapping[str, str] | Iterable[PlacedFacts]) -> list[Finding | Component | Gap]:
    """Everything the engine says of a program."""
    given = placed(files) if isinstance(files, Mapping) else files
    with without_collector():
        return list(ENGINE.conclude(given))


def findings(files: Mapping[str, str]) -> list[Finding]:
    """The engine's findings."""
    return [one for one in concluded(files) if isinstance(one, Finding)]


def gaps(files: Mapping[str, str]) -> list[Gap]:
    """What the engine did not look at."""
    return [one for one in concluded(files) if isinstance(one, Gap)]
