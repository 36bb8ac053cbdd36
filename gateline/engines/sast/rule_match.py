"""What a static-analysis rule's `match` may say: data flows, calls, assigned members, or a structure known by name.

A `match` is a mapping with `flow`, `calls`, `sets` or `structure` (any number of calls and sets together), and `languages` unless
the rule holds for all. A call or set says which value it looks at and what that value must not be:

- `arg: [1, mode]` is the value of an argument by position or keyword name; `option: [1, cookie, secure]` the value under keys of an
  argument; `option: [[3, options], verify]` where that argument has a name, too. A set looks at what is assigned, with `option: [keys]`
  at a member of it. Without any of these the call itself is the finding, as far as `if` and `unless` let it.
- `missing: [algorithms]` and `missing_option: [2, httpOnly]` ask that the value is *not* given.

Operators hold for a value when *some* constant (or API path) it may be breaks the rule, and never for a value nobody knows. A list,
tuple or set counts by its items, and of several arguments (`arg: "*"`) one is enough.
"""

import re
from collections.abc import Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct

from gateline.engines.sast.kinds import SINK_KINDS, SOURCE_KINDS
from gateline.engines.sast.models.load import LANGUAGES, Arg
from gateline.rules.load import RuleError
from gateline.rules.rule import Rule

__all__ = ["STRUCTURES", "CallMatch", "Condition", "Flow", "RuleMatch", "SetMatch", "Structure", "Test", "of"]

Constant = str | int | float | bool | None
Keys = tuple[str | int, ...]
"""Keys of containers, outermost first."""


class Flow(Struct, frozen=True, omit_defaults=True, rename={"from_": "from"}, forbid_unknown_fields=True):
    """Data of one of the source kinds reaches one of the sink kinds."""

    to: tuple[str, ...]
    from_: tuple[str, ...]


class Condition(Struct, frozen=True, omit_defaults=True, rename={"in_": "in"}, forbid_unknown_fields=True):
    """Another argument, and what it must be."""

    arg: Arg
    keys: Keys = ()
    in_: tuple[Constant, ...] | None = None
    """Every constant it may be is one of these, or one of its API paths is, or an item of it is. Texts are compared without case."""
    matches: str = ""
    """Every constant it may be is text in which this pattern is found."""
    is_missing: bool = False
    """It is certainly not given."""


class Test(Struct, frozen=True, omit_defaults=True, rename={"in_": "in", "is_": "is"}, forbid_unknown_fields=True):
    """What the value must not be. Exactly one field is given, or none when the call itself is the finding."""

    __test__ = False  # pytest collects what is called so

    in_: tuple[Constant, ...] = ()
    """Some constant it may be, or some API path, is one of these. Texts are compared without case; True is no 1, but 0 is as good as False."""
    not_in: tuple[Constant, ...] = ()
    """Its constants are known, and one of them is none of these."""
    below: float | None = None
    """A number less than this."""
    above: float | None = None
    """A number greater than this."""
    matches: str = ""
    """Text in which this pattern is found."""
    any_bits: int = 0
    """A whole number that has one of these bits."""
    is_: str = ""
    """One of `STATES`."""
    is_missing: bool = False
    """Certainly not given: no such argument and no `*` or `**` that may hold it; for keys, an object known in full that lacks one of
    them, or no such argument."""
    is_present: bool = False
    """Given, whatever it is."""


class CallMatch(Struct, frozen=True, omit_defaults=True, rename={"if_": "if"}, forbid_unknown_fields=True):
    """Calls that are findings."""

    call: tuple[str, ...]
    """API paths; `new` is a call, too."""
    arg: Arg = ()
    """The argument looked at; empty when the call itself is the finding."""
    keys: Keys = ()
    """Where in that argument."""
    test: Test = Test()
    if_: tuple[Condition, ...] = ()
    """All of these hold: what nobody knows fulfils none."""
    unless: tuple[Condition, ...] = ()
    """None of these holds."""
    note: str = ""
    """Short clause for the report."""


