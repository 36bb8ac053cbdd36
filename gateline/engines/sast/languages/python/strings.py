"""String literals: plain, formatted, adjacent."""

# ruff: noqa: FURB136 (a call of `min` would cost more than the rest of its line, a million times)

from typing import Any

from tree_sitter import Node

from gateline.engines.sast.languages.python.dispatch import EXPRESSION, SKIPPED, Expression, expression, kind
from gateline.engines.sast.languages.python.literals import text_of
from gateline.engines.sast.languages.python.state import DEPTH, State
from gateline.facts.code import CALL, CONCAT, CONST, NAME, UNKNOWN

__all__: list[str] = []

_STRING = kind("string")
_CONTENT = kind("string_content")
_INTERPOLATION = frozenset((kind("interpolation"), kind("format_expression")))
_SPECIFIER = kind("format_specifier")
_CONVERSION = kind("type_conversion")
_TRIPLE = (b'"""', b"'''")
_PLAIN_QUOTES = frozenset(b"\"'")
_BACKTICK = ord("`")


@expression("string")
def _string(state: State, node: Node) -> Expression:
    start, end = node.byte_range
    text = state.data[start:end]
    span = start << 16 | (end - start if end - start < 0xFFFF else 0xFFFF)
    first = text[0] if text else 0
    if first in _PLAIN_QUOTES:
        if state.is_plain and b"\\" not in text and (end - start == 2 or text[1:2] != text[:1]):
            return [CONST, span, text[1:-1].decode()]
        prefix = ""
    elif first == _BACKTICK:
        return _backticks(state, start, text)
    else:
        quote = min(text.find(b'"') % (1 << 30), text.find(b"'") % (1 << 30))
        prefix = text[:quote].decode("ascii", "replace").lower()
        if "f" in prefix or "t" in prefix:
            return _formatted(state, node, span, prefix)
        text = text[quote:]
    body = text[3:-3] if text[:3] in _TRIPLE else text[1:-1]
    if prefix or not state.is_plain or b"\\" in body:
        return [CONST, span, text_of(body, prefix, state.encoding)]
    return [CONST, span, body.decode()]


def _backticks(state: State, start: int, text: bytes) -> Expression:
    """Python 2's short form of `repr`: the grammar takes what stands between as text, so only a plain name is seen through."""
    span = start << 16 | min(len(text), 0xFFFF)
    inner = text[1:-1].strip()
    shift = (start + text.find(inner)) << 16 | min(len(inner), 0xFFFF)
    state.names.add("repr")
    if inner.decode(state.encoding, "replace").isidentifier():
        name = state.spelling[inner]
        state.names.add(name)
        argument: Expression = [NAME, shift, name]
    else:
        argument = [UNKNOWN, shift, []]
    return [CALL, span, [NAME, span, "repr"], [argument], []]


def _formatted(state: State, node: Node, span: int, prefix: str) -> Expression:
    parts: list[Any] = []
    if state.depth >= DEPTH:
        state.note_cut(*node.byte_range, "nested too deeply")
        return [UNKNOWN, span, []]
    state.depth += 1
    _collect(state, node, prefix, parts)
    state.depth -= 1
    if not parts:
        return [CONST, span, ""]
    if len(parts) == 1 and parts[0][0] == CONST:
        return [CONST, span, parts[0][2]]
    return [CONCAT, span, parts]


def _collect(state: State, node: Node, prefix: str, parts: list[Any]) -> None:
    """Texts and expressions of a formatted string or of a format specification, in order."""
    for child in node.children:
        number = child.kind_id
        if number in _INTERPOLATION:
            _interpolation(state, child, prefix, parts)
        elif number == _CONTENT:
            start, end = child.byte_range
            text = text_of(state.data[start:end], prefix, state.encoding).replace("{{", "{").replace("}}", "}")
            parts.append([CONST, start << 16 | min(end - start, 0xFFFF), text])


def _interpolation(state: State, node: Node, prefix: str, parts: list[Any]) -> None:
    if state.depth >= DEPTH:
        state.note_cut(*node.byte_range, "nested too deeply")
        return
    state.depth += 1
    inner: Node | None = None
    for child in node.children:
        if child.is_named:
            number = child.kind_id
            if number == _SPECIFIER:
                _collect(state, child, prefix, parts)
            elif number != _CONVERSION and number not in SKIPPED:
                inner = child
                parts.append(EXPRESSION[number](state, child))
        elif inner is not None and child.type == "=":  # `{x=}` writes the expression, too
            start, end = inner.start_byte, child.end_byte
            shown = state.data[start:end].decode(state.encoding, "replace")
            parts.insert(len(parts) - 1, [CONST, start << 16 | min(end - start, 0xFFFF), shown])
    state.depth -= 1


@expression("concatenated_string")
def _concatenated(state: State, node: Node) -> Expression:
    start, end = node.byte_range
    parts: list[Any] = []
    for child in node.named_children:
        number = child.kind_id
        if number == _STRING:
            part = _string(state, child)
            if part[0] == CONCAT:
                parts += part[2]
            else:
                parts.append(part)
        elif number not in SKIPPED:
            parts.append(EXPRESSION[number](state, child))
    return [CONCAT, start << 16 | min(end - start, 0xFFFF), parts]
