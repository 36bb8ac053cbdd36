"""Imports and exports."""

import re
from typing import TYPE_CHECKING

from gateline.engines.sast.languages.javascript.classes import define_class, lower_class
from gateline.engines.sast.languages.javascript.functions import lower_function
from gateline.engines.sast.languages.javascript.grammar import Block, Expr, statements
from gateline.engines.sast.languages.javascript.literals import string_value
from gateline.engines.sast.languages.javascript.state import Lowering
from gateline.facts.code import (
    ASSIGN,
    ATTR,
    CLASS,
    DEFINE,
    DEFINE_CLASS,
    EXPORT,
    EXPORT_FROM,
    FUNCTION,
    IMPORT,
    MODULE,
    NAME,
    UNKNOWN,
)

if TYPE_CHECKING:
    from tree_sitter import Node

__all__: list[str] = []


def _source(lowering: Lowering, node: "Node") -> str | None:
    source = lowering.field(node, "source")
    return string_value(lowering, source) if source is not None else None


def _text(lowering: Lowering, node: "Node") -> str:
    return string_value(lowering, node) if node.kind_id in lowering.grammar.strings else lowering.source(node)


def _bind(lowering: Lowering, node: "Node", name: str, module: str, member: str | None, out: Block) -> None:
    made = [IMPORT, lowering.span(node), name, module, member]
    lowering.scope.locals.add(name)
    lowering.uses.append(made)
    if member is not None:
        lowering.words.add(member)
    out.append(made)


_IMPORT = re.compile(
    r"import\s+(?:([A-Za-z_$][\w$]*)\s*(?:,\s*(?=[{*])|(?=from\b)))?(?:\{([\w$\s,]*)\}\s*|\*\s*as\s+([\w$]+)\s*)?from\s*[\"']([^\"'\\\n]*)[\"']\s*;?",
    re.ASCII,
)
"""The usual forms: default name, names in braces, name of the namespace, module. Reading them from the text spares the tree's many nodes."""
_LONGEST_IMPORT = 2000


@statements("import_statement")
def _import(lowering: Lowering, node: "Node", out: Block) -> None:
    start = node.start_byte
    end = node.end_byte
    if end - start < _LONGEST_IMPORT:
        found = _IMPORT.fullmatch(lowering.text, start, end)
        if found is not None and _usual(lowering, found, out):
            return
    _unusual(lowering, node, out)


def _usual(lowering: Lowering, found: re.Match[str], out: Block) -> bool:
    default, braced, namespace, module = found.groups()
    if not module.isascii():
        module = lowering.decode(module)
    made: Block = []
    if default is not None:
        made.append([IMPORT, found.start(1) << 16 | len(default), default, module, "default"])
    if namespace is not None:
        made.append([IMPORT, found.start(3) << 16 | len(namespace), namespace, module, None])
    if braced:
        position = found.start(2)
        for part in braced.split(","):
            names = part.split()
            if names:
                if (len(names) == 3 and names[1] == "as") or len(names) == 1:
                    member = names[0]
                elif names[0] == "type" and len(names) == 2:
                    position += len(part) + 1
                    continue
                else:
                    return False
                indent = len(part) - len(part.lstrip())
                made.append([IMPORT, position + indent << 16 | len(part.strip()), names[-1], module, member])
            position += len(part) + 1
    lowering.scope.locals.update([statement[2] for statement in made])
    lowering.uses += made
    lowering.words.update([statement[4] for statement in made if statement[4] is not None])
    out += made
    return True


def _unusual(lowering: Lowering, node: "Node", out: Block) -> None:
    children = node.children
    grammar = lowering.grammar
    if len(children) > 1 and children[1].kind_id in grammar.type_tokens:
        return
    module = _source(lowering, node)
    clause = None
    for child in children:
        if child.kind_id == grammar.required_import:
            _require(lowering, child, out)
            return
        if child.kind_id == grammar.import_clause:
            clause = child
    if module is None:
        return
    if clause is None:
        out.append([IMPORT, lowering.span(node), "", module, None])
        return
    for part in clause.children:
        kind = part.kind_id
        if kind in grammar.identifiers:
            _bind(lowering, part, lowering.source(part), module, "default", out)
        elif kind == grammar.named_imports:
            _named(lowering, part, module, out)
        elif kind == grammar.namespace_import:
            inner = lowering.parts(part)
            if inner:
                _bind(lowering, part, lowering.source(inner[-1]), module, None, out)


