"""What a test tells of the values it looks at, in the branch it leads to."""

import re
from typing import TYPE_CHECKING, Any, Final

from gateline.engines.sast.solver.masks import mask_of
from gateline.engines.sast.solver.matching import holds
from gateline.engines.sast.solver.program import Args, Closure, Frame, Summary
from gateline.engines.sast.solver.values import (
    ALL,
    NO_UP,
    NORMAL,
    NOT_ABSOLUTE,
    UNKNOWN,
    Obj,
    Value,
    neutralize,
    the_constant,
    union,
)
from gateline.facts import code

if TYPE_CHECKING:
    from gateline.engines.sast.solver.machine import Machine

__all__ = ["declare", "is_declared", "narrowed", "overwrite", "place_of", "refine", "refined"]

_ALWAYS_PLAIN: Final = frozenset({"isdigit", "isdecimal", "isnumeric", "isalnum", "isalpha", "isidentifier", "isascii_alnum"})
_SAFE_CLASS: Final = re.compile(r"(?:\[(?:\\[wd]|[A-Za-z0-9_ .@-])+\]|\\[wd]|[A-Za-z0-9_ -])(?:[+*?]|\{\d+(?:,\d*)?\})?")
_PATH: Final = mask_of(("path", "path-write", "upload", "import"))
_HOSTS: Final = mask_of(("url", "redirect", "client-url"))
_PLAIN: Final = ALL & ~mask_of(("session", "mass-assignment", "resource", "import", "reflect"))
"""For what letters and digits are harmless: where characters decide, not what is meant."""
_CHARACTERS: Final = _PLAIN & ~_HOSTS
_CODE: Final = mask_of(("code", "template"))
_QUOTED: Final = mask_of(("sql", "xpath"))
_QUOTES: Final = frozenset({"'", '"', "`"})
_AS_TEXT: Final = mask_of(("html",))
"""For what objects are harmless where texts are not: an element, or a wrapper of elements."""
_OF_TEXTS: Final = frozenset({"length", "value", "data", "message", "text", "toString", "trim"})
"""Members that texts have, or objects that hold texts."""
_PROTOTYPE: Final = mask_of(("prototype",))
_KEYS: Final = mask_of(("prototype", "reflect", "mass-assignment"))


def place_of(node: Any) -> str:
    """A text that names a variable or a member of one; empty for anything else."""
    kind = node[0]
    if kind == code.NAME:
        return str(node[2])
    if kind == code.THIS:
        return "this"
    if kind == code.ATTR:
        base = place_of(node[2])
        return f"{base}.{node[3]}" if base else ""
    if kind == code.ITEM:
        base = place_of(node[2])
        if not base:
            return ""
        if node[3][0] == code.CONST:
            return f"{base}.{node[3][2]}" if isinstance(node[3][2], str) else f"{base}[{node[3][2]}]"
        key = place_of(node[3])
        return f"{base}[{key}]" if key else ""
    if kind == code.CALL and not node[3] and not node[4]:  # `x.get_value()` twice in a row is taken for the same
        base = place_of(node[2])
        return f"{base}()" if base else ""
    return ""


def refined(frame: Frame, node: Any, value: Value) -> Value:
    """A member as tests before have narrowed it."""
    known = frame.env.get("?")
    if known is None or known.obj is None:
        return value
    entry = known.obj.cells.get(place_of(node))
    if entry is None:
        return value
    if entry.consts is None:
        return value
    mask = entry.consts[0]
    return value.with_taint(neutralize(value.taint, mask)) if isinstance(mask, int) else value


def narrowed(machine: "Machine", frame: Frame, test: Any, truth: bool, node: Any) -> Value:
    """An expression in the light of a test."""
    saved, frame.env = frame.env, dict(frame.env)
    machine.condition += 1
    try:
        refine(machine, frame, test, truth)
        value = machine.evaluate(frame, node)
        written = frame.env
    finally:
        machine.condition -= 1
        frame.env = saved
    for name, now in written.items():  # assignments inside an expression outlive it
        if name not in saved and name != "?":
            saved[name] = now
    return value


