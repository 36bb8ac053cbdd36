"""What stands where and what the gate says of it, kept so that a change judges only what it touched.

The gate judges each fingerprint by itself, and one fingerprint may stand in several files. So the ledger remembers who found what
where, gathers all voices of the fingerprints that a change touched, and has those judged again.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum

from msgspec import Struct

from gateline.assess.fingerprint import fingerprint
from gateline.model.assessed import Assessed
from gateline.model.finding import Finding

__all__ = ["Judge", "Judged", "Ledger", "Lot"]


class Lot(Enum):
    """What the gate does with a finding."""

    BLOCKED = "blocked"
    WARNED = "warned"
    """Also what would be blocked, were the policy not in shadow mode."""
    REPORTED = "reported"
    SILENT = "silent"
    """Waived, ignored by a comment the policy hears, or of no interest to any rule."""


class Judged(Struct, frozen=True, gc=False):
    """An assessed finding and its lot."""

    item: Assessed
    lot: Lot


Judge = Callable[[Sequence[Finding]], Mapping[str, Judged]]
"""From all voices of some fingerprints to each fingerprint judged; one that is missing is of no interest to anybody."""

_Voice = tuple[int, str]
"""Number of the engine, and the path it spoke of."""


class Ledger:
    """Findings by who found them and by fingerprint. `judge` may be exchanged; `settle` then starts over."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._found: dict[_Voice, list[str]] = {}
        """Fingerprints."""
        self._voices: dict[str, dict[_Voice, list[Finding]]] = {}
        self._judged: dict[str, Judged] = {}
        self._standing: dict[str, set[str]] = {}
        """Path → fingerprints."""
        self._touched: set[str] = set()

    def put(self, engine: int, path: str, findings: Iterable[Finding]) -> None:
        """What an engine finds at a path, in place of what it found there before."""
        voice = (engine, path)
        for name in self._found.pop(voice, ()):
            self._voices[name].pop(voice, None)
            self._touched.add(name)
        names = []
        for finding in findings:
            name = fingerprint(finding)
            self._voices.setdefault(name, {}).setdefault(voice, []).append(finding)
            names.append(name)
        if names:
            self._found[voice] = names
            self._touched.update(names)

    def settle(self) -> set[str]:
        """Judge what was touched.

        Returns:
            Paths at which something stands that did not before, or no longer, or with another lot or place.
        """
        touched, self._touched = self._touched, set()
        voices = [finding for name in sorted(touched) for found in self._voices[name].values() for finding in found]
        judged = self._judge(voices) if voices else {}
        changed: set[str] = set()
        for name in touched:
            if not self._voices[name]:
                del self._voices[name]
            changed |= self._enter(name, judged.get(name))
        return changed

    def judge_anew(self, judge: Judge) -> set[str]:
        """Judge everything by another judge; returns what `settle` does."""
        self._judge = judge
        self._touched.update(self._voices)
        return self.settle()

    def at(self, path: str) -> list[Judged]:
        """What stands at a path and is not silent, in order of place, then rule."""
        found = [self._judged[name] for name in self._standing.get(path, ())]
        return sorted((one for one in found if one.lot is not Lot.SILENT), key=lambda one: (_first_at(one, path), _rule(one)))

    def paths(self) -> list[str]:
        """Paths at which anything stands that is not silent, sorted."""
        return sorted(path for path, names in self._standing.items() if any(self._is_told(name) for name in names))

    def _is_told(self, name: str) -> bool:
        return self._judged[name].lot is not Lot.SILENT

    def _enter(self, name: str, new: Judged | None) -> set[str]:
        old = self._judged.pop(name, None)
        if new is not None:
            self._judged[name] = new
        if old == new:
            return set()
        before, after = _paths(old), _paths(new)
        for path in before - after:
            self._standing[path].discard(name)
            if not self._standing[path]:
                del self._standing[path]
        for path in after - before:
            self._standing.setdefault(path, set()).add(name)
        return before | after


def _paths(judged: Judged | None) -> set[str]:
    if judged is None:
        return set()
    finding = judged.item.finding
    return {place.path for place in (finding.location, *finding.occurrences)}


def _first_at(judged: Judged, path: str) -> tuple[int, int]:
    finding = judged.item.finding
    start = min(place.start for place in (finding.location, *finding.occurrences) if place.path == path)
    return start.line, start.column


def _rule(judged: Judged) -> str:
    return judged.item.finding.rule
