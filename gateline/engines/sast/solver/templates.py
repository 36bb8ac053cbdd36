"""Templates join the flow: a call that fills one runs it, with what it passes as the template's variables."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from gateline.engines.sast.solver.api import ApiIndex
from gateline.engines.sast.solver.members import member
from gateline.engines.sast.solver.pages import Page
from gateline.engines.sast.solver.program import Args, ClassRef, Closure, Frame
from gateline.engines.sast.solver.shapes import deep_taint
from gateline.engines.sast.solver.values import UNKNOWN, Obj, Taint, Value, join_taint, trail
from gateline.facts import code
from gateline.facts.template import AUTO, ESCAPED, INCLUDE, OUTPUT, USE

if TYPE_CHECKING:
    from gateline.engines.sast.solver.machine import Machine

__all__ = ["TABLE", "class_renders", "loaded", "render_call", "render_returned", "share"]

_BUDGET: Final = 20_000
"""Operations for one template with all it includes."""
_MOST_NAMES: Final = 4
"""Templates one name may lead to."""
_DEEPEST: Final = 8
"""Templates inside templates."""
_NAME: Final = "<template>"
"""Key under which a loaded template remembers its name."""
_PLAIN: Final = frozenset({"list", "tuple", "set", "dict", "object"})
_USABLE: Final = frozenset(
    "JSON Math Object Array String Number Boolean Date encodeURIComponent encodeURI decodeURIComponent decodeURI parseInt parseFloat "
    "isNaN undefined".split()
)
"""JavaScript's globals that mean in a template what they mean elsewhere; all others are a page's own variables."""
_DANGERS: Final = {
    "url": ("client-url", "escaping does not stop an address that begins with `javascript:`"),
    "event": ("html", "escaping is undone before the attribute is run"),
    "script": ("html", "escaping does not make data harmless inside a script"),
    "unquoted": ("html", "escaping does not keep data inside an attribute without quotes"),
    "style": ("css", "escaping does not make data harmless inside a style sheet"),
}
"""Contexts in which escaped text can still do harm: as what kind of sink, and why."""

_HELD: Final = frozenset({"cleaned_data", "data", "initial", "instance", "value"})
"""Members of forms that are what was sent."""
_TAME: Final = re.compile(
    r"(?:^|_)(?:id|pk|slug|uuid|guid|count|total|number|num|index|size|width|height|page|year|month|day|date|time)$|[a-z](?:Id|ID|Count|Index|Slug)$"
    r"|^(?:get_)?(?:\w+_)?absolute_ur[li]$|^(?:get_)?full_path$|^(?:path|path_info|permalink)$"
)
"""Names of values that are no free text."""
_FILES: Final = frozenset(
    "image file photo avatar picture thumbnail logo media document attachment icon cover img video audio".split()
)
"""Fields that keep files: the storage makes their address."""


def render_call(machine: "Machine", frame: Frame, node: Any, renders: Iterable[Any], args: Args) -> bool:
    """A call that may fill templates; whether one was found, so that what the call gives is judged where the template prints."""
    is_filled = False
    for render in renders if machine.pages.every else ():
        if render.context:
            cells, rest = _variables(args, render)
            for name in _names(args.select(render.template)):
                is_filled = _fill(machine, frame, node[1], render, name, cells, rest) or is_filled
    return is_filled


def loaded(machine: "Machine", index: ApiIndex, path: str, args: Args) -> Obj | None:
    """What a call gives that only loads a template: something that remembers the template's name. What a base class gives as the
    variables of a template is a mapping to be filled."""
    if not machine.pages.every:
        return None
    api = index.find(path)
    for render in api.renders if api is not None else ():
        values = [] if render.context else args.select(render.template)
        if values:
            remembered = Obj("namespace")
            remembered.cells[_NAME] = values[0]
            return remembered
    return Obj("dict", machine.condition) if path.rsplit(".", 1)[-1] in index.contexts else None


def render_returned(
    machine: "Machine", frame: Frame, renders: Iterable[Any], args: Args, returned: list[tuple[int, Value]]
) -> None:
    """A function whose results fill a template, because a decorator or its class says so.

    Args:
        machine: the analysis.
        frame: the function's activation.
        renders: what the models say of the decorator or class.
        args: where the template's name stands.
        returned: every result with its place.
    """
    if not machine.pages.every:
        return
    for render in renders:
        for name in _names(args.select(render.template)):
            for span, value in returned:
                cells: dict[str, Value] = {}
                rest = _unpack(value, cells)
                _fill(machine, frame, span, render, name, cells, rest)


def share(machine: "Machine", frame: Frame, base: Value, name: Any, value: Value) -> None:
    """A write to an object whose members are variables of every template."""
    shared = frame.unit.api.shared
    for path in base.paths:
        if path in shared and isinstance(name, str) and machine.pages.every:
            known: Taint = {label: entry for label, entry in (deep_taint(value) or {}).items() if isinstance(label, str)}
            if known or value.paths or value.fns:
                machine.pages.share(shared[path], name.strip("[]"), Value(value.paths, fns=value.fns, taint=known or None))


# --- what is passed --------------------------------------------------------------------------------------------------------------------


def _names(values: list[Value]) -> list[str]:
    """Constant names of templates: texts, lists of them, templates that were loaded."""
    found: list[str] = []
    for value in values:
        obj = value.obj
        if obj is not None and _NAME in obj.cells:
            value = obj.cells[_NAME]
        cells = obj.cells.values() if obj is not None and obj.shape in ("list", "tuple") else (value,)
        for cell in cells:
            found += [name for name in cell.consts or () if isinstance(name, str)]
    return list(dict.fromkeys(found))[:_MOST_NAMES]


def _variables(args: Args, render: Any) -> tuple[dict[str, Value], Value | None]:
    """The template's variables by name, and what may stand under any other."""
    cells: dict[str, Value] = {}
    rest: Value | None = None
    for selector in render.context:
        if selector == "**":
            cells.update(args.keywords)
            rest = args.rest if rest is None else rest
    named = tuple(selector for selector in render.context if selector != "**")
    for value in args.select(named) if named else ():
        rest = _unpack(value, cells) or rest
    return cells, rest