def refine(machine: "Machine", frame: Frame, test: Any, truth: bool) -> None:
    """Write into the frame what holds where `test` came out as `truth`."""
    kind = test[0]
    if kind == code.NOT:
        refine(machine, frame, test[2], not truth)
    elif kind == code.AND:
        if truth:
            refine(machine, frame, test[2], True)
            refine(machine, frame, test[3], True)
    elif kind == code.OR:
        if not truth:
            refine(machine, frame, test[2], False)
            refine(machine, frame, test[3], False)
        else:
            _either(machine, frame, test)
    elif kind == code.COMPARE:
        _compared(machine, frame, test, truth)
    elif kind in (code.CALL, code.NEW):
        _asked(machine, frame, test, truth)
    elif kind == code.LET:
        refine(machine, frame, test[2], truth)
        refine(machine, frame, test[3], truth)
    elif kind == code.ATTR and truth and test[3] not in _OF_TEXTS:
        _clear(frame, place_of(test[2]), _AS_TEXT)
    elif kind == code.NAME and not truth:
        value = frame.env.get(test[2])
        if value is not None and value.taint:  # what is empty carries nothing
            frame.env[test[2]] = Value(value.paths, value.consts, value.obj, value.fns)


def _look(machine: "Machine", frame: Frame, node: Any) -> Value:
    """The value of what stands in a test, unless that means calling anything once more."""
    return machine.evaluate(frame, node) if _is_quiet(node, 0) else UNKNOWN


def _is_quiet(node: Any, depth: int) -> bool:
    kind = node[0]
    if kind in (code.CONST, code.NAME, code.THIS, code.REGEX):
        return True
    if depth > 3:
        return False
    if kind == code.ATTR:
        return _is_quiet(node[2], depth + 1)
    if kind == code.ITEM:
        return _is_quiet(node[2], depth + 1) and _is_quiet(node[3], depth + 1)
    if kind in (code.LIST, code.TUPLE, code.SET):
        return all(_is_quiet(item, depth + 1) for item in node[2][:40])
    if kind in (code.BINARY, code.COMPARE):
        return _is_quiet(node[3], depth + 1) and _is_quiet(node[4], depth + 1)
    if kind == code.CONCAT:
        return all(_is_quiet(item, depth + 1) for item in node[2])
    return kind == code.UNARY and _is_quiet(node[3], depth + 1)


def _either(machine: "Machine", frame: Frame, test: Any) -> None:
    """What holds whichever side made an `or` true."""
    base = frame.env
    sides: list[dict[str, Value]] = []
    for first, second in ((test[2], None), (test[2], test[3])):
        frame.env = dict(base)
        refine(machine, frame, first, second is None)
        if second is not None:
            refine(machine, frame, second, True)
        sides.append(frame.env)
    frame.env = base
    left, right = sides
    for name, value in left.items():
        other = right.get(name)
        if name != "?" and other is not None and value is not base.get(name) and other is not base.get(name):
            frame.env[name] = union(value, other)


def _clear(frame: Frame, place: str | None, mask: int) -> None:
    """What stands at a place is harmless for these kinds from here on."""
    if not place or not mask:
        return
    if mask & (_HOSTS | _PATH) and not mask & ~(_HOSTS | _PATH | NOT_ABSOLUTE):
        whole = frame.derived.get(place)
        if whole is not None and whole != place and frame.derived.get(whole) is None:  # one step: names may stand for each other
            _clear(frame, whole, mask)
    value = frame.env.get(place)
    if value is not None:
        frame.env[place] = value.with_taint(neutralize(value.taint, mask))
        return
    root = place.split(".", 1)[0].split("[", 1)[0].split("(", 1)[0]
    if root == place:
        one = frame.up
        while one is not None:
            if place in one.env:
                value = one.env[place]
                frame.env[place] = value.with_taint(neutralize(value.taint, mask))
                return
            one = one.up
        return
    known = frame.env.get("?")
    fresh = Obj("namespace")
    if known is not None and known.obj is not None:
        fresh.cells.update(known.obj.cells)
    fresh.cells[place] = Value(consts=(mask,))
    frame.env["?"] = Value(obj=fresh)


