"""Methods of plain values: texts, lists, dictionaries, sets, promises, functions."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from gateline.engines.sast.solver.masks import mask_of
from gateline.engines.sast.solver.members import element, iterated
from gateline.engines.sast.solver.members import part as one_part
from gateline.engines.sast.solver.program import Args, Closure, Frame
from gateline.engines.sast.solver.shapes import deep_taint
from gateline.engines.sast.solver.stores import put
from gateline.engines.sast.solver.texts import joined
from gateline.engines.sast.solver.values import (
    ALL,
    GUESS,
    NO_UP,
    NORMAL,
    PARTED,
    UNKNOWN,
    Obj,
    Value,
    beheaded,
    constant,
    join_taint,
    neutralize,
    the_constant,
    union,
)
from gateline.facts import code

if TYPE_CHECKING:
    from gateline.engines.sast.solver.machine import Machine

__all__ = ["CALLING", "TEXTUAL", "call_method"]

Method = Callable[["Machine", Frame, Value, Args, Any], Value | None]

_ANSWERS: Final = frozenset(
    "startswith endswith startsWith endsWith isdigit isdecimal isnumeric isalpha isalnum isspace isupper islower isidentifier istitle "
    "includes indexOf lastIndexOf find_index findIndex index rfind count search has hasOwnProperty some every localeCompare charCodeAt "
    "codePointAt __contains__ __len__ exists is_file is_dir is_absolute getTime valueOf propertyIsEnumerable isPrototypeOf toFixed".split()
)
"""Methods that answer with a number or yes and no."""
TEXTUAL: Final = frozenset(
    "replace replaceAll strip lstrip rstrip trim trimStart trimEnd lower upper casefold toLowerCase toUpperCase split rsplit splitlines "
    "title capitalize startswith endswith startsWith endsWith removeprefix removesuffix substring substr padStart zfill ljust rjust "
    "isdigit isalnum isalpha toString concat charAt normalize charCodeAt codePointAt indexOf lastIndexOf includes localeCompare".split()
)
"""Methods that nearly only texts have."""
CALLING: Final = frozenset("then catch finally map flatMap filter forEach reduce reduceRight some every find findLast".split())
"""Methods that call a function for what is in their object."""
_FILLING: Final = frozenset("append push add extend insert unshift update set setdefault appendleft put".split())
"""Methods that write into their container."""
_LISTS: Final = frozenset({"list", "tuple", "set"})
_DICTS: Final = frozenset({"dict", "object"})


def call_method(machine: "Machine", frame: Frame, base: Value, name: str, args: Args, node: Any) -> Value | None:
    """What `base.name(…)` gives when `base` is no API and no object of the program; None when the name means nothing here."""
    obj = base.obj
    if obj is not None and obj.shape == "settings":
        return _settings(machine, base, name, args)
    if base.consts and all(isinstance(text, str) for text in base.consts):
        return _of_constant(machine, frame, base, name, args, node)
    if obj is not None and obj.shape in _LISTS and (method := _ON_LISTS.get(name)) is not None:
        return method(machine, frame, base, args, node)
    if obj is not None and obj.shape in _DICTS and (method := _ON_DICTS.get(name)) is not None:
        return method(machine, frame, base, args, node)
    if base.fns and name in ("call", "apply", "bind"):
        return _on_function(machine, frame, base, name, args, node)
    if (method := _ON_ANYTHING.get(name)) is not None:
        known = method(machine, frame, base, args, node)
        if known is not None:
            return known
    if name in _ANSWERS:
        return UNKNOWN
    if name in _FILLING and base.taint and obj is None:
        _fill(frame, base, args)
    if base.taint and not base.paths and obj is None:
        return _of_text(machine, base, name, args, node)
    return None


def _fill(frame: Frame, base: Value, args: Args) -> None:
    """A parameter's container is written: the caller's then holds the data."""
    taint = None
    for value in args.every():
        taint = join_taint(taint, deep_taint(value))
    if taint:
        for label in base.taint or ():
            if not isinstance(label, str) and len(frame.summary.effects) < 40:
                frame.summary.effects.append((label, taint))


# --- texts ---------------------------------------------------------------------------------------------------------------------------

_FOLDED: Final[dict[str, Callable[..., Any]]] = {
    "upper": str.upper,
    "toUpperCase": str.upper,
    "lower": str.lower,
    "toLowerCase": str.lower,
    "strip": str.strip,
    "trim": str.strip,
    "lstrip": str.lstrip,
    "rstrip": str.rstrip,
    "title": str.title,
    "capitalize": str.capitalize,
    "startswith": str.startswith,
    "startsWith": str.startswith,
    "endswith": str.endswith,
    "endsWith": str.endswith,
    "isdigit": str.isdigit,
    "split": str.split,
    "count": str.count,
    "find": str.find,
    "indexOf": str.find,
    "includes": str.__contains__,
    "removeprefix": str.removeprefix,
    "removesuffix": str.removesuffix,
    "toString": lambda text: text,
}


def _of_constant(machine: "Machine", frame: Frame, base: Value, name: str, args: Args, node: Any) -> Value | None:
    """A method of a text that is known."""
    special = _ON_CONSTANTS.get(name)
    if special is not None and args.positional:
        return special(machine, frame, base, args, node)
    if base.consts is not None and len(base.consts) == 1:
        folded = _folded_method(machine, frame, base.consts[0], name, args)
        if folded is not None:
            return folded
    if name in _ANSWERS:
        return UNKNOWN
    taint = None
    for value in args.every():
        taint = join_taint(taint, deep_taint(value))
    return Value(taint=taint) if taint else UNKNOWN


def _folded_method(machine: "Machine", frame: Frame, text: str, name: str, args: Args) -> Value | None:
    known = [the_constant(value) for value in args.positional]
    if not all(one is not None for one in known):
        return None
    values = [one[0] for one in known if one is not None]
    if name in ("substring", "slice", "substr"):
        return _cut(text, name, args)
    if name in ("charAt", "at") and values and isinstance(values[0], int) and 0 <= values[0] < len(text):
        return constant(text[values[0]])
    if name == "replace" and len(values) >= 2 and isinstance(values[0], str) and isinstance(values[1], str):
        if len(text) * (len(values[1]) + 1) < 4096:
            return constant(text.replace(values[0], values[1], -1 if frame.unit.is_python else 1))
        return None
    function = _FOLDED.get(name)
    if function is None:
        return None
    try:
        result = function(text, *values)
    except (TypeError, ValueError):
        return None
    if not isinstance(result, list):
        return constant(result)
    obj = Obj("list", machine.condition)
    for part in result[:200]:
        obj.cells[obj.length] = constant(part)
        obj.length += 1
    return Value(obj=obj)


def _cut(text: str, name: str, args: Args) -> Value:
    bounds = [the_constant(value) for value in args.positional]
    if not all(bound is not None and type(bound[0]) is int for bound in bounds):
        return UNKNOWN
    numbers = [bound[0] for bound in bounds if bound is not None]
    if not numbers or len(numbers) > 2:
        return UNKNOWN if numbers else constant(text)
    begin, end = numbers[0], numbers[1] if len(numbers) == 2 else None
    if name == "substr" and end is not None:
        end += begin
    if name == "substring":
        begin, end = max(0, begin), None if end is None else max(0, end)
        if end is not None and end < begin:
            begin, end = end, begin
    return constant(text[begin:end])


def _join(machine: "Machine", frame: Frame, base: Value, args: Args, node: Any) -> Value:
    items = args.positional[0]
    obj = items.obj
    if obj is not None and obj.length >= 0 and obj.rest is None and obj.shape in ("list", "tuple"):
        values: list[Value] = []
        for number in range(obj.length):
            if number:
                values.append(base)
            values.append(obj.cells.get(number, UNKNOWN))
        if values and all(the_constant(value) and isinstance(value.consts[0], str) for value in values):  # type: ignore[index]
            text = "".join(value.consts[0] for value in values)  # type: ignore[index]
            return constant(text) if len(text) <= 4096 else UNKNOWN
        value = joined(values)
        return value.with_taint(join_taint(value.taint, items.taint)) if items.taint else value
    taint = join_taint(deep_taint(items), deep_taint(iterated(machine, frame, items, node[1])))
    return Value(taint=taint) if taint else UNKNOWN


_FIELD: Final = re.compile(r"\{\{|\}\}|\{(?P<name>[^{}!:]*)(?:![rsa])?(?::[^{}]*)?\}")


def _format(machine: "Machine", frame: Frame, base: Value, args: Args, node: Any) -> Value:
    text = (base.consts or ("",))[0]
    values: list[Value] = []
    at = 0
    automatic = 0
    for match in list(_FIELD.finditer(text))[:64]:
        if match["name"] is None:
            continue
        values.append(constant(text[at : match.start()]))
        at = match.end()
        name = re.split(r"[.\[]", match["name"])[0]
        if not name:
            name, automatic = str(automatic), automatic + 1
        found = args.select((int(name) if name.isdigit() and len(name) < 4 else name,))
        values.append(found[0] if found else UNKNOWN)
    values.append(constant(text[at:]))
    if all(the_constant(value) is not None for value in values):
        whole = "".join(str(value.consts[0]) for value in values)  # type: ignore[index]
        return constant(whole) if len(whole) <= 4096 else UNKNOWN
    return joined(values)


def _of_text(machine: "Machine", base: Value, name: str, args: Args, node: Any) -> Value | None:
    """A method of data nobody knows more of: what comes out is the same data, less what was replaced in it."""
    if name in ("replace", "replaceAll"):
        return _replaced(base, args, node, is_global=name == "replaceAll")
    taint = base.taint if name in _WHOLE else beheaded(base.taint)
    if name == "split":
        separator = the_constant(args.positional[0]) if args.positional else None
        return (
            Value(taint=neutralize(taint, PARTED))
            if separator is not None and separator[0] in ("/", "\\")
            else Value(taint=taint)
        )
    if name in ("pop", "shift", "at"):
        return Value(taint=one_part(taint))
    if name == "join":
        taint = {label: (mask & ~PARTED, origin) for label, (mask, origin) in (taint or {}).items()}
    for value in args.every():
        taint = join_taint(taint, deep_taint(value))
    return Value(taint=taint)


_WHOLE: Final = frozenset("toString trim trimEnd toLowerCase toUpperCase concat normalize valueOf strip lower upper".split())
"""Methods that leave a text's beginning."""
_MARKUP: Final = mask_of(("html",))
_QUOTED: Final = mask_of(("sql", "xpath", "ldap"))
_PATHS: Final = mask_of(("path", "path-write", "upload"))
_LINES: Final = mask_of(("log", "header", "mail"))


