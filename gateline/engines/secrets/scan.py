"""The scanner: bytes to hits, cheap questions before dear ones.

prefilter over all bytes → (encoded runs: decoded, from the start again) → the lines (or windows) a keyword stands in → the rule's pattern or extractor → shape, entropy,
context, proof → one hit a span, the most telling rule first. Nothing here imports msgspec, YAML or argparse: this is the
commit hook's path.

Bounded work: a line longer than `_LONG_LINE` is never matched whole but in fixed overlapping slices, those a keyword stands in,
so that one pattern costs at most a low polynomial of a few kilobytes, once a slice.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

from gateline.engines.secrets.candidate import Candidate, Hit
from gateline.engines.secrets.decode import ENCODINGS, MAX_DEPTH, decoded
from gateline.engines.secrets.kind_groups import SKIPPED
from gateline.engines.secrets.pack import load_scan_rules
from gateline.engines.secrets.prefilter import Gate, Prefilter, build
from gateline.engines.secrets.published import is_published
from gateline.engines.secrets.shape import entropy, is_dummy, is_placeholder

__all__ = ["ScanRule", "Scanner", "load_scanner"]

_LONG_LINE = 8192
_BEFORE, _AFTER = 512, 4096
_SLICE = 8192
_NEAR = 300
_CONFIDENCE = ("low", "medium", "high")
_BREAKS_OFF = (b"=", b">", b"(", b"=\r", b">\r", b"(\r", b"= ", b"=\\", b"(\\")
_MANY = 24
_REMEMBERED = 40_000
"""Lines, a few hundred bytes each."""
_MAX_HITS = 10_000
"""Findings in one content; a dump of millions of tokens is one problem, not a million."""


class ScanRule:
    """One rule as the scanner needs it; its pattern is compiled when a keyword first asks for it."""

    __slots__ = (
        "_compiled",
        "_near",
        "assigned",
        "confidence",
        "entropy",
        "extract",
        "gate",
        "id",
        "is_local",
        "keywords",
        "kinds",
        "least",
        "multiline",
        "near",
        "pattern",
        "promise",
        "proof",
        "rank",
        "run",
    )

    def __init__(self, packed: dict[str, Any]) -> None:
        self.id: str = packed["id"]
        self.confidence: str = packed["confidence"]
        self.keywords: list[str] = packed["keywords"]
        self.pattern: str = packed.get("pattern", "")
        self.assigned: bool = packed.get("assigned", False)
        self.extract: str = packed.get("extract", "")
        self.promise = packed.get("promise", "").encode()
        self.entropy: float = packed.get("entropy", 0.0)
        self.near: str = packed.get("near", "")
        self.kinds = frozenset(packed.get("kinds", ()))
        self.multiline: bool = packed.get("multiline", False)
        self.proof: str = packed.get("proof", "")
        self.gate: str = packed.get("gate", "")
        self.run: re.Pattern[bytes] | None = _visible_run(packed.get("run", 0))
        self.least: int = packed.get("least", 0)
        self.rank = _rule_rank(packed)
        self.is_local = not self.multiline and (not self.extract or bool(self.promise))
        """Whether what it finds in a line, before `near`, depends on that line alone."""
        self._compiled: re.Pattern[bytes] | None = None
        self._near: re.Pattern[bytes] | None = None

    def regex(self) -> re.Pattern[bytes]:
        """The pattern, compiled at first use."""
        if self._compiled is None:
            self._compiled = re.compile(self.pattern.encode())
        return self._compiled

    def near_regex(self) -> re.Pattern[bytes]:
        """The context pattern, compiled at first use."""
        if self._near is None:
            self._near = re.compile(self.near.encode())
        return self._near


def _visible_run(size: int) -> re.Pattern[bytes] | None:
    """Asks in a microsecond whether a region could hold a value at all; shared by all rules of a size."""
    if size < 12:
        return None
    if size not in _RUNS:
        _RUNS[size] = re.compile(rb"[!-~]{%d}" % size)
    return _RUNS[size]


_RUNS: dict[int, re.Pattern[bytes]] = {}


def _rule_rank(packed: dict[str, Any]) -> int:
    """Which of two rules on one span tells more: a vendor's own shape, then a vendor's name beside a value, then the generic ones."""
    if packed.get("service") and not packed.get("assigned"):
        return 3
    if packed.get("pattern") and packed.get("assigned"):
        return 2
    return 1 if packed.get("extract") not in ("assignment", "env-value") else 0


def _vendor_forms(rules: list[ScanRule]) -> dict[bytes, int]:
    """Prefixes that only one vendor's tokens carry → the fewest bytes such a token has."""
    forms: dict[bytes, int] = {}
    for rule in rules:
        for word in rule.keywords if rule.rank == 3 and rule.least else ():
            if len(word) >= 5 and word[-1] in "_-." and word[0].isalnum():
                prefix = word.encode()
                forms[prefix] = min(rule.least, forms.get(prefix, rule.least))
    return forms