def declare(frame: Frame, place: str, mark: str, *, is_true: bool) -> None:
    """Something holds, or no longer holds, of what stands at a place from here on, where control comes from here."""
    known = frame.env.get("?")
    fresh = Obj("namespace")
    if known is not None and known.obj is not None:
        fresh.cells.update(known.obj.cells)
    if is_true:
        fresh.cells[f"{place}!{mark}"] = Value(consts=(0,))
    else:
        fresh.cells.pop(f"{place}!{mark}", None)
    frame.env["?"] = Value(obj=fresh)


def is_declared(frame: Frame, place: str, mark: str) -> bool:
    """Whether that holds here; functions see what held where they were defined."""
    name = f"{place}!{mark}"
    root = place.split(".", 1)[0]
    one: Frame | None = frame
    while one is not None:
        known = one.env.get("?")
        if known is not None and known.obj is not None and name in known.obj.cells:
            return True
        if root in one.env:
            return False
        one = one.up
    return False


def overwrite(frame: Frame, place: str, *, is_harmless: bool) -> None:
    """A member of something whose contents nobody knows is assigned: what was known of it and of its members is void."""
    known = frame.env.get("?")
    if known is not None and known.obj is not None:
        fresh = Obj("namespace")
        below = (place + ".", place + "[", place + "(")
        fresh.cells = {one: cell for one, cell in known.obj.cells.items() if one != place and not one.startswith(below)}
        frame.env["?"] = Value(obj=fresh)
    if is_harmless:
        _clear(frame, place, ALL)


def _compared(machine: "Machine", frame: Frame, test: Any, truth: bool) -> None:
    op = test[2]
    if op in ("!=", "is not", "not in"):
        op, truth = {"!=": "==", "is not": "is", "not in": "in"}[op], not truth
    left, right = test[3], test[4]
    if op in ("==", "is"):
        if truth:
            _equal(machine, frame, left, right)
            _equal(machine, frame, right, left)
        else:
            _unequal(machine, frame, left, right)
        if truth and left[0] == code.CALL and (number := the_constant(_look(machine, frame, right))) and number[0] is None:
            _asked(machine, frame, left, False)
        _positioned(machine, frame, left, right, truth, op)
    elif op == "in":
        _inside(machine, frame, left, right, truth)
    elif op in ("<", "<=", ">", ">="):
        _positioned(machine, frame, left, right, truth, op)


def _first_character(node: Any) -> Any:
    """What `x[0]` and `x.charAt(0)` are the first character of; None for anything else."""
    at = None
    if node[0] == code.ITEM:
        base, at = node[2], node[3]
    elif node[0] == code.CALL and node[2][0] == code.ATTR and node[2][3] == "charAt" and node[3]:
        base, at = node[2][2], node[3][0]
    return base if at is not None and at[0] == code.CONST and at[2] == 0 else None


def _unequal(machine: "Machine", frame: Frame, left: Any, right: Any) -> None:
    """`typeof x != "string"`, `x.nodeType !== undefined`: x is no text; `pattern.exec(x) != null`: it matches."""
    value = the_constant(_look(machine, frame, right))
    if value is None:
        return
    if (whole := _first_character(left)) is not None:
        _not_begins(machine, frame, whole, right)
        return
    if left[0] == code.UNARY and left[2] == "typeof":
        if value[0] == "string":
            _clear(frame, place_of(left[3]), _AS_TEXT)
        elif value[0] == "undefined":
            refine(machine, frame, left[3], True)
    elif value[0] is None:
        refine(machine, frame, left, True)
    elif value[0] == "__proto__":
        _clear(frame, place_of(left), _PROTOTYPE)


