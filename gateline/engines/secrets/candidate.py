"""The record that travels inside one scan. It holds the secret's value, so it never leaves the process."""

__all__ = ["Candidate", "Hit"]


class Candidate:
    """A value that some rule's pattern or extractor took from a text, before the filters."""

    __slots__ = ("confidence", "end", "evidence", "name", "start", "value")

    def __init__(
        self, start: int, end: int, value: bytes, *, confidence: str = "", evidence: tuple[str, ...] = (), name: bytes = b""
    ) -> None:
        self.start = start
        self.end = end
        self.value = value
        self.confidence = confidence
        self.evidence = evidence
        self.name = name


class Hit:
    """A candidate that passed every filter of its rule. Offsets are bytes into the scanned text."""

    __slots__ = ("confidence", "encoding", "end", "evidence", "rule", "start", "value")

    def __init__(
        self,
        rule: str,
        start: int,
        end: int,
        value: bytes,
        confidence: str,
        evidence: tuple[str, ...],
        encoding: tuple[str, ...] = (),
    ) -> None:
        self.rule = rule
        self.start = start
        self.end = end
        self.value = value
        self.confidence = confidence
        self.evidence = evidence
        self.encoding = encoding

    def __repr__(self) -> str:
        return f"Hit({self.rule}, {self.start}:{self.end}, {self.confidence})"
