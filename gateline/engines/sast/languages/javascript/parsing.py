"""From text to tree: which grammar fits, and an end to the work on text that is made to keep the parser busy.

The parser follows several readings of a text at once and tries repairs. Real files, minified ones too, need at most 2 of its
reports for 100 bytes; texts that need very many more are given up, by count and not by time, so that the answer is always the same.
"""

import re
from functools import cache
from typing import TYPE_CHECKING

from tree_sitter import Parser

from gateline.engines.sast.languages.javascript.grammar import ERROR
from gateline.engines.sast.languages.javascript.tagged import without_type_arguments
from gateline.syntax.grammars import language

if TYPE_CHECKING:
    from tree_sitter import Node, Tree

__all__ = ["Parsed", "parsed"]

_REPORTS = 1000
_BYTES_A_REPORT = 8
_MOST_REPORTS = 100_000
_JSX = (b"/>", b"</")
_TYPE_ARGUMENTS = re.compile(rb"(?:<[^<>(){};=/]{0,40}>\s{0,4}){150}")
"""Each list of type arguments in a row doubles the readings that are followed within one report."""


class Parsed:
    """A tree.

    Attributes:
        tree: the tree.
        grammar: name of its grammar.
        data: the text that was parsed: as long as the file, with all in its place.
        errors: how many bytes were not understood.
    """

    __slots__ = ("data", "errors", "grammar", "tree")

    def __init__(self, tree: "Tree", grammar: str, data: bytes) -> None:
        self.tree = tree
        self.grammar = grammar
        self.data = data
        self.errors = _errors(tree.root_node)


def parsed(data: bytes, kind: str) -> Parsed | None:
    """The tree with the fewest errors of the grammars that may fit, the likelier one first.

    Files of types that call themselves JavaScript (Flow) are better read as TypeScript.

    Args:
        data: the text.
        kind: `javascript` or `typescript`.

    Returns:
        None when no grammar copes with the text.
    """
    best: Parsed | None = None
    for name, text in _ways(data, kind):
        tree = _tree(name, text)
        if tree is None:
            continue
        made = Parsed(tree, name, text)
        if best is None or made.errors < best.errors:
            best = made
        if not made.errors:
            break
    return best


def _ways(data: bytes, kind: str) -> list[tuple[str, bytes]]:
    if kind == "javascript":
        return [("javascript", data), ("tsx", data)]
    names = ("tsx", "typescript") if any(sign in data for sign in _JSX) else ("typescript", "tsx")
    texts = dict.fromkeys((without_type_arguments(data), data))
    return [(name, text) for text in texts for name in names]


@cache
def _parser(name: str) -> Parser:
    return Parser(language(name))


def _tree(name: str, data: bytes) -> "Tree | None":
    if name != "javascript" and _TYPE_ARGUMENTS.search(data) is not None:
        return None
    reports = min(_REPORTS + len(data) // _BYTES_A_REPORT, _MOST_REPORTS)

    def read(offset: int, _: object) -> bytes:
        return data[offset:] if offset else data

    def progress(_: int, __: bool) -> bool:
        nonlocal reports
        reports -= 1
        return reports < 0

    parser = _parser(name)
    try:
        return parser.parse(read, progress_callback=progress)
    except ValueError:
        parser.reset()
        return None


def _errors(root: "Node") -> int:
    if not root.has_error:
        return 0
    bad = 0
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.kind_id == ERROR or node.is_missing:
            bad += node.end_byte - node.start_byte + 1
        elif node.has_error:
            waiting += node.children
    return bad