def _equal(machine: "Machine", frame: Frame, place: Any, other: Any) -> None:
    name = place_of(place)
    if place[0] == code.ATTR and _look(machine, frame, other).consts:
        _host_of(frame, place, _HOSTS)
    if place[0] == code.UNARY and place[2] == "typeof":
        value = _look(machine, frame, other)
        if value.consts and all(text in ("number", "boolean", "undefined", "bigint") for text in value.consts):
            _clear(frame, place_of(place[3]), ALL)
        elif value.consts and all(text in ("object", "function") for text in value.consts):
            _clear(frame, place_of(place[3]), _AS_TEXT)
        return
    if not name:
        _transformed(machine, frame, place, other)
        return
    value = _look(machine, frame, other)
    if value.consts:
        if name in frame.env and frame.env[name].consts is None:
            frame.env[name] = Value(consts=value.consts)
        else:
            _clear(frame, name, ALL)
    elif not value.taint and other[0] != code.NAME:
        _clear(frame, name, _HOSTS | _AS_TEXT if value.paths or value.obj is not None else _AS_TEXT if place_of(other) else 0)


def _in_common(machine: "Machine", frame: Frame, call: Any) -> None:
    """`os.path.commonpath([base, x]) == base`: a path that was made absolute, or is made so here, lies in that folder."""
    items = call[3][0][2] if call[3] and call[3][0][0] in (code.LIST, code.TUPLE) else []
    for item in items[:4]:
        if item[0] == code.CALL and item[3] and item[2][0] in (code.NAME, code.ATTR) and item[2][-1] in _ABSOLUTE:
            _clear(frame, place_of(item[3][0]), _PATH)
            continue
        taint = _look(machine, frame, item).taint
        if taint and all(mask & NORMAL for mask, _origin in taint.values()):
            _clear(frame, place_of(item), _PATH)


_ABSOLUTE: Final = frozenset({"realpath", "abspath", "normpath"})


def _transformed(machine: "Machine", frame: Frame, place: Any, other: Any) -> None:
    """`f(x) == "constant"`: `urlparse(x).netloc == "host"` fixes the host, `x.replace(…) == x` proves that nothing was replaced."""
    value = _look(machine, frame, other)
    if place[0] == code.CALL and place[2][0] in (code.NAME, code.ATTR) and place[2][-1] in ("commonpath", "commonprefix"):
        _in_common(machine, frame, place)
        return
    if (
        place[0] == code.CALL
        and place[2][0] == code.ATTR
        and place[2][3] in ("substring", "slice", "substr")
        and len(place[3]) == 2
    ):
        if place[3][0][0] == code.CONST and place[3][0][2] == 0:
            _begins(machine, frame, place[2][2], other)
        return
    root = place
    names: list[str] = []
    while root[0] in (code.ATTR, code.CALL, code.NEW, code.ITEM):
        if root[0] == code.ATTR:
            names.append(root[3])
            root = root[2]
        elif root[0] == code.ITEM:
            root = root[2]
        else:
            if root[3] and place_of(root[3][0]):
                if names and names[0] in ("netloc", "hostname", "host", "origin", "domain") and not value.taint:
                    _clear(frame, place_of(root[3][0]), _HOSTS)
                return
            root = root[2]
    if names and names[0] in ("netloc", "hostname", "host", "origin", "domain") and not value.taint:
        _clear(frame, place_of(root), _HOSTS)


def _inside(machine: "Machine", frame: Frame, left: Any, right: Any, truth: bool) -> None:
    if truth:
        name = place_of(left)
        within = _look(machine, frame, right)
        if _is_allow_list(within):
            _clear(frame, name, _CHARACTERS if _is_alphabet(within) else ALL)
            _host_of(frame, left, _HOSTS)
        return
    text = the_constant(_look(machine, frame, left))
    if text and isinstance(text[0], str):
        if right[0] == code.SLICE and text[0] in _QUOTES:
            _clear(frame, place_of(right[2]), _CODE)  # a literal: nothing ends it before its own end
        else:
            _clear(frame, place_of(right), _without(text[0]))