def _replaced(base: Value, args: Args, node: Any, *, is_global: bool) -> Value:
    pattern = node[3][0] if node[3] else None
    by = args.positional[1] if len(args.positional) > 1 else UNKNOWN
    mask = 0
    if pattern is not None and pattern[0] == code.REGEX:
        mask = _mask_of_replacement(pattern[2], "g" in pattern[3] or is_global, by)
    elif pattern is not None and (known := the_constant(args.positional[0])) and isinstance(known[0], str):
        is_all = is_global or len(args.positional) > 1
        mask = _mask_of_text(known[0], by) if is_all and is_global else 0
    kept = beheaded(base.taint)
    if pattern is not None and pattern[0] == code.REGEX and _is_leading(base.taint, pattern[2]):
        mask |= NO_UP
    taint = join_taint(neutralize(kept, mask) if mask else kept, deep_taint(by))
    return Value(taint=taint) if taint else UNKNOWN


_DOTS: Final = re.compile(r"\\\.(?:\\\.)?|\[\\?\.{1,2}\]|\\\.\{2,?\}|\\\.\\\.\|\w+")
"""Patterns that match the dots of `..`."""
_CLASS: Final = re.compile(r"\[(?!\^)((?:[^\]\\]|\\.)+)\][+*]?")


def _holds_separator(pattern: str) -> bool:
    """Whether every separator of paths matches: alone, in a set of characters, or among alternatives."""
    found = _CLASS.fullmatch(pattern)
    if found is not None:
        return "/" in found[1]
    return re.fullmatch(r"\\?/|(?:\\?.\|)*\\/(?:\|\\?.)*", pattern) is not None


