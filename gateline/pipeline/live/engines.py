"""Any engine as one that lives: its own way where it has one, else concluding anew what its scope asks for."""

from collections.abc import Iterable, Sequence

from gateline.engines.contract import Engine, Livable, LiveEngine, PlacedFacts, Scope
from gateline.model.finding import Finding

__all__ = ["Wholly", "enliven"]

_MOST_AT_ONCE = 40
"""Files with facts up to which all of them are concluded from at each keystroke; beyond, at each save."""


def enliven(engine: Engine) -> LiveEngine:
    """A live engine that knows nothing yet."""
    if isinstance(engine, Livable):
        return engine.live()
    return _Singly(engine) if engine.scope is Scope.BLOB else Wholly(engine)


class _Singly:
    """One content is enough: nothing else is concluded again."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._findings: dict[str, tuple[Finding, ...]] = {}

    def update(self, changed: Iterable[PlacedFacts], removed: Iterable[str] = ()) -> Iterable[str]:
        """See `LiveEngine.update`."""
        touched = set()
        for placed in changed:
            path = placed.sighting.paths[0]
            touched.add(path)
            self._findings[path] = tuple(item for item in self._engine.conclude([placed]) if isinstance(item, Finding))
        for path in removed:
            if self._findings.pop(path, ()):
                touched.add(path)
        return touched

    def findings(self, path: str) -> Sequence[Finding]:
        """See `LiveEngine.findings`."""
        return self._findings.get(path, ())


class Wholly:
    """The engine must see the whole target, so it is shown the whole target: at each change of a small one, else when told to."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._facts: dict[str, PlacedFacts] = {}
        self._findings: dict[str, list[Finding]] = {}
        self._is_behind = False

    def update(self, changed: Iterable[PlacedFacts], removed: Iterable[str] = ()) -> Iterable[str]:
        """See `LiveEngine.update`."""
        for path in removed:
            self._facts.pop(path, None)
        self._facts.update((placed.sighting.paths[0], placed) for placed in changed)
        self._is_behind = True
        return self.catch_up() if len(self._facts) <= _MOST_AT_ONCE else ()

    def catch_up(self) -> Iterable[str]:
        """Conclude if anything changed since that was done last; returns what `update` does."""
        if not self._is_behind:
            return ()
        self._is_behind = False
        before, self._findings = self._findings, {}
        for item in self._engine.conclude(placed for _, placed in sorted(self._facts.items())):
            if isinstance(item, Finding):
                self._findings.setdefault(item.location.path, []).append(item)
        return {path for path in before.keys() | self._findings.keys() if before.get(path) != self._findings.get(path)}

    def findings(self, path: str) -> Sequence[Finding]:
        """See `LiveEngine.findings`."""
        return self._findings.get(path, ())