def _is_alphabet(value: Value) -> bool:
    """Whether a list holds single characters: what is in it is one, and proves nothing of the text it is part of as a whole."""
    obj = value.obj
    cells = [] if obj is None or obj.rest is not None else [the_constant(cell) for cell in obj.cells.values()]
    return bool(cells) and all(cell is not None and isinstance(cell[0], str) and len(cell[0]) == 1 for cell in cells)


def _host_of(frame: Frame, node: Any, mask: int) -> None:
    """`urlparse(x).netloc in HOSTS`."""
    while node[0] in (code.ATTR, code.ITEM):
        if node[0] == code.ATTR and node[3] in ("netloc", "hostname", "host", "origin"):
            inner = node[2]
            place = place_of(inner[3][0]) if inner[0] in (code.CALL, code.NEW) and inner[3] else place_of(inner)
            _clear(frame, place, mask)
            return
        node = node[2]


def _without(text: str) -> int:
    """For which kinds a text is harmless that does not contain `text`."""
    if text in ("..", "../", "/..", "..\\"):
        return NO_UP
    if text in ("/", "\\"):
        return _PATH
    if text in _QUOTES:
        return _QUOTED
    if text == "__proto__":
        return _KEYS
    if text in ("\n", "\r", "\r\n"):
        return mask_of(("log", "header", "mail"))
    if text in ("://", "//"):
        return _HOSTS
    return 0


def _is_allow_list(value: Value) -> bool:
    """Whether a container only holds what the program itself put there."""
    if value.taint or value.consts is not None:
        return False
    obj = value.obj
    if obj is None:
        return bool(value.paths)
    return obj.shape in ("list", "tuple", "set", "dict", "object", "class", "module", "instance") and not obj.any().taint


def _positioned(machine: "Machine", frame: Frame, left: Any, right: Any, truth: bool, op: str) -> None:
    """`x.indexOf("..") == -1`, `x.indexOf(base) === 0`, `x.find("..") < 0`, `allowed.indexOf(x) >= 0`."""
    if left[0] != code.CALL or left[2][0] != code.ATTR or left[2][3] not in ("indexOf", "find", "search", "index", "lastIndexOf"):
        return
    number = the_constant(_look(machine, frame, right))
    if number is None or number[0] not in (-1, 0) or isinstance(number[0], bool) or not left[3]:
        return
    is_absent = truth if (op, number[0]) in (("==", -1), ("<", 0), ("<=", -1)) else None
    if (op, number[0]) in ((">", -1), (">=", 0)):
        is_absent = not truth
    if is_absent is None:
        if op == "==" and number[0] == 0:
            if truth:
                _begins(machine, frame, left[2][2], left[3][0])
            else:
                _not_begins(machine, frame, left[2][2], left[3][0])
        return
    _found(machine, frame, left[2][2], left[3][0], not is_absent)


def _found(machine: "Machine", frame: Frame, whole: Any, part: Any, is_found: bool) -> None:
    text = the_constant(_look(machine, frame, part))
    if not is_found:
        if text and isinstance(text[0], str):
            _clear(frame, place_of(whole), _without(text[0]))
        return
    container = _look(machine, frame, whole)
    if container.obj is not None:
        is_listed = _is_allow_list(container)
    else:  # a list that comes from elsewhere, unless it may be a text
        is_listed = not container.taint and container.consts is None and bool(_LIST_NAME.search(place_of(whole)))
    if is_listed:
        _clear(frame, place_of(part), ALL)


_LIST_NAME: Final = re.compile(r"(?i)(?:allow|white|permit|valid|known|safe|support|trusted|accept)\w*$")


def _as_written(node: Any) -> Any:
    """What `str(x)` or `String(x)` is the text of."""
    if node[0] == code.CALL and node[2][0] == code.NAME and node[2][2] in ("str", "String") and len(node[3]) == 1:
        return node[3][0]
    return node


