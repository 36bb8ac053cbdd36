"""Pug (formerly Jade) templates to programs that print. Syntax after https://pugjs.org/language/attributes.html and its neighbours."""

import re
from collections.abc import Callable
from typing import Any, Final

from gateline.engines.sast.languages.templates.markup import Markup, context_of_attribute
from gateline.engines.sast.languages.templates.script import Program
from gateline.facts.template import AUTO, RAW, TemplateFile

__all__ = ["lower_pug"]

_LINE: Final = re.compile(rb"([ \t]*+)([^\r\n]*+)(?:\r\n|\n|\r|\Z)")
_KEYWORD: Final = re.compile(
    rb"(include|extends?|mixin|each|for|if|unless|else if|else|while|case|when|default|block|append|prepend|doctype)(?![\w-])[ \t]*+"
)
_EACH: Final = re.compile(rb"([\w$]{1,80}+)(?:[ \t]*+,[ \t]*+([\w$]{1,80}+))?[ \t]++in[ \t]++")
_MIXIN: Final = re.compile(rb"([\w$-]{1,100}+)[ \t]*+")
_HEAD: Final = re.compile(rb"(?:([A-Za-z](?:[\w-]|:(?=\w)){0,60}+)|(?=[.#][\w-]))(?:[.#][\w:/@-]{1,200}+)*+")
_INTERPOLATION: Final = re.compile(rb"\\?[#!]\{")
_INCLUDED: Final = re.compile(rb"(?::[\w-]{1,40}[ \t]*)?([\w./@ -]{1,200})")
_ATTRIBUTE: Final = re.compile(
    rb"""[\s,]*+(?:"([^"\n]{1,100})"|'([^'\n]{1,100})'|([^\s=,!()"']{1,100}+))[ \t]*+(!?=(?!=))?\s*+"""
)
_NEXT_ATTRIBUTE: Final = re.compile(
    rb"""\s{1,200}+(?:["'][^"'\n]{1,60}["']|[\w:@.\[\]()*#-]{1,60}+)[ \t]*+(?:!?=(?![=>])|\s|\Z)"""
)
_CONTROL: Final = re.compile(rb"(?:if|for|while|else|switch|try|each)\b")
_CONSTANT_START: Final = re.compile(rb"""["'](?!["'])|`(?!\$\{)""")
_LONGEST: Final = 6000
"""Bytes of a tag's attributes, or of an interpolation."""
_MOST_LINES: Final = 20_000
_DEEPEST: Final = 60
_PAIRS: Final = {0x28: 0x29, 0x5B: 0x5D, 0x7B: 0x7D}


def lower_pug(data: bytes) -> TemplateFile:
    """The program of a template."""
    return _Lowering(data).run()


