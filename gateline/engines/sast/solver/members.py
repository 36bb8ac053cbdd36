"""Members and elements of values."""

import re
from typing import TYPE_CHECKING, Any, Final

from gateline.engines.sast.solver.masks import mask_of
from gateline.engines.sast.solver.program import Args, ClassRef, Closure, Frame
from gateline.engines.sast.solver.shapes import deeper_label
from gateline.engines.sast.solver.values import (
    AT_HOME,
    HEADED,
    PARTED,
    UNKNOWN,
    Origin,
    Taint,
    Value,
    beheaded,
    constant,
    join,
    join_taint,
    neutralize,
    the_constant,
    union,
)

if TYPE_CHECKING:
    from gateline.engines.sast.solver.machine import Machine

__all__ = ["element", "iterated", "member", "method_of", "part", "source_at"]

_HARMLESS: Final = frozenset({"length", "byteLength", "lastIndex", "ndim", "shape", "nbytes"})
_SAYS_MARKUP: Final = re.compile(r"(?i:html|markup|template|svg)|[Dd]om$|(?i:element|node)$")
"""Names of options that promise their callers to be taken for markup or elements."""
_MARKUP: Final = mask_of(("html",))
_TYPES: Final = frozenset({"instance", "class", "module", "namespace"})


_TEXT_ONLY: Final = frozenset(
    "args form values headers cookies GET POST COOKIES META query_params path_params match_info params match_info view_args".split()
)
"""Parts of a request that only hold texts: no operator of a document store comes in through them."""
_OPERATORS: Final = mask_of(("nosql",))


_ADDRESSES: Final = {
    **dict.fromkeys("location location.href location.toString() document.URL document.documentURI".split(), HEADED | AT_HOME),
    **dict.fromkeys("location.search location.hash".split(), HEADED),
}
"""Sources that begin with the page's own address, `?` or `#`."""


def source_at(frame: Frame, path: str, kind: str, span: int) -> Taint:
    """Data that a source gives here."""
    mask = _OPERATORS if path.rsplit(".", 1)[-1] in _TEXT_ONLY else _ADDRESSES.get(path, 0)
    return {kind: (mask, Origin((frame.unit.number, span), f"`{path}` gives {_WORDS.get(kind, kind)}", None, "source"))}


_WORDS: Final = {
    "remote": "what a client sent",
    "dom": "what the page was opened with",
    "page": "a text of the page",
    "cli": "what was typed",
    "env": "an environment variable",
    "file": "a file's content",
    "archive": "the name of an archive's member",
    "stored": "stored data",
    "response": "another server's answer",
    "llm": "a model's output",
    "library": "what a caller of the library passes",
    "secret": "a secret",
    "weak-random": "a predictable number",
    "constant": "a constant",
}


def _deeper(taint: Taint | None, key: Any) -> Taint | None:
    """Data of a whole as data of one of its members."""
    if not taint:
        return None
    taint = beheaded(taint) or {}
    if all(isinstance(label, str) for label in taint):
        return taint
    result: Taint = {}
    for label, entry in taint.items():
        result[deeper_label(label, (key,))] = entry
    return result


def part(taint: Taint | None) -> Taint | None:
    """One of the parts a path was split into: a mere name."""
    if not taint or not any(mask & PARTED for mask, _origin in taint.values()):
        return taint
    return {label: (mask & ~PARTED | _PATHS if mask & PARTED else mask, origin) for label, (mask, origin) in taint.items()}


_PATHS: Final = mask_of(("path", "path-write", "upload"))