def _begins(machine: "Machine", frame: Frame, whole: Any, part: Any) -> None:
    """`x` begins with a fixed text: after normalization it stays in that folder; a URL stays on its host."""
    whole = _as_written(whole)
    name = place_of(whole)
    prefix = _look(machine, frame, _as_written(part))
    if not name or (prefix.taint and any(isinstance(label, str) for label in prefix.taint)):
        return  # data chooses both
    value = _look(machine, frame, whole)
    mask = 0
    if value.taint and all(entry[0] & (NORMAL | NO_UP) for entry in value.taint.values()):
        mask |= _PATH
    for text in prefix.consts or ():
        if isinstance(text, str) and re.match(r"[\w-]", text):
            mask |= NOT_ABSOLUTE
        if isinstance(text, str) and re.match(r"https?://[^/]+/|/(?![/\\])\S", text):
            mask |= _HOSTS
    _clear(frame, name, mask)


def _asked(machine: "Machine", frame: Frame, test: Any, truth: bool) -> None:
    callee = test[2]
    if callee[0] == code.ATTR:
        name = callee[3]
        whole = callee[2]
        if truth and name in _ALWAYS_PLAIN and not test[3]:
            _clear(frame, place_of(whole), _PLAIN)
            return
        if name in ("startswith", "startsWith") and test[3]:
            if truth:
                _begins(machine, frame, whole, test[3][0])
            else:
                _not_begins(machine, frame, whole, test[3][0])
            return
        if name in ("isAbsolute", "isabs") and test[3] and not truth:
            _clear(frame, place_of(test[3][0]), NOT_ABSOLUTE)
            return
        if name == "indexOf" and test[3] and truth:  # anywhere but at the beginning
            _not_begins(machine, frame, whole, test[3][0])
            return
        if name in ("includes", "contains", "has", "__contains__") and len(test[3]) == 1:
            if truth and name == "has":
                _found(machine, frame, whole, test[3][0], True)
            else:
                _found(machine, frame, whole, test[3][0], truth)
            return
        if name in ("hasOwnProperty", "hasOwn") and test[3] and truth:
            container = _look(machine, frame, whole)
            key = test[3][-1]
            if len(test[3]) == 2:
                container = _look(machine, frame, test[3][0])
            _clear(frame, place_of(key), ALL if _is_allow_list(container) else _KEYS)
            return
        if name == "is_relative_to" and truth:
            _clear(frame, place_of(whole), _PATH)
            return
        if name in ("test", "exec", "match", "fullmatch", "search"):
            _matched(machine, frame, test, truth)
            return
    _guarded(machine, frame, test, truth)


def _not_begins(machine: "Machine", frame: Frame, whole: Any, part: Any) -> None:
    """`x` does not begin with `..` or `/`; where x is `path.relative(folder, y)`, y then lies in the folder."""
    whole = _as_written(whole)
    text = the_constant(_look(machine, frame, part))
    start = text[0] if text is not None else ".." if _begins_with_dots(part) else None
    place = place_of(whole)
    if start in ("/", "\\"):
        _clear(frame, place, NOT_ABSOLUTE)
    if start not in (".", "..", "../", "./", "..\\"):
        return
    inner = whole[3][0] if whole[0] == code.CALL and len(whole[3]) == 1 else whole  # `normalize(relative)`
    if (origin := frame.derived.get("../" + place_of(inner))) is not None:
        _clear(frame, origin, _PATH)
    value = _look(machine, frame, whole)
    if value.taint and all(entry[0] & NORMAL for entry in value.taint.values()):
        _clear(frame, place, NO_UP)


def _begins_with_dots(node: Any) -> bool:
    """`".." + path.sep`."""
    while node[0] == code.BINARY and node[2] == "+":
        node = node[3]
    if node[0] == code.CONCAT and node[2]:
        node = node[2][0]
    return bool(node[0] == code.CONST and node[2] == "..")


