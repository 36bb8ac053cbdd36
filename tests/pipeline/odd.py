"""An engine whose analyzer does what the content says: finds, breaks, dies, never ends."""

import os
import signal
from collections.abc import Iterable, Iterator

from gateline.engines.contract import Capabilities, PlacedFacts, Scope
from gateline.facts.blob import Fact
from gateline.facts.secret import SecretFact
from gateline.model.component import Component
from gateline.model.finding import Finding, Kind
from gateline.model.gap import Gap
from gateline.model.location import Location, Position
from gateline.model.report import RuleInfo
from gateline.model.severity import Confidence, Severity
from gateline.source.target import Blob

__all__ = ["OddAnalyzer", "OddEngine", "a_fact"]


def a_fact(line: int = 1) -> SecretFact:
    """A fact on one line."""
    return SecretFact("odd/found", "0" * 32, Position(line, 1), Position(line, 5), "****", Confidence.HIGH)


class OddAnalyzer:
    """Obeys the first word of a content."""

    def __init__(self, name: str = "odd", digest: str = "1", unwanted: str = "image") -> None:
        self.name = name
        self.digest = digest
        self.unwanted = unwanted
        self.seen: list[bytes] = []

    def wants(self, kind: str) -> bool:
        return kind != self.unwanted

    def analyze(self, blob: Blob) -> Iterable[Fact]:
        self.seen.append(blob.data)
        match blob.data.split(b" ")[0].strip():
            case b"find":
                yield a_fact()
            case b"raise":
                raise ValueError("the message may hold a secret")
            case b"find-then-raise":
                yield a_fact()
                raise ValueError
            case b"exit":
                os._exit(7)
            case b"die":
                os.kill(os.getpid(), signal.SIGKILL)
            case b"grow":
                hoard = []
                while True:
                    hoard.append(bytearray(64 << 20))
            case b"spin":
                while True:
                    pass
            case b"spin-deaf":
                signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGPROF])
                while True:
                    pass


class OddEngine:
    """One finding a place."""

    name = "odd"
    needs = Capabilities()
    scope = Scope.BLOB
    rules_digest = "odd-rules"

    def __init__(self, key: bytes = b"", load: object = None, store: object = None) -> None:
        self.key = key

    def analyzer(self) -> OddAnalyzer:
        return OddAnalyzer()

    def prepare(self) -> bytes:
        return b""

    def conclude(self, placed: Iterable[PlacedFacts]) -> Iterator[Finding | Component | Gap]:
        for one in placed:
            for fact in one.facts:
                assert isinstance(fact, SecretFact)
                places = [Location(path, fact.start, fact.end, one.oid) for path in one.sighting.paths]
                yield Finding(
                    rule=fact.rule,
                    kind=Kind.SECRET,
                    message="something odd",
                    location=places[0],
                    severity=Severity.HIGH,
                    confidence=fact.confidence,
                    identity=fact.identity,
                    occurrences=tuple(places[1:]),
                    origin=one.sighting.origin,
                )

    def rule_info(self, rule: str) -> RuleInfo:
        return RuleInfo(rule, "Odd", "It is odd", "Even it out", "high", "high")
