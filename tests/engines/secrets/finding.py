"""What the tests of this room ask again and again."""

from functools import cache

from gateline.engines.secrets.candidate import Hit
from gateline.engines.secrets.placing import positions
from gateline.engines.secrets.scan import Scanner, load_scanner
from gateline.rules.examples import expand
from gateline.source.kinds import classify

__all__ = ["found", "hits", "lines", "scanner"]


@cache
def scanner() -> Scanner:
    """One scanner for all tests; it keeps nothing that changes an answer."""
    return load_scanner()


def hits(text: str | bytes, path: str = "sample.txt", seed: str = "test") -> list[Hit]:
    """Hits in a text whose generators are expanded first."""
    data = text if isinstance(text, bytes) else expand(text, seed).encode()
    return scanner().scan(data, classify(path, data[:1024]))


def found(text: str | bytes, path: str = "sample.txt") -> list[str]:
    """Rule names (without the engine's) in order of position."""
    return [hit.rule.removeprefix("secrets/") for hit in hits(text, path)]


def lines(data: bytes, path: str) -> list[tuple[str, int]]:
    """(rule id, start line) of every hit."""
    all_hits = scanner().scan(data, classify(path, data[:1024]))
    placed = positions(data, [hit.start for hit in all_hits])
    return [(hit.rule, placed[hit.start][0]) for hit in all_hits]
