"""A tree-sitter grammar as the lowering needs it: numbers of kinds and fields, and what handles each kind."""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from gateline.facts.code import AND, BINARY, COMPARE, NULLISH, OR
from gateline.syntax.grammars import language

if TYPE_CHECKING:
    from tree_sitter import Node

    from gateline.engines.sast.languages.javascript.state import Lowering

__all__ = [
    "ERROR",
    "Block",
    "Expr",
    "ExprHandler",
    "Grammar",
    "PatternHandler",
    "StatementHandler",
    "expressions",
    "grammar",
    "patterns",
    "statements",
]

Expr = list[Any]
"""An expression, pattern or statement of the intermediate form."""
Block = list[Expr]
ExprHandler = Callable[["Lowering", "Node"], Expr]
StatementHandler = Callable[["Lowering", "Node", Block], None]
PatternHandler = Callable[["Lowering", "Node", "set[str] | None"], Expr]

ERROR = 65535
"""Kind of the nodes that hold what the grammar does not allow."""

_EXPRESSIONS: dict[str, ExprHandler] = {}
_STATEMENTS: dict[str, StatementHandler] = {}
_PATTERNS: dict[str, PatternHandler] = {}

_OPERATORS = (
    {op: (BINARY, op) for op in ("+", "-", "*", "/", "%", "**", "&", "|", "^", "<<", ">>", ">>>")}
    | {op: (COMPARE, op) for op in ("==", "!=", "<", "<=", ">", ">=", "in", "instanceof")}
    | {"===": (COMPARE, "=="), "!==": (COMPARE, "!="), "&&": (AND, ""), "||": (OR, ""), "??": (NULLISH, "")}
)
"""Operators to what they are in the intermediate form; the logical ones have no name there."""


def expressions(*kinds: str) -> Callable[[ExprHandler], ExprHandler]:
    """Decorator: the function lowers expressions of these kinds."""
    return lambda handler: _register(_EXPRESSIONS, kinds, handler)


def statements(*kinds: str) -> Callable[[StatementHandler], StatementHandler]:
    """Decorator: the function appends what statements of these kinds are to a block."""
    return lambda handler: _register(_STATEMENTS, kinds, handler)


def patterns(*kinds: str) -> Callable[[PatternHandler], PatternHandler]:
    """Decorator: the function lowers targets of assignments of these kinds; its third argument collects the names declared."""
    return lambda handler: _register(_PATTERNS, kinds, handler)


def _register(table: dict[str, Any], kinds: tuple[str, ...], handler: Any) -> Any:
    for kind in kinds:
        table[kind] = handler
    return handler


