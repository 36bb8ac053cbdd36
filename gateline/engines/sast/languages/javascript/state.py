"""What a file's lowering has at hand: the text, the handlers, and the function and block it is in."""

from typing import TYPE_CHECKING

from gateline.engines.sast.languages.javascript.grammar import Expr, Grammar
from gateline.facts.code import CONST, NAME, UNKNOWN, Class, Function

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["DEPTH", "SPINE", "Dotted", "Lowering", "Scope"]

DEPTH = 120
"""Levels of nested syntax that are followed."""
SPINE = 50
"""From this depth on chains (`a.b().c()…`) are followed in a loop."""
_MOST_CUTS = 200


class Dotted(dict[str, tuple[str, tuple[str, ...]]]):
    """`a.b.c` to its first name and the others; an empty name for what is no plain row of names. Most texts occur many times."""

    def __missing__(self, text: str) -> tuple[str, tuple[str, ...]]:
        first, _, rest = text.partition(".")
        plain = first not in _NO_NAMES and text.isascii() and text.replace(".", "").isidentifier()
        found = (first, tuple(rest.split("."))) if plain else ("", ())
        self[text] = found
        return found


_DOTTED = Dotted()
_MOST_DOTTED = 20_000
_NO_NAMES = frozenset({"", "import", "new", "super", "undefined"})


class Scope:
    """One function while it is lowered."""

    __slots__ = ("bindings", "index", "inner", "locals", "name", "uses", "words")

    def __init__(self, index: int, name: str) -> None:
        self.index = index
        self.name = name
        self.locals: set[str] = set()
        self.uses: list[Expr] = []
        """Its own NAME, DEFINE, DEFINE_CLASS and IMPORT nodes whose variable is not found yet."""
        self.inner: list[Expr] = []
        """The same of the functions inside it."""
        self.words: set[str] = set()
        self.bindings: list[dict[str, list[Expr]]] = []
        """Names declared in blocks, with the nodes that mean them."""


class Lowering:
    """One file's lowering.

    Attributes:
        text: the file, one character for each byte.
        scope: the function we are in; `uses` and `words` are its own.
        block: names declared in the innermost block.
        depth: levels of syntax above.
        defines: count of functions declared so far: tells a block whether it has to hoist.
        namespace: object that exports go to, in a TypeScript namespace.
        owner: class whose field is being lowered, or -1.
        exports: statements kept for the end of the file.
        numbers: of names made apart, by name.
    """

    __slots__ = (
        "block", "classes", "cuts", "defines", "depth", "dotted", "exports", "expressions", "functions", "grammar", "is_module", "items",
        "namespace", "numbers", "operators", "owner", "patterns", "scope", "statements", "text", "uses", "words",
    )  # fmt: skip

    def __init__(self, data: bytes, grammar: Grammar) -> None:
        self.text = data.decode("latin-1")
        self.grammar = grammar
        self.expressions = grammar.expressions
        self.items = grammar.items
        self.statements = grammar.statements
        self.patterns = grammar.patterns
        self.operators = grammar.operators
        self.dotted = _DOTTED
        if len(_DOTTED) > _MOST_DOTTED:
            _DOTTED.clear()
        self.functions: list[Function | None] = []
        self.classes: list[Class | None] = []
        self.cuts: list[tuple[str, int, str]] = []
        self.exports: list[Expr] = []
        self.numbers: dict[str, int] = {}
        self.namespace: str | None = None
        self.is_module = False
        self.owner = -1
        self.depth = 0
        self.defines = 0
        self.scope = Scope(0, "<module>")
        self.uses = self.scope.uses
        self.words = self.scope.words
        self.block = self.scope.locals

    def span(self, node: "Node") -> int:
        """The place of a node."""
        start = node.start_byte
        length = node.end_byte - start
        return start << 16 | (length if length < 65536 else 65535)

    def source(self, node: "Node") -> str:
        """The text of a node, well decoded."""
        text = self.text[node.start_byte : node.end_byte]
        return text if text.isascii() else text.encode("latin-1").decode("utf-8", "replace")

    def decode(self, text: str) -> str:
        """A piece of `text`, well decoded."""
        return text if text.isascii() else text.encode("latin-1").decode("utf-8", "replace")

    def expression(self, node: "Node") -> Expr:
        """Any expression."""
        return self.expressions[node.kind_id](self, node)

    def name(self, span: int, name: str) -> Expr:
        """A NAME that takes part in finding variables."""
        made = [NAME, span, name]
        self.uses.append(made)
        return made

    def field(self, node: "Node", name: str) -> "Node | None":
        """The child in a field, or None."""
        number = self.grammar.field(name)
        return node.child_by_field_id(number) if number else None

    def parts(self, node: "Node") -> "list[Node]":
        """Children without tokens, comments and errors."""
        extras = self.grammar.extras
        return [child for child in node.children if child.kind_id not in extras]

    def has_token(self, node: "Node", token: str) -> bool:
        """Whether a token stands among the children."""
        number = self.grammar.token(token)
        return any(child.kind_id == number for child in node.children)

    def temporary(self) -> str:
        """A name no program has."""
        return self.apart("chain")

    def apart(self, name: str) -> str:
        """A name for a variable that shares its own with another one of the same function."""
        number = self.numbers[name] = self.numbers.get(name, 0) + 1
        return f"{name}@{number}"

    def cut(self, span: int, why: str) -> None:
        """Note that something is left out."""
        if len(self.cuts) < _MOST_CUTS:
            self.cuts.append((self.scope.name, span, why))

    def too_deep(self, node: "Node") -> Expr:
        """What stands for an expression that is nested too deeply."""
        span = self.span(node)
        self.cut(span, "nested too deeply")
        return [UNKNOWN, span, []]

    def constant(self, node: "Node", value: object) -> Expr:
        """A CONST in the place of a node."""
        return [CONST, self.span(node), value]