_SYNTAX: Final = re.compile(r"[\\^()\[\]+*|$]")


def _is_leading(taint: Any, pattern: str) -> bool:
    """Whether a pattern takes away all `../` of a path that, being normal, has them only at its beginning."""
    is_repeated = pattern.endswith((")+", ")*")) and _SYNTAX.sub("", pattern) == "../"
    return is_repeated and bool(taint) and all(mask & NORMAL for mask, _origin in taint.values())


def _mask_of_replacement(pattern: str, is_global: bool, by: Value) -> int:
    """For which kinds a text is harmless in which every match of `pattern` was replaced."""
    if not is_global:
        return 0
    if _DOTS.fullmatch(pattern) and ".." not in str(by.consts or ""):
        return NO_UP
    negated = re.fullmatch(r"\[\^((?:\\[wds]|[A-Za-z0-9_ @,-]|\\-|\.)+)\][+*]?", pattern)
    if negated is not None or pattern in (r"\W", r"\W+", r"\D", r"\D+"):
        return ALL & ~mask_of(("path", "path-write")) if negated is not None and "." in negated[1] else ALL
    if _holds_separator(pattern) and "/" not in str(by.consts or ""):
        return _PATHS  # without a separator it is one name
    if re.fullmatch(r"<|\[[^\]^]*<[^\]]*\]", pattern):
        return _MARKUP
    if re.fullmatch(r"'|\[[^\]^]*'[^\]]*\]", pattern):
        return _QUOTED
    if re.fullmatch(r"\(?\[?(?:\\r|\\n|\\r\\n|\||\?)+\]?\)?[+*]?", pattern) and ("\\n" in pattern or "\\r" in pattern):
        return _LINES
    return 0


