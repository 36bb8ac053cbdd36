"""Model files: what each package's API means, from YAML to typed entries, strictly.

A model file is data that decides what is reported, so nothing in it is guessed at: an unknown field, an unknown kind, a path
that no value can have, or an entry that says nothing is an error that names the file and the entry.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, TypeVar

import msgspec
from msgspec import Struct

from gateline.engines.sast.kinds import ALL_KINDS, ENGINE_SOURCES, SINK_KINDS, SOURCE_KINDS
from gateline.rules.load import RuleError, load_mapping

__all__ = [
    "LANGUAGES", "Arg", "Auth", "Callback", "Conditions", "Entry", "Example", "Flow", "Guard", "ModelError", "ModelFile", "Named", "Render",
    "Route", "Sanitizer", "Sink", "count_entries", "parse_model",
]  # fmt: skip

LANGUAGES: Final = ("javascript", "python")

Arg = tuple[int | str, ...]
"""One argument by everything it is known as: positions (-1 is the last), keyword names, `self` for the receiver of a method,
`*` for every argument, `N:` for those from position N on, `**` for a mapping that is spread into keywords."""

Conditions = dict[str, tuple[str | int | float | bool | None, ...]]
"""Argument (keyword, or position in digits) to the constants or API paths it may be."""


class ModelError(ValueError):
    """A model file that cannot be used. The message starts with the file's name and names the entry."""


class Sink(Struct, frozen=True, omit_defaults=True, rename={"if_": "if"}):
    """A place where data does something: an argument of a call, or a member that is assigned."""

    kind: tuple[str, ...]
    call: tuple[str, ...] = ()
    set: tuple[str, ...] = ()
    """Members whose assignment counts; exactly one of `call` and `set` is given."""
    arg: Arg = ()
    if_: Conditions = {}
    """Counts only if each of these arguments is known to be one of the values."""
    unless: Conditions = {}
    """Does not count if one of these arguments is known to be one of the values."""
    confidence: str = "high"
    note: str = ""
    """Short clause for the trace."""


class Sanitizer(Struct, frozen=True, omit_defaults=True, rename={"kinds": "for", "if_": "if"}):
    """A call whose result is its argument, made harmless for some sink kinds."""

    call: tuple[str, ...]
    kinds: tuple[str, ...]
    """Sink kinds, or `all` alone."""
    arg: Arg = (0,)
    if_: Conditions = {}
    unless: Conditions = {}


class Guard(Struct, frozen=True, omit_defaults=True, rename={"kinds": "for", "if_": "if"}):
    """A test that makes its argument harmless in the branch it leads to."""

    call: tuple[str, ...]
    kinds: tuple[str, ...]
    arg: Arg = (0,)
    when: bool = True
    """Which answer of the call means harmless."""
    if_: Conditions = {}
    """Guards only if each of these arguments is known to be one of the values."""
    unless: Conditions = {}


class Flow(Struct, frozen=True, omit_defaults=True, rename={"from_": "from"}):
    """How data travels through a call."""

    call: tuple[str, ...]
    from_: Arg
    """Every argument it comes from, also `self`."""
    to: Arg
    """`return`, `self`, positions or keywords of arguments, `callback:A:P` (parameter P of the function passed as argument A)."""


class Callback(Struct, frozen=True, omit_defaults=True):
    """A function handed to an API, and what it will be called with."""

    call: tuple[str, ...]
    arg: Arg
    params: tuple[str | None, ...] = ()
    """By position: an API path, `source:KIND`, or None where nothing is known."""
    rest: str = ""
    """Source kind of all further parameters."""
    returns: tuple[str, ...] = ()
    """Sink kinds of what it returns."""
    this: str = ""
    """API path of the object it is called on."""


class Route(Struct, frozen=True, omit_defaults=True):
    """Where an entry's address stands."""

    path: Arg = ()
    """Argument that is the address."""
    method: str = ""
    """HTTP method that the API itself stands for; `*` for any."""
    methods: Arg = ()
    """Argument that lists methods."""
    default: tuple[str, ...] = ()
    """Methods when that argument is not given."""


