"""The program under analysis: its files, functions, classes and activations."""

from typing import Any

from gateline.engines.sast.solver.api import ApiIndex
from gateline.engines.sast.solver.test_files import is_test_path
from gateline.engines.sast.solver.values import BIRTHS, UNKNOWN, Obj, Origin, Taint, Value
from gateline.facts.code import Class, CodeFile, Function

__all__ = ["Args", "ClassRef", "Closure", "Frame", "Reach", "Summary", "Unit"]


class Unit:
    """One file of the program."""

    __slots__ = ("api", "classes", "code", "frame", "imports", "is_python", "is_test", "language", "number", "path", "star")

    def __init__(self, number: int, path: str, code: CodeFile, api: ApiIndex) -> None:
        self.number = number
        self.path = path
        self.code = code
        self.api = api
        self.language = "python" if code.language == "python" else "javascript"
        self.is_python = code.language == "python"
        self.is_test = "t" in code.flags or is_test_path(path)
        self.frame: Frame | None = None
        """Activation of the file's body, once it began."""
        self.classes: dict[tuple[int, int], ClassRef] = {}
        """By index and identity of the frame they were defined in."""
        self.imports: set[str] = set()
        """First names of the modules it imports."""
        self.star: list[Unit] = []
        """What `export * from` gives on."""


class Closure:
    """A function together with where it was defined and what it is bound to."""

    __slots__ = ("bound", "fn", "frame", "index", "owner", "preset", "unit")

    def __init__(
        self,
        unit: Unit,
        index: int,
        frame: "Frame | None",
        bound: Value | None = None,
        owner: "ClassRef | None" = None,
        preset: tuple[Value, ...] = (),
    ) -> None:
        self.unit = unit
        self.index = index
        self.fn: Function = unit.code.functions[index]
        self.frame = frame
        self.bound = bound
        self.owner = owner
        self.preset = preset
        """Arguments given beforehand."""

    def bind(self, bound: Value, preset: tuple[Value, ...] = ()) -> "Closure":
        """The same as a method of an object, with further arguments given beforehand."""
        return Closure(self.unit, self.index, self.frame, bound, self.owner, (*self.preset, *preset))

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Closure)
            and self.index == other.index
            and self.unit is other.unit
            and self.frame is other.frame
            and (self.bound is other.bound or _obj(self.bound) is _obj(other.bound))
            and self.preset == other.preset
        )

    def __hash__(self) -> int:
        return hash((self.unit.number, self.index))


def _obj(value: Value | None) -> Obj | None:
    return None if value is None else value.obj


class ClassRef:
    """A class of the program."""

    __slots__ = ("attributes", "bases", "code", "frame", "generic", "index", "paths", "unit")

    def __init__(self, unit: Unit, index: int, frame: "Frame") -> None:
        self.unit = unit
        self.index = index
        self.code: Class = unit.code.classes[index]
        self.frame = frame
        self.attributes = Obj("class", cls=self)
        self.bases: tuple[ClassRef, ...] = ()
        self.paths: tuple[str, ...] = ()
        """API classes it extends."""
        self.generic = Obj("instance", cls=self)
        """Stands for every instance: what any method writes, every method may read."""

    def mro(self) -> "list[ClassRef]":
        """Itself and the classes of the program it inherits from, nearest first (depth first, as far as it matters here)."""
        order: list[ClassRef] = []
        waiting = [self]
        while waiting and len(order) < 40:
            one = waiting.pop(0)
            if one not in order:
                order.append(one)
                waiting[:0] = one.bases
        return order

    def api_bases(self) -> tuple[str, ...]:
        """API classes it extends, directly or through classes of the program."""
        return tuple(dict.fromkeys(path for one in self.mro() for path in one.paths))

    def find(self, name: str) -> Value | None:
        """An attribute of the class or of what it inherits from."""
        for one in self.mro():
            value = one.attributes.cells.get(name)
            if value is not None:
                return value
        return None


