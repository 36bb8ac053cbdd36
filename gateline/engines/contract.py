"""What the pipeline asks of every analyzer and engine."""

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from typing import Protocol, runtime_checkable

from msgspec import Struct

from gateline.facts.blob import Fact
from gateline.model.component import Component
from gateline.model.finding import Finding
from gateline.model.gap import Gap
from gateline.model.report import RuleInfo
from gateline.source.target import Blob, Sighting

__all__ = ["Analyzer", "Capabilities", "Engine", "Lagging", "Livable", "LiveEngine", "PlacedFacts", "Scope"]


class Capabilities(Struct, frozen=True):
    """What an engine may touch beyond the bytes it is given; the plan refuses what the user did not grant."""

    network: bool = False
    filesystem: bool = False


class Scope(Enum):
    """How much an engine must see to conclude."""

    BLOB = "blob"
    """One content is enough: runs on a changed buffer in the editor."""
    TARGET = "target"


class PlacedFacts(Struct, frozen=True, gc=False):
    """Facts of one content (or archive member) with every place it stands at."""

    sighting: Sighting
    oid: str
    facts: tuple[Fact, ...]


class Analyzer(Protocol):
    """A pure function of one blob. `digest` changes whenever its answer for some blob may change."""

    name: str
    digest: str

    def wants(self, kind: str) -> bool:
        """Whether blobs of this kind are worth reading."""
        ...

    def analyze(self, blob: Blob) -> Iterable[Fact]:
        """Facts of one blob, in order of position. Raises nothing on any input."""
        ...


class Engine(Protocol):
    """A pure function of all facts of a target."""

    name: str
    needs: Capabilities
    scope: Scope

    @property
    def rules_digest(self) -> str:
        """Hex digest over every rule in force."""
        ...

    def analyzer(self) -> Analyzer:
        """The analyzer whose facts this engine reads; built once in each process."""
        ...

    def prepare(self) -> bytes:
        """What analyzers of this engine would otherwise compile, in the form their `load` gives it; empty if there is nothing."""
        ...

    def conclude(self, placed: Iterable[PlacedFacts]) -> Iterator[Finding | Component | Gap]:
        """Findings, components and gaps of the whole target, in no particular order."""
        ...

    def rule_info(self, rule: str) -> RuleInfo:
        """What reports say of a rule.

        Raises:
            KeyError: no such rule.
        """
        ...


class LiveEngine(Protocol):
    """What an engine knows of one target, kept between changes so that an edit costs what it changes. Used by one thread."""

    def update(self, changed: Iterable[PlacedFacts], removed: Iterable[str] = ()) -> Iterable[str]:
        """Take in new facts in place of those known of the same paths; the first call brings the whole target.

        Args:
            changed: facts that stand at one path each.
            removed: paths that are gone, or of which there is nothing left to say.

        Returns:
            Every path whose findings may be others than before, of files that did not change too.
        """
        ...

    def findings(self, path: str) -> Sequence[Finding]:
        """What is concluded now and stands first at `path`; empty for a path nobody knows."""
        ...


@runtime_checkable
class Livable(Protocol):
    """An engine that can do better in an editor than to conclude anew; optional for those whose scope is one content."""

    def live(self) -> LiveEngine:
        """A fresh one that knows nothing yet."""
        ...


@runtime_checkable
class Lagging(Protocol):
    """A live engine whose findings elsewhere may lag behind an edit, until it is told to catch up: at each save."""

    def catch_up(self) -> Iterable[str]:
        """Conclude anew what may lag behind; returns what `LiveEngine.update` does."""
        ...
