"""Text of an expression → tokens.

Source: CEL language definition, https://github.com/google/cel-spec/blob/master/doc/langdef.md#syntax. Left out, each with an error that
says so: bytes and unsigned literals.
"""

import re
from enum import Enum

from msgspec import Struct

from gateline.policy.errors import Rejected

__all__ = ["MAX_LENGTH", "Token", "TokenKind", "tokenize"]

MAX_LENGTH = 4_096
"""Characters of one expression."""
_MAX_TOKENS = 1_000

_RESERVED = frozenset(
    [
        "as",
        "break",
        "const",
        "continue",
        "else",
        "for",
        "function",
        "if",
        "import",
        "let",
        "loop",
        "package",
        "namespace",
        "return",
        "var",
        "void",
        "while",
    ]
)


class TokenKind(Enum):
    """What a token is."""

    INT = "int"
    DOUBLE = "double"
    STRING = "string"
    NAME = "name"
    SIGN = "sign"
    """An operator, bracket, comma, or one of the words `in`, `true`, `false`, `null`."""
    END = "end"


class Token(Struct, frozen=True, gc=False):
    """A word of the expression."""

    kind: TokenKind
    text: str
    """As written; of a string its value."""
    start: int
    """Characters from the start of the expression."""
    end: int


_SPACE = re.compile(r"(?:[ \t\r\n\f]|//[^\n]*)*")
_NUMBER = re.compile(r"0x[0-9a-fA-F]+|(?:[0-9]+\.[0-9]+|\.[0-9]+|[0-9]+)(?:[eE][-+]?[0-9]+)?")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SIGN = re.compile(r"==|!=|<=|>=|&&|\|\||[-+*/%<>!?:.,()\[\]{}]")
_STRING = re.compile(r"""([rR]?)('''|\"""|'|")""")
_ESCAPE = re.compile(r"""\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2})|([abfnrtv\\?"'`]))""")
_LETTERS = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def tokenize(text: str) -> list[Token]:
    """Split an expression; the last token is always the end.

    Raises:
        Rejected: a character, number or string that is none; more than 4,096 characters or 1,000 tokens.
    """
    if len(text) > MAX_LENGTH:
        raise Rejected(f"expression longer than {MAX_LENGTH:,} characters", "split it into several rules", MAX_LENGTH)
    tokens: list[Token] = []
    at = _skip(text, 0)
    while at < len(text):
        token = _token(text, at)
        tokens.append(token)
        if len(tokens) > _MAX_TOKENS:
            raise Rejected(f"expression of more than {_MAX_TOKENS:,} words", "split it into several rules", token.start)
        at = _skip(text, token.end)
    return [*tokens, Token(TokenKind.END, "", len(text), len(text))]


def _skip(text: str, at: int) -> int:
    spaces = _SPACE.match(text, at)
    assert spaces is not None
    return spaces.end()


def _token(text: str, at: int) -> Token:
    if quote := _STRING.match(text, at):
        return _string(text, at, quote)
    if number := _NUMBER.match(text, at):
        return _number(text, at, number)
    if name := _NAME.match(text, at):
        return _name(text, at, name)
    if sign := _SIGN.match(text, at):
        return Token(TokenKind.SIGN, sign[0], at, sign.end())
    hints = {"=": "write '==' to compare", "&": "write '&&' for and", "|": "write '||' for or"}
    raise Rejected(f"unexpected character '{text[at]}'", hints.get(text[at], ""), at)


def _number(text: str, at: int, number: re.Match[str]) -> Token:
    if _NAME.match(text, number.end()):
        hint = "unsigned numbers are not part of this subset" if text[number.end()] in "uU" else ""
        raise Rejected(f"'{text[at : number.end() + 1]}' is no number", hint, at)
    is_double = not number[0].startswith("0x") and any(character in number[0] for character in ".eE")
    if not is_double and int(number[0], 16 if number[0].startswith("0x") else 10) >= 1 << 63:
        raise Rejected(f"number {number[0]} is too large", "whole numbers have 64 bits", at)
    return Token(TokenKind.DOUBLE if is_double else TokenKind.INT, number[0], at, number.end())


def _name(text: str, at: int, name: re.Match[str]) -> Token:
    if name[0] in ("in", "true", "false", "null"):
        return Token(TokenKind.SIGN, name[0], at, name.end())
    if name[0] in _RESERVED:
        raise Rejected(f"'{name[0]}' is a reserved word", "", at)
    if text[name.end() : name.end() + 1] in ("'", '"'):
        raise Rejected("byte strings are not part of this subset", "remove the prefix", at)
    return Token(TokenKind.NAME, name[0], at, name.end())


def _string(text: str, at: int, quote: re.Match[str]) -> Token:
    is_raw, mark = bool(quote[1]), quote[2]
    begin = position = quote.end()
    while True:
        if position >= len(text) or (len(mark) == 1 and text[position] == "\n"):
            raise Rejected("a string that never ends", f"close it with {mark}", at)
        if text.startswith(mark, position):
            break
        position += 2 if text[position] == "\\" and not is_raw else 1
    body = text[begin:position]
    return Token(TokenKind.STRING, body if is_raw else _unescape(body, begin), at, position + len(mark))


def _unescape(body: str, offset: int) -> str:
    parts: list[str] = []
    at = 0
    while (slash := body.find("\\", at)) >= 0:
        escape = _ESCAPE.match(body, slash)
        if not escape:
            hint = "write '\\\\' for a backslash, or use r'…'"
            raise Rejected(f"unknown escape '{body[slash : slash + 2]}'", hint, offset + slash)
        parts += [body[at:slash], _character(escape, offset + slash)]
        at = escape.end()
    return "".join((*parts, body[at:]))


def _character(escape: re.Match[str], offset: int) -> str:
    two, four, eight, octal, letter = escape.groups()
    if letter:
        return _LETTERS.get(letter, letter)
    code = int(octal, 8) if octal else int(two or four or eight, 16)
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise Rejected(f"'{escape[0]}' is no character", "", offset)
    return chr(code)