class Entry(Struct, frozen=True, omit_defaults=True):
    """Code that a framework runs for somebody outside. Exactly one of the first five fields is given."""

    decorator: tuple[str, ...] = ()
    """The decorated function is the handler."""
    call: tuple[str, ...] = ()
    """The function (or class, or view) passed as `arg` is the handler."""
    subclass: tuple[str, ...] = ()
    """Methods named in `methods` of local subclasses are handlers; `*` for all public ones."""
    export: tuple[str, ...] = ()
    """Exported names, in files that `file` matches."""
    annotation: tuple[str, ...] = ()
    """Parameters annotated so are `gives`."""
    arg: Arg = ()
    methods: tuple[str, ...] = ()
    params: tuple[str | None, ...] = ()
    """By position (0 is `self` in methods): an API path, `source:KIND`, or None."""
    rest: str = ""
    """Source kind of all further parameters; `params: KIND` in a file is this."""
    returns: tuple[str, ...] = ()
    """Sink kinds of what the handler returns."""
    file: str = ""
    """Pattern of the file's path, `**` for any folders."""
    gives: tuple[str, ...] = ()
    route: Route | None = None


class Auth(Struct, frozen=True, omit_defaults=True):
    """A sign that a route knows who is calling. Exactly one field is given."""

    decorator: tuple[str, ...] = ()
    call: tuple[str, ...] = ()
    subclass: tuple[str, ...] = ()
    """The handler's class has this base."""
    annotation: tuple[str, ...] = ()
    """The handler has a parameter of this type."""


class Named(Struct, frozen=True, omit_defaults=True):
    """What a method does whose receiver is known by its name alone."""

    receiver: tuple[str, ...]
    """Words, lower case; one of the words of the receiver's name is among them."""
    method: tuple[str, ...]
    arg: Arg
    kind: tuple[str, ...]
    confidence: str = "medium"
    note: str = ""


class Render(Struct, frozen=True, omit_defaults=True, rename={"globals_": "globals"}):
    """How a page template is filled. Exactly one of `call`, `decorator` and `subclass` is given."""

    engine: str
    """Which engine reads the template: a project switches the escaping of each on or off."""
    call: tuple[str, ...] = ()
    decorator: tuple[str, ...] = ()
    """What the decorated function returns are the variables."""
    subclass: tuple[str, ...] = ()
    """What the method `context` of local subclasses returns are the variables."""
    template: Arg = ()
    """Argument that is the template's name; of subclasses the attribute that holds it."""
    context: Arg = ()
    """Arguments that hold the variables, `**` for all that are passed by keyword; without it the call only loads the template."""
    globals_: dict[str, tuple[str, ...]] = {}
    """What the engine adds: name of the variable to API path."""
    also: tuple[str, ...] = ()
    """Objects whose members are variables of every template."""


class Example(Struct, frozen=True, omit_defaults=True):
    """A text that shows the model at work."""

    code: str
    finds: dict[str, tuple[int, ...]] = {}
    """Sink kind to the 1-based lines of its sinks that untrusted data reaches; empty when nothing must be found."""
    path: str = ""


class ModelFile(Struct, frozen=True, omit_defaults=True):
    """What one package's API means."""

    package: str
    """Name it is installed by."""
    language: str
    covers: tuple[str, ...] = ()
    """Import names, for the reader."""
    gives: dict[str, tuple[str, ...]] = {}
    """What really stands at a path: the first one's own entries then apply."""
    extends: dict[str, tuple[str, ...]] = {}
    """Class to its bases."""
    sources: dict[str, str] = {}
    accessors: dict[str, int] = {}
    """Calls that read when they are given at most that many arguments; with more they write, and give back what they were called on."""
    sinks: tuple[Sink, ...] = ()
    sanitizers: tuple[Sanitizer, ...] = ()
    guards: tuple[Guard, ...] = ()
    flows: tuple[Flow, ...] = ()
    callbacks: tuple[Callback, ...] = ()
    entries: tuple[Entry, ...] = ()
    auth: tuple[Auth, ...] = ()
    named: tuple[Named, ...] = ()
    renders: tuple[Render, ...] = ()
    examples: tuple[Example, ...] = ()
    """Not in the pack: for the tests."""


