"""Regular expressions that are compiled when they are first used.

Compiling costs up to a millisecond each; most runs, the commit hook's above all, need a few of dozens.
"""

import re
from collections.abc import Iterator

__all__ = ["LazyPattern"]


class LazyPattern:
    """A pattern over bytes with the methods of `re.Pattern` that we use."""

    __slots__ = ("_compiled", "_source")

    def __init__(self, source: bytes) -> None:
        self._source = source
        self._compiled: re.Pattern[bytes] | None = None

    def compiled(self) -> re.Pattern[bytes]:
        """The compiled pattern."""
        if self._compiled is None:
            self._compiled = re.compile(self._source)
        return self._compiled

    def search(self, text: bytes, start: int = 0, end: int = 1 << 62) -> re.Match[bytes] | None:
        """As `re.Pattern.search`."""
        return (self._compiled or self.compiled()).search(text, start, end)

    def match(self, text: bytes, start: int = 0, end: int = 1 << 62) -> re.Match[bytes] | None:
        """As `re.Pattern.match`."""
        return (self._compiled or self.compiled()).match(text, start, end)

    def fullmatch(self, text: bytes, start: int = 0, end: int = 1 << 62) -> re.Match[bytes] | None:
        """As `re.Pattern.fullmatch`."""
        return (self._compiled or self.compiled()).fullmatch(text, start, end)

    def finditer(self, text: bytes, start: int = 0, end: int = 1 << 62) -> Iterator[re.Match[bytes]]:
        """As `re.Pattern.finditer`."""
        return (self._compiled or self.compiled()).finditer(text, start, end)

    def findall(self, text: bytes, start: int = 0, end: int = 1 << 62) -> list[bytes]:
        """As `re.Pattern.findall`."""
        return (self._compiled or self.compiled()).findall(text, start, end)