class Grammar:
    """Numbers and handlers of one grammar.

    Attributes:
        expressions: kind number to handler, for every kind: what is no expression becomes UNKNOWN.
        items: the same, None for punctuation and comments: for lists.
        statements: None for what says nothing at run time.
        patterns: for every kind.
        operators: number of the token to (kind of the intermediate form, operator).
    """

    def __init__(self, name: str) -> None:
        found = language(name)
        count = found.node_kind_count
        kinds = {number: found.node_kind_for_id(number) or "" for number in range(count) if found.node_kind_is_visible(number)}
        named = {number: kind for number, kind in kinds.items() if found.node_kind_is_named(number)}
        tokens = {number: kind for number, kind in kinds.items() if number not in named}
        other, value = _EXPRESSIONS["ERROR"], _PATTERNS["ERROR"]
        self.name = name
        self.expressions: dict[int, ExprHandler] = {n: _EXPRESSIONS.get(kind, other) for n, kind in named.items()}
        self.items: dict[int, ExprHandler | None] = {**self.expressions, **dict.fromkeys(tokens)}
        self.expressions |= dict.fromkeys(tokens, other)
        self.expressions[ERROR] = self.items[ERROR] = other
        self.patterns: dict[int, PatternHandler] = {n: _PATTERNS.get(kind, value) for n, kind in kinds.items()} | {ERROR: value}
        self.statements: dict[int, StatementHandler | None] = dict.fromkeys(tokens)
        for number, kind in named.items():
            self.statements[number] = _STATEMENTS.get(kind, _STATEMENTS["ERROR"] if kind not in _SILENT else None)
            if kind in _SILENT:
                self.items[number] = None
        self.statements[ERROR] = _STATEMENTS["ERROR"]
        self.operators = {number: _OPERATORS[kind] for number, kind in tokens.items() if kind in _OPERATORS}
        self.kinds = kinds
        self.extras = frozenset({ERROR, *tokens, *(number for number, kind in named.items() if kind in _SILENT)})
        self._numbers: dict[str, list[int]] = {}
        for number, kind in named.items():
            self._numbers.setdefault(kind, []).append(number)
        self._tokens = {kind: number for number, kind in reversed(tokens.items())}
        self._fields = {found.field_name_for_id(number): number for number in range(1, found.field_count + 1)}
        self.arrow = self.token("=>")
        self.this = self.kind("this")
        self.property_marks = self.all("accessibility_modifier", "override_modifier") | {self.token("readonly")}
        self.required_import = self.kind("import_require_clause")
        self.namespace_export = self.kind("namespace_export")
        self.export_clause = self.kind("export_clause")
        self.export_specifier = self.kind("export_specifier")
        self.import_alias = self.kind("import_alias")
        self.class_expression = self.kind("class")
        self.extends_clause = self.kind("extends_clause")
        self.implements_clause = self.kind("implements_clause")
        self.static_block = self.kind("class_static_block")
        self.binary = self.kind("binary_expression")
        self.chain = self.all("call_expression", "member_expression", "subscript_expression", "non_null_expression")
        self.calls = self.all("call_expression")
        self.members = self.all("member_expression")
        self.subscripts = self.all("subscript_expression")
        self.dynamic_import = self.kind("import")
        self.template = self.kind("template_string")
        self.substitution = self.kind("template_substitution")
        self.identifiers = self.all("identifier")
        self.pair = self.kind("pair")
        self.pair_pattern = self.kind("pair_pattern")
        self.block = self.kind("statement_block")
        self.parameters = self.kind("formal_parameters")
        self.property_name = self.kind("property_identifier")
        self.strings = self.all("string")
        self.computed = self.kind("computed_property_name")
        self.assignment = self.kind("assignment_expression")
        self.augmented = self.kind("augmented_assignment_expression")
        self.update = self.kind("update_expression")
        self.declarator = self.kind("variable_declarator")
        self.shorthand = self.kind("shorthand_property_identifier")
        self.if_statement = self.kind("if_statement")
        self.decorator = self.kind("decorator")
        self.type_annotation = self.kind("type_annotation")
        self.typed_parameters = self.all("required_parameter", "optional_parameter")
        self.comma = self.token(",")
        self.default_token, self.star, self.equals, self.namespace_token = map(self.token, ("default", "*", "=", "namespace"))
        self.namespace = self.kind("internal_module")
        self.variable = self.kind("variable_declaration")
        self.return_statement = self.kind("return_statement")
        self.expression_statement = self.kind("expression_statement")
        self.clauses = self.all("variable_declaration", "lexical_declaration", "using_declaration")
        self.known_statements = frozenset(number for number, kind in named.items() if kind in _STATEMENTS and kind != "ERROR")
        self.heritage = self.kind("class_heritage")
        self.method = self.kind("method_definition")
        self.field_definition = max(self.kind("field_definition"), self.kind("public_field_definition"))
        self.signatures = self.all("method_signature", "abstract_method_signature", "index_signature")
        self.classes = self.all("class_declaration", "abstract_class_declaration")
        self.nameable = self.all("class", "function_expression", "generator_function")
        self.type_tokens = frozenset({self.token("type"), self.token("typeof")})
        self.import_clause = self.kind("import_clause")
        self.import_specifier = self.kind("import_specifier")
        self.named_imports = self.kind("named_imports")
        self.namespace_import = self.kind("namespace_import")
        self.self_closing = self.kind("jsx_self_closing_element")
        self.jsx_attribute = self.kind("jsx_attribute")
        self.jsx_expression = self.kind("jsx_expression")
        self.jsx_namespace = self.kind("jsx_namespace_name")
        self.jsx_text = self.kind("jsx_text")
        self.module_statements = frozenset({self.kind("import_statement"), self.kind("export_statement")})

    def kind(self, name: str) -> int:
        """Number of a named kind that has one only, -1 when the grammar has none.

        Raises:
            ValueError: it has several, as kinds have that take part in several rules.
        """
        numbers = self._numbers.get(name, [-1])
        if len(numbers) > 1:
            raise ValueError(name)
        return numbers[0]

    def all(self, *names: str) -> frozenset[int]:
        """Numbers of some named kinds."""
        return frozenset(number for name in names for number in self._numbers.get(name, ()))

    def token(self, name: str) -> int:
        """Number of a token, -1 when the grammar has none."""
        return self._tokens.get(name, -1)

    def field(self, name: str) -> int:
        """Number of a field, 0 when the grammar has none."""
        return self._fields.get(name, 0)


_SILENT = frozenset(
    "comment html_comment hash_bang_line empty_statement debugger_statement interface_declaration type_alias_declaration "
    "ambient_declaration function_signature import_attribute type_arguments type_parameters".split()
)
"""Kinds that do nothing at run time."""


@cache
def grammar(name: str) -> Grammar:
    """The grammar of that name; handlers must have been registered before.

    Raises:
        KeyError: no such grammar.
    """
    return Grammar(name)