_E = TypeVar("_E", bound=Struct)

_CONFIDENCES = frozenset({"low", "medium", "high"})
_SUBJECTS = ("decorator", "call", "subclass", "export", "annotation")
_LONGEST_PATH = 160
_STEP = r"(?:\(\)|\[[^\[\]]*\])*"
_PATHS = {
    "python": re.compile(rf"[A-Za-z_]\w*{_STEP}(?:\.[A-Za-z_]\w*{_STEP})*"),
    "javascript": re.compile(rf"(?:@[a-z0-9._~-]+/)?[\w$~-]+(?:/[\w.~-]+)*{_STEP}(?:\.[\w$#*-]+{_STEP})*"),
}
_POSITIONS = re.compile(r"\d+:|callback:-?\d+:\d+|[A-Za-z_$][\w$-]*|\*\*?")


def parse_model(data: bytes, name: str) -> ModelFile:
    """Read one model file.

    Args:
        data: the file's bytes, UTF-8 YAML.
        name: what errors call the file.

    Raises:
        ModelError: not YAML, an unknown or missing field, an unknown kind, an ill-formed path, an entry that is there twice.
    """
    try:
        raw = load_mapping(data, name, "`package`, `language`, …")
    except RuleError as error:
        raise ModelError(str(error)) from error
    return _Reader(name, str(raw.get("language"))).file(raw)


def count_entries(model: ModelFile) -> int:
    """How many statements the file makes about its package."""
    return sum(len(getattr(model, section)) for section in (*_MAPPINGS, *_LISTS))