def _matched(machine: "Machine", frame: Frame, test: Any, truth: bool) -> None:
    """A text that a pattern matches as a whole, of characters that mean nothing anywhere."""
    callee = test[2]
    name = callee[3]
    arguments = test[3]
    if callee[2][0] == code.REGEX:
        pattern, subject, is_whole = callee[2][2], arguments[0] if arguments else None, False
    elif arguments and arguments[0][0] == code.REGEX:
        pattern, subject, is_whole = arguments[0][2], callee[2], False
    else:
        pattern, subject, is_whole = _python_pattern(machine, frame, callee, arguments)
    if subject is None or not isinstance(pattern, str):
        return
    if name == "fullmatch":
        is_whole = True
    if truth:
        _clear(frame, place_of(subject), _mask_of_pattern(pattern, is_whole, name == "match" and frame.unit.is_python))
    else:
        _clear(frame, place_of(subject), _mask_of_absence(pattern))


_CLASS: Final = re.compile(r"\[(\^?)((?:\\.|[^\]\\])+)\][+*]?")
_MEANING: Final = (("<", _AS_TEXT), ("'", _QUOTED))
_WORD_CLASS: Final = re.compile(r"(?:\\[wd]|[A-Za-z0-9_ @,:=.-]|\\[-./:_])+")


def _mask_of_absence(pattern: str) -> int:
    """For which kinds a text is harmless in which the pattern matches nowhere."""
    if len(pattern) < 60 and re.search(r"\\\.(?:\\\.|\{2)", pattern):
        return _PATH
    found = _CLASS.fullmatch(pattern)
    if pattern in (r"\W", r"\D") or (found is not None and found[1] and _WORD_CLASS.fullmatch(found[2].replace("/", ""))):
        inside = found[2] if found is not None else ""
        return (_CHARACTERS if ":" in inside or "/" in inside else ALL) & ~(_PATH if "." in inside else 0)
    if found is None or found[1]:
        return 0
    mask = _PATH if "/" in found[2] and "." in found[2] else 0
    for character, kinds in _MEANING:
        if character in found[2]:
            mask |= kinds
    return mask


def _python_pattern(machine: "Machine", frame: Frame, callee: Any, arguments: Any) -> tuple[Any, Any, bool]:
    base = _look(machine, frame, callee[2])
    if "re" in base.paths and len(arguments) >= 2:
        text = the_constant(_look(machine, frame, arguments[0]))
        return (text[0] if text else None, arguments[1], False)
    if base.obj is not None and base.obj.shape == "pattern" and arguments:
        text = the_constant(base.obj.get("pattern") or UNKNOWN)
        return (text[0] if text else None, arguments[0], False)
    return (None, None, False)


def _mask_of_pattern(pattern: str, is_whole: bool, is_anchored: bool) -> int:
    """For which kinds a text that the pattern matches is harmless."""
    body = pattern
    begins = is_whole or is_anchored or body.startswith(("^", r"\A"))
    ends = is_whole or (body.endswith(("$", r"\Z", r"\z")) and not body.endswith(r"\$"))
    if not (begins and ends):
        if begins and re.match(r"\^https?:\\?/\\?/[\w.\\-]+\\?/", body):
            return _HOSTS
        return 0
    body = body.removeprefix("^").removeprefix(r"\A")
    for end in ("$", r"\Z", r"\z"):
        body = body.removesuffix(end)
    body = body.removeprefix("(?:").removeprefix("(").removesuffix(")+").removesuffix(")*").removesuffix(")")
    rest = body
    dots = False
    while rest:
        match = _SAFE_CLASS.match(rest)
        if match is None:
            return 0
        dots = dots or "." in match[0]
        rest = rest[match.end() :]
    return ALL & ~_PATH if dots else ALL


_SAFE_NAME: Final = re.compile(
    r"(?i)^_*(?:is|has|check|assert|validate|verify)?_?(?:valid|safe|allowed|white_?list|permitted|trusted|sane|clean|legal)"
)
_ELEMENT_NAME: Final = re.compile(r"(?i)^is_?(?:dom|html|jquery)?_?(?:element|node|object|function|plain_?object|jquery)$")
_MOST_STATEMENTS: Final = 12