class Args:
    """Arguments of one call."""

    __slots__ = ("callee", "keywords", "nodes", "positional", "rest", "this")

    def __init__(
        self,
        positional: list[Value],
        keywords: dict[str, Value] | None = None,
        rest: Value | None = None,
        this: Value | None = None,
        nodes: list[Any] | None = None,
    ) -> None:
        self.positional = positional
        self.keywords = keywords or {}
        self.rest = rest
        """What `*args` or `**kwargs` may hold; None when the arguments are all known."""
        self.this = this
        self.nodes = nodes or []
        self.callee: Value | None = None
        """What is called, for functions that carry something with them."""
        """Expressions of the positional arguments, as far as they stand one for one."""

    def every(self) -> list[Value]:
        """All of them, in no promised order."""
        values = [*self.positional, *self.keywords.values()]
        if self.rest is not None:
            values.append(self.rest)
        return values

    def select(self, selectors: tuple[int | str, ...]) -> list[Value]:
        """The arguments that selectors name: positions (negative from the end), `"1:"`, `"*"`, `"self"`, keyword names."""
        found: list[Value] = []
        count = len(self.positional)
        names = [selector for selector in selectors if isinstance(selector, str)]
        for selector in selectors:
            if isinstance(selector, int):
                at = selector if selector >= 0 else count + selector
                if 0 <= at < count:
                    found += self._at(at, names)
            elif selector == "*":
                found += [*self.positional, *self.keywords.values()]
            elif selector == "self":
                if self.this is not None:
                    found.append(self.this)
            elif selector.endswith(":") and selector[:-1].isdigit():
                found += self.positional[int(selector[:-1]) :]
            elif selector in self.keywords:
                found.append(self.keywords[selector])
            else:
                found += self._options(selector)
        if not found and self.rest is not None and any(selector != "self" for selector in selectors):
            found.append(self.rest)
        return found

    def _at(self, position: int, names: list[str]) -> list[Value]:
        """The argument at a position; where that is an options object which has it under one of the names, only that."""
        value = self.positional[position]
        if names and value.obj is not None and value.obj.shape == "object":
            known = [value.obj.cells[name] for name in names if name in value.obj.cells]
            if known:
                return known
        return [value]

    def _options(self, name: str) -> list[Value]:
        """What stands under a name in an options object, JavaScript's keyword arguments."""
        found: list[Value] = []
        for value in self.positional:
            if value.obj is not None and value.obj.shape == "object":
                cell = value.obj.cells.get(name)
                if cell is not None:
                    found.append(cell)
                elif value.taint:
                    found.append(Value(taint=value.taint))
        return found


class Reach:
    """Data of a parameter that reaches a sink inside a function."""

    __slots__ = ("confidence", "kind", "label", "mask", "note", "origin", "path", "site")

    def __init__(
        self,
        kind: str,
        site: tuple[int, int],
        path: str,
        label: Any,
        mask: int,
        origin: Origin | None,
        confidence: str,
        note: str,
    ) -> None:
        self.kind = kind
        self.site = site
        self.path = path
        self.label = label
        self.mask = mask
        self.origin = origin
        self.confidence = confidence
        self.note = note


class Summary:
    """What calling a function does, in terms of its parameters."""

    __slots__ = ("born", "effects", "is_open", "names", "pending", "reaches", "result", "thrown", "writes")

    def __init__(self) -> None:
        self.result: Value = UNKNOWN
        self.reaches: dict[Any, Reach] = {}
        self.effects: list[tuple[Any, Taint]] = []
        """(label of a parameter's member, data written there)."""
        self.born = next(BIRTHS)
        """Objects with a lower number outlive the call."""
        self.writes: list[tuple[Obj, Any, Taint]] = []
        """(object that outlives the call, key or None, data of parameters written there)."""
        self.names: list[tuple[Frame, str, Taint]] = []
        """(activation around, variable, data of parameters assigned to it)."""
        self.thrown: Taint | None = None
        """Data in the exceptions that leave it."""
        self.pending: dict[tuple[int, int], Closure] = {}
        """Functions defined inside that nobody called so far."""
        self.is_open = True
        """Whether it is still being computed."""


class Frame:
    """One activation of a function under analysis."""

    __slots__ = (
        "breaks",
        "closure",
        "continues",
        "derived",
        "env",
        "fn",
        "is_class",
        "owner",
        "ret",
        "returns",
        "summary",
        "this",
        "unit",
        "up",
        "yielded",
    )

    def __init__(self, unit: Unit, fn: Function, up: "Frame | None", summary: Summary, closure: Closure | None = None) -> None:
        self.unit = unit
        self.fn = fn
        self.up = up
        self.summary = summary
        self.closure = closure
        self.env: dict[str, Value] = {}
        self.this: Value | None = None
        self.ret: Value | None = None
        self.yielded: Value | None = None
        self.breaks: list[dict[str, Value]] = []
        self.continues: list[dict[str, Value]] = []
        self.owner: ClassRef | None = None
        self.returns: list[tuple[int, Value]] | None = None
        """Every value returned with its span, where somebody wants to know."""
        self.derived: dict[str, str] = {}
        """Variables that hold a parsed URL, and the variable whose text that was."""
        self.is_class = False
        """Whether this is the body of a class."""
