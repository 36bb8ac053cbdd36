"""The secrets engine: facts of all blobs to one finding a secret, wherever it stands."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import cached_property
from pathlib import Path

import msgspec

from gateline.engines.contract import Capabilities, PlacedFacts, Scope
from gateline.engines.secrets.analyzer import DEFAULT_KEY, SecretsAnalyzer
from gateline.engines.secrets.pack import INFO_PACK, read_digest
from gateline.engines.secrets.scan import load_scanner
from gateline.facts.secret import InlineIgnore, SecretFact
from gateline.model.component import Component
from gateline.model.finding import Finding, Kind, Origin
from gateline.model.gap import Gap
from gateline.model.location import Location
from gateline.model.report import RuleInfo
from gateline.model.severity import Confidence, Severity

__all__ = ["SecretsEngine"]


class _Place(msgspec.Struct, frozen=True, gc=False):
    location: Location
    fact: SecretFact
    origin: Origin | None
    ignored: str | None


class SecretsEngine:
    """Implements `engines.contract.Engine`."""

    name = "secrets"
    needs = Capabilities()
    scope = Scope.BLOB

    def __init__(
        self,
        key: bytes = DEFAULT_KEY,
        load: Callable[[], bytes | None] = lambda: None,
        store: Callable[[bytes], None] = lambda _database: None,
    ) -> None:
        """
        Args:
            key: keys the identities of secrets; the organisation's own, or the default.
            load: gives the prefilter database an earlier run stored, or None.
            store: keeps a freshly compiled one.
        """
        self._key = key
        self._load = load
        self._store = store

    @property
    def rules_digest(self) -> str:
        """Digest over the packed rules."""
        return read_digest()

    def analyzer(self) -> SecretsAnalyzer:
        """A fresh analyzer; rules are loaded at its first blob."""
        return SecretsAnalyzer(self._key, self._load, self._store)

    def prepare(self) -> bytes:
        """The prefilter database, loaded or compiled; empty where Vectorscan is not installed."""
        return load_scanner(self._load, self._store).database()

    def conclude(self, placed: Iterable[PlacedFacts]) -> Iterator[Finding | Component | Gap]:
        """One finding for each distinct secret, sorted by its first place; further places are its occurrences."""
        by_identity: dict[tuple[str, str], list[_Place]] = {}
        for one in placed:
            ignores = [fact for fact in one.facts if isinstance(fact, InlineIgnore)]
            for fact in one.facts:
                if isinstance(fact, SecretFact):
                    places = by_identity.setdefault((fact.rule, fact.identity), [])
                    ignored = _reason(ignores, fact)
                    places += [
                        _Place(Location(path, fact.start, fact.end, one.oid), fact, one.sighting.origin, ignored)
                        for path in one.sighting.paths
                    ]
        findings = [self._finding(rule, identity, places) for (rule, identity), places in by_identity.items()]
        yield from sorted(findings, key=lambda finding: (finding.location, finding.rule))

    def _finding(self, rule: str, identity: str, places: list[_Place]) -> Finding:
        places.sort(key=lambda place: (place.location, -place.fact.confidence.rank))
        first = places[0]
        best = max(places, key=lambda place: place.fact.confidence.rank).fact
        info = self.rule_info(rule)
        locations = list(dict.fromkeys(place.location for place in places))
        reasons = {place.ignored for place in places}
        return Finding(
            rule=rule,
            kind=Kind.SECRET,
            message=_message(info.title, best),
            location=first.location,
            severity=_severity(Severity(info.severity), best.confidence),
            confidence=best.confidence,
            identity=identity,
            occurrences=tuple(locations[1:]),
            evidence=best.evidence,
            preview=first.fact.preview,
            origin=_origin(places),
            # An ignore counts only where every place of the secret carries one: the value is as public as its barest place.
            ignored=None if None in reasons else min(reason for reason in reasons if reason is not None),
        )

    @cached_property
    def _info(self) -> dict[str, RuleInfo]:
        return msgspec.json.decode(Path(INFO_PACK).read_bytes(), type=dict[str, RuleInfo])

    def rule_info(self, rule: str) -> RuleInfo:
        """What reports say of a rule.

        Raises:
            KeyError: no such rule.
        """
        return self._info[rule]


def _reason(ignores: list[InlineIgnore], fact: SecretFact) -> str | None:
    for ignore in ignores:
        if fact.start.line <= ignore.line <= fact.end.line and (not ignore.rules or fact.rule in ignore.rules):
            return f"{ignore.marker}: {ignore.reason}" if ignore.reason else ignore.marker
    return None


def _message(title: str, fact: SecretFact) -> str:
    wrapped = f" (in {' of '.join(reversed(fact.encoding))})" if fact.encoding else ""
    return f"{title}{wrapped}: `{fact.preview}`"


def _severity(severity: Severity, confidence: Confidence) -> Severity:
    """A guess is not as bad as a certainty: low confidence lowers what a rule claims to at most medium."""
    if confidence is Confidence.LOW and severity.rank > Severity.MEDIUM.rank:
        return Severity.MEDIUM
    return severity


def _instant(date: str) -> float:
    """Seconds since 1970 of a commit's date, whatever its offset; a date nobody can read counts as the latest."""
    try:
        return datetime.fromisoformat(date).timestamp()
    except (ValueError, OverflowError):
        return float("inf")


def _origin(places: list[_Place]) -> Origin | None:
    """The oldest commit that held the secret; still in HEAD when any of its places is."""
    origins = [place.origin for place in places if place.origin is not None]
    if not origins:
        return None
    oldest = min(origins, key=lambda origin: (_instant(origin.date), origin.commit))
    return msgspec.structs.replace(oldest, in_head=any(origin.in_head for origin in origins))
