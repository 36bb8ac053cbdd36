"""Values of literals: strings with their escapes, numbers, templates, regular expressions."""

import re
from html import unescape
from typing import TYPE_CHECKING

from gateline.engines.sast.languages.javascript.grammar import Expr, expressions
from gateline.engines.sast.languages.javascript.state import DEPTH, Lowering
from gateline.facts.code import CONCAT, CONST, REGEX

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["html_text", "key_of", "number_value", "string", "string_value", "template_parts", "unescaped"]

_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,8})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([0-7]{1,3})|(\r\n|[\s\S]))")
_PLAIN = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "b": "\b",
    "f": "\f",
    "v": "\v",
    "\n": "",
    "\r": "",
    "\r\n": "",
    "\u2028": "",
    "\u2029": "",
}
_MOST_DIGITS = 4000
_LARGEST = 2**63 - 1


def _escape(found: re.Match[str]) -> str:
    other = found[5]
    if other is not None:
        return _PLAIN.get(other, other)
    if found[4] is not None:
        return chr(int(found[4], 8) & 0xFF)
    code = int(found[1] or found[2] or found[3], 16)
    return chr(code) if code < 0x110000 else "\ufffd"


def unescaped(text: str) -> str:
    """A string's or template's text with escapes decoded; halves of surrogate pairs that stand alone are replaced, as no encoding has them."""
    text = _ESCAPE.sub(_escape, text)
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def string_value(lowering: Lowering, node: "Node") -> str:
    """The value of a string literal."""
    text = lowering.text[node.start_byte + 1 : node.end_byte - 1]
    if not text.isascii():
        text = lowering.decode(text)
    return unescaped(text) if "\\" in text else text


@expressions("string")
def string(lowering: Lowering, node: "Node") -> Expr:
    """A string literal."""
    start = node.start_byte
    end = node.end_byte
    text = lowering.text[start + 1 : end - 1]
    if not text.isascii():
        text = lowering.decode(text)
    if "\\" in text:
        text = unescaped(text)
    length = end - start
    return [CONST, start << 16 | (length if length < 65536 else 65535), text]


def number_value(text: str) -> int | float:
    """The value of a number literal; what needs more than 64 bits becomes a float."""
    text = text.replace("_", "").rstrip("n")
    try:
        if text[:2].lower() in ("0x", "0o", "0b"):
            value: int | float = int(text, 0) if len(text) < _MOST_DIGITS else float("inf")
        elif text.isdigit() and len(text) < _MOST_DIGITS:
            value = int(text, 8) if text[0] == "0" and len(text) > 1 and not set(text) & {"8", "9"} else int(text)
        else:
            value = float(text)
        return value if isinstance(value, float) or value <= _LARGEST else float(value)
    except (ValueError, OverflowError):
        return float("inf")


@expressions("number")
def _number(lowering: Lowering, node: "Node") -> Expr:
    text = lowering.text[node.start_byte : node.end_byte]
    plain = len(text) < 16 and text.isdigit() and (text[0] != "0" or text == "0")
    return lowering.constant(node, int(text) if plain else number_value(text))


@expressions("true")
def _true(lowering: Lowering, node: "Node") -> Expr:
    return [CONST, node.start_byte << 16 | 4, True]


@expressions("false")
def _false(lowering: Lowering, node: "Node") -> Expr:
    return [CONST, node.start_byte << 16 | 5, False]


@expressions("null", "undefined")
def _null(lowering: Lowering, node: "Node") -> Expr:
    return lowering.constant(node, None)


@expressions("regex")
def _regex(lowering: Lowering, node: "Node") -> Expr:
    text = lowering.source(node)
    pattern, _, flags = text[1:].rpartition("/")
    return [REGEX, lowering.span(node), pattern, flags]


def template_parts(lowering: Lowering, node: "Node") -> list[Expr]:
    """Texts and expressions of a template literal, in order."""
    parts: list[Expr] = []
    wanted = lowering.grammar.substitution
    position = node.start_byte + 1
    for child in node.children:
        if child.kind_id == wanted:
            start = child.start_byte
            if start > position:
                parts.append(_text(lowering, position, start))
            position = child.end_byte
            inner = lowering.parts(child)
            if inner:
                parts.append(lowering.expression(inner[0]))
    if node.end_byte - 1 > position:
        parts.append(_text(lowering, position, node.end_byte - 1))
    return parts


def _text(lowering: Lowering, start: int, end: int) -> Expr:
    text = lowering.decode(lowering.text[start:end])
    return [CONST, start << 16 | min(end - start, 0xFFFF), unescaped(text) if "\\" in text else text]


@expressions("template_string")
def _template(lowering: Lowering, node: "Node") -> Expr:
    span = lowering.span(node)
    if node.child_count < 3:
        return [CONST, span, ""]
    depth = lowering.depth
    if depth > DEPTH:
        return lowering.too_deep(node)
    lowering.depth = depth + 1
    parts = template_parts(lowering, node)
    lowering.depth = depth
    if len(parts) == 1 and parts[0][0] == CONST and type(parts[0][2]) is str:
        return [CONST, span, parts[0][2]]
    return [CONCAT, span, parts]


@expressions("property_identifier", "private_property_identifier", "statement_identifier")
def _property_name(lowering: Lowering, node: "Node") -> Expr:
    return lowering.constant(node, lowering.source(node))


def key_of(lowering: Lowering, node: "Node") -> Expr:
    """Key of an object literal, a class or a pattern: a CONST, or the expression in brackets."""
    kind = node.kind_id
    if kind == lowering.grammar.property_name:
        start = node.start_byte
        end = node.end_byte
        text = lowering.text[start:end]
        if not text.isascii():
            text = lowering.decode(text)
        lowering.words.add(text)
        return [CONST, start << 16 | (end - start if end - start < 65536 else 65535), text]
    if kind == lowering.grammar.computed:
        inner = lowering.parts(node)
        return lowering.expression(inner[0]) if inner else lowering.constant(node, None)
    key = lowering.expression(node)
    if key[0] == CONST and type(key[2]) is str:
        lowering.words.add(key[2])
    return key


def html_text(text: str) -> str:
    """JSX text with character references decoded."""
    return unescape(text) if "&" in text else text
