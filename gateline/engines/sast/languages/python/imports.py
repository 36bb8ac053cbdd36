"""Import statements."""

import re

from tree_sitter import Node

from gateline.engines.sast.languages.python.dispatch import SKIPPED, Expression, kind, statement
from gateline.engines.sast.languages.python.nodes import span_of
from gateline.engines.sast.languages.python.state import State
from gateline.facts.code import IMPORT, IMPORT_ALL

__all__: list[str] = []

_DOTTED, _ALIASED, _WILDCARD, _RELATIVE = (
    kind("dotted_name"),
    kind("aliased_import"),
    kind("wildcard_import"),
    kind("relative_import"),
)
_NAME = re.compile(rb"[A-Za-z_]\w{0,200}")
_PLAIN = re.compile(rb"from (\.{0,9}[A-Za-z_][\w.]{0,200}) import ([A-Za-z_]\w{0,200}(?:, [A-Za-z_]\w{0,200})*)")
"""What most of them look like: one line, and no new names."""


def _module(state: State, node: Node) -> str:
    """A dotted name as written, without blanks, comments and joined lines in it."""
    start, end = node.byte_range
    text = state.data[start:end]
    if text in state.spelling:
        return state.spelling[text]
    if text.replace(b".", b"").isalnum():
        return state.spelling[text]
    if node.kind_id == _RELATIVE:
        return "".join(_module(state, child) for child in node.named_children)
    names = [state.spelling[state.data[slice(*child.byte_range)]] for child in node.children if child.kind_id not in SKIPPED]
    return "".join(names) if names else state.spelling[text]


def _aliased(state: State, node: Node) -> tuple[str, str]:
    """What is imported, and the name it gets."""
    named = [child for child in node.named_children if child.kind_id not in SKIPPED]
    if not named:
        return "", ""
    return _module(state, named[0]), _module(state, named[-1]) if len(named) > 1 else ""


def _bind(state: State, name: str) -> None:
    state.bound.add(name)
    state.words.add(name)


@statement("import_statement")
def _import(state: State, node: Node, out: list[Expression]) -> None:
    for child in node.named_children:
        if child.kind_id == _ALIASED:
            module, name = _aliased(state, child)
            if module and name:
                state.words.update(module.split("."))
                _bind(state, name)
                out.append([IMPORT, span_of(child), name, module, None])
        elif child.kind_id == _DOTTED:
            module = _module(state, child)
            name, _, rest = module.partition(".")
            _bind(state, name)
            out.append([IMPORT, span_of(child), name, name, None])
            if rest:
                state.words.update(rest.split("."))
                out.append([IMPORT, span_of(child), "", module, None])


@statement("import_from_statement")
def _import_from(state: State, node: Node, out: list[Expression]) -> None:
    module = ""
    start, end = node.byte_range
    plain = _PLAIN.fullmatch(state.data, start, end)
    if plain is not None:
        module = state.spelling[plain[1]]
        state.words.update(module.strip(".").split("."))
        state.words.discard("")
        for found in _NAME.finditer(state.data, plain.start(2), end):
            name = state.spelling[found[0]]
            state.bound.add(name)
            state.words.add(name)
            out.append([IMPORT, found.start() << 16 | len(name), name, module, name])
        return
    for child in node.named_children:
        number = child.kind_id
        if number == _RELATIVE or (number == _DOTTED and not module):
            module = _module(state, child)
            state.words.update(name for name in module.split(".") if name)
        elif number == _DOTTED:
            name = _module(state, child)
            _bind(state, name)
            out.append([IMPORT, span_of(child), name, module, name])
        elif number == _ALIASED:
            member, name = _aliased(state, child)
            if member and name:
                state.words.add(member)
                _bind(state, name)
                out.append([IMPORT, span_of(child), name, module, member])
        elif number == _WILDCARD:
            out.append([IMPORT_ALL, span_of(node), module])


@statement("future_import_statement")
def _future(state: State, node: Node, out: list[Expression]) -> None:
    """Changes how the file is read, and binds nothing that anybody uses."""