def member(machine: "Machine", frame: Frame, base: Value, name: str, span: int) -> Value:
    """`base.name`."""
    result = _known_member(machine, base, name)
    taint = _deeper(base.taint, name) if name not in _HARMLESS else None
    if taint and "library" in taint and _SAYS_MARKUP.search(name):
        mask, origin = taint["library"]
        taint = {**taint, "library": (mask | _MARKUP, origin)}
    if not base.paths:
        if result is None:
            return Value(taint=taint) if taint else UNKNOWN
        return result.with_taint(join_taint(result.taint, taint)) if taint else result
    api = frame.unit.api
    paths: list[str] = []
    for path in base.paths:
        paths += _member_paths(frame, path, name)
    for path in paths:
        if frame.unit.is_python and path.split(".", 1)[0] not in api.roots and "(" not in path:
            inner = machine.modules.find(frame.unit, path)  # a package without a file of its own
            if inner is not None:
                return machine.modules.value(machine, inner)
        found = api.find(path)
        if found is None:
            continue
        if found.source:
            taint = {**(taint or {}), **source_at(frame, path, found.source, span)}
        for sanitizer in found.sanitizers:
            if "self" in sanitizer.arg:
                taint = neutralize(taint, mask_of(sanitizer.kinds))
    known = Value(tuple(dict.fromkeys(paths)), taint=taint)
    return known if result is None else union(result, known)


def _known_member(machine: "Machine", base: Value, name: str) -> Value | None:
    """What the program itself put there."""
    result: Value | None = None
    obj = base.obj
    if obj is not None:
        result = _of_object(machine, base, name)
        if name == "length" and obj.length >= 0 and obj.shape == "list" and obj.rest is None and not base.taint:
            return constant(obj.length)
    for fn in base.fns:
        if isinstance(fn, ClassRef):
            found = _static(fn, name)
        elif (
            isinstance(fn, Closure)
            and not fn.unit.is_python
            and (name == "prototype" or (fn.unit.number, fn.index) in machine.properties)
        ):
            found = machine.properties_of(fn).cells.get(name)
        else:
            continue
        if found is not None:
            result = found if result is None else union(result, found)
    return result


def _member_paths(frame: Frame, path: str, name: str) -> tuple[str, ...]:
    if path == "globalThis":
        return frame.unit.api.given(name)
    if not frame.unit.is_python and name == "default":
        return (path,)
    return frame.unit.api.member(path, name)


def _of_object(machine: "Machine", base: Value, name: str) -> Value | None:
    obj = base.obj
    if obj is None:
        return None
    cell = obj.cells.get(name)
    if obj.shape == "instance" and isinstance(obj.cls, ClassRef):
        found = obj.cls.find(name)
        if found is None:
            for one in obj.cls.mro()[1:]:
                if (inherited := one.generic.cells.get(name)) is not None:
                    cell = inherited if cell is None else union(cell, inherited)
            return cell
        bound = _bound(machine, found, base)
        return bound if cell is None else union(cell, bound)
    if obj.shape == "class" and isinstance(obj.cls, ClassRef):
        return _static(obj.cls, name)
    if isinstance(obj.cls, Closure) and cell is None:
        return _by_prototype(machine, obj.cls, name, base)
    if obj.shape == "module":
        return machine.modules.member(machine, obj, name)
    if cell is None and obj.shape in ("object", "namespace"):
        return obj.rest
    return cell


def _by_prototype(machine: "Machine", maker: Closure, name: str, base: Value) -> Value | None:
    """A member that an object made by `new maker()` has from its prototype, bound to the object."""
    prototype = machine.properties_of(maker).cells["prototype"].obj
    seen = 0
    while prototype is not None and seen < 8:
        found = prototype.cells.get(name)
        if found is not None:
            fns = tuple(fn.bind(base) if isinstance(fn, Closure) else fn for fn in found.fns)
            return Value(found.paths, found.consts, found.obj, fns, found.taint)
        prototype = _by_maker(machine, prototype)
        seen += 1
    return None


def _by_maker(machine: "Machine", prototype: Any) -> Any:
    """The next prototype of the chain."""
    maker = prototype.cls
    if not isinstance(maker, Closure):
        return None
    outer = machine.properties_of(maker).cells["prototype"].obj
    return outer if outer is not prototype else None


def _static(ref: ClassRef, name: str) -> Value | None:
    found = ref.find(name)
    if found is None or not found.fns:
        return found
    whole = Value(obj=ref.attributes, fns=(ref,))
    return Value(
        found.paths,
        found.consts,
        found.obj,
        tuple(fn.bind(whole) if isinstance(fn, Closure) and fn.fn.flags.count("c") else fn for fn in found.fns),
        found.taint,
    )


