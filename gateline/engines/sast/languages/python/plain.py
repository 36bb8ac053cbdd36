"""Texts so plain that their tree need not be visited: names, dotted names, argument lists and parameter lists of nothing else.

Visiting a node costs more than looking its text up, and the same short texts stand in file after file. The tables are shared by all
files of a process, hold short texts only, and start anew when they are full.
"""

import re
import unicodedata
from keyword import iskeyword
from typing import Any

from gateline.facts.code import Param

__all__ = ["LONGEST", "Argument", "Chain", "Plain"]

LONGEST = 100
"""Bytes of a text that is worth remembering."""
_REMEMBERED = 50_000
"""Texts a table keeps."""

Chain = tuple[str, int, str | None, int, tuple[tuple[str, int], ...]]
"""Of `a.b.c.d`: the first name and its length, the second (or None) and the length up to its end, and every further one in the same way."""
Argument = tuple[int, int, str | None, Chain | None, Any]
"""Where it starts, its length, its keyword, then a name, dotted or not, or None and the value of a constant."""

_NAME = r"[A-Za-z_]\w*"
_CHAIN = re.compile(rf"{_NAME}(?:\.{_NAME})*".encode())
_ITEM = rf"(?:{_NAME}=)?(?:{_NAME}(?:\.{_NAME})*|[1-9][0-9]{{0,8}}|0|'[^'\"\\\r\n]*'|\"[^'\"\\\r\n]*\")"
_ARGUMENTS = re.compile(rf"\((?:{_ITEM}(?:, {_ITEM})*)?\)".encode())
_ONE = re.compile(rf"(?:({_NAME})=)?(?:({_NAME}(?:\.{_NAME})*)|([0-9]+)|'([^']*)'|\"([^\"]*)\")(?:, |\))".encode())
_PARAMETERS = re.compile(rf"\((?:{_NAME}(?:, {_NAME})*)?\)".encode())
_CONSTANTS = {b"None": None, b"True": True, b"False": False}


class _Spelling(dict[bytes, str]):
    """Names by their bytes, so that each stands once in memory; normalised as the language wants identifiers to be (NFKC)."""

    __slots__ = ("encoding",)

    def __init__(self, encoding: str) -> None:
        super().__init__()
        self.encoding = encoding

    def __missing__(self, text: bytes) -> str:
        name = text.decode(self.encoding, "replace")
        if not name.isascii():
            name = unicodedata.normalize("NFKC", name)
        if len(text) <= LONGEST:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[text] = name
        return name


class _Chains(dict[bytes, Chain | None]):
    """Names taken apart at their dots; None for what is no plain name."""

    __slots__ = ("spelling",)

    def __init__(self, spelling: _Spelling) -> None:
        super().__init__()
        self.spelling = spelling

    def __missing__(self, text: bytes) -> Chain | None:
        if len(self) >= _REMEMBERED:
            self.clear()
        chain: Chain | None = None
        if _CHAIN.fullmatch(text) is not None:
            chain = self._apart(text)
        self[text] = chain
        return chain

    def _apart(self, text: bytes) -> Chain | None:
        head, *rest = text.split(b".")
        name = self.spelling[head]
        if iskeyword(name):
            return None
        length = len(head)
        steps: list[tuple[str, int]] = []
        for step in rest:
            length += 1 + len(step)
            steps.append((self.spelling[step], length))
        second, further = steps[0] if steps else (None, length)
        return name, len(head), second, further, tuple(steps[1:])


class _Arguments(dict[bytes, tuple[Argument, ...] | None]):
    """Argument lists with their parentheses; None for those that are not plain."""

    __slots__ = ("chains",)

    def __init__(self, chains: _Chains) -> None:
        super().__init__()
        self.chains = chains

    def __missing__(self, text: bytes) -> tuple[Argument, ...] | None:
        if len(self) >= _REMEMBERED:
            self.clear()
        found = self._apart(text) if _ARGUMENTS.fullmatch(text) is not None else None
        self[text] = found
        return found

    def _apart(self, text: bytes) -> tuple[Argument, ...] | None:
        spelling = self.chains.spelling
        arguments: list[Argument] = []
        for item in _ONE.finditer(text, 1):
            keyword, dotted, digits, single, double = item.groups()
            start = item.start() if keyword is None else item.end(1) + 1
            length = item.end() - start - (1 if item.end() == len(text) else 2)
            named = None if keyword is None else spelling[keyword]
            if dotted is None:
                value: Any = (
                    int(digits) if digits is not None else (double if single is None else single).decode(spelling.encoding)
                )
                arguments.append((start, length, named, None, value))
                continue
            chain = self.chains[dotted]
            if chain is None and dotted not in _CONSTANTS:
                return None
            arguments.append((start, length, named, chain, None if chain else _CONSTANTS[dotted]))
        return tuple(arguments)


class _Parameters(dict[bytes, tuple[Param, ...] | None]):
    """Parameter lists with their parentheses; None for those with more than names."""

    __slots__ = ("spelling",)

    def __init__(self, spelling: _Spelling) -> None:
        super().__init__()
        self.spelling = spelling

    def __missing__(self, text: bytes) -> tuple[Param, ...] | None:
        if len(self) >= _REMEMBERED:
            self.clear()
        found: tuple[Param, ...] | None = None
        if _PARAMETERS.fullmatch(text) is not None:
            found = tuple(Param(self.spelling[name]) for name in text[1:-1].split(b", ") if name)
        self[text] = found
        return found


class Plain:
    """The tables for one encoding."""

    __slots__ = ("arguments", "chains", "parameters", "spelling")

    def __init__(self, encoding: str) -> None:
        self.spelling = _Spelling(encoding)
        self.chains = _Chains(self.spelling)
        self.arguments = _Arguments(self.chains)
        self.parameters = _Parameters(self.spelling)
