"""How these tests look: a text with generators in, what a user would see out."""

from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

from gateline.engines.secrets.candidate import Candidate, Hit
from gateline.engines.secrets.decode import ENCODINGS
from gateline.engines.secrets.pack import load_scan_rules
from gateline.engines.secrets.packing import load_rules
from gateline.engines.secrets.placing import positions
from gateline.engines.secrets.prefilter import AhoCorasick, Gate, Prefilter, Vectorscan
from gateline.engines.secrets.scan import Scanner, ScanRule
from gateline.engines.secrets.structure import EXTRACTORS
from gateline.rules.examples import expand
from gateline.rules.rule import Rule
from gateline.source.kinds import classify

from .finding import scanner

bounded = settings(max_examples=60, deadline=None)
"""How many inputs a property is tried on."""

FIXTURES = Path(__file__).parents[2] / "fixtures" / "secrets"


def made(text: str, seed: str = "a token") -> bytes:
    """`text` with its generators replaced: no live-looking secret lies in a test."""
    return expand(text, seed).encode("utf-8", "surrogateescape")


@cache
def rules() -> tuple[Rule, ...]:
    """As their files have them; reading a thousand takes a second."""
    return tuple(load_rules()[0])


@cache
def examples() -> tuple[tuple[bytes, str], ...]:
    """Every failing and passing example of every rule, and its kind."""
    found = []
    for rule in rules():
        for name, group in (("fails", rule.fails), ("passes", rule.passes)):
            for number, example in enumerate(group):
                data = made(example.text, f"{rule.id}/{name}[{number}]")
                found.append((data, classify(example.path, data[:1024])))
    return tuple(found)


@cache
def packed_rules() -> tuple[ScanRule, ...]:
    return tuple(ScanRule(packed) for packed in load_scan_rules()["rules"])


@cache
def gates() -> tuple[Gate, ...]:
    """As `load_scanner` puts them together."""
    encoded = load_scan_rules()["encoded"]
    rules = [Gate(rule.keywords, rule.gate) for rule in packed_rules()]
    return (*rules, *(Gate(encoded[name], is_exact=name == "base64") for name in ENCODINGS))


@cache
def vectorscan() -> Scanner:
    pytest.importorskip("hyperscan")
    return _scanner(Vectorscan(gates()))


@cache
def aho_corasick() -> Scanner:
    return _scanner(AhoCorasick(gates()))


def _scanner(prefilter: Prefilter) -> Scanner:
    return Scanner(list(packed_rules()), prefilter)


def hits(data: bytes, path: str = "sample.txt") -> list[Hit]:
    return scanner().scan(data, classify(path, data[:1024]))


def seen(text: str | bytes, path: str = "sample.txt") -> list[str]:
    """`rule:line` of every hit, as a report lists them; texts are expanded."""
    data = made(text) if isinstance(text, str) else text
    found = hits(data, path)
    placed = positions(data, [hit.start for hit in found])
    return [f"{hit.rule.removeprefix('secrets/')}:{placed[hit.start][0]}" for hit in found]


def extracted(name: str, text: str, kind: str = "text") -> list[Candidate]:
    """Candidates of one extractor over a whole text."""
    data = made(text)
    return list(EXTRACTORS[name](data, 0, len(data), kind))


def values(name: str, text: str, kind: str = "text") -> list[bytes]:
    """Values of one extractor over a whole text, each of which must stand where the candidate says."""
    data = made(text)
    found = extracted(name, text, kind)
    for candidate in found:
        assert 0 <= candidate.start < candidate.end <= len(data)
    return [candidate.value for candidate in found]


def rows(name: str) -> list[list[str]]:
    """Lines of a fixture: columns between ` | `, a bar in a text as `\\|`, a line break as `⏎`."""
    lines = (FIXTURES / name).read_text(encoding="utf-8").splitlines()
    return [
        [column.replace("\\|", "|").replace("⏎", "\n") for column in line.split(" | ")]
        for line in lines
        if line and not line.startswith("#")
    ]
