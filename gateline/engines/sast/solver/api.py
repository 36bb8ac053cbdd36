"""What APIs mean, by path: the models of all packages as one index."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gateline.engines.sast.models.load import ModelFile

__all__ = ["Api", "ApiIndex"]

_LONGEST = 160
"""Characters of a path; a longer one is a loop, not an API."""


class Api:
    """Everything models and rules say of one path."""

    __slots__ = (
        "auth",
        "callbacks",
        "calls",
        "entries",
        "flows",
        "guards",
        "most_read",
        "renders",
        "sanitizers",
        "set_rules",
        "sets",
        "sinks",
        "source",
    )

    def __init__(self) -> None:
        self.source: str = ""
        self.sinks: list[Any] = []
        self.sets: list[Any] = []
        self.sanitizers: list[Any] = []
        self.guards: list[Any] = []
        self.flows: list[Any] = []
        self.callbacks: list[Any] = []
        self.entries: list[Any] = []
        self.renders: list[Any] = []
        self.calls: list[Any] = []
        """Call rules: (rule id, matcher)."""
        self.set_rules: list[Any] = []
        self.auth = False
        self.most_read = -1
        """Arguments with which it reads at most; with more it writes, and gives back what it was called on. -1: it is no accessor."""

    def is_summary(self) -> bool:
        """Whether it tells what becomes of the arguments."""
        return bool(self.flows or self.sanitizers or self.source)

    def add(self, other: "Api") -> None:
        """Take over what a base class says."""
        self.source = self.source or other.source
        for name in ("sinks", "sets", "sanitizers", "guards", "flows", "callbacks", "entries", "renders", "calls", "set_rules"):
            mine = getattr(self, name)
            mine.extend(item for item in getattr(other, name) if item not in mine)
        self.auth = self.auth or other.auth
        self.most_read = max(self.most_read, other.most_read)


class ApiIndex:
    """Models of one language.

    Args:
        files: the model files.
    """

    def __init__(self, files: "Iterable[ModelFile]") -> None:
        self._gives: dict[str, tuple[str, ...]] = {}
        self._bases: dict[str, tuple[str, ...]] = {}
        self._apis: dict[str, Api] = {}
        self.named: dict[str, list[Any]] = {}
        """By method name: what a method does whose receiver is only known by its name."""
        self.decorators: dict[str, list[Any]] = {}
        self.subclasses: dict[str, list[Any]] = {}
        self.exports: list[Any] = []
        self.rendering: dict[str, list[Any]] = {}
        """By decorator or base class: how what a function returns fills a template."""
        self.contexts: set[str] = set()
        """Methods that return the variables of a template, in subclasses and in their base."""
        self.shared: dict[str, str] = {}
        """Objects whose members are variables of every template, and the engine."""
        self.annotations: dict[str, tuple[str, ...]] = {}
        self._words: dict[str, set[str]] = {}
        self.receivers: set[str] = set()
        """Instances on which entry points are registered: applications, routers, servers."""
        self.roots: set[str] = set()
        """First names of all paths: which globals are APIs."""
        for file in files:
            self._add(file)
        self._members: dict[tuple[str, str], tuple[str, ...]] = {}
        self._found: dict[str, Api | None] = {}
        self._beginnings: set[str] | None = None

    def _add(self, file: "ModelFile") -> None:
        for path, given in file.gives.items():
            self._gives[path] = tuple(dict.fromkeys((*self._gives.get(path, ()), *given)))
            self._root(path)
        for name, bases in file.extends.items():
            self._bases[name] = tuple(dict.fromkeys((*self._bases.get(name, ()), *bases)))
            self._root(name)
        for path, kind in file.sources.items():
            self._of(path).source = kind
            self._word(path)
        for path, most in file.accessors.items():
            self._of(path).most_read = most
        for sink in file.sinks:
            for path in sink.call:
                self._of(path).sinks.append(sink)
                self._word(path)
            for path in sink.set:
                self._of(path).sets.append(sink)
                self._word(path)
        self._add_effects(file)
        for entry in file.entries:
            self._add_entry(entry)
        for auth in file.auth:
            for path in (*auth.decorator, *auth.call, *auth.subclass):
                self._of(path).auth = True
        self._add_renders(file)
        self._add_named(file)

    def _add_effects(self, file: "ModelFile") -> None:
        """What calls do to data."""
        for section in ("sanitizers", "guards", "flows", "callbacks"):
            for effect in getattr(file, section):
                for path in effect.call:
                    getattr(self._of(path), section).append(effect)
        for callback in file.callbacks:
            for path in callback.call:
                self._word(path)

    def _add_named(self, file: "ModelFile") -> None:
        """Methods known by their receiver's name."""
        for named in file.named:
            for method in named.method:
                self.named.setdefault(method, []).append(named)
                self._words.setdefault(method, set()).add("")

    def _add_renders(self, file: "ModelFile") -> None:
        """What fills templates."""
        for render in file.renders:
            for path in render.call:
                self._of(path).renders.append(render)
                self._word(path)
            for path in (*render.decorator, *render.subclass):
                self.rendering.setdefault(path, []).append(render)
                self._root(path)
                self._word(path)
            if render.subclass:
                self.contexts.update(str(name) for name in render.context)
            self.shared.update(dict.fromkeys(render.also, render.engine))

    def _add_entry(self, entry: Any) -> None:
        for path in (*entry.call, *entry.decorator):
            if (receiver := path.rpartition(".")[0]).endswith("()"):
                self.receivers.add(receiver)
        for path in entry.call:
            self._of(path).entries.append(entry)
            self._word(path)
        for path in entry.decorator:
            self.decorators.setdefault(path, []).append(entry)
            self._root(path)
            self._word(path)
        for path in entry.subclass:
            self.subclasses.setdefault(path, []).append(entry)
            self._root(path)
        for path in entry.annotation:
            self.annotations[path] = entry.gives
        if entry.export:
            self.exports.append(entry)

    def add_call_rule(self, path: str, rule: Any) -> None:
        """A call of this path is to be looked at by a rule."""
        self._of(path).calls.append(rule)
        self._word(path)

    def add_set_rule(self, path: str, rule: Any) -> None:
        """A write to this path is to be looked at by a rule."""
        self._of(path).set_rules.append(rule)
        self._word(path)

    def _of(self, path: str) -> Api:
        self._root(path)
        api = self._apis.get(path)
        if api is None:
            api = self._apis[path] = Api()
        return api

    def _root(self, path: str) -> None:
        self.roots.add(path.split(".", 1)[0].split("(", 1)[0].split("[", 1)[0])

    def _word(self, path: str) -> None:
        """The last name of a path; names in brackets stay words."""
        bare = path.replace("()", "").replace("[]", "").rstrip("]").replace("[", ".")
        self._words.setdefault(bare.rsplit(".", 1)[-1], set()).add(bare.split(".", 1)[0])

    def aliases(self, names: "Iterable[str]") -> set[str]:
        """First names of what globals stand for: `$` is `jquery`."""
        return {given.split(".", 1)[0].split("(", 1)[0] for name in names for given in self._gives.get(name, ())}

    def words(self, roots: AbstractSet[str]) -> frozenset[str]:
        """Last names of everything worth looking at (sources, sinks, rules, entries) in a program that speaks of these packages and
        globals."""
        return frozenset(word for word, owners in self._words.items() if "" in owners or not owners.isdisjoint(roots))

    def has(self, path: str) -> bool:
        """Whether anything is said of a path itself."""
        return path in self._apis or path in self._gives

    def member(self, path: str, name: str) -> tuple[str, ...]:
        """Where `.name` of a path leads."""
        return self._step(path, "." + name)

    def call(self, path: str) -> tuple[str, ...]:
        """Where calling a path leads."""
        return self._step(path, "()")

    def element(self, path: str, key: object = None) -> tuple[str, ...]:
        """Where an element of a path leads, under a constant key when one is given."""
        if isinstance(key, str):
            named = f"{path}[{key}]"
            if self.has(named):
                return self._step(path, f"[{key}]")
        return self._step(path, "[]")

    def _step(self, path: str, suffix: str) -> tuple[str, ...]:
        key = (path, suffix)
        found = self._members.get(key)
        if found is None:
            found = self._members[key] = self._lead(path, suffix)
        return found

    def _lead(self, path: str, suffix: str) -> tuple[str, ...]:
        for base in self.ancestry(path):
            whole = base + suffix
            if whole in self._gives or whole in self._apis or whole + "()" in self._gives or whole + "()" in self._apis:
                return self.given(whole)
        whole = path + suffix
        if len(whole) > _LONGEST:
            return ()
        return tuple(base + suffix for base in self.ancestry(path) if base + suffix in self._stems()) or (whole,)

    def _stems(self) -> set[str]:
        """Beginnings of paths of which nothing is said themselves: `Response().headers`, whose elements are sinks."""
        if self._beginnings is None:
            found: set[str] = set()
            for path in [*self._apis, *self._gives]:
                at = max(path.rfind("."), path.rfind("["), path.rfind("("))
                while at > 0 and path[:at] not in found:
                    found.add(path[:at])
                    at = max(path.rfind(mark, 0, at) for mark in ".[(")
            self._beginnings = found
        return self._beginnings

    def given(self, path: str) -> tuple[str, ...]:
        """What really stands at a path."""
        result: list[str] = []
        waiting = [path]
        seen: set[str] = set()
        while waiting:
            one = waiting.pop()
            if one in seen:
                continue
            seen.add(one)
            given = self._gives.get(one)
            if given is None:
                result.append(one)
            else:
                waiting.extend(reversed(given))
                if one in self._apis:  # an alias that says something of its own
                    result.append(one)
        return tuple(result)

    def ancestry(self, path: str) -> Iterator[str]:
        """The path itself and what stands there by inheritance: `B()` and `B` for `C()` and `C` when C extends B."""
        yield path
        tail = ""
        name = path
        while name.endswith("()") and name not in self._bases:
            name, tail = name[:-2], tail + "()"
        waiting = list(self._bases.get(name, ()))
        seen = {name}
        while waiting:
            base = waiting.pop(0)
            if base in seen:
                continue
            seen.add(base)
            for given in self.given(base):
                yield given + tail
                waiting.extend(self._bases.get(given, ()))

    def find(self, path: str) -> Api | None:
        """What is said of a path, by itself or by inheritance."""
        if path in self._found:
            return self._found[path]
        api = self._apis.get(path)
        if api is None and path.endswith("]"):  # `x[name]` is an element, too
            head = path[: path.rfind("[")] if "[" in path else path
            api = self._apis.get(head + "[]")
        self._found[path] = api
        return api

    def members_of(self, path: str) -> list[str]:
        """Names that models know below a path, for `from path import *`."""
        start = path + "."
        known = [*self._apis, *self._gives, *self.decorators, *self._bases]
        return sorted(
            {one[len(start) :].split("(", 1)[0].split(".", 1)[0].split("[", 1)[0] for one in known if one.startswith(start)}
        )

    def is_a(self, path: str, wanted: str) -> bool:
        """Whether a class path is, or extends, another."""
        return any(one == wanted for one in self.ancestry(path))