def _unpack(value: Value, cells: dict[str, Value]) -> Value | None:
    """Members of a mapping into `cells`; what may stand under other names is given back."""
    obj = value.obj
    if obj is not None and obj.shape in _PLAIN:
        cells.update({key: cell for key, cell in obj.cells.items() if isinstance(key, str)})
        if obj.rest is not None:
            return obj.rest.with_taint(join_taint(obj.rest.taint, value.taint))
    return Value(taint=value.taint) if value.taint else None


def _handed(value: Value, site: tuple[int, int], note: str, depth: int = 0) -> Value:
    """A value one hop further, with what it contains."""
    obj = value.obj
    if obj is not None and obj.shape in _PLAIN and depth < 3 and deep_taint(value) is not value.taint:
        fresh = Obj(obj.shape, obj.depth, obj.cls)
        fresh.length, fresh.is_open = obj.length, obj.is_open
        fresh.cells = {key: _handed(cell, site, note, depth + 1) for key, cell in obj.cells.items()}
        fresh.rest = None if obj.rest is None else _handed(obj.rest, site, note, depth + 1)
        obj = fresh
    return Value(value.paths, value.consts, obj, value.fns, trail(value.taint, site, note))


# --- running a template ----------------------------------------------------------------------------------------------------------------


def _fill(
    machine: "Machine", frame: Frame, span: int, render: Any, name: str, cells: dict[str, Value], rest: Value | None
) -> bool:
    """Run one template with these variables; whether there is one."""
    page = machine.pages.find(name, frame.unit.path)
    if page is None:
        return False
    site = (frame.unit.number, span)
    api = frame.unit.api
    engine, machine.pages.engine = machine.pages.engine, render.engine
    try:
        known: dict[str, Value] = dict(machine.pages.shared())
        known.update(
            {name: Value(tuple(one for path in paths for one in api.given(path))) for name, paths in render.globals_.items()}
        )
        known.update({key: _handed(value, site, f"passed to the template as `{key}`") for key, value in cells.items()})
        whole = Obj("object", machine.condition)
        whole.cells.update(known)
        this = Value(obj=whole)
        if rest is not None:
            whole.rest = _handed(rest, site, "passed to the template")
        _run(machine, frame, page, known, whole.rest, this)
    finally:
        machine.pages.engine = engine
    return True


def _run(
    machine: "Machine", frame: Frame, page: Page, known: dict[str, Value], rest: Value | None, this: Value | None
) -> Frame | None:
    """Interpret a template on behalf of a frame; None when it is being interpreted already, or too much is."""
    key = (page.unit.number, 0)
    if key in machine.active or sum(1 for number, _ in machine.active if number >= len(machine.units)) >= _DEEPEST:
        return None
    unit = page.seen_from(frame.unit)
    function = unit.code.functions[0]
    outer = Frame(unit, function, None, frame.summary)
    outer.env = dict(known)
    for name in page.names:
        if name not in outer.env and (unit.is_python or name not in _USABLE):
            outer.env[name] = UNKNOWN if rest is None else rest
    outer.env["locals"] = outer.env.get("locals", UNKNOWN) if this is None or "locals" in known else this
    inner = Frame(unit, function, outer, frame.summary)
    inner.this = outer.this = this
    machine.run_apart(inner, function.body, key, _BUDGET)
    for pending in [one for one in frame.summary.pending if one[0] == key[0]]:
        del frame.summary.pending[pending]  # macros nobody called
    return inner


