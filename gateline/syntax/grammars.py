"""Tree-sitter grammars by name, loaded when first wanted: error-tolerant, and newer than the Python that runs us."""

from functools import cache
from importlib import import_module

from tree_sitter import Language, Parser, Tree

__all__ = ["GRAMMARS", "language", "parse"]

GRAMMARS = {
    "javascript": "tree_sitter_javascript:language",
    "python": "tree_sitter_python:language",
    "tsx": "tree_sitter_typescript:language_tsx",
    "typescript": "tree_sitter_typescript:language_typescript",
}
"""Grammar names (JSX is part of `javascript`) to the functions of their wheels."""


@cache
def language(name: str) -> Language:
    """The grammar of that name.

    Raises:
        KeyError: no such grammar.
    """
    module, _, attribute = GRAMMARS[name].partition(":")
    return Language(getattr(import_module(module), attribute)())


@cache
def _parser(name: str) -> Parser:
    return Parser(language(name))


def parse(name: str, data: bytes) -> Tree:
    """The tree of a text in UTF-8; what is not understood stands in it as ERROR and MISSING nodes. Not thread-safe.

    Raises:
        KeyError: no such grammar.
    """
    return _parser(name).parse(data)