class SetMatch(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Assignments that are findings."""

    set: tuple[str, ...]
    """API paths of members or elements."""
    keys: Keys = ()
    """Where in the assigned value."""
    test: Test = Test()
    note: str = ""


class Structure(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A check written as a function of the intermediate form."""

    name: str
    options: dict[str, Any] = {}


class RuleMatch(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What a rule looks for."""

    languages: tuple[str, ...] = LANGUAGES
    """TypeScript is JavaScript here."""
    flow: Flow | None = None
    calls: tuple[CallMatch, ...] = ()
    sets: tuple[SetMatch, ...] = ()
    structure: Structure | None = None


STATES: Final = {
    "constant": "constants are known, and one of them is a text or number that is not empty",
    "dynamic": "no constant and no API path is known",
    "password": "holds a password by the name of the expression, or by the data that flowed into it",
    "for-session": "a function that reads what was sent and asks who is calling",
    "interpolated": "text put together from parts of which one is not constant",
}
"""What `is` may say of a value."""

STRUCTURES: Final[dict[str, frozenset[str]]] = {
    "address-header-compared": frozenset(),
    "bad-tag-filter": frozenset(),
    "check-by-assert": frozenset(),
    "check-then-use": frozenset(),
    "csrf-middleware-missing": frozenset(),
    "decision-by-client-data": frozenset({"from"}),
    "dependencies-served": frozenset(),
    "double-escaping": frozenset(),
    "element": frozenset({"tags", "has", "lacks"}),
    "encoded-code": frozenset(),
    "error-detail-sent": frozenset(),
    "escape-lost-in-pattern": frozenset(),
    "fail-open": frozenset(),
    "half-anchored-pattern": frozenset(),
    "host-in-mail": frozenset(),
    "host-pattern": frozenset({"fault"}),
    "incomplete-sanitization": frozenset({"fault"}),
    "incomplete-scheme-check": frozenset(),
    "incomplete-url-check": frozenset(),
    "mail-login-without-tls": frozenset(),
    "message-origin-unchecked": frozenset(),
    "modulo-bias": frozenset(),
    "overly-wide-range": frozenset(),
    "parameter-type-confusion": frozenset(),
    "password-by-get": frozenset(),
    "password-compared-with-constant": frozenset(),
    "powered-by-header": frozenset(),
    "rate-limit-missing": frozenset(),
    "recursive-merge": frozenset(),
    "redos": frozenset(),
    "route-without-auth": frozenset(),
    "secret-fallback": frozenset(),
    "session-not-renewed": frozenset(),
    "setting": frozenset({"setting", "key", "in", "is", "matches", "first", "has", "lacks", "with"}),
    "state-changed-by-get": frozenset(),
    "suffix-check-by-index": frozenset(),
    "swallowed-exception": frozenset(),
    "thrown-in-callback": frozenset(),
    "timing-unsafe-comparison": frozenset(),
    "unchecked-loop-bound": frozenset({"from"}),
}
"""Structure checks by name, and the options each takes."""

_OPERATORS: Final = ("in", "not_in", "below", "above", "matches", "any_bits", "is")
_CALL_FIELDS: Final = frozenset(
    {"call", "arg", "option", "missing", "missing_option", "present", "if", "unless", "note", *_OPERATORS}
)
_SET_FIELDS: Final = frozenset({"set", "option", "missing_option", "present", "note", *_OPERATORS})
_MOST_PATTERN: Final = 400
_PATH: Final = re.compile(
    r"(?:@[a-z0-9._~-]+/)?[\w$~-]+(?:/[\w.~-]+)*(?:\(\)|\[[^\[\]]*\])*(?:\.[\w$#*-]+(?:\(\)|\[[^\[\]]*\])*)*"
)
_ARGUMENT: Final = re.compile(r"\d+:|[A-Za-z_$][\w$-]*|\*")


def of(rule: Rule) -> RuleMatch:
    """Read a rule's `match`.

    Args:
        rule: as its file has it.

    Raises:
        RuleError: an unknown field, kind, language, structure or operator; nothing to look for; a pattern that does not compile.
    """
    try:
        return _read(rule.match)
    except (ValueError, msgspec.ValidationError) as error:
        raise RuleError(f"{rule.id}: match: {error}") from error


def _read(raw: dict[str, Any]) -> RuleMatch:
    _known(raw, frozenset({"languages", "flow", "calls", "sets", "structure"}))
    languages = tuple(_texts(raw["languages"])) if "languages" in raw else LANGUAGES
    if not languages or (strange := sorted(set(languages) - set(LANGUAGES))):
        raise ValueError(
            f"unknown language {strange[0]!r}; known: {', '.join(LANGUAGES)}" if languages else "no language is given"
        )
    found = RuleMatch(
        languages=languages,
        flow=_flow(raw["flow"]) if "flow" in raw else None,
        calls=tuple(_call(_mapping(entry, "calls")) for entry in _list(raw.get("calls", []), "calls")),
        sets=tuple(_set(_mapping(entry, "sets")) for entry in _list(raw.get("sets", []), "sets")),
        structure=_structure(_mapping(raw["structure"], "structure")) if "structure" in raw else None,
    )
    if sum((found.flow is not None, bool(found.calls or found.sets), found.structure is not None)) != 1:
        raise ValueError("give exactly one of `flow`, `calls`/`sets` and `structure`")
    return found


def _flow(raw: Any) -> Flow:
    flow = msgspec.convert(raw, Flow)
    for kinds, known, name in ((flow.to, SINK_KINDS, "sink"), (flow.from_, SOURCE_KINDS, "source")):
        if not kinds:
            raise ValueError(f"no {name} kind is given")
        if strange := [kind for kind in kinds if kind not in known]:
            raise ValueError(f"unknown {name} kind {strange[0]!r}; known: {', '.join(known)}")
    return flow


def _structure(raw: dict[str, Any]) -> Structure:
    structure = Structure(name=str(raw.get("name")), options={key: value for key, value in raw.items() if key != "name"})
    options = STRUCTURES.get(structure.name)
    if options is None:
        raise ValueError(f"unknown structure {structure.name!r}; known: {', '.join(STRUCTURES)}")
    if strange := sorted(set(structure.options) - options):
        raise ValueError(f"unknown option {strange[0]!r} of {structure.name!r}; known: {', '.join(sorted(options)) or 'none'}")
    return structure


def _call(raw: dict[str, Any]) -> CallMatch:
    _known(raw, _CALL_FIELDS)
    arg, keys, test = _looked_at(raw)
    return CallMatch(
        call=_paths(raw.get("call")),
        arg=arg,
        keys=keys,
        test=test,
        if_=_conditions(raw.get("if", {})),
        unless=_conditions(raw.get("unless", {})),
        note=_text(raw.get("note", "")),
    )


def _looked_at(raw: dict[str, Any]) -> tuple[Arg, Keys, Test]:
    """Which value a call rule looks at, and what it asks of it."""
    subjects = [name for name in ("arg", "option", "missing", "missing_option", "present") if name in raw]
    operators = [name for name in _OPERATORS if name in raw]
    if len(subjects) > 1:
        raise ValueError(f"`{subjects[0]}` and `{subjects[1]}` cannot stand together")
    if not subjects:
        if operators:
            raise ValueError(f"`{operators[0]}` of what: `arg` or `option` is missing")
        return (), (), Test()
    subject = subjects[0]
    if subject in ("missing", "missing_option", "present"):
        if operators:
            raise ValueError(f"`{subject}` and `{operators[0]}` cannot stand together")
        test = Test(is_present=True) if subject == "present" else Test(is_missing=True)
    else:
        test = _test(raw, operators)
    if subject.endswith("option"):
        first, *keys = _list(raw[subject], subject)
        return _arg(first), _keys(keys), test
    return _arg(raw[subject]), (), test


def _set(raw: dict[str, Any]) -> SetMatch:
    _known(raw, _SET_FIELDS)
    operators = [name for name in _OPERATORS if name in raw]
    if "missing_option" in raw:
        if operators:
            raise ValueError(f"`missing_option` and `{operators[0]}` cannot stand together")
        test = Test(is_missing=True)
    elif raw.get("present"):
        test = Test(is_present=True)
    else:
        test = _test(raw, operators)
    keys = _keys(_list(raw.get("option", raw.get("missing_option", [])), "option"), least=0)
    return SetMatch(set=_paths(raw.get("set")), keys=keys, test=test, note=_text(raw.get("note", "")))


def _test(raw: dict[str, Any], operators: Sequence[str]) -> Test:
    if len(operators) != 1:
        raise ValueError(f"exactly one of {', '.join(_OPERATORS)} is given")
    name = operators[0]
    value = raw[name]
    if name in ("in", "not_in"):
        value = _constants(value)
    if name == "matches":
        _pattern(value)
    test = msgspec.convert({name: value}, Test)
    if test.is_ and test.is_ not in STATES:
        raise ValueError(f"unknown state {test.is_!r}; known: {', '.join(STATES)}")
    return test


def _conditions(raw: Any) -> tuple[Condition, ...]:
    """`{mode: [constants], "1|mode": [constants], "1.cookie.secure": [true], 0: {matches: …}, salt: missing}`."""
    return tuple(_condition(str(subject), value) for subject, value in _mapping(raw, "conditions").items())


def _condition(subject: str, value: Any) -> Condition:
    first, *keys = subject.split(".")
    arg = _arg([int(name) if name.lstrip("-").isdigit() else name for name in first.split("|")])
    if value == "missing":
        return Condition(arg, tuple(keys), is_missing=True)
    if isinstance(value, dict):
        if set(value) != {"matches"}:
            raise ValueError(f"a condition is a list of constants, `missing`, or `{{matches: …}}`: {value!r}")
        return Condition(arg, tuple(keys), matches=_pattern(value["matches"]))
    return Condition(arg, tuple(keys), in_=_constants(value))


def _pattern(raw: Any) -> str:
    text = _text(raw)
    if not text or len(text) > _MOST_PATTERN:
        raise ValueError("a pattern is text of one character or more")
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"pattern {text!r}: {error}") from error
    return text


def _arg(raw: Any) -> Arg:
    parts = tuple(raw) if isinstance(raw, list) else (raw,)
    for part in parts:
        if not (type(part) is int or (isinstance(part, str) and _ARGUMENT.fullmatch(part))):
            raise ValueError(f"not an argument: {part!r}")
    if not parts:
        raise ValueError("no argument is given")
    return parts


def _keys(raw: list[Any], least: int = 1) -> Keys:
    if len(raw) < least or any(type(key) not in (int, str) for key in raw):
        raise ValueError(f"not keys of an object: {raw!r}")
    return tuple(raw)


def _constants(raw: Any) -> tuple[Constant, ...]:
    values = tuple(_list(raw, "constants"))
    if not values or any(not isinstance(value, str | int | float | bool | None) for value in values):
        raise ValueError(f"not a list of constants: {raw!r}")
    return values


def _paths(raw: Any) -> tuple[str, ...]:
    paths = tuple(_texts(raw))
    if not paths:
        raise ValueError("no path is given")
    if strange := [path for path in paths if not _PATH.fullmatch(path)]:
        raise ValueError(f"not an API path: {strange[0]!r}")
    return paths


def _texts(raw: Any) -> list[str]:
    return [_text(text) for text in raw] if isinstance(raw, list) else [_text(raw)]


def _text(raw: Any) -> str:
    if not isinstance(raw, str):
        raise ValueError(f"expected text, got {raw!r}")
    return raw


def _list(raw: Any, name: str) -> list[Any]:
    if not isinstance(raw, list):
        raise ValueError(f"`{name}` is a list")
    return raw


def _mapping(raw: Any, name: str) -> dict[Any, Any]:
    if not isinstance(raw, dict):
        raise ValueError(f"`{name}`: expected a mapping, got {raw!r}")
    return raw


def _known(raw: dict[str, Any], fields: frozenset[str]) -> None:
    if strange := sorted(map(str, set(raw) - fields)):
        raise ValueError(f"unknown field {strange[0]!r}; known: {', '.join(sorted(fields))}")