def _named(lowering: Lowering, node: "Node", module: str, out: Block) -> None:
    grammar = lowering.grammar
    for specifier in node.children:
        if specifier.kind_id != grammar.import_specifier:
            continue
        children = specifier.children
        if len(children) == 1:
            name = lowering.source(children[0])
            _bind(lowering, specifier, name, module, name, out)
        elif children[0].kind_id not in grammar.type_tokens:
            _bind(lowering, specifier, lowering.source(children[-1]), module, _text(lowering, children[0]), out)


def _require(lowering: Lowering, node: "Node", out: Block) -> None:
    module = _source(lowering, node)
    parts = lowering.parts(node)
    if module is None or not parts:
        return
    name = lowering.source(parts[0])
    lowering.scope.locals.add(name)
    target = lowering.name(lowering.span(parts[0]), name)
    span = lowering.span(node)
    out.append([ASSIGN, span, target, [MODULE, span, module, None]])


@statements("import_alias")
def _alias(lowering: Lowering, node: "Node", out: Block) -> None:
    parts = lowering.parts(node)
    if len(parts) < 2:
        return
    name = lowering.source(parts[0])
    lowering.block.add(name)
    target = lowering.name(lowering.span(parts[0]), name)
    out.append([ASSIGN, lowering.span(node), target, lowering.expression(parts[-1])])


@statements("export_statement")
def _export(lowering: Lowering, node: "Node", out: Block) -> None:
    grammar = lowering.grammar
    children = node.children
    decorators = [lowering.expression(child) for child in children if child.kind_id == grammar.decorator]
    tokens = {child.kind_id for child in children}
    if tokens & grammar.type_tokens or grammar.namespace_token in tokens:
        return
    module = _source(lowering, node)
    declaration = lowering.field(node, "declaration")
    if declaration is not None:
        if grammar.default_token in tokens:
            _default_declaration(lowering, declaration, decorators, out)
        else:
            _declaration(lowering, declaration, decorators, out)
    elif grammar.default_token in tokens:
        value = lowering.field(node, "value")
        if value is not None:
            _default(lowering, node, value, decorators, out)
    elif grammar.equals in tokens:
        _assign(lowering, node, out)
    elif module is not None:
        _from(lowering, node, module)
    else:
        _clause(lowering, node)


def _put(lowering: Lowering, span: int, name: str, value: Expr, out: Block) -> None:
    """One member of the module, or of the namespace we are in."""
    if lowering.namespace is not None:
        out.append([ASSIGN, span, [ATTR, span, lowering.name(span, lowering.namespace), name], value])
    else:
        lowering.exports.append([EXPORT, span, name, value])


def _declaration(lowering: Lowering, node: "Node", decorators: Block, out: Block) -> None:
    first = len(out)
    kind = node.kind_id
    if kind in lowering.grammar.classes:
        define_class(lowering, node, decorators, out)
    else:
        statement = lowering.statements[kind]
        if statement is not None:
            statement(lowering, node, out)
    targets: list[tuple[int, str]] = []
    names_before = {statement[2] for statement in out[first:] if statement[0] in (DEFINE, DEFINE_CLASS)}
    span = lowering.span(node)
    targets += [(span, name) for name in sorted(names_before)]
    if kind in lowering.grammar.clauses:
        for declarator in lowering.parts(node):
            named = lowering.field(declarator, "name")
            if named is not None:
                targets += _names(lowering, named)
    elif not names_before:
        named = lowering.field(node, "name")
        parts = lowering.parts(node)
        if named is None and kind == lowering.grammar.import_alias and parts:
            named = parts[0]
        if named is not None and len(out) > first:
            targets.append((lowering.span(named), lowering.source(named).partition(".")[0]))
    for place, name in targets:
        _put(lowering, place, name, lowering.name(place, name), out)