_MOST_PATTERN: Final = 200
_SEPARATOR_CLASS: Final = re.compile(r"\[(?!\^)(?:[^\]\\/]|\\[^/])*\\?/(?:[^\]\\]|\\.)*\]")


def _removes_separators(pattern: str) -> bool:
    """Whether a pattern matches every `/`: alone, in a class, or as one of several alternatives of one character."""
    alternatives = pattern.split("|")
    if any(one in ("/", "\\/") for one in alternatives):
        return all(len(one.removeprefix("\\")) == 1 for one in alternatives)
    return _SEPARATOR_CLASS.fullmatch(pattern) is not None


def _mask_of_text(text: str, _by: Value) -> int:
    if text == "<":
        return _MARKUP
    if text == "'":
        return _QUOTED
    if text in ("\n", "\r", "\r\n"):
        return _LINES
    return 0


def _python_replace(machine: "Machine", frame: Frame, base: Value, args: Args, node: Any) -> Value | None:
    if not frame.unit.is_python or not base.taint or base.obj is not None:
        return None
    return _replaced(base, args, node, is_global=True)


# --- lists ---------------------------------------------------------------------------------------------------------------------------


def _push(machine: "Machine", frame: Frame, base: Value, args: Args, _node: Any) -> Value | None:
    obj = base.obj
    if obj is None:
        return None
    for value in args.positional:
        if obj.length >= 0 and obj.depth >= machine.condition and obj.shape == "list" and obj.born >= frame.summary.born:
            obj.cells[obj.length] = value
            obj.length += 1
        else:
            put(machine, frame, obj, None, value, is_certain=False)
    return UNKNOWN


