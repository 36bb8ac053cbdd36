"""The cheap question before all dear ones: where could a rule possibly match?

Every rule names literal keywords. One automaton finds all of them in one pass over the bytes: Vectorscan (the `hyperscan`
wheel) where it is installed, Aho-Corasick elsewhere. Vectorscan can also evaluate a rule's `gate`, a regular expression every
match implies, which spares Python the frequent words (`key`, `token`); Aho-Corasick answers with the keywords themselves. As a
gate is implied by the match, both routes lead to the same findings.
"""

from collections.abc import Callable, Sequence
from typing import Any

__all__ = ["AhoCorasick", "Gate", "Prefilter", "Vectorscan", "build"]


class Gate:
    """One thing to look for: a literal, or a regular expression with the literals that stand in for it."""

    __slots__ = ("is_exact", "keywords", "regex")

    def __init__(self, keywords: Sequence[str], regex: str = "", *, is_exact: bool = False) -> None:
        """
        Args:
            keywords: literals, matched whatever their case unless `is_exact`.
            regex: what every match implies; used instead of the keywords where regular expressions can be evaluated.
            is_exact: case matters.
        """
        self.keywords = tuple(keywords)
        self.regex = regex
        self.is_exact = is_exact


Found = list[tuple[int, int]]


class Prefilter:
    """Finds gates in bytes."""

    def find(self, data: bytes) -> Found:
        """(index of the gate, end offset) of every place some gate may be implied, sorted by offset, repeats removed."""
        raise NotImplementedError

    def dump(self) -> bytes:
        """A form that `build` restores without compiling; empty where there is none."""
        return b""


class Vectorscan(Prefilter):
    """All gates in one Vectorscan database."""

    def __init__(self, gates: Sequence[Gate], stored: bytes | None = None) -> None:
        self._db: Any = (_restore(stored) if stored is not None else None) or _compile(gates)

    def dump(self) -> bytes:
        """The compiled database; loads only with the same library version on a processor with the same features."""
        import hyperscan

        dumped: bytes = hyperscan.dumpb(self._db)
        return dumped

    def find(self, data: bytes) -> Found:
        found: Found = []
        add = found.append

        def note(identifier: int, _start: int, end: int, _flags: int, _context: object) -> None:
            add((end, identifier))

        self._db.scan(data, match_event_handler=note)
        return [(identifier, end) for end, identifier in found]


def _restore(stored: bytes) -> Any:
    import hyperscan

    try:
        db = hyperscan.loadb(stored, mode=hyperscan.HS_MODE_BLOCK)
        db.scratch = hyperscan.Scratch(db)
    except hyperscan.HyperscanError:
        return None
    return db


def _compile(gates: Sequence[Gate]) -> Any:
    import hyperscan

    expressions: list[bytes] = []
    ids: list[int] = []
    flags: list[int] = []
    for index, gate in enumerate(gates):
        sources = [gate.regex] if gate.regex else [_escape(word) for word in gate.keywords]
        expressions += [source.encode() for source in sources]
        ids += [index] * len(sources)
        flags += [0 if gate.is_exact else hyperscan.HS_FLAG_CASELESS] * len(sources)
    db = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    db.compile(expressions=expressions, ids=ids, elements=len(expressions), flags=flags)
    return db


def _escape(word: str) -> str:
    return "".join(char if char.isalnum() or char == "_" else f"\\x{ord(char):02x}" for char in word)


class AhoCorasick(Prefilter):
    """All keywords in one Aho-Corasick automaton over the lower-cased bytes."""

    def __init__(self, gates: Sequence[Gate]) -> None:
        import ahocorasick_rs

        words: dict[bytes, list[tuple[int, bytes]]] = {}
        for index, gate in enumerate(gates):
            for word in gate.keywords:
                words.setdefault(word.encode().lower(), []).append((index, word.encode() if gate.is_exact else b""))
        self._gates = list(words.values())
        self._automaton = ahocorasick_rs.BytesAhoCorasick(list(words), matchkind=ahocorasick_rs.MatchKind.Standard)

    def find(self, data: bytes) -> Found:
        found = self._automaton.find_matches_as_indexes(data.lower(), overlapping=True)
        return [
            (gate, end)
            for word, start, end in found
            for gate, exact in self._gates[word]
            if not exact or data[start:end] == exact
        ]


def build(gates: Sequence[Gate], load: Callable[[], bytes | None], store: Callable[[bytes], None]) -> Prefilter:
    """The best prefilter this installation has.

    Args:
        gates: what to look for.
        load: gives a database stored by an earlier run, or None.
        store: keeps a freshly compiled database; called at most once.
    """
    try:
        import hyperscan  # noqa: F401
    except ImportError:
        return AhoCorasick(gates)
    stored = load()
    prefilter = Vectorscan(gates, stored)
    if stored is None:
        store(prefilter.dump())
    return prefilter
