"""What the solver saw, as findings: rule, place, trace, confidence, a name that survives moved lines."""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from sys import byteorder
from typing import Final

from msgspec.structs import replace

from gateline.engines.sast.identity import Shapes
from gateline.engines.sast.knowledge import Knowledge
from gateline.engines.sast.solver.machine import Flow, Machine, Misuse
from gateline.engines.sast.solver.program import Unit
from gateline.engines.sast.solver.values import GUESS, WHOLE, Origin
from gateline.facts.code import Suppression
from gateline.model.finding import Finding, Kind, Role, Step
from gateline.model.location import Location, Position
from gateline.model.severity import Confidence, Severity

__all__ = ["Places", "findings"]

_MOST_STEPS: Final = 40
_LOWER: Final = {Confidence.HIGH: Confidence.MEDIUM, Confidence.MEDIUM: Confidence.LOW, Confidence.LOW: Confidence.LOW}
_RANK: Final = {
    "remote": 0,
    "dom": 1,
    "llm": 2,
    "response": 3,
    "stored": 4,
    "file": 5,
    "cli": 6,
    "env": 7,
    "library": 8,
    "page": 9,
}
_DATA: Final = {
    "remote": "Data from a request",
    "dom": "Data from the page's address or another window",
    "page": "Text of the page",
    "cli": "Data from the command line",
    "env": "Data from the environment",
    "file": "Data from a file",
    "archive": "The name of an archive's member",
    "stored": "Stored data",
    "response": "Another server's answer",
    "llm": "A model's output",
    "library": "What a caller of the library passes",
    "secret": "A secret",
    "weak-random": "A predictable number",
    "constant": "A constant in the source",
}


class Places:
    """Spans of one file as lines and columns."""

    def __init__(self, unit: Unit, oid: str) -> None:
        starts = array("I")
        starts.frombytes(unit.code.lines)
        if byteorder == "big":
            starts.byteswap()
        self._starts = starts or array("I", [0])
        self._unit = unit
        self._oid = oid

    def at(self, span: int) -> Location:
        """Where a span lies."""
        start = span >> 16
        return Location(self._unit.path, self._position(start), self._position(start + (span & 0xFFFF)), self._oid)

    def _position(self, offset: int) -> Position:
        line = bisect_right(self._starts, offset)
        return Position(max(line, 1), offset - self._starts[max(line - 1, 0)] + 1)


def findings(machine: Machine, knowledge: Knowledge, oids: dict[str, str]) -> Iterator[Finding]:
    """Every finding of a program that has been analyzed, by place.

    Args:
        machine: has run.
        knowledge: the rules.
        oids: content ids by path.
    """
    places = [Places(unit, oids.get(unit.path, "")) for unit in machine.files()]
    shapes = Shapes(machine)
    made: list[tuple[bytes, Finding]] = []
    for rule, flow in _best_flows(machine, knowledge):
        made.append((shapes.of(flow.site, flow.path, flow.function), _of_flow(machine, knowledge, places, rule, flow)))
    for misuse in machine.misuses.values():
        made.append((shapes.of(misuse.site, misuse.rule, misuse.function), _of_misuse(machine, knowledge, places, misuse)))
    made.sort(key=lambda one: (one[1].location, one[1].rule))
    seen: dict[tuple[str, bytes], int] = {}
    for shape, finding in made:
        key = (finding.rule, shape)
        number = seen[key] = seen.get(key, 0) + 1
        yield replace(finding, identity=blake2b(shape + b"%d" % number, digest_size=16).hexdigest())


def _best_flows(machine: Machine, knowledge: Knowledge) -> Iterable[tuple[str, Flow]]:
    """One flow for each rule and place: the most dangerous source, the shortest way."""
    best: dict[tuple[str, tuple[int, int]], Flow] = {}
    for flow in machine.flows.values():
        language = machine.file(flow.site[0]).language
        for rule in knowledge.flows.get((language, flow.kind, flow.source), ()):
            key = (rule, flow.site)
            old = best.get(key)
            if old is None or _badness(flow) < _badness(old):
                best[key] = flow
    return [(rule, flow) for (rule, _site), flow in best.items()]