def _unshift(machine: "Machine", _frame: Frame, base: Value, args: Args, _node: Any) -> Value | None:
    for value in args.positional:
        _insert_at(machine, base, 0, value)
    return UNKNOWN


def _insert(machine: "Machine", _frame: Frame, base: Value, args: Args, _node: Any) -> Value | None:
    at = the_constant(args.positional[0]) if args.positional else None
    if len(args.positional) > 1:
        _insert_at(machine, base, at[0] if at and isinstance(at[0], int) else None, args.positional[1])
    return UNKNOWN


def _insert_at(machine: "Machine", base: Value, at: int | None, value: Value) -> None:
    obj = base.obj
    if obj is None:
        return
    if at is None or obj.length < 0 or obj.depth < machine.condition or not 0 <= at <= obj.length:
        obj.put_somewhere(value)
        return
    cells = [obj.cells.get(number, UNKNOWN) for number in range(obj.length)]
    cells.insert(at, value)
    obj.cells = dict(enumerate(cells))
    obj.length = len(cells)


def _pop(machine: "Machine", _frame: Frame, base: Value, args: Args, _node: Any) -> Value | None:
    at = the_constant(args.positional[0]) if args.positional else (-1,)
    return _taken(machine, base, at[0] if at and isinstance(at[0], int) else None)


def _shift(machine: "Machine", _frame: Frame, base: Value, _args: Args, _node: Any) -> Value | None:
    return _taken(machine, base, 0)


def _taken(machine: "Machine", base: Value, at: int | None) -> Value:
    obj = base.obj
    if obj is None:
        return UNKNOWN
    if at is None or obj.length <= 0 or obj.rest is not None:
        value = obj.any()
        return value.with_taint(join_taint(value.taint, base.taint))
    cells = [obj.cells.get(number, UNKNOWN) for number in range(obj.length)]
    if not -len(cells) <= at < len(cells):
        return UNKNOWN
    value = cells.pop(at)
    if obj.depth >= machine.condition:
        obj.cells = dict(enumerate(cells))
        obj.length = len(cells)
    else:
        obj.rest, obj.length = union(obj.any(), UNKNOWN), -1
    return value


def _remove(machine: "Machine", _frame: Frame, base: Value, args: Args, _node: Any) -> Value | None:
    obj = base.obj
    known = the_constant(args.positional[0]) if args.positional else None
    if obj is not None and known is not None and obj.length > 0 and obj.depth >= machine.condition:
        cells = [obj.cells.get(number, UNKNOWN) for number in range(obj.length)]
        for number, cell in enumerate(cells):
            if the_constant(cell) == known:
                del cells[number]
                obj.cells, obj.length = dict(enumerate(cells)), len(cells)
                break
    return UNKNOWN


def _clear(machine: "Machine", _frame: Frame, base: Value, _args: Args, _node: Any) -> Value | None:
    obj = base.obj
    if obj is not None and obj.depth >= machine.condition:
        obj.cells.clear()
        obj.rest = None
        obj.length = 0 if obj.shape == "list" else obj.length
    return UNKNOWN


def _extend(machine: "Machine", frame: Frame, base: Value, args: Args, node: Any) -> Value | None:
    obj = base.obj
    for source in args.positional:
        inner = source.obj
        if obj is not None and inner is not None and inner.length >= 0 and inner.rest is None and inner.shape in _LISTS:
            for number in range(inner.length):
                _push(machine, frame, base, Args([inner.cells.get(number, UNKNOWN)]), node)
        elif obj is not None:
            obj.put_somewhere(iterated(machine, frame, source, node[1]))
    return UNKNOWN


