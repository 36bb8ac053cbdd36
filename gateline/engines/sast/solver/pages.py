"""The templates of a program: which one a name leads to, and whether its engine escapes."""

import posixpath
from collections.abc import Iterator, Mapping
from typing import Any, Final

from gateline.engines.sast.solver.api import ApiIndex
from gateline.engines.sast.solver.program import Unit
from gateline.engines.sast.solver.values import Value, union
from gateline.facts import code
from gateline.facts.template import TemplateFile

__all__ = ["Page", "Pages"]

_SUFFIXES: Final = (
    ".html", ".ejs", ".hbs", ".handlebars", ".pug", ".njk", ".mustache", ".jade", ".eta", ".twig", ".swig", ".jinja2", ".j2", ".jinja",
    ".html.j2", ".html.jinja2", ".html.twig",
)  # fmt: skip
"""What engines append to a name."""
_FOLDERS: Final = frozenset(
    "templates template views view layouts partials pages components theme themes jinja2 jinja html web".split()
)
"""Folders in which engines look."""
_MOST: Final = 4
_ESCAPED_BY_FLASK: Final = (".html", ".htm", ".xml", ".xhtml", ".svg")
_PAGES: Final = (".html", ".htm", ".xhtml", ".j2", ".jinja", ".jinja2", ".njk", ".twig", ".swig", ".liquid", ".tpl")
_TELLING: Final = frozenset(
    {"autoescape", "Environment", "SandboxedEnvironment", "configure", "setDefaults", "TEMPLATES", "jinja_env"}
)
"""Names of a function in which escaping may be switched off."""


class Page:
    """One template, as a unit of the program that prints it."""

    def __init__(self, number: int, path: str, template: TemplateFile, indexes: Mapping[str, ApiIndex]) -> None:
        self.path = path
        self.dialect = template.dialect
        self.unit = Unit(number, path, template.code, indexes["javascript"])
        self._for_python = Unit(number, path, template.code, indexes.get("python", indexes["javascript"]))
        self._for_python.language, self._for_python.is_python = "python", True
        self.names = frozenset(name for function in template.code.functions for name in function.words)
        """Variables it speaks of."""

    def seen_from(self, unit: Unit) -> Unit:
        """The template as a file of the language that fills it."""
        return self._for_python if unit.is_python else self.unit


class Pages:
    """All templates.

    Args:
        first: number of the first one; those below are the program's files.
        templates: by path.
        indexes: models by language.
        units: the program's files, which may switch escaping off.
    """

    def __init__(
        self, first: int, templates: Mapping[str, TemplateFile], indexes: Mapping[str, ApiIndex], units: list[Unit]
    ) -> None:
        self.every = [Page(first + at, path, one, indexes) for at, (path, one) in enumerate(sorted(templates.items()))]
        self._by_name: dict[str, list[Page]] = {}
        for page in self.every:
            self._by_name.setdefault(posixpath.basename(page.path), []).append(page)
        self._unescaped = frozenset(engine for unit in units if self.every for engine in _switched_off(unit))
        self.engine = ""
        """The engine at work."""
        self._shared: dict[str, dict[str, Value]] = {}
        """Variables of every template of an engine."""

    def escapes(self, page_path: str, dialect: str) -> bool:
        """Whether the engine at work escapes what a template prints plainly."""
        if dialect != "jinja":
            return True
        if self.engine == "flask" and not page_path.endswith(_ESCAPED_BY_FLASK):
            return False
        return self.engine not in self._unescaped or not page_path.endswith(_PAGES)

    def share(self, engine: str, name: str, value: Value) -> None:
        """A variable of every template."""
        known = self._shared.setdefault(engine, {})
        if name in known or len(known) < 200:
            known[name] = union(known[name], value) if name in known else value

    def shared(self) -> Mapping[str, Value]:
        """Variables of every template of the engine at work."""
        return self._shared.get(self.engine, {})

    def find(self, name: str, near: str) -> Page | None:
        """The template a name leads to.

        Args:
            name: as an engine is given it, with or without suffix and leading dots.
            near: path of the file that names it; of several templates the nearest is taken.
        """
        bare = name.replace("\\", "/").partition("?")[0]
        if not bare or len(bare) > 300:
            return None
        if bare.startswith("."):
            bare = posixpath.normpath(posixpath.join(posixpath.dirname(near), bare))
        bare = bare.lstrip("/")
        best: Page | None = None
        score = (-1, -1, 0)
        for candidate in self._candidates(bare):
            folders = frozenset(candidate.path.split("/")[:-1])
            shared = len(posixpath.commonpath([posixpath.dirname(near), candidate.path])) if not near.startswith("/") else 0
            mine = (int(not _FOLDERS.isdisjoint(folders)), shared, -len(candidate.path))
            if mine > score:
                best, score = candidate, mine
        return best

    def _candidates(self, bare: str) -> Iterator[Page]:
        base = posixpath.basename(bare)
        for suffix in ("", *_SUFFIXES):
            for page in self._by_name.get(base + suffix, ())[:50]:
                whole = bare + suffix
                if page.path == whole or page.path.endswith("/" + whole) or _is_reached(page.path, whole):
                    yield page


def _is_reached(path: str, name: str) -> bool:
    """Whether a partial's short name leads to a path: engines look in folders of their own."""
    return "/" not in name and "partials/" in path and posixpath.basename(path) == name


def _switched_off(unit: Unit) -> Iterator[str]:
    """Engines that a file tells not to escape."""
    functions = unit.code.functions
    worth = [fn.body for fn in functions if not _TELLING.isdisjoint(fn.words) or "TEMPLATES" in fn.locals]
    waiting: list[Any] = list(worth)
    while waiting:
        node = waiting.pop()
        if not isinstance(node, list | tuple):
            continue
        waiting.extend(node)
        if len(node) < 3 or type(node[0]) is not int:
            continue
        if node[0] == code.CALL and len(node) == 5:
            yield from _by_call(unit, node)
        elif node[0] == code.ASSIGN and node[2][0] == code.ATTR and node[2][3] == "autoescape" and _is_false(node[3]):
            yield from ("flask", "jinja2")
        elif node[0] == code.DICT and isinstance(node[2], list | tuple) and any(_is_off(pair) for pair in node[2]):
            yield from ("django",) if unit.is_python else ("express", "nunjucks")


def _by_call(unit: Unit, node: Any) -> Iterator[str]:
    callee = node[2]
    name = callee[-1] if callee[0] in (code.NAME, code.ATTR) else ""
    given = [value for key, value in node[4] if key == "autoescape"]
    if name in ("Environment", "SandboxedEnvironment"):
        if any(_is_false(value) for value in given) or not (given or any(not key for key, _ in node[4])):
            yield "jinja2"
    elif unit.is_python and any(_is_false(value) for value in given):
        yield "aiohttp_jinja2"


def _is_off(pair: Any) -> bool:
    key, value = pair
    return key is not None and key[0] == code.CONST and key[2] == "autoescape" and _is_false(value)


def _is_false(node: Any) -> bool:
    return bool(node[0] == code.CONST) and node[2] is False