def _by_function(machine: "Machine", frame: Frame, test: Any, truth: bool) -> bool:
    """A test that a function of the program makes: what its own tests tell of a parameter holds for the argument. Whether there is
    such a function, and it was understood to its end."""
    callee = test[2]
    if callee[0] not in (code.NAME, code.ATTR) or frame.unit.number < 0 or not test[3]:
        return False
    value = _look(machine, frame, callee)
    closures = [fn for fn in value.fns if isinstance(fn, Closure)]
    if len(closures) != 1 or len(closures[0].fn.body) > _MOST_STATEMENTS:
        return len(closures) > 1
    closure = closures[0]
    inner = Frame(closure.unit, closure.fn, closure.frame, Summary(), closure)
    offset = 1 if closure.bound is not None and closure.unit.is_python and "s" not in closure.fn.flags else 0
    places: dict[str, str] = {}
    for param, item in zip(closure.fn.params[offset:], test[3], strict=False):
        if param.name and (place := place_of(item)):
            inner.env[param.name] = Value(taint={"library": (0, None)})
            places[param.name] = place
    if not places or machine.level > _DEEPEST:
        return True
    machine.level += 1
    is_read = _through_body(machine, inner, closure.fn.body, truth)
    machine.level -= 1
    for name, place in places.items():
        now = inner.env.get(name)
        if now is not None:
            _clear(frame, place, ALL if not now.taint else now.taint.get("library", (0, None))[0])
    return is_read


_DEEPEST: Final = 10


def _through_body(machine: "Machine", inner: Frame, body: Any, truth: bool) -> bool:
    """Statements of a predicate, as far as they end in the wanted answer; whether that is all of them."""
    for node in body:
        if node[0] == code.RETURN:
            if node[2] is not None and _is_quiet_test(node[2]):
                refine(machine, inner, node[2], truth)
            return True
        if node[0] == code.IF and not node[4] and node[3] and node[3][-1][0] in (code.RETURN, code.RAISE):
            last = node[3][-1]
            answer = last[2] if last[0] == code.RETURN else None
            is_other = last[0] == code.RAISE or (answer is not None and answer[0] == code.CONST and bool(answer[2]) is not truth)
            if is_other:
                refine(machine, inner, node[2], False)
            else:
                return True
        elif node[0] not in (code.EXPRESSION, code.ASSIGN, code.IMPORT):
            return False
    return True


def _is_quiet_test(node: Any) -> bool:
    return node[0] in (code.NOT, code.AND, code.OR, code.COMPARE, code.CALL, code.NAME)


def _arguments(machine: "Machine", frame: Frame, test: Any) -> Args:
    """Arguments of a test that is a call, as far as they can be looked at without calling anything."""
    named = {name: _look(machine, frame, item) for name, item in test[4] if name}
    return Args([_look(machine, frame, item) for item in test[3] if item[0] != code.SPREAD], named)


def _guarded(machine: "Machine", frame: Frame, test: Any, truth: bool) -> None:
    """Guards that models name, that the program defines, or that are guards by their name."""
    if _by_function(machine, frame, test, truth):
        return
    function = test[2]
    name = function[2] if function[0] == code.NAME else function[3] if function[0] == code.ATTR else ""
    if truth and test[3] and _SAFE_NAME.match(str(name)):
        _clear(frame, place_of(test[3][0]), ALL)
    elif truth and test[3] and _ELEMENT_NAME.match(str(name)):
        _clear(frame, place_of(test[3][0]), _AS_TEXT)
    callee = _look(machine, frame, test[2])
    for path in callee.paths:
        api = frame.unit.api.find(path)
        if api is None:
            continue
        for guard in api.guards:
            if guard.when is not truth:
                continue
            if (guard.if_ or guard.unless) and not holds(_arguments(machine, frame, test), guard.if_, guard.unless):
                continue
            for selector in guard.arg:
                if isinstance(selector, int) and -len(test[3]) <= selector < len(test[3]):
                    _clear(frame, place_of(test[3][selector]), mask_of(guard.kinds))
                elif selector == "self" and test[2][0] == code.ATTR:
                    _clear(frame, place_of(test[2][2]), mask_of(guard.kinds))