def _concat(machine: "Machine", frame: Frame, base: Value, args: Args, node: Any) -> Value | None:
    fresh = Obj("list", machine.condition)
    value = Value(obj=fresh, taint=base.taint)
    _extend(machine, frame, value, Args([base]), node)
    for other in args.positional:
        if other.obj is not None and other.obj.shape in _LISTS:
            _extend(machine, frame, value, Args([other]), node)
        else:
            fresh.put_somewhere(other)
    return value


def _part(machine: "Machine", frame: Frame, base: Value, args: Args, node: Any) -> Value | None:
    fresh = Obj("list", machine.condition)
    bounds = [the_constant(value) for value in args.positional]
    obj = base.obj
    if (
        obj is not None
        and obj.length >= 0
        and obj.rest is None
        and all(bound and type(bound[0]) is int for bound in bounds)
        and len(bounds) < 3
    ):
        numbers = [bound[0] for bound in bounds if bound]
        cells = [obj.cells.get(number, UNKNOWN) for number in range(obj.length)]
        kept = cells[slice(numbers[0] if numbers else 0, numbers[1] if len(numbers) > 1 else None)]
        fresh.cells, fresh.length = dict(enumerate(kept)), len(kept)
    else:
        fresh.rest, fresh.length = iterated(machine, frame, base, node[1]), -1
    return Value(obj=fresh, taint=base.taint)


def _splice(machine: "Machine", frame: Frame, base: Value, args: Args, node: Any) -> Value | None:
    obj = base.obj
    whole = iterated(machine, frame, base, node[1])
    for value in args.positional[2:]:
        if obj is not None:
            obj.put_somewhere(value)
    if obj is not None:
        obj.length = -1
    fresh = Obj("list", machine.condition)
    fresh.rest, fresh.length = whole, -1
    return Value(obj=fresh, taint=base.taint)


def _same(_machine: "Machine", _frame: Frame, base: Value, _args: Args, _node: Any) -> Value | None:
    return base


def _list_join(machine: "Machine", frame: Frame, base: Value, args: Args, node: Any) -> Value | None:
    separator = args.positional[0] if args.positional else constant(",")
    return _join(machine, frame, separator, Args([base]), node)


def _each(kind: str) -> Method:
    """Methods that call a function for each item."""

    def called(machine: "Machine", frame: Frame, base: Value, args: Args, node: Any) -> Value | None:
        if not args.positional or not args.positional[0].fns:
            return None if base.obj is None else _kept(machine, frame, kind, base, None, node)
        item = iterated(machine, frame, base, node[1])
        result: Value | None = None
        machine.condition += 1
        for fn in args.positional[0].fns:
            if isinstance(fn, Closure):
                passed = [item, UNKNOWN, base]
                if kind == "reduce":
                    passed = [args.positional[1] if len(args.positional) > 1 else item, item, UNKNOWN, base]
                value = machine.call(fn, Args(passed), frame, node[1])
                result = value if result is None else union(result, value)
        machine.condition -= 1
        return _kept(machine, frame, kind, base, result, node)

    return called


def _kept(machine: "Machine", frame: Frame, kind: str, base: Value, result: Value | None, node: Any) -> Value:
    if kind == "none":
        return UNKNOWN
    if kind == "reduce":
        return result if result is not None else UNKNOWN
    if kind == "item":
        return iterated(machine, frame, base, node[1])
    fresh = Obj("list", machine.condition)
    fresh.length = -1
    if kind == "same":
        fresh.rest = iterated(machine, frame, base, node[1])
    elif result is not None:
        fresh.rest = result if kind == "map" else iterated(machine, frame, result, node[1])
    return Value(obj=fresh)


# --- dictionaries, maps and sets -----------------------------------------------------------------------------------------------------


def _get(machine: "Machine", frame: Frame, base: Value, args: Args, node: Any) -> Value | None:
    if not args.positional:
        return None
    value = element(machine, frame, base, args.positional[0], node[1])
    known = the_constant(args.positional[0])
    if len(args.positional) > 1:
        obj = base.obj
        is_there = obj is not None and known is not None and known[0] in obj.cells
        return value if is_there else union(value, args.positional[1]) if value is not UNKNOWN else args.positional[1]
    return value


