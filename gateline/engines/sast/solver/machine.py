"""The state of one analysis, and the order of its work: files, entry points, functions nobody calls.

The interpreter is a set of modules that register what they do for each kind of node in two tables. They call each other only through
this state, so that none needs to import another.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, Final, NamedTuple

from gateline.engines.sast.solver.applications import WebCall
from gateline.engines.sast.solver.binding import arrange, bind, bind_symbols
from gateline.engines.sast.solver.entries import enter_exports
from gateline.engines.sast.solver.masks import BIT
from gateline.engines.sast.solver.modules import ModuleTable
from gateline.engines.sast.solver.pages import Pages
from gateline.engines.sast.solver.program import Args, ClassRef, Closure, Frame, Reach, Summary, Unit
from gateline.engines.sast.solver.route_table import RouteSeen
from gateline.engines.sast.solver.shapes import deep_taint, deeper_label, is_heavy, mentions_parameters, shape
from gateline.engines.sast.solver.stores import of_whole, put
from gateline.engines.sast.solver.values import (
    AT_HOME,
    BOTTOM,
    HEADED,
    NO_UP,
    NOT_ABSOLUTE,
    UNKNOWN,
    Obj,
    Origin,
    Taint,
    Value,
    constant,
    join_taint,
    union,
)

__all__ = ["Cut", "Flow", "Machine", "Misuse", "Parts"]

_BUDGET: Final = 20_000
"""Operations for one function, with everything interpreted on its behalf."""
_MOST_IN_PLACE: Final = 12
"""Times a function is interpreted for one very call; further calls take its general summary."""
_MOST_ROUNDS: Final = 2_000
"""Methods that are looked at again because their objects turned out to hold data."""
_DEEPEST: Final = 12
"""Calls inside calls."""
_VARIANTS: Final = 6
"""Times a function is summarized for arguments of different shape; further shapes share the general summary."""

_BELOW: Final = NO_UP | NOT_ABSOLUTE
_BY_BEGINNING: Final = {
    "selector": HEADED, "client-url": AT_HOME, "redirect": AT_HOME, "path": _BELOW, "path-write": _BELOW, "upload": _BELOW, "import": _BELOW,
}  # fmt: skip
"""Sinks for which the beginning of a text decides, and what makes it harmless there."""

_NONE = constant(None)

Evaluate = Callable[["Machine", Frame, Any], Value]
Execute = Callable[["Machine", Frame, Any], bool]


class Parts(NamedTuple):
    """The interpreter's other modules, as the machine calls them."""

    evaluators: Sequence[Evaluate]
    """By kind of expression."""
    executors: Sequence[Execute]
    """By kind of statement."""
    assign: Callable[["Machine", Frame, Any, Value], None]
    """Gives a target a value."""
    annotation: Callable[["Machine", Frame, Any], Value]
    """What an instance of the named type is."""


class Cut(Exception):
    """A function took more work than it may; what was learned of it stays."""


class Flow:
    """Data of a source that reaches a sink."""

    __slots__ = ("confidence", "function", "kind", "mask", "note", "origin", "path", "site", "source")

    def __init__(
        self,
        kind: str,
        source: str,
        site: tuple[int, int],
        path: str,
        mask: int,
        origin: Origin | None,
        confidence: str,
        note: str,
        function: str,
    ) -> None:
        self.kind = kind
        self.source = source
        self.site = site
        self.path = path
        self.mask = mask
        self.origin = origin
        self.confidence = confidence
        self.note = note
        self.function = function


class Misuse:
    """A call or a write that a rule forbids."""

    __slots__ = ("function", "note", "rule", "site")

    def __init__(self, rule: str, site: tuple[int, int], note: str, function: str) -> None:
        self.rule = rule
        self.site = site
        self.note = note
        self.function = function