def _badness(flow: Flow) -> tuple[bool, int, int]:
    return (bool(flow.mask & GUESS), _RANK.get(flow.source, 10), _steps_of(flow.origin))


def _steps_of(origin: Origin | None) -> int:
    count = 0
    while origin is not None and count < _MOST_STEPS:
        count += 1
        origin = origin.before
    return count


def _of_flow(machine: Machine, knowledge: Knowledge, places: list[Places], rule: str, flow: Flow) -> Finding:
    scan = knowledge.rules[rule]
    confidence = min(Confidence(scan.confidence), Confidence(flow.confidence), key=lambda one: one.rank)
    if flow.mask & (GUESS | WHOLE):
        confidence = _LOWER[confidence]
    if machine.file(flow.site[0]).is_test:
        confidence = Confidence.LOW
    location = places[flow.site[0]].at(flow.site[1])
    trace = [
        *_trace(flow.origin, places, 0),
        Step(location, Role.SINK, f"reaches `{flow.path}`" + (f": {flow.note}" if flow.note else "")),
    ]
    return Finding(
        rule=rule,
        kind=Kind.SAST,
        message=f"{_DATA.get(flow.source, flow.source)} reaches `{flow.path}`",
        location=location,
        severity=Severity(scan.severity),
        confidence=confidence,
        identity="",
        trace=tuple(_distinct(trace)),
        ignored=_ignored(machine.file(flow.site[0]), location, rule),
    )


def _of_misuse(machine: Machine, knowledge: Knowledge, places: list[Places], misuse: Misuse) -> Finding:
    scan = knowledge.rules[misuse.rule]
    location = places[misuse.site[0]].at(misuse.site[1])
    return Finding(
        rule=misuse.rule,
        kind=Kind.SAST,
        message=misuse.note or knowledge.title(misuse.rule),
        location=location,
        severity=Severity(scan.severity),
        confidence=Confidence.LOW if machine.file(misuse.site[0]).is_test else Confidence(scan.confidence),
        identity="",
        ignored=_ignored(machine.units[misuse.site[0]], location, misuse.rule),
    )


def _trace(origin: Origin | None, places: list[Places], depth: int) -> list[Step]:
    """The hops from the source on."""
    steps: list[Step] = []
    hops: list[Origin] = []
    while origin is not None and len(hops) < _MOST_STEPS:
        hops.append(origin)
        origin = origin.before
    for hop in reversed(hops):
        role = Role.SOURCE if hop.role == "source" else Role.PROPAGATION
        steps.append(Step(places[hop.site[0]].at(hop.site[1]), role, hop.note))
        if hop.inner is not None and depth < 8:
            steps += _trace(hop.inner, places, depth + 1)
    return steps[:_MOST_STEPS]


def _distinct(steps: list[Step]) -> Iterator[Step]:
    """Without hops that stay where they are."""
    last: Step | None = None
    for step in steps:
        if last is None or last.location != step.location or last.role is not step.role:
            yield step
        last = step


def _ignored(unit: Unit, location: Location, rule: str) -> str | None:
    """The reason of a comment that asks for silence here; its rules, if it names any, must be ours or another tool's."""
    for mark in unit.code.suppressions:
        if mark.line <= location.start.line <= max(mark.end, mark.line) and _speaks_of(mark, rule):
            return f"{mark.marker}: {mark.reason}" if mark.reason else mark.marker
    return None


def _speaks_of(mark: Suppression, rule: str) -> bool:
    if not mark.rules or mark.marker != "gateline:ignore":
        return True
    return any(name in (rule, rule.partition("/")[2]) for name in mark.rules)