def _names(lowering: Lowering, node: "Node") -> list[tuple[int, str]]:
    """The variables a pattern declares."""
    found: list[tuple[int, str]] = []
    uses = lowering.uses
    length = len(uses)
    names: set[str] = set()
    lowering.patterns[node.kind_id](lowering, node, names)
    for use in uses[length:]:
        if use[0] == NAME and use[2] in names:
            found.append((use[1], use[2]))
            names.discard(use[2])
    del uses[length:]
    return found


def _default_declaration(lowering: Lowering, node: "Node", decorators: Block, out: Block) -> None:
    span = lowering.span(node)
    kind = node.kind_id
    if kind in lowering.grammar.classes:
        name = define_class(lowering, node, decorators, out)
    else:
        named = lowering.field(node, "name")
        statement = lowering.statements[kind]
        if statement is None or named is None:
            return
        statement(lowering, node, out)
        name = lowering.source(named)
    _put(lowering, span, "default", lowering.name(span, name), out)


def _default(lowering: Lowering, node: "Node", value: "Node", decorators: Block, out: Block) -> None:
    """What has a name is declared under it, too."""
    grammar = lowering.grammar
    span = lowering.span(value)
    named = lowering.field(value, "name") if value.kind_id in grammar.nameable else None
    if named is not None:
        name = lowering.source(named)
        lowering.block.add(name)
        if value.kind_id == grammar.class_expression:
            made = [DEFINE_CLASS, span, name, lower_class(lowering, value, decorators)[0]]
        else:
            made = [DEFINE, span, name, lower_function(lowering, value, name=name, named=named)]
            lowering.defines += 1
        lowering.uses.append(made)
        out.append(made)
        result: Expr = lowering.name(span, name)
    elif value.kind_id == grammar.class_expression:
        result = [CLASS, span, lower_class(lowering, value, decorators)[0]]
    else:
        result = lowering.expression(value)
    if result[0] in (NAME, FUNCTION, CLASS):
        _put(lowering, lowering.span(node), "default", result, out)
    else:
        out.append([EXPORT, lowering.span(node), "default", result])


def _assign(lowering: Lowering, node: "Node", out: Block) -> None:
    """`export = x` is `module.exports = x`."""
    parts = lowering.parts(node)
    span = lowering.span(node)
    value = lowering.expression(parts[-1]) if parts else [UNKNOWN, span, []]
    out.append([ASSIGN, span, [ATTR, span, lowering.name(span, "module"), "exports"], value])
    lowering.words.add("exports")


def _from(lowering: Lowering, node: "Node", module: str) -> None:
    grammar = lowering.grammar
    span = lowering.span(node)
    for child in node.children:
        kind = child.kind_id
        if kind == grammar.star:
            lowering.exports.append([EXPORT_FROM, span, "*", module, None])
        elif kind == grammar.namespace_export:
            inner = lowering.parts(child)
            if inner:
                lowering.exports.append([EXPORT_FROM, span, _text(lowering, inner[-1]), module, None])
        elif kind == grammar.export_clause:
            for place, name, alias in _specifiers(lowering, child):
                lowering.exports.append([EXPORT_FROM, lowering.span(place), alias, module, _text(lowering, name)])


def _clause(lowering: Lowering, node: "Node") -> None:
    for child in node.children:
        if child.kind_id == lowering.grammar.export_clause:
            for place, name, alias in _specifiers(lowering, child):
                span = lowering.span(place)
                lowering.exports.append([EXPORT, span, alias, lowering.name(lowering.span(name), lowering.source(name))])


def _specifiers(lowering: Lowering, node: "Node") -> "list[tuple[Node, Node, str]]":
    found = []
    grammar = lowering.grammar
    for specifier in lowering.parts(node):
        if specifier.kind_id == grammar.export_specifier and specifier.children[0].kind_id not in grammar.type_tokens:
            name = lowering.field(specifier, "name")
            if name is not None:
                found.append((specifier, name, _text(lowering, lowering.field(specifier, "alias") or name)))
    return found