def _put(machine: "Machine", frame: Frame, base: Value, args: Args, _node: Any) -> Value | None:
    obj = base.obj
    if obj is not None and len(args.positional) > 1:
        key = the_constant(args.positional[0])
        if key is not None and isinstance(key[0], str | int):
            put(machine, frame, obj, key[0], args.positional[1], is_certain=obj.depth >= machine.condition)
        else:
            put(machine, frame, obj, None, args.positional[1], is_certain=False)
    return base


def _setdefault(machine: "Machine", frame: Frame, base: Value, args: Args, node: Any) -> Value | None:
    old = element(machine, frame, base, args.positional[0], node[1]) if args.positional else UNKNOWN
    if len(args.positional) > 1:
        _put(machine, frame, base, Args([args.positional[0], union(old, args.positional[1])]), node)
        return union(old, args.positional[1])
    return old


def _update(machine: "Machine", _frame: Frame, base: Value, args: Args, _node: Any) -> Value | None:
    obj = base.obj
    if obj is None:
        return None
    for source in args.positional:
        inner = source.obj
        if inner is not None and inner.shape in _DICTS:
            for key, cell in inner.cells.items():
                obj.put(key, cell, is_certain=obj.depth >= machine.condition)
            if inner.rest is not None:
                obj.put_somewhere(inner.rest)
            obj.is_open = obj.is_open or inner.is_open
        elif taint := deep_taint(source):
            obj.put_somewhere(Value(taint=taint))
        else:
            obj.is_open = True
    for name, value in args.keywords.items():
        obj.put(name, value, is_certain=obj.depth >= machine.condition)
    return UNKNOWN


def _listed(what: str) -> Method:
    def listed(machine: "Machine", frame: Frame, base: Value, args: Args, node: Any) -> Value | None:
        obj = base.obj
        if obj is None:
            return None
        fresh = Obj("list", machine.condition)
        keys = (
            Value(consts=tuple(obj.cells), taint=base.taint)
            if 0 < len(obj.cells) <= 8 and obj.rest is None
            else Value(taint=base.taint)
        )
        values = obj.any()
        if base.taint:
            values = values.with_taint(join_taint(values.taint, base.taint))
        item = keys if what == "keys" else values
        if what == "items":
            pair = Obj("tuple", machine.condition)
            pair.cells, pair.length = {0: keys, 1: values}, 2
            item = Value(obj=pair)
        fresh.rest, fresh.length = item, -1
        return Value(obj=fresh)

    return listed


def _settings(machine: "Machine", base: Value, name: str, args: Args) -> Value | None:
    """`ConfigParser`: two keys."""
    obj = base.obj
    if obj is None:
        return None
    keys = [the_constant(value) for value in args.positional[:2]]
    whole = "\0".join(str(key[0]) for key in keys if key is not None) if all(key is not None for key in keys) else None
    if name == "set" and len(args.positional) == 3:
        if whole is None:
            obj.put_somewhere(args.positional[2])
        else:
            obj.put(whole, args.positional[2], is_certain=obj.depth >= machine.condition)
        return UNKNOWN
    if name == "get" and len(args.positional) >= 2:
        found = obj.any() if whole is None else obj.get(whole)
        return found if found is not None else args.keywords.get("fallback", UNKNOWN)
    return UNKNOWN


# --- promises and functions ----------------------------------------------------------------------------------------------------------


def _then(machine: "Machine", frame: Frame, base: Value, args: Args, node: Any) -> Value | None:
    results: list[Value] = []
    for number, function in enumerate(args.positional[:2]):
        for fn in function.fns:
            if isinstance(fn, Closure):
                results.append(machine.call(fn, Args([base if number == 0 else UNKNOWN]), frame, node[1]))
    if not results:
        return base
    result = results[0]
    for other in results[1:]:
        result = union(result, other)
    return result