class Machine:
    """One analysis of one program.

    Args:
        units: its files.
        modules: which name leads to which of them.
        parts: what to do for each kind of node.
        pages: its templates, numbered after the files.
    """

    def __init__(self, units: list[Unit], modules: ModuleTable, parts: Parts, pages: Pages | None = None) -> None:
        self.units = units
        self.modules = modules
        self.pages = Pages(len(units), {}, {}, []) if pages is None else pages
        self.evaluators = parts.evaluators
        self.executors = parts.executors
        self.assign = parts.assign
        self.annotation = parts.annotation
        self.condition = 0
        """How many undecided branches and loops stand around."""
        self.loops = 0
        self.level = 0
        """Calls inside calls."""
        self.left = _BUDGET
        self.variants: dict[tuple[int, int], dict[Any, Summary]] = {}
        self.rounds = 0
        """Methods looked at again."""
        self.in_place: dict[tuple[int, int], int] = {}
        """Times each function was interpreted for one very call."""
        self.active: list[tuple[int, int]] = []
        self.thrown: Taint | None = None
        """What exceptions raised so far carry, where something around catches them; None where nothing does."""
        self.boxes: dict[tuple[int, int], Obj] = {}
        """State that outlives the function which made it, by the place it was made at."""
        self.plugins: list[Closure] = []
        """Functions that became methods of a library's objects: anybody's code calls them."""
        self.methods: list[tuple[Closure, ClassRef, Value]] = []
        """Methods of the program's classes, with what stands for any instance."""
        self.flows: dict[tuple[Any, ...], Flow] = {}
        self.misuses: dict[tuple[Any, ...], Misuse] = {}
        self.routes: dict[tuple[Any, ...], RouteSeen] = {}
        self.applications: dict[tuple[Any, ...], Obj] = {}
        """Applications and routers, by the place that makes them."""
        self.web_calls: dict[tuple[int, int, str], list[WebCall]] = {}
        """Methods called on them, by (file, span, API path)."""
        self.entered: set[Any] = set()
        self.queue: deque[Callable[[], None]] = deque()
        """What runs once the bodies of all files have run: entry points."""
        self.properties: dict[tuple[int, int], Obj] = {}
        """Members written to functions themselves, `prototype` among them, by (file, function)."""
        self.exports: dict[int, dict[str, Value]] = {}
        """What JavaScript files export, by file."""
        self.cuts: dict[tuple[int, int], str] = {}
        self.on_call: list[Callable[[Frame, Any, Value, Args], None]] = []
        """Told of every call: where, the node, what is called, with what."""
        self.on_compare: list[Callable[[Frame, Any, Value, Value], None]] = []
        """Told of every comparison: where, the node, both sides."""
        self.on_test: list[Callable[[Frame, Any, Value], None]] = []
        """Told of every test of a branch or loop: where, the test, its value."""
        self.on_write: list[Callable[[Frame, Any, Value, Value], None]] = []
        """Told of every write to a member or element: where, the target, what it belongs to, what is written."""
        self.on_end: list[Callable[[], None]] = []
        """What observers do once everything has run."""
        self.calls: set[tuple[tuple[int, int], tuple[int, int]]] | None = None
        """Call graph as (caller, callee) pairs of (file, function); None when nobody asks."""

    # --- the order of the work -----------------------------------------------------------------------------------------------------

    def run_unit(self, unit: Unit) -> None:
        """Run the body of a file, once."""
        if unit.frame is not None:
            return
        frame = unit.frame = self.modules.begin(unit)
        with self._alone(_BUDGET * 4):
            try:
                self.run_block(frame, frame.fn.body)
                self.run_pending(frame.summary)
            except Cut:
                self.cuts[(unit.number, 0)] = "<module>"
        exported = self.modules.finish(frame)
        enter_exports(self, frame, exported)
        if not unit.is_python and exported:
            self.exports[unit.number] = exported

    def enter(self, closure: Closure, args: Args, summary: Summary) -> Frame | None:
        """Interpret an entry point with what its framework hands it; its activation knows every value returned."""
        inner: Frame | None = None
        with self._alone(_BUDGET):
            try:
                inner = self.activate(closure, args, summary, None)
                inner.returns = []
                self.finish(inner, closure)
                self.run_pending(summary)
            except Cut:
                self.cuts[(closure.unit.number, closure.index)] = closure.fn.name
        return inner

    def run_apart(self, frame: Frame, block: Any, key: tuple[int, int], budget: int) -> None:
        """Run statements that are no function of the program, on behalf of one that is; its own budget bears little of theirs."""
        state = (self.condition, self.loops)
        left, self.left = self.left, min(self.left, budget)
        given = self.left
        self.active.append(key)
        self.level += 1
        try:
            self.run_block(frame, block)
        except Cut:
            self.cuts[key] = frame.fn.name
        finally:
            self.active.pop()
            self.level -= 1
            self.condition, self.loops = state
            self.left = left - (given - self.left) // 4

    def swap(self, new: Unit) -> None:
        """Put a changed file in the place of what it was, and forget what was concluded inside it. What other files made of it
        stays as it was until the next whole run."""
        number = new.number
        old = self.units[number]
        self.units[number] = new
        self.modules.swap(old, new)
        for table in (self.variants, self.in_place, self.cuts, self.properties):
            for key in [key for key in table if key[0] == number]:
                del table[key]
        self.flows = {key: flow for key, flow in self.flows.items() if not _passes(flow, number)}
        self.misuses = {key: misuse for key, misuse in self.misuses.items() if misuse.site[0] != number}
        self.methods = [entry for entry in self.methods if entry[0].unit is not old]
        self.entered = {key for key in self.entered if key[0][0] != number}
        self.exports.pop(number, None)

    def files(self) -> list[Unit]:
        """Files and templates by their number."""
        return [*self.units, *[page.unit for page in self.pages.every]]

    def file(self, number: int) -> Unit:
        """The file or template of that number."""
        return self.units[number] if number < len(self.units) else self.pages.every[number - len(self.units)].unit

    def run_queue(self) -> None:
        """Run what waits."""
        while self.queue:
            self.queue.popleft()()

    @contextmanager
    def _alone(self, budget: int) -> Iterator[None]:
        """Work with a budget of its own, under no condition of whoever asked for it."""
        saved = (self.condition, self.loops, self.level, self.left, self.thrown)
        self.condition, self.loops, self.level, self.left, self.thrown = 0, 0, max(0, self.level - 4), budget, None
        try:
            yield
        finally:
            self.condition, self.loops, self.level, self.left, self.thrown = saved

    # --- nodes ---------------------------------------------------------------------------------------------------------------------

    def evaluate(self, frame: Frame, node: Any) -> Value:
        """The value of an expression."""
        value: Value = self.evaluators[node[0]](self, frame, node)
        return value

    def run_block(self, frame: Frame, block: Any) -> bool:
        """Run statements; False when control does not come out at the end."""
        executors = self.executors
        for node in block:
            self.left -= 1
            if self.left < 0:
                raise Cut
            if not executors[node[0]](self, frame, node):
                return False
        return True

    # --- functions -----------------------------------------------------------------------------------------------------------------

    def call(self, closure: Closure, args: Args, frame: Frame, span: int) -> Value:
        """Call a function of the program: by its summary where arguments can be told apart by shape, by interpreting it in place
        where it is a closure or gets containers it may write to."""
        key = (closure.unit.number, closure.index)
        if self.calls is not None:
            self.calls.add(((frame.unit.number, _number(frame)), key))
        frame.summary.pending.pop((closure.unit.number, closure.index), None)
        site = (frame.unit.number, span)
        if self.level >= _DEEPEST or self.active.count(key) >= 2:
            return self._guess(args)
        is_nested = closure.frame is not None and closure.frame.up is not None
        if is_nested or args.rest is not None or self._writes(closure, args):
            count = self.in_place[key] = self.in_place.get(key, 0) + 1
            if count <= _MOST_IN_PLACE:
                return self._in_place(closure, args, frame.summary, site)
            if is_nested:
                return self._guess(args)
        return self._by_summary(closure, args, frame, site)

    @staticmethod
    def _writes(closure: Closure, args: Args) -> bool:
        """Whether the function gets containers it may read or write."""
        this = closure.bound if closure.bound is not None else args.this
        if this is not None and not closure.unit.is_python and is_heavy(this, is_receiver=True):
            return True
        return any(is_heavy(value) for value in args.positional) or any(is_heavy(value) for value in args.keywords.values())

    def _guess(self, args: Args) -> Value:
        taint = None
        for value in args.every():
            taint = join_taint(taint, value.taint)
        return Value(taint=taint) if taint else UNKNOWN

    def _in_place(self, closure: Closure, args: Args, summary: Summary, site: tuple[int, int] | None) -> Value:
        inner = self.activate(closure, args, summary, site)
        return self.finish(inner, closure)

    def activate(self, closure: Closure, args: Args, summary: Summary, site: tuple[int, int] | None) -> Frame:
        """A frame with the parameters bound."""
        inner = Frame(closure.unit, closure.fn, closure.frame, summary, closure)
        inner.owner = closure.owner
        if "l" in closure.fn.flags and closure.frame is not None:
            inner.this = closure.frame.this
        else:
            inner.this = closure.bound if closure.bound is not None else args.this
        bind(self, inner, closure, args, site)
        return inner

    def finish(self, inner: Frame, closure: Closure) -> Value:
        """Run the body of a frame and give what it returns."""
        key = (closure.unit.number, closure.index)
        self.active.append(key)
        self.level += 1
        condition, loops = self.condition, self.loops
        try:
            is_through = self.run_block(inner, closure.fn.body)
        finally:
            self.level -= 1
            self.active.pop()
            self.condition, self.loops = condition, loops
        result = inner.ret
        if "g" in closure.fn.flags:
            items = Obj("list", self.condition)
            items.rest, items.length = inner.yielded, -1
            return Value(obj=items)
        if result is None:
            return _NONE if is_through else BOTTOM
        if is_through and result.consts is not None:
            return union(result, _NONE)
        return result

    def summary(self, closure: Closure, shapes: tuple[Any, ...], values: Args) -> Summary:
        """The summary of a function for arguments of these shapes."""
        key = (closure.unit.number, closure.index)
        known = self.variants.setdefault(key, {})
        found = known.get(shapes)
        if found is not None:
            return found
        if len(known) >= _VARIANTS and shapes != ():
            return self.summary(closure, (), Args([], rest=None))
        summary = known[shapes] = Summary()
        inner = Frame(closure.unit, closure.fn, closure.frame, summary, closure)
        inner.owner = closure.owner
        inner.this = closure.bound
        bind_symbols(self, inner, closure, values)
        left, self.left = self.left, min(self.left, _BUDGET // 2) if self.level else _BUDGET
        spent = self.left
        outside, self.thrown = self.thrown, {}
        try:
            summary.result = self.finish(inner, closure)
            summary.thrown = self.thrown
            self.run_pending(summary)
        except Cut:
            self.cuts[key] = closure.fn.name
        finally:
            self.thrown = outside
            self.left = left - (spent - self.left) // 4 if self.level else left
            summary.is_open = False
        return summary

    def run_pending(self, summary: Summary) -> None:
        """Call the functions that were defined on the way and never called, with arguments nobody knows."""
        for _round in range(200):
            if not summary.pending:
                return
            key = next(iter(summary.pending))
            closure = summary.pending.pop(key)
            if self.level < _DEEPEST and self.active.count(key) < 1:
                self._in_place(closure, Args([]), summary, None)

    def _by_summary(self, closure: Closure, args: Args, frame: Frame, site: tuple[int, int]) -> Value:
        ordered = arrange(closure, args)
        shapes = tuple(shape(value) for value in ordered)
        if not any(shapes):
            shapes = ()
        summary = self.summary(closure, shapes, Args(ordered))
        if summary.is_open and summary.result is UNKNOWN:  # a recursion: what goes in may come out
            return self._guess(args)
        if self._captures(summary, closure) and self.in_place.get((closure.unit.number, closure.index), 0) <= _MOST_IN_PLACE:
            return self._in_place(closure, args, frame.summary, site)
        return self.instantiate(summary, closure, ordered, frame, site)

    @staticmethod
    def _captures(summary: Summary, closure: Closure) -> bool:
        """Whether what is returned remembers the arguments: a function defined inside."""
        return any(
            isinstance(fn, Closure)
            and fn.frame is not None
            and fn.frame.closure is not None
            and fn.frame.closure.fn is closure.fn
            for fn in summary.result.fns
        )

    def instantiate(self, summary: Summary, closure: Closure, ordered: list[Value], frame: Frame, site: tuple[int, int]) -> Value:
        """What a summary means for these arguments: sinks reached, members written, the value returned."""
        for reach in list(summary.reaches.values()):
            number, path, owner = reach.label
            if number >= len(ordered) or owner != (closure.unit.number, closure.index):
                continue
            for label, (mask, origin) in (_at(ordered[number], path) or {}).items():
                hop = Origin(site, f"passed to `{closure.fn.name or 'a function'}`", origin, "call", reach.origin)
                self.reach(reach.kind, reach.site, reach.path, label, mask | reach.mask, hop, reach.confidence, reach.note, frame)
        for (number, path, _owner), taint in summary.effects:
            if number < len(ordered):
                self._write(ordered[number], path, self.substitute(taint, ordered, site, closure))
        for obj, key, taint in summary.writes:
            if moved := self.substitute(taint, ordered, site, closure):
                put(self, frame, obj, key, Value(taint=moved), is_certain=False)
        for around, name, taint in summary.names:
            if moved := self.substitute(taint, ordered, site, closure):
                old = around.env.get(name)
                kept = of_whole(frame, around, name, Value(taint=moved))
                around.env[name] = kept if old is None else union(old, kept)
        if summary.thrown and self.thrown is not None:
            self.throw(self.substitute(summary.thrown, ordered, site, closure))
        return self.lift(summary.result, ordered, site, closure, 0)

    def _write(self, target: Value, path: tuple[Any, ...], taint: Taint | None) -> None:
        obj = target.obj
        if not taint or obj is None:
            return
        if not path:
            obj.put_somewhere(Value(taint=taint))
        elif len(path) == 1:
            obj.put(path[0], Value(taint=taint), is_certain=False)
        elif (cell := obj.get(path[0])) is not None:
            self._write(cell, path[1:], taint)

    def lift(self, value: Value, ordered: list[Value], site: tuple[int, int], closure: Closure, depth: int) -> Value:
        """A value in terms of parameters as one in terms of arguments."""
        taint = self.substitute(value.taint, ordered, site, closure)
        obj = value.obj
        if obj is not None and depth < 3 and obj.shape in ("list", "tuple", "dict", "set", "object") and mentions_parameters(obj):
            fresh = Obj(obj.shape, self.condition, obj.cls)
            fresh.length = obj.length
            fresh.is_open = obj.is_open
            fresh.rest = None if obj.rest is None else self.lift(obj.rest, ordered, site, closure, depth + 1)
            for key, cell in list(obj.cells.items()):
                fresh.cells[key] = self.lift(cell, ordered, site, closure, depth + 1)
            obj = fresh
        if taint is value.taint and obj is value.obj:
            return value
        return Value(value.paths, value.consts, obj, value.fns, taint)

    def substitute(self, taint: Taint | None, ordered: list[Value], site: tuple[int, int], closure: Closure) -> Taint | None:
        """Data of parameters as data of arguments."""
        if not taint:
            return None
        result: Taint | None = None
        for label, (mask, origin) in taint.items():
            if isinstance(label, str):
                result = join_taint(result, {label: (mask, origin)})
                continue
            number, path, owner = label
            if owner != (closure.unit.number, closure.index):  # of the function around
                result = join_taint(result, {label: (mask, origin)})
                continue
            if number >= len(ordered):
                continue
            for outer, (known, before) in (_at(ordered[number], path) or {}).items():
                hop = Origin(site, f"returned by `{closure.fn.name or 'a function'}`", before, "call", origin)
                result = join_taint(result, {outer: (known | mask, hop)})
        return result

    def dirty(self, ref: ClassRef) -> None:
        """Instances of a class hold data they did not hold before: what its methods were thought to do is looked at again."""
        for one in ref.attributes.cells.values():
            for fn in one.fns:
                key = (fn.unit.number, fn.index) if isinstance(fn, Closure) else None
                if key is not None and key not in self.active and self.variants.pop(key, None) is not None:
                    instance = Value(ref.api_bases() and tuple(path + "()" for path in ref.api_bases()), obj=ref.generic)
                    bound = fn.bind(instance)
                    self.queue.append(partial(self.look_again, bound))

    def look_again(self, closure: Closure) -> None:
        """Summarize a method for arguments nobody knows, unless somebody did meanwhile."""
        if self.rounds < _MOST_ROUNDS:
            self.rounds += 1
            self.summary(closure, (), Args([]))

    def throw(self, taint: Taint | None) -> None:
        """An exception may carry data."""
        if self.thrown is not None and taint:
            self.thrown = join_taint(self.thrown, taint)

    def properties_of(self, closure: Closure) -> Obj:
        """What is written to a function as an object."""
        key = (closure.unit.number, closure.index)
        obj = self.properties.get(key)
        if obj is None:
            obj = self.properties[key] = Obj("namespace")
            obj.cells["prototype"] = Value(obj=Obj("namespace"))
        return obj

    # --- sinks ---------------------------------------------------------------------------------------------------------------------

    def reach(
        self,
        kind: str,
        site: tuple[int, int],
        path: str,
        label: Any,
        mask: int,
        origin: Origin | None,
        confidence: str,
        note: str,
        frame: Frame,
    ) -> None:
        """Data arrived at a sink: a flow when its source is known, part of the summary when it comes from a parameter."""
        if mask & BIT[kind] or _is_inside(kind, label, mask):
            return
        if isinstance(label, str):
            key = (kind, label, site)
            old = self.flows.get(key)
            if old is None or (old.mask, _length(old.origin)) > (mask, _length(origin)):
                self.flows[key] = Flow(kind, label, site, path, mask, origin, confidence, note, frame.fn.name)
            return
        reaches = frame.summary.reaches
        key = (kind, label, site)
        if key not in reaches and len(reaches) < 60:
            reaches[key] = Reach(kind, site, path, label, mask, origin, confidence, note)

    def sink(
        self, kind: str, frame: Frame, span: int, path: str, taint: Taint | None, confidence: str = "high", note: str = ""
    ) -> None:
        """Data stands at a sink of this frame."""
        if taint:
            site = (frame.unit.number, span)
            for label, (mask, origin) in taint.items():
                self.reach(kind, site, path, label, mask, origin, confidence, note, frame)

    def misuse(self, rule: str, frame: Frame, span: int, note: str = "") -> None:
        """A rule forbids what stands here."""
        key = (rule, frame.unit.number, span)
        if key not in self.misuses:
            self.misuses[key] = Misuse(rule, (frame.unit.number, span), note, frame.fn.name)


def _is_inside(kind: str, label: Any, mask: int) -> bool:
    """Whether a text stays on its site or below its folder; names in archives need not climb to be absolute, but nobody's unpacker
    takes an absolute one for more than a relative one."""
    needed = _BY_BEGINNING.get(kind)
    if needed is None:
        return False
    return mask & needed == needed or (label in ("file", "archive") and kind == "path-write" and bool(mask & NO_UP))


def _number(frame: Frame) -> int:
    return frame.closure.index if frame.closure is not None else 0


def _at(value: Value, path: tuple[Any, ...]) -> Taint | None:
    """Data that stands at members of a value, or flowed into the whole of it."""
    for number, key in enumerate(path):
        obj = value.obj
        if obj is None:
            return _deeper(value.taint, path[number:])
        cell = obj.get(key)
        if cell is None:
            return _deeper(value.taint, path[number:])
        value = cell if not value.taint else cell.with_taint(join_taint(cell.taint, _deeper(value.taint, path[number:])))
    return deep_taint(value)


def _deeper(taint: Taint | None, path: tuple[Any, ...]) -> Taint | None:
    """Data of a whole as data of a member: labels of parameters name the member."""
    if not taint:
        return None
    return {deeper_label(label, path): entry for label, entry in taint.items()}


def _length(origin: Origin | None) -> int:
    count = 0
    while origin is not None and count < 99:
        count += 1 + (_length(origin.inner) if origin.inner is not None else 0)
        origin = origin.before
    return count


def _passes(flow: Flow, number: int) -> bool:
    """Whether a flow goes through a file."""
    if flow.site[0] == number:
        return True
    waiting = [flow.origin]
    left = 200
    while waiting and left:
        origin = waiting.pop()
        left -= 1
        while origin is not None:
            if origin.site[0] == number:
                return True
            if origin.inner is not None:
                waiting.append(origin.inner)
            origin = origin.before
    return False