def _bound(machine: "Machine", found: Value, base: Value) -> Value:
    """Attributes of a class as an instance sees them: methods bound, properties read."""
    if not found.fns:
        return found
    kept: list[Any] = []
    read: list[Value] = []
    for fn in found.fns:
        if not isinstance(fn, Closure) or "s" in fn.fn.flags:
            kept.append(fn)
        elif "r" in fn.fn.flags:
            read.append(machine.call(fn.bind(base), Args([], this=base), _frame_of(fn), fn.fn.name_span))
        else:
            kept.append(fn.bind(base))
    value = Value(found.paths, found.consts, found.obj, tuple(kept), found.taint)
    return join([*read, value]) if kept or not read else join(read)


def _frame_of(fn: Closure) -> Frame:
    """Where a property is read from does not matter to it; its own file stands for the reader."""
    frame = fn.frame
    if frame is None:
        raise AssertionError("a method was defined nowhere")
    return frame


def method_of(base: Value, name: str) -> tuple[Closure, ...]:
    """Methods of the program that `base.name` may be, unbound."""
    obj = base.obj
    if obj is not None and isinstance(obj.cls, ClassRef):
        found = obj.cls.find(name)
        if found is not None:
            return tuple(fn for fn in found.fns if isinstance(fn, Closure))
    return ()


def element(machine: "Machine", frame: Frame, base: Value, key: Value, span: int) -> Value:
    """`base[key]`."""
    known = the_constant(key)
    if known is not None and isinstance(known[0], str) and not frame.unit.is_python:
        return member(machine, frame, base, known[0], span)
    obj = base.obj
    result: Value | None = None
    if obj is not None:
        if key.consts and all(isinstance(one, str | int | float | bool | None) for one in key.consts):
            cells = [_cell(obj, one) for one in key.consts]
            result = join(cell for cell in cells if cell is not None) if any(cell is not None for cell in cells) else None
        elif obj.shape not in _TYPES:
            result = obj.any()
    elif base.consts and key.consts and len(base.consts) == 1 and len(key.consts) == 1:
        folded = _character(base.consts[0], key.consts[0])
        if folded is not None:
            return folded
    taint = _deeper(base.taint, known[0] if known is not None else "*")
    if known is not None and isinstance(known[0], int):
        taint = part(taint)
    if base.paths:
        api = frame.unit.api
        paths: list[str] = []
        for path in base.paths:
            paths += api.element(path, known[0] if known is not None else None)
        for path in paths:
            found = api.find(path)
            if found is not None and found.source:
                taint = join_taint(taint, source_at(frame, path, found.source, span))
        value = Value(tuple(dict.fromkeys(paths)), taint=taint)
        return value if result is None else union(result, value)
    if result is None:
        return Value(taint=taint) if taint else UNKNOWN
    return result.with_taint(join_taint(result.taint, taint)) if taint else result


def _cell(obj: Any, key: Any) -> Value | None:
    if isinstance(key, int) and key < 0 and obj.length >= 0:
        key += obj.length
    found = obj.get(key)
    return found if isinstance(found, Value) else None


def _character(text: Any, at: Any) -> Value | None:
    if isinstance(text, str) and isinstance(at, int) and -len(text) <= at < len(text):
        return constant(text[at])
    return None


def iterated(machine: "Machine", frame: Frame, items: Value, span: int) -> Value:
    """What a loop over a value binds."""
    obj = items.obj
    if obj is not None and obj.shape in ("list", "tuple", "set"):
        value = obj.any()
        return value.with_taint(join_taint(value.taint, items.taint)) if items.taint else value
    if obj is not None and obj.shape in ("dict", "object"):
        keys = tuple(key for key in obj.cells if isinstance(key, str | int))
        known = keys if 0 < len(keys) <= 8 and obj.rest is None and not obj.is_open and not items.taint else None
        return Value(consts=known, taint=items.taint)
    if items.consts is not None and all(isinstance(text, str) for text in items.consts):
        return UNKNOWN
    return element(machine, frame, items, UNKNOWN, span)