_Read = dict[tuple[int, int], list[Candidate]]
"""Assignments of a region, read once for all rules that judge them."""
_Line = tuple[str, str, bytes]
"""Rule id, kind of the text, the line's bytes."""
_Known = tuple[tuple[int, int, bytes, str, tuple[str, ...]], ...]


class Scanner:
    """Finds secrets in bytes. What it remembers between texts only saves work. Not thread-safe."""

    def __init__(self, rules: list[ScanRule], prefilter: Prefilter) -> None:
        self._rules = rules
        self._prefilter = prefilter
        self._lines: dict[_Line, _Known] = {}
        self._rank = {rule.id: rule.rank for rule in rules}
        self._forms = _vendor_forms(rules)
        self._prefixes = tuple(self._forms)
        self._whole: dict[str, list[ScanRule]] = {}
        for rule in rules:
            if not rule.keywords:
                for kind in rule.kinds:
                    self._whole.setdefault(kind, []).append(rule)

    def database(self) -> bytes:
        """The prefilter's compiled database; empty where it has none."""
        return self._prefilter.dump()

    def scan(self, data: bytes, kind: str) -> list[Hit]:
        """Every secret of one text, sorted by offset, at most one a span.

        Args:
            data: the whole content.
            kind: from `source.kinds`.
        """
        if kind in SKIPPED:
            return []
        hits = self._hits(data, kind, 0)
        return self._one_of_many(_one_a_span(hits, self._rank)) if hits else hits

    def _hits(self, data: bytes, kind: str, depth: int) -> list[Hit]:
        found = self._prefilter.find(data)
        whole = self._whole.get(kind, ())
        hits: list[Hit] = []
        if not found and not whole:
            return hits
        read: _Read = {}
        lines = self._lines
        for rule, start, end, is_line in chain(((rule, 0, len(data), False) for rule in whole), self._regions(data, kind, found)):
            if is_line and rule.is_local:
                key = (rule.id, kind, data[start:end])
                known = lines.get(key)
                if known is None:
                    known = self._learn_line(key, rule, data, start, end, read)
                for low, high, value, confidence, evidence in known:
                    if not rule.near or _is_near(rule, data, start + low, start + high):
                        hits.append(Hit(rule.id, start + low, start + high, value, confidence, evidence))
            else:
                hits += (
                    hit
                    for hit in self._region_hits(rule, data, start, end, kind, read)
                    if not rule.near or _is_near(rule, data, hit.start, hit.end)
                )
            if len(hits) >= _MAX_HITS:
                return hits
        if depth < MAX_DEPTH and any(index >= len(self._rules) for index, _ in found):
            hits += self._encoded_hits(data, found, depth)
        return hits

    def _learn_line(self, key: "_Line", rule: ScanRule, data: bytes, start: int, end: int, read: "_Read") -> "_Known":
        """What one rule finds in one line. The versions of a file in a history, and files in a tree, share most of their lines."""
        known = tuple(
            (hit.start - start, hit.end - start, hit.value, hit.confidence, hit.evidence)
            for hit in self._region_hits(rule, data, start, end, key[1], read)
        )
        if len(self._lines) >= _REMEMBERED:
            self._lines.clear()
        self._lines[key] = known
        return known

    def _region_hits(self, rule: ScanRule, data: bytes, start: int, end: int, kind: str, read: "_Read") -> Iterator[Hit]:
        for candidate in self._candidates(rule, data, start, end, kind, read):
            hit = _judge(rule, candidate)
            if hit is not None and not (rule.rank == 0 and self._is_cut_short(hit.value)):
                yield hit

    def _encoded_hits(self, data: bytes, found: list[tuple[int, int]], depth: int) -> Iterator[Hit]:
        reached = dict.fromkeys(ENCODINGS, -1)
        for index, at in found:
            if index < len(self._rules):
                continue
            encoding = ENCODINGS[index - len(self._rules)]
            if at <= reached[encoding]:
                continue
            run = decoded(data, at, encoding)
            if run is None:
                continue
            start, end, plain = run
            reached[encoding] = end
            for hit in self._hits(plain, "text", depth + 1):
                yield Hit(hit.rule, start, end, hit.value, hit.confidence, hit.evidence, (encoding, *hit.encoding))

    def _one_of_many(self, hits: list[Hit]) -> list[Hit]:
        """Dozens of generic findings in one text are test vectors or sample data far more often than a leak: say so."""
        generic = [hit for hit in hits if self._rank[hit.rule] == 0]
        if len(generic) > _MANY:
            for hit in generic:
                hit.confidence = "low"
                hit.evidence = (*hit.evidence, "one of many in this file")
        return hits

    def _is_cut_short(self, value: bytes) -> bool:
        """Whether a value starts like a vendor's token but ends before one could: an excerpt, a mask, a mock."""
        lowered = value.lower()
        return lowered.startswith(self._prefixes) and any(
            lowered.startswith(prefix) and len(value) < least for prefix, least in self._forms.items()
        )

    def _regions(self, data: bytes, kind: str, found: list[tuple[int, int]]) -> Iterator[tuple[ScanRule, int, int, bool]]:
        """Each (rule, region) once, whatever number of keywords stand in it; and whether the region is a line of its own."""
        seen: set[tuple[int, int]] = set()
        line_start = line_end = -1
        for index, at in found:
            if index >= len(self._rules):
                continue
            rule = self._rules[index]
            if rule.kinds and kind not in rule.kinds:
                continue
            if not line_start < at <= line_end:
                line_start = data.rfind(b"\n", 0, at - 1) + 1
                line_end = data.find(b"\n", at - 1)
                if line_end < 0:
                    line_end = len(data)
            if rule.multiline:
                start = max(0, at - _BEFORE)
                key = (index, start // 256)
                if key not in seen:
                    seen.add(key)
                    yield rule, start, min(len(data), at + _AFTER), False
            elif line_end - line_start <= _LONG_LINE:
                key = (index, line_start)
                if key not in seen:
                    seen.add(key)
                    yield rule, line_start, _continued(data, line_end) if rule.is_local else line_end, True
            else:
                step = (at - 1 - line_start) // _SLICE
                key = (index, line_start + step)
                if key not in seen:
                    seen.add(key)
                    start = line_start + step * _SLICE
                    yield rule, max(line_start, start - _BEFORE), min(line_end, start + _SLICE + _AFTER), False

    def _candidates(self, rule: ScanRule, data: bytes, start: int, end: int, kind: str, read: "_Read") -> Iterator[Candidate]:
        if rule.extract:
            if not rule.promise:
                from gateline.engines.secrets.structure import EXTRACTORS

                yield from EXTRACTORS[rule.extract](data, start, end, kind)
                return
            if (start, end) not in read:  # both rules for assignments ask for the same lines
                from gateline.engines.secrets.assignment import assignments

                read[start, end] = list(assignments(data, start, end, kind))
            yield from (candidate for candidate in read[start, end] if candidate.name == rule.promise)
            return
        if rule.run is not None and rule.run.search(data, start, end) is None:
            return
        cut = end < len(data) and data[end] != 10
        for found in rule.regex().finditer(data, start, end):
            if cut and found.end() >= end - 1:
                continue  # the window, not the text, ended it
            low, high = found.span(1)
            yield Candidate(low, high, found[1])


def _continued(data: bytes, line_end: int) -> int:
    """Where a line ends, taking in the next one if it breaks off behind an operator (`<token>`, `key =`)."""
    if not data.endswith(_BREAKS_OFF, line_end - 2, line_end):
        return line_end
    following = data.find(b"\n", line_end + 1, line_end + 512)
    return following if following >= 0 else min(len(data), line_end + 512)


def _is_near(rule: ScanRule, data: bytes, start: int, end: int) -> bool:
    return rule.near_regex().search(data, max(0, start - _NEAR), end + _NEAR) is not None


def _judge(rule: ScanRule, candidate: Candidate) -> Hit | None:
    value = candidate.value
    evidence = candidate.evidence
    if not rule.extract:
        if is_placeholder(value) if rule.assigned else is_dummy(value):
            return None
        evidence = ("vendor's own format",) if not rule.assigned else ("vendor's name beside a value of its format",)
    if is_published(value):
        return None
    if rule.entropy:
        measured = entropy(value)
        if measured < rule.entropy:
            return None
        evidence = (*evidence, f"entropy {measured:.1f} bits")
    confidence = candidate.confidence or rule.confidence
    if rule.proof:
        from gateline.engines.secrets.proof import PROOFS

        proof = PROOFS[rule.proof](value)
        if proof.holds is False and proof.is_final:
            return None
        if proof.holds is False:
            confidence = _lower(confidence)
        elif proof.holds:
            confidence = "high"
        evidence = (*evidence, proof.note) if proof.note else evidence
    return Hit(rule.id, candidate.start, candidate.end, value, confidence, evidence)


def _lower(confidence: str) -> str:
    return _CONFIDENCE[max(0, _CONFIDENCE.index(confidence) - 1)]


def _one_a_span(hits: list[Hit], rank: dict[str, int]) -> list[Hit]:
    """Of hits that overlap, the one whose rule tells most; then the surer, then the longer."""
    kept: list[Hit] = []
    taken: list[tuple[int, int]] = []
    for hit in sorted(
        hits, key=lambda hit: (-rank[hit.rule], -_CONFIDENCE.index(hit.confidence), hit.start - hit.end, hit.start, hit.rule)
    ):
        at = bisect_left(taken, (hit.start, hit.end))
        if (at == 0 or taken[at - 1][1] <= hit.start) and (at == len(taken) or hit.end <= taken[at][0]):
            taken.insert(at, (hit.start, hit.end))
            kept.append(hit)
    return sorted(kept, key=lambda hit: (hit.start, hit.end, hit.rule))


def load_scanner(
    load: Callable[[], bytes | None] = lambda: None, store: Callable[[bytes], None] = lambda _database: None
) -> Scanner:
    """The scanner over all packed rules.

    Args:
        load: gives the prefilter's database as an earlier run stored it, or None.
        store: keeps a freshly compiled one.
    """
    pack = load_scan_rules()
    rules = [ScanRule(packed) for packed in pack["rules"]]
    gates = [Gate(rule.keywords, rule.gate) for rule in rules]
    gates += [Gate(pack["encoded"][encoding], is_exact=encoding == "base64") for encoding in ENCODINGS]
    return Scanner(rules, build(gates, load, store))