def _everything(frame: Frame) -> dict[str, Value]:
    """Variables that a template sees."""
    known: dict[str, Value] = {}
    around: list[Frame] = []
    one: Frame | None = frame
    while one is not None:
        around.append(one)
        one = one.up
    for one in reversed(around):
        known.update(one.env)
    known.pop("?", None)
    return known


# --- statements of templates -----------------------------------------------------------------------------------------------------------


def _output(machine: "Machine", frame: Frame, node: Any) -> bool:
    _kind, span, expression, mode, context, text = node
    value = _printed(machine, frame, machine.evaluate(frame, expression), span)
    taint = deep_taint(value)
    if not taint:
        return True
    dialect = _dialect(machine, frame)
    names = _names_of(expression)
    is_escaped = mode == ESCAPED or (mode == AUTO and machine.pages.escapes(frame.unit.path, dialect))
    if _is_form_field(names):
        return True
    if not is_escaped:
        note = "printed unescaped" if mode != AUTO else "printed by an engine that does not escape"
        machine.sink("html", frame, span, text, taint, "high", note)
    elif context in _DANGERS and not (context == "unquoted" and dialect == "handlebars") and not _is_tame(names):
        kind, note = _DANGERS[context]
        machine.sink(kind, frame, span, text, taint, "medium", note)
    return True


def _names_of(node: Any) -> list[str]:
    """The names of a path of members; empty for other expressions."""
    names: list[str] = []
    while node[0] == code.ATTR:
        names.append(node[3])
        node = node[2]
    return [node[2], *reversed(names)] if node[0] == code.NAME else []


def _is_form_field(names: list[str]) -> bool:
    """Whether this prints a form or its field, which Django and WTForms make of escaped values, rather than what it holds."""
    return bool(names) and (names[0] == "form" or names[0].endswith("_form")) and _HELD.isdisjoint(names)


def _is_tame(names: list[str]) -> bool:
    """Whether a value is, by its name, a number or an address of the site itself."""
    if not names:
        return False
    return _TAME.search(names[-1]) is not None or (names[-1] == "url" and len(names) > 1 and names[-2].lower() in _FILES)


def _dialect(machine: "Machine", frame: Frame) -> str:
    return machine.pages.every[frame.unit.number - len(machine.units)].dialect


def _printed(machine: "Machine", frame: Frame, value: Value, span: int) -> Value:
    """Engines call what they are to print if it can be called."""
    if not value.fns or not frame.unit.is_python:
        return value
    taint = value.taint
    for fn in value.fns:
        if isinstance(fn, Closure) and machine.level < _DEEPEST:
            taint = join_taint(taint, deep_taint(machine.call(fn, Args([]), frame, span)))
    return value.with_taint(taint)


def _include(machine: "Machine", frame: Frame, node: Any) -> bool:
    _kind, span, wanted, base, pairs, is_only = node
    names = _names([machine.evaluate(frame, wanted)])
    given = None if base is None else machine.evaluate(frame, base)
    extra = {name: machine.evaluate(frame, item) for name, item in pairs}
    for name in names:
        page = machine.pages.find(name, frame.unit.path)
        if page is None:
            continue
        known = {} if is_only else _everything(frame)
        this = frame.this
        if given is not None:
            this = given
            for variable in page.names:
                value = member(machine, frame, given, variable, span)
                if value is not UNKNOWN:
                    known[variable] = value
        known.update(extra)
        _run(machine, frame, page, known, None, this)
    return True


def _use(machine: "Machine", frame: Frame, node: Any) -> bool:
    _kind, _span, wanted, alias, pairs = node
    for name in _names([machine.evaluate(frame, wanted)]):
        page = machine.pages.find(name, frame.unit.path)
        inner = None if page is None else _run(machine, frame, page, {}, None, None)
        if inner is None:
            continue
        if alias:
            macros = Obj("namespace")
            macros.cells.update({key: value for key, value in inner.env.items() if value.fns})
            frame.env[alias] = Value(obj=macros)
        for macro, local in pairs:
            value = inner.env.get(macro)
            if value is not None:
                frame.env[local] = value
    return True


def class_renders(ref: ClassRef) -> list[Any]:
    """How a class's results fill a template."""
    index = ref.unit.api
    return [render for base in ref.api_bases() for path in index.ancestry(base) for render in index.rendering.get(path, ())]


TABLE: Final = {OUTPUT: _output, INCLUDE: _include, USE: _use}
"""What the statements of templates do."""