class _Reader:
    """Checks and normalises one file; every error knows where it stands."""

    def __init__(self, name: str, language: str) -> None:
        self._name = name
        self._where = ""
        self._language = language

    def file(self, raw: dict[str, Any]) -> ModelFile:
        self._known(raw, ModelFile)
        for key in ("package", "language"):
            if not isinstance(raw.get(key), str) or not raw[key]:
                raise self._error(f"`{key}` is missing")
        if self._language not in LANGUAGES:
            raise self._error(f"unknown language {self._language!r}\n  known: {', '.join(LANGUAGES)}")
        built: dict[str, Any] = {"package": raw["package"], "language": raw["language"]}
        built["covers"] = self._texts(raw.get("covers") or ())
        for section, read in _MAPPINGS.items():
            built[section] = dict(self._mapping(section, raw.get(section) or {}, read))
        for section, make in _LISTS.items():
            built[section] = tuple(self._list(section, raw.get(section) or [], make))
        built["examples"] = tuple(self._list("examples", raw.get("examples") or [], _Reader._example))
        return ModelFile(**built)

    def _mapping(self, section: str, raw: Any, read: "Callable[[_Reader, Any], Any]") -> Iterator[tuple[str, Any]]:
        self._where = section
        if not isinstance(raw, dict):
            raise self._error("expected a mapping from path to value")
        for path, value in raw.items():
            self._where = f"{section}[{path}]"
            found = read(self, value)
            if isinstance(found, tuple) and path in found:
                raise self._error("gives itself" if section == "gives" else "extends itself")
            yield self._path(path), found

    def _list(self, section: str, raw: Any, make: "Callable[[_Reader, dict[str, Any]], _E]") -> Iterator[_E]:
        self._where = section
        if not isinstance(raw, list):
            raise self._error("expected a list of entries")
        seen: set[bytes] = set()
        for number, entry in enumerate(raw):
            self._where = f"{section}[{number}]"
            if not isinstance(entry, dict):
                raise self._error(f"expected a mapping, got {entry!r}")
            made = make(self, entry)
            key = msgspec.json.encode(made)
            if key in seen:
                raise self._error(f"stands there twice: {entry!r}")
            seen.add(key)
            yield made

    # What the mappings hold

    def _source_kind(self, raw: Any) -> str:
        if raw not in SOURCE_KINDS or raw in ENGINE_SOURCES:
            raise self._error(f"unknown source kind {raw!r}\n  known: {', '.join(sorted(set(SOURCE_KINDS) - ENGINE_SOURCES))}")
        return str(raw)

    def _count(self, raw: Any) -> int:
        if type(raw) is not int or not 0 <= raw < 10:
            raise self._error(f"expected a number of arguments, got {raw!r}")
        return raw

    def _paths(self, raw: Any) -> tuple[str, ...]:
        found = tuple(self._path(path) for path in self._texts(raw))
        if not found:
            raise self._error("no path is given")
        return found

    # Entries

    def _sink(self, raw: dict[str, Any]) -> Sink:
        self._known(raw, Sink)
        subject = self._one_of(raw, ("call", "set"))
        if subject == "call" and "arg" not in raw:
            raise self._error("`arg` is missing")
        if subject == "set" and "arg" in raw:
            raise self._error("`arg` belongs to `call`")
        return Sink(
            kind=self._sink_kinds(raw.get("kind")),
            call=self._paths(raw["call"]) if subject == "call" else (),
            set=self._paths(raw["set"]) if subject == "set" else (),
            arg=self._arg(raw["arg"]) if subject == "call" else (),
            if_=self._conditions(raw.get("if")),
            unless=self._conditions(raw.get("unless")),
            confidence=self._confidence(raw.get("confidence", "high")),
            note=self._text(raw.get("note", "")),
        )

    def _sanitizer(self, raw: dict[str, Any]) -> Sanitizer:
        self._known(raw, Sanitizer)
        return Sanitizer(
            call=self._paths(raw.get("call")),
            kinds=self._cleared(raw.get("for")),
            arg=self._arg(raw.get("arg", 0)),
            if_=self._conditions(raw.get("if")),
            unless=self._conditions(raw.get("unless")),
        )

    def _guard(self, raw: dict[str, Any]) -> Guard:
        self._known(raw, Guard)
        return Guard(
            call=self._paths(raw.get("call")),
            kinds=self._cleared(raw.get("for")),
            arg=self._arg(raw.get("arg", 0)),
            when=self._flag(raw.get("when", True)),
            if_=self._conditions(raw.get("if")),
            unless=self._conditions(raw.get("unless")),
        )

    def _flow(self, raw: dict[str, Any]) -> Flow:
        self._known(raw, Flow)
        return Flow(call=self._paths(raw.get("call")), from_=self._arg(raw.get("from")), to=self._arg(raw.get("to")))

    def _callback(self, raw: dict[str, Any]) -> Callback:
        self._known(raw, Callback)
        params, rest = self._params(raw)
        return Callback(
            call=self._paths(raw.get("call")),
            arg=self._arg(raw.get("arg")),
            params=params,
            rest=rest,
            returns=self._returns(raw),
            this=self._path(raw["this"]) if "this" in raw else "",
        )

    def _entry(self, raw: dict[str, Any]) -> Entry:
        self._known(raw, Entry)
        subject = self._one_of(raw, _SUBJECTS)
        for key, owners in _BELONGS.items():
            if key in raw and subject not in owners:
                raise self._error(f"`{key}` belongs to {' or '.join(f'`{owner}`' for owner in owners)}")
        if missing := [key for key, owners in _BELONGS.items() if subject in owners and key not in raw and key != "file"]:
            raise self._error(f"`{missing[0]}` is missing")
        params, rest = self._params(raw)
        named = self._texts(raw[subject]) if subject == "export" else self._paths(raw[subject])
        return Entry(
            **{subject: named},
            arg=self._arg(raw["arg"]) if "arg" in raw else (),
            methods=self._texts(raw.get("methods") or ()),
            params=params,
            rest=rest,
            returns=self._returns(raw),
            file=self._text(raw.get("file", "")),
            gives=self._paths(raw["gives"]) if "gives" in raw else (),
            route=self._route(raw["route"]) if raw.get("route") is not None else None,
        )

    def _auth_sign(self, raw: dict[str, Any]) -> Auth:
        self._known(raw, Auth)
        subject = self._one_of(raw, Auth.__struct_fields__)
        return Auth(**{subject: self._paths(raw[subject])})

    def _named_method(self, raw: dict[str, Any]) -> Named:
        self._known(raw, Named)
        words = self._texts(raw.get("receiver"))
        if not words or any(word != word.lower() for word in words):
            raise self._error("`receiver` lists words in lower case")
        confidence = self._confidence(raw.get("confidence", "medium"))
        if confidence == "high":
            raise self._error("a name alone is never of high confidence")
        return Named(
            receiver=words,
            method=self._texts(raw.get("method")) or self._refuse("`method` is missing"),
            arg=self._arg(raw.get("arg")),
            kind=self._sink_kinds(raw.get("kind")),
            confidence=confidence,
            note=self._text(raw.get("note", "")),
        )

    def _render(self, raw: dict[str, Any]) -> Render:
        self._known(raw, Render)
        subject = self._one_of(raw, ("call", "decorator", "subclass"))
        if missing := [key for key in ("engine", "template") if key not in raw]:
            raise self._error(f"`{missing[0]}` is missing")
        variables = raw.get("globals") or {}
        if not isinstance(variables, dict):
            raise self._error("`globals` is a mapping from variable to path")
        return Render(
            **{subject: self._paths(raw[subject])},
            engine=self._text(raw["engine"]),
            template=self._arg(raw["template"]),
            context=self._arg(raw["context"]) if "context" in raw else (),
            globals_={self._text(name): self._paths(path) for name, path in variables.items()},
            also=self._paths(raw["also"]) if "also" in raw else (),
        )

    def _example(self, raw: dict[str, Any]) -> Example:
        self._known(raw, Example)
        code = self._text(raw.get("code", ""))
        finds = raw.get("finds") or {}
        if not code or not isinstance(finds, dict):
            raise self._error("an example has `code` and `finds`")
        lines: dict[str, tuple[int, ...]] = {}
        for kind, numbers in finds.items():
            (known,) = self._sink_kinds(kind)
            numbers = numbers if isinstance(numbers, list) else [numbers]
            if not numbers or not all(type(number) is int and 0 < number <= code.count("\n") + 1 for number in numbers):
                raise self._error(f"lines of {kind} are not in the code: {numbers!r}")
            lines[known] = tuple(numbers)
        return Example(code=code, finds=lines, path=self._text(raw.get("path", "")))

    # Parts of entries

    def _route(self, raw: Any) -> Route:
        if not isinstance(raw, dict):
            raise self._error("`route` is a mapping")
        self._known(raw, Route)
        return Route(
            path=self._arg(raw["path"]) if "path" in raw else (),
            method=self._text(raw.get("method", "")),
            methods=self._arg(raw["methods"]) if "methods" in raw else (),
            default=self._texts(raw.get("default") or ()),
        )

    def _params(self, raw: dict[str, Any]) -> tuple[tuple[str | None, ...], str]:
        params = raw.get("params")
        rest = self._source_kind(raw["rest"]) if "rest" in raw else ""
        if isinstance(params, str):
            if rest:
                raise self._error("`params` already says what `rest` says")
            return (), self._source_kind(params)
        if params is None:
            return (), rest
        if not isinstance(params, list):
            raise self._error("`params` is a source kind or a list of paths")
        return tuple(self._param(param) for param in params), rest

    def _param(self, raw: Any) -> str | None:
        if raw is None:
            return None
        if isinstance(raw, str) and raw.startswith("source:"):
            self._source_kind(raw.removeprefix("source:"))
            return raw
        return self._path(raw)

    def _returns(self, raw: dict[str, Any]) -> tuple[str, ...]:
        return self._sink_kinds(raw["returns"]) if raw.get("returns") is not None else ()

    def _arg(self, raw: Any) -> Arg:
        parts = tuple(raw) if isinstance(raw, list) else (raw,)
        for part in parts:
            if type(part) is int or (isinstance(part, str) and _POSITIONS.fullmatch(part)):
                continue
            raise self._error(f"not an argument: {part!r}")
        return parts or self._refuse("no argument is given")

    def _conditions(self, raw: Any) -> Conditions:
        if raw is None:
            return {}
        if not isinstance(raw, dict) or not raw:
            raise self._error("conditions are a mapping from argument to values")
        return {str(key): self._scalars(value) for key, value in raw.items()}

    def _scalars(self, raw: Any) -> tuple[Any, ...]:
        values = tuple(raw) if isinstance(raw, list) else (raw,)
        if not values or any(not isinstance(value, str | int | float | bool | None) for value in values):
            raise self._error(f"not a list of constants: {raw!r}")
        return values

    def _sink_kinds(self, raw: Any) -> tuple[str, ...]:
        kinds = self._texts(raw)
        if strange := [kind for kind in kinds if kind not in SINK_KINDS]:
            raise self._error(f"unknown sink kind {strange[0]!r}\n  known: {', '.join(SINK_KINDS)}")
        return kinds or self._refuse("no sink kind is given")

    def _cleared(self, raw: Any) -> tuple[str, ...]:
        return (ALL_KINDS,) if raw == ALL_KINDS or raw == [ALL_KINDS] else self._sink_kinds(raw)

    def _confidence(self, raw: Any) -> str:
        if raw not in _CONFIDENCES:
            raise self._error(f"unknown confidence {raw!r}")
        return str(raw)

    def _path(self, raw: Any) -> str:
        if not isinstance(raw, str) or len(raw) > _LONGEST_PATH or not _PATHS[self._language].fullmatch(raw):
            raise self._error(f"not an API path: {raw!r}")
        return raw

    def _text(self, raw: Any) -> str:
        if not isinstance(raw, str):
            raise self._error(f"expected text, got {raw!r}")
        return raw

    def _texts(self, raw: Any) -> tuple[str, ...]:
        texts = tuple(raw) if isinstance(raw, list | tuple) else () if raw is None else (raw,)
        return tuple(self._text(text) for text in texts)

    def _flag(self, raw: Any) -> bool:
        if not isinstance(raw, bool):
            raise self._error(f"expected true or false, got {raw!r}")
        return raw

    def _one_of(self, raw: dict[str, Any], keys: Iterable[str]) -> str:
        given = [key for key in keys if key in raw]
        if len(given) != 1:
            raise self._error(f"exactly one of {', '.join(keys)} is given")
        return given[0]

    def _known(self, raw: dict[str, Any], struct: type[Struct]) -> None:
        if unknown := set(map(str, raw)) - set(struct.__struct_encode_fields__):
            fields = ", ".join(struct.__struct_encode_fields__)
            raise self._error(f"unknown field {sorted(unknown)[0]!r}\n  known fields: {fields}")

    def _error(self, text: str) -> ModelError:
        return ModelError(f"{self._name}: {self._where + ': ' if self._where else ''}{text}")

    def _refuse(self, text: str) -> Any:
        raise self._error(text)


_BELONGS = {"arg": ("call",), "methods": ("subclass",), "file": ("export",), "gives": ("annotation",)}
"""Field to the kinds of entry that have it; all of those must, except `file`."""

_MAPPINGS: dict[str, Callable[[_Reader, Any], Any]] = {
    "gives": _Reader._paths,
    "extends": _Reader._paths,
    "sources": _Reader._source_kind,
    "accessors": _Reader._count,
}
_LISTS: dict[str, Callable[[_Reader, dict[str, Any]], Any]] = {
    "sinks": _Reader._sink,
    "sanitizers": _Reader._sanitizer,
    "guards": _Reader._guard,
    "flows": _Reader._flow,
    "callbacks": _Reader._callback,
    "entries": _Reader._entry,
    "auth": _Reader._auth_sign,
    "named": _Reader._named_method,
    "renders": _Reader._render,
}