def _caught(machine: "Machine", frame: Frame, base: Value, args: Args, node: Any) -> Value | None:
    for function in args.positional[:1]:
        for fn in function.fns:
            if isinstance(fn, Closure):
                machine.call(fn, Args([_error(base)]), frame, node[1])
    return base


def _error(base: Value) -> Value:
    """What a failed promise is caught with: an error that may quote what code nobody knows was handed."""
    quoted = {label: (mask | ALL & ~_MARKUP, origin) for label, (mask, origin) in (base.taint or {}).items() if mask & GUESS}
    return Value(("Exception()",), taint=quoted or None)


def _on_function(machine: "Machine", frame: Frame, base: Value, name: str, args: Args, node: Any) -> Value | None:
    this = args.positional[0] if args.positional else UNKNOWN
    if name == "bind":
        preset = tuple(args.positional[1:])
        return Value(base.paths, fns=tuple(fn.bind(this, preset) if isinstance(fn, Closure) else fn for fn in base.fns))
    passed = args.positional[1:]
    if name == "apply" and passed:
        obj = passed[0].obj
        passed = [obj.cells.get(number, UNKNOWN) for number in range(obj.length)] if obj is not None and obj.length >= 0 else []
    result: Value | None = None
    for fn in base.fns:
        if isinstance(fn, Closure):
            value = machine.call(fn.bind(this), Args(passed, this=this), frame, node[1])
            result = value if result is None else union(result, value)
    return result if result is not None else UNKNOWN


def _piped(_machine: "Machine", _frame: Frame, base: Value, args: Args, _node: Any) -> Value | None:
    """`stream.pipe(target)` gives the target, which the stream's data flows into."""
    target = args.positional[0] if args.positional else UNKNOWN
    if not target.paths and target.obj is None:
        return None
    return target.with_taint(join_taint(target.taint, base.taint)) if base.taint else target


def _append_text(_machine: "Machine", _frame: Frame, base: Value, args: Args, _node: Any) -> Value | None:
    return joined([base, *args.positional])


_ON_CONSTANTS: Final[dict[str, Method]] = {
    "join": _join,
    "format": _format,
    "format_map": _format,
    "concat": _append_text,
}
_ON_LISTS: Final[dict[str, Method]] = {
    "append": _push,
    "push": _push,
    "add": _push,
    "appendleft": _unshift,
    "unshift": _unshift,
    "insert": _insert,
    "pop": _pop,
    "popleft": _shift,
    "shift": _shift,
    "remove": _remove,
    "clear": _clear,
    "extend": _extend,
    "concat": _concat,
    "slice": _part,
    "splice": _splice,
    "copy": _same,
    "reverse": _same,
    "toReversed": _same,
    "sort": _same,
    "toSorted": _same,
    "flat": _same,
    "values": _same,
    "join": _list_join,
    "map": _each("map"),
    "flatMap": _each("flat"),
    "filter": _each("same"),
    "forEach": _each("none"),
    "find": _each("item"),
    "findLast": _each("item"),
    "some": _each("none"),
    "every": _each("none"),
    "reduce": _each("reduce"),
    "reduceRight": _each("reduce"),
}
_ON_DICTS: Final[dict[str, Method]] = {
    "get": _get,
    "set": _put,
    "setdefault": _setdefault,
    "update": _update,
    "pop": _get,
    "items": _listed("items"),
    "entries": _listed("items"),
    "keys": _listed("keys"),
    "values": _listed("values"),
    "copy": _same,
    "clear": _clear,
    "forEach": _each("none"),
}
_ON_ANYTHING: Final[dict[str, Method]] = {
    "pipe": _piped,
    "then": _then,
    "catch": _caught,
    "finally": _caught,
    "map": _each("map"),
    "flatMap": _each("flat"),
    "filter": _each("same"),
    "forEach": _each("none"),
    "reduce": _each("reduce"),
    "some": _each("none"),
    "every": _each("none"),
    "replace": _python_replace,
}
