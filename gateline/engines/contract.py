"""What the pipeline asks of every analyzer and engine."""

from collections.abc import Iterable, Iterator
from enum import Enum
from typing import Protocol

from msgspec import Struct

from gateline.facts.blob import Fact
from gateline.model.component import Component
from gateline.model.finding import Finding
from gateline.model.gap import Gap
from gateline.model.report import RuleInfo
from gateline.source.target import Blob, Sighting

__all__ = ["Analyzer", "Capabilities", "Engine", "PlacedFacts", "Scope"]


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
