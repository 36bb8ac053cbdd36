"""Engines that show how they are asked: what one file says decides what is found in another."""

from collections.abc import Iterable, Iterator, Sequence

from gateline.engines.contract import Capabilities, LiveEngine, PlacedFacts, Scope
from gateline.facts.blob import Fact
from gateline.facts.secret import SecretFact
from gateline.model.component import Component
from gateline.model.finding import Finding, Fix, Kind, Role, Step
from gateline.model.gap import Gap
from gateline.model.location import Location, Position
from gateline.model.report import RuleInfo
from gateline.model.severity import Confidence, Severity
from gateline.source.target import Blob

__all__ = ["LivingEngine", "WholeAnalyzer", "WholeEngine"]


class WholeAnalyzer:
    """Sees the words `source NAME` and `sink NAME`; breaks on `crash`."""

    name = "whole"
    digest = "1"

    def wants(self, kind: str) -> bool:
        return kind == "python"

    def analyze(self, blob: Blob) -> Iterable[Fact]:
        for number, line in enumerate(blob.data.decode().splitlines(), 1):
            word, _, name = line.partition(" ")
            if word == "crash":
                raise ValueError(line)
            if word in ("source", "sink", "bomb"):
                at = Position(number, 1)
                yield SecretFact(word, name, at, Position(number, len(line.encode()) + 1), "", Confidence.HIGH)


class WholeEngine:
    """A sink is found when any file holds its source."""

    name = "whole"
    needs = Capabilities()
    scope = Scope.TARGET
    rules_digest = "whole-rules"

    def __init__(self, key: bytes = b"", load: object = None, store: object = None) -> None:
        pass

    def analyzer(self) -> WholeAnalyzer:
        return WholeAnalyzer()

    def prepare(self) -> bytes:
        return b""

    def conclude(self, placed: Iterable[PlacedFacts]) -> Iterator[Finding | Component | Gap]:
        seen = [(path, fact) for one in placed for path in one.sighting.paths for fact in one.facts]
        sources: dict[str, Location] = {}
        for path, fact in seen:
            assert isinstance(fact, SecretFact)
            if fact.rule == "bomb":
                raise ValueError("the message may hold a secret")
            if fact.rule == "source":
                sources[fact.identity] = Location(path, fact.start, fact.end)
        for path, fact in seen:
            assert isinstance(fact, SecretFact)
            if fact.rule == "sink" and fact.identity in sources:
                yield _flow(sources[fact.identity], Location(path, fact.start, fact.end), fact.identity)

    def rule_info(self, rule: str) -> RuleInfo:
        return RuleInfo(rule, "Flow", "It flows", "Stop it", "high", "high", (20,), ("https://example.org/flow",))


class LivingEngine(WholeEngine):
    """The same, in its own way."""

    def __init__(self, key: bytes = b"", load: object = None, store: object = None) -> None:
        self.updates: list[tuple[list[str], list[str]]] = []

    def live(self) -> LiveEngine:
        return _Living(self)


class _Living:
    def __init__(self, engine: LivingEngine) -> None:
        self._engine = engine
        self._facts: dict[str, PlacedFacts] = {}

    def update(self, changed: Iterable[PlacedFacts], removed: Iterable[str] = ()) -> Iterable[str]:
        changed, removed = list(changed), list(removed)
        self._engine.updates.append(([one.sighting.paths[0] for one in changed], removed))
        for path in removed:
            self._facts.pop(path, None)
        self._facts.update((one.sighting.paths[0], one) for one in changed)
        return [*self._facts, *removed]

    def findings(self, path: str) -> Sequence[Finding]:
        found = (item for item in self._engine.conclude(self._facts.values()) if isinstance(item, Finding))
        return [finding for finding in found if finding.location.path == path]


def _flow(source: Location, sink: Location, name: str) -> Finding:
    return Finding(
        rule="whole/flow",
        kind=Kind.SAST,
        message=f"`{name}` flows",
        location=sink,
        severity=Severity.HIGH,
        confidence=Confidence.HIGH,
        identity=f"{name}@{sink.path}",
        trace=(Step(source, Role.SOURCE, f"`{name}` comes in"), Step(sink, Role.SINK, f"`{name}` goes out")),
        fixes=(Fix("Stop the flow"),),
    )