class _Lowering:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._program = Program("pug", data)
        self._open: list[tuple[int, bytes]] = []
        """Indentation of the line that opened a block, and what closes it."""
        self._text_from = -1
        """Indentation of the element whose deeper lines are text; -1 when none is open."""
        self._is_code = False
        """Whether those lines are code instead."""
        self._is_skipped = False
        """Whether they mean nothing."""
        self._markup = Markup()
        self._left = 8 * len(data) + 1000
        """Bytes that may still be looked at in search of closing brackets."""
        self._nested = 0
        """Elements and statements on one line."""

    def run(self) -> TemplateFile:
        data = self._data
        at = 0
        for _ in range(_MOST_LINES):
            found = _LINE.match(data, at)
            if found is None or found.end() == at:
                break
            at = max(self._line(len(found[1]), found.start(2), found.end(2)), found.end())
        while self._open:
            self._program.write(self._open.pop()[1], len(data))
        return self._program.finish()

    def _line(self, indent: int, start: int, end: int) -> int:
        """Handle one line and give where what belongs to it ends."""
        if start == end:
            return end
        if self._text_from >= 0:
            if indent > self._text_from:
                if not self._is_skipped:
                    self._inner_line(start, end)
                return end
            self._text_from = -1
        while self._open and indent <= self._open[-1][0]:
            self._program.write(self._open.pop()[1] + b"\n", start)
        self._nested = 0
        return self._statement(indent, start, end)

    def _inner_line(self, start: int, end: int) -> None:
        if self._is_code:
            self._program.copy(start, end)
            self._program.write(b"\n", end)
        else:
            self._text(start, end)
            self._markup.feed(b"\n")

    def _block(self, indent: int, head: bytes, start: int, inner: tuple[int, int] | None, tail: bytes) -> None:
        """A statement of the program whose body are the deeper lines."""
        self._program.write(head, start)
        if inner is not None:
            self._program.copy(*inner)
        closing = b"}"
        if len(self._open) >= _DEEPEST:
            self._program.write(tail + b"}", start)
            return
        self._program.write(tail, start)
        self._open.append((indent, closing))

    def _deeper(self, indent: int, *, is_code: bool = False, is_skipped: bool = False, tag: str = "") -> None:
        """What is deeper than this line is text, or code, or nothing."""
        self._text_from, self._is_code, self._is_skipped = indent, is_code, is_skipped
        self._markup = Markup()
        if tag in ("script", "style"):
            self._markup.feed(f"<{tag}>".encode())

    def _statement(self, indent: int, start: int, end: int) -> int:
        data = self._data
        first = data[start : start + 1]
        self._nested += 1
        if self._nested > _DEEPEST:
            return end
        if data.startswith(b"//", start) or first == b":":
            self._deeper(indent, is_skipped=True)
        elif first in (b"|", b"<"):
            self._markup = Markup()
            self._text(start + (first == b"|"), end)
        elif first == b"=" or data.startswith(b"!=", start):
            self._print(start, end, "text")
        elif first == b"-":
            self._code(indent, start + 1, end)
        elif first == b"+":
            return self._mixin_call(indent, start + 1, end)
        elif (found := _KEYWORD.match(data, start, end)) is not None:
            _STATEMENTS[found[1]](self, indent, found.end(), end)
        else:
            return self._element(indent, start, end)
        return end

    # --- statements ----------------------------------------------------------------------------------------------------------------

    def _code(self, indent: int, start: int, end: int) -> None:
        text = self._data[start:end].strip()
        if not text:
            self._deeper(indent, is_code=True)
        elif _CONTROL.match(text.lstrip(b"} ")) and not text.endswith((b"{", b";", b"}")):
            self._block(indent, b"", start, (start, end), b"{\n")
        else:
            self._program.copy(start, end)
            self._program.write(b"\n", end)

    def _include(self, _indent: int, start: int, end: int) -> None:
        found = _INCLUDED.match(self._data, start, end)
        if found is not None:
            self._program.include(b'"%s"' % found[1].strip(), (start, end))

    def _mixin(self, indent: int, start: int, end: int) -> None:
        found = _MIXIN.match(self._data, start, end)
        if found is None:
            return
        closing = self._closing(found.end(), end) if self._data[found.end() : found.end() + 1] == b"(" else -1
        inner = (found.end() + 1, closing) if closing >= 0 else None
        self._block(indent, b"function %s(" % _function(found[1]), start, inner, b"){\n")

    def _mixin_call(self, indent: int, start: int, end: int) -> int:
        data = self._data
        found = _MIXIN.match(data, start, end)
        if found is None:
            return end
        last = end
        self._program.write(b"%s(" % _function(found[1]), start)
        if data[found.end() : found.end() + 1] == b"(":
            closing = self._closing(found.end(), min(len(data), found.end() + _LONGEST))
            if closing >= 0:
                self._program.copy(found.end() + 1, closing)
                last = self._end_of_line(closing)
        self._program.write(b");\n", start)
        return last

    def _end_of_line(self, at: int) -> int:
        end = self._data.find(b"\n", at)
        return len(self._data) if end < 0 else end

    def _each(self, indent: int, start: int, end: int) -> None:
        found = _EACH.match(self._data, start, end)
        if found is not None:
            self._block(indent, b"for (const %s of (" % found[1], start, (found.end(), end), b"\n)) {\n")
        else:
            self._block(indent, b"for ", start, (start, end), b"{\n")

    def _if(self, indent: int, start: int, end: int) -> None:
        self._block(indent, b"if ((", start, (start, end), b"\n)) {\n")

    def _unless(self, indent: int, start: int, end: int) -> None:
        self._block(indent, b"if (!(", start, (start, end), b"\n)) {\n")

    def _else_if(self, indent: int, start: int, end: int) -> None:
        self._block(indent, b"else if ((", start, (start, end), b"\n)) {\n")

    def _else(self, indent: int, start: int, _end: int) -> None:
        self._block(indent, b"else {\n", start, None, b"")

    def _while(self, indent: int, start: int, end: int) -> None:
        self._block(indent, b"while ((", start, (start, end), b"\n)) {\n")

    def _case(self, indent: int, start: int, end: int) -> None:
        """What only stands around others; a text may stand behind a colon."""
        colon = self._data.find(b": ", start, end)
        if colon >= 0:
            self._statement(indent, colon + 2, end)

    def _plain(self, _indent: int, _start: int, _end: int) -> None:
        """A line that stands around others without changing them."""

    # --- elements ------------------------------------------------------------------------------------------------------------------

    def _element(self, indent: int, start: int, end: int) -> int:
        data = self._data
        head = _HEAD.match(data, start, end)
        if head is None or head.end() == start:
            return end
        tag = (head[1] or b"div").decode("latin-1").lower()
        at = head.end()
        if data[at : at + 1] == b"(":
            closing = self._closing(at, min(len(data), at + _LONGEST))
            if closing < 0:
                return end
            self._attributes(tag, at + 1, closing)
            at = closing + 1
            end = self._end_of_line(at)
        if data.startswith(b"&attributes(", at):
            at = max(self._closing(at + 11, end) + 1, at)
        rest = data[at:end].rstrip()
        if rest == b"." or (tag in ("script", "style") and not rest):
            self._deeper(indent, tag=tag)
        elif rest.startswith((b"=", b"!=")):
            self._print(at, end, "script" if tag == "script" else "style" if tag == "style" else "text")
        elif rest.startswith(b": "):
            return max(self._statement(indent, at + 2, end), end)
        elif rest.startswith((b" ", b"\t")):
            self._markup = Markup()
            if tag in ("script", "style"):
                self._markup.feed(f"<{tag}>".encode())
            self._text(at, end)
        return end

    def _attributes(self, tag: str, start: int, end: int) -> None:
        data = self._data
        at = start
        while at < end:
            found = _ATTRIBUTE.match(data, at, end)
            if found is None:
                at += 1
                continue
            at = found.end()
            if found[4] is None:
                continue
            last = self._end_of_value(at, end)
            name = (found[1] or found[2] or found[3]).decode("latin-1").lower()
            is_start = _CONSTANT_START.match(data, at, last) is None
            context = context_of_attribute(tag, name, is_quoted=True, is_start=is_start)
            self._program.output(at, last, RAW if found[4] == b"!=" else AUTO, context, (at, last))
            at = last

    def _end_of_value(self, start: int, end: int) -> int:
        """Where an attribute's expression ends: at a comma, or before what looks like the next attribute."""
        data = self._data
        at = start
        while at < end:
            byte = data[at]
            if byte in _PAIRS:
                closing = self._closing(at, end)
                if closing < 0:
                    return end
                at = closing
            elif byte in (0x22, 0x27, 0x60):
                at += 1
                while at < end and data[at] != byte:
                    at += 2 if data[at] == 0x5C else 1
            elif byte == 0x2C or (
                byte in b" \t\r\n" and _NEXT_ATTRIBUTE.match(data, at, end) is not None and self._is_over(start, at)
            ):
                return at
            at += 1
        return end

    def _is_over(self, start: int, at: int) -> bool:
        """Whether an expression may end here: no operator stands last."""
        return not self._data[max(start, at - 40) : at].rstrip().endswith((b"+", b"?", b":", b"&&", b"||", b"=", b"(", b","))

    def _closing(self, start: int, limit: int) -> int:
        """Where the bracket that opens at `start` closes, texts skipped; -1 when it does not before `limit`."""
        data = self._data
        waiting: list[int] = []
        quote = 0
        at = start
        while at < limit and self._left > 0:
            self._left -= 1
            byte = data[at]
            if quote:
                if byte == 0x5C:
                    at += 1
                elif byte == quote:
                    quote = 0
            elif byte in (0x22, 0x27, 0x60):
                quote = byte
            elif byte in _PAIRS:
                waiting.append(_PAIRS[byte])
            elif waiting and byte == waiting[-1]:
                waiting.pop()
                if not waiting:
                    return at
            at += 1
        return -1

    # --- text ----------------------------------------------------------------------------------------------------------------------

    def _print(self, start: int, end: int, context: str) -> None:
        is_raw = self._data[start : start + 1] == b"!"
        self._program.output(start + 1 + is_raw, end, RAW if is_raw else AUTO, context, (start, end))

    def _text(self, start: int, end: int) -> None:
        data = self._data
        at = start
        while at < end:
            found = _INTERPOLATION.search(data, at, end)
            if found is None:
                break
            self._markup.feed(data[at : found.start()])
            at = found.end()
            closing = self._closing(found.end() - 1, min(end, found.end() + _LONGEST))
            if found[0].startswith(b"\\") or closing < 0:
                continue
            is_raw = found[0].startswith(b"!")
            self._program.output(at, closing, RAW if is_raw else AUTO, self._markup.context(), (found.start(), closing + 1))
            self._markup.hole()
            at = closing + 1
        self._markup.feed(data[at:end])


def _function(name: bytes) -> bytes:
    """A mixin's name as one of the program's."""
    return b"mixin_" + re.sub(rb"[^\w$]", b"_", name)


_STATEMENTS: Final[dict[bytes, Callable[[Any, int, int, int], None]]] = {
    b"include": _Lowering._include,
    b"extends": _Lowering._include,
    b"extend": _Lowering._include,
    b"mixin": _Lowering._mixin,
    b"each": _Lowering._each,
    b"for": _Lowering._each,
    b"if": _Lowering._if,
    b"unless": _Lowering._unless,
    b"else if": _Lowering._else_if,
    b"else": _Lowering._else,
    b"while": _Lowering._while,
    b"case": _Lowering._plain,
    b"when": _Lowering._case,
    b"default": _Lowering._case,
    b"block": _Lowering._plain,
    b"append": _Lowering._plain,
    b"prepend": _Lowering._plain,
    b"doctype": _Lowering._plain,
}
