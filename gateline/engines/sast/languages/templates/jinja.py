"""Templates of Jinja and its kin (Django, Nunjucks, Twig, Swig, Liquid) to programs that print.

Tags after https://jinja.palletsprojects.com/en/stable/templates/ and https://docs.djangoproject.com/en/stable/ref/templates/builtins/.
A tag nobody knows is taken for one that stands alone or around what is printed anyway.
"""

import re
from collections.abc import Callable
from typing import Any, Final

from gateline.engines.sast.languages.templates.expressions import Parser, tokens
from gateline.engines.sast.languages.templates.markup import Markup
from gateline.engines.sast.languages.templates.nodes import names_in, nothing, output, span_of, template
from gateline.facts import code
from gateline.facts.code import Function, Param
from gateline.facts.template import AUTO, ESCAPED, INCLUDE, RAW, USE, TemplateFile

__all__ = ["lower_jinja"]

_OPENING: Final = re.compile(rb"\{[{%#]")
_CLOSINGS: Final = {b"{{": b"}}", b"{%": b"%}", b"{#": b"#}"}
_LONGEST: Final = 6000
"""Bytes of one tag."""
_MOST: Final = 4000
"""Tags of one template."""
_DEEPEST: Final = 40
_VERBATIM: Final = frozenset({"raw", "verbatim", "comment"})
_NAME: Final = re.compile(rb"[-+~]?\s*+([A-Za-z_]\w{0,60}+)\s*+")
_FUNCTION: Final = re.compile(rb"([A-Za-z_]\w{0,100}+)\s*+(?:\(|$|\s)")


class _Open:
    """A block tag that waits for its end."""

    __slots__ = ("block", "holder", "name", "node")

    def __init__(self, name: str, block: list[Any], holder: list[Any], node: Any = None) -> None:
        self.name = name
        self.block = block
        """Where statements go while it is open."""
        self.holder = holder
        """Where they go after it."""
        self.node = node


def lower_jinja(data: bytes) -> TemplateFile:
    """The program of a template."""
    return _Lowering(data).run()


class _Lowering:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._markup = Markup()
        self._body: list[Any] = []
        self._block = self._body
        self._open: list[_Open] = []
        self._functions: list[Function] = []
        self._closers = dict.fromkeys(_CLOSINGS, -2)
        self._escaping: list[str] = [AUTO]

    def run(self) -> TemplateFile:
        data = self._data
        at = 0
        for _ in range(_MOST):
            found = _OPENING.search(data, at)
            if found is None:
                break
            end = self._closer(found[0], found.end())
            if end < 0 or end - found.start() > _LONGEST:
                self._markup.feed(data[at : found.end()])
                at = found.end()
                continue
            self._markup.feed(data[at : found.start()])
            at = end + 2
            if found[0] == b"{{":
                self._print(found.end(), end)
            elif found[0] == b"{%":
                at = self._tag(found.end(), end)
        while self._open:
            self._close(self._open[-1].name)
        return template("jinja", data, self._body, self._functions)

    def _closer(self, opening: bytes, start: int) -> int:
        """Where the next closing delimiter of that sort stands; looked for once, however often asked."""
        known = self._closers[opening]
        if known != -1 and known < start:
            known = self._closers[opening] = self._data.find(_CLOSINGS[opening], start)
        return known

    # --- what is printed -----------------------------------------------------------------------------------------------------------

    def _print(self, start: int, end: int) -> None:
        data = self._data
        whole = start - 2
        if data[start : start + 1] in (b"-", b"+", b"~"):
            start += 1
        inner = end - 1 if data[end - 1 : end] in (b"-", b"+", b"~") and end > start else end
        parser = Parser(tokens(data, start, inner), inner)
        if not parser.is_done():
            parsed = parser.parse()
            mode = RAW if parsed.is_raw else ESCAPED if parsed.is_escaped else self._escaping[-1]
            self._put(span_of(whole, end + 2), parsed.node, mode)
        self._markup.hole()

    def _put(self, span: int, node: Any, mode: str) -> None:
        self._block.append(output(self._data, span, node, mode, self._markup.context()))

    # --- tags ----------------------------------------------------------------------------------------------------------------------

    def _tag(self, start: int, end: int) -> int:
        """Handle one tag and give where to go on."""
        data = self._data
        found = _NAME.match(data, start, end)
        if found is None:
            return end + 2
        name = found[1].decode("latin-1")
        inner = end - 1 if data[end - 1 : end] in (b"-", b"+", b"~") else end
        if name in _VERBATIM:
            return self._verbatim(name, end + 2)
        if name.startswith("end"):
            self._close(name[3:])
            return end + 2
        handler = _TAGS.get(name)
        if handler is not None:
            handler(self, name, found.end(), max(inner, found.end()))
        return end + 2

    def _verbatim(self, name: str, start: int) -> int:
        """Skip to the end of a block whose content is not the engine's."""
        closing = re.compile(rb"\{%-?\s*+end" + name.encode() + rb"\b[^%]{0,100}%\}").search(self._data, start)
        end = closing.end() if closing is not None else len(self._data)
        if name != "comment":
            self._markup.feed(self._data[start : closing.start() if closing is not None else end])
        return end

    def _begin(self, name: str, block: list[Any], node: Any = None) -> None:
        if len(self._open) >= _DEEPEST:
            return
        self._open.append(_Open(name, block, self._block, node))
        self._block = block

    def _close(self, name: str) -> None:
        """The end of a block; blocks left open inside end with it."""
        if name and not any(one.name == name for one in self._open):
            return
        while self._open:
            one = self._open.pop()
            self._block = one.holder
            if one.name == "macro":
                self._finish_macro(one)
            elif one.name == "autoescape" and len(self._escaping) > 1:
                self._escaping.pop()
            if not name or one.name == name:
                break

    def _parser(self, start: int, end: int) -> Parser:
        return Parser(tokens(self._data, start, end), end)

    def _expression(self, parser: Parser) -> Any:
        """An expression outside `{{ }}`; what it declares to be markup is as good as printed."""
        parsed = parser.parse()
        if parsed.is_raw:
            self._put(parsed.node[1], parsed.node, RAW)
        return parsed.node

    def _for(self, _name: str, start: int, end: int) -> None:
        parser = self._parser(start, end)
        names: list[Any] = []
        while not parser.is_done() and not parser.accept("in"):
            token = parser.take()
            if token.kind == "name":
                names.append([code.NAME, span_of(token.start, token.end), token.text])
        if not names:
            return
        items = self._expression(parser)
        span = span_of(start, end)
        target = names[0] if len(names) == 1 else [code.PATTERN_LIST, span, names]
        body: list[Any] = []
        node = [code.FOR, span, target, items, body, []]
        self._block.append(node)
        self._begin("for", body, node)

    def _if(self, name: str, start: int, end: int) -> None:
        test = self._expression(self._parser(start, end))
        if name == "unless":
            test = [code.NOT, test[1], test]
        node = [code.IF, span_of(start, end), test, [], []]
        self._block.append(node)
        self._begin(name, node[3], node)

    def _elif(self, _name: str, start: int, end: int) -> None:
        one = self._innermost("if", "unless")
        if one is None:
            return
        self._block = []
        test = self._expression(self._parser(start, end))
        node = [code.IF, span_of(start, end), test, [], []]
        one.node[4].extend([*self._block, node])
        one.node = node
        self._block = one.block = node[3]

    def _else(self, _name: str, _start: int, _end: int) -> None:
        one = self._innermost("if", "unless", "for")
        if one is None:
            return
        at = 5 if one.node[0] == code.FOR else 4
        self._block = one.block = one.node[at]

    def _innermost(self, *names: str) -> _Open | None:
        one = self._open[-1] if self._open else None
        return one if one is not None and one.name in names else None

    def _set(self, _name: str, start: int, end: int) -> None:
        parser = self._parser(start, end)
        token = parser.take()
        if token.kind != "name":
            return
        target = [code.NAME, span_of(token.start, token.end), token.text]
        if parser.accept("="):
            self._block.append([code.ASSIGN, span_of(start, end), target, self._expression(parser)])
        elif parser.is_done() or parser.peek().text == "|":
            self._begin("set", self._inline())

    def _inline(self) -> list[Any]:
        """A block whose statements run where it stands."""
        block: list[Any] = []
        self._block.append([code.IF, span_of(0, 0), [code.CONST, 0, True], block, []])
        return block

    def _with(self, name: str, start: int, end: int) -> None:
        parser = self._parser(start, end)
        pairs: list[Any] = []
        while not parser.is_done():
            if parser.peek().kind == "name" and parser.peek(1).text == "=":
                token = parser.take()
                parser.take()
                pairs.append([[code.NAME, span_of(token.start, token.end), token.text], self._expression(parser)])
            else:
                value = self._expression(parser)
                if parser.accept("as"):
                    token = parser.take()
                    pairs.append([[code.NAME, span_of(token.start, token.end), token.text], value])
            parser.accept(",", "and")
        for target, value in pairs:
            self._block.append([code.ASSIGN, value[1], target, value])
        self._begin(name, self._inline())

    def _include(self, name: str, start: int, end: int) -> None:
        parser = self._parser(start, end)
        if parser.is_done():
            return
        wanted = self._expression(parser)
        pairs: list[Any] = []
        is_only = False
        while not parser.is_done():
            if parser.accept("with"):
                if parser.accept("context"):
                    continue
                if parser.peek().text == "{":
                    given = self._expression(parser)
                    pairs += [[key[2], value] for key, value in given[2] if key[0] == code.CONST] if given[0] == code.DICT else []
            elif parser.peek().kind == "name" and parser.peek(1).text in ("=", ":"):
                key = parser.take().text
                parser.take()
                pairs.append([key, self._expression(parser)])
            else:
                is_only = parser.accept("only") or (parser.accept("without") and parser.accept("context")) or is_only
                parser.take()
        self._block.append([INCLUDE, span_of(start, end), wanted, None, pairs, is_only and name != "extends"])
        if name == "embed":
            self._begin(name, self._inline())

    def _import(self, _name: str, start: int, end: int) -> None:
        parser = self._parser(start, end)
        wanted = parser.parse().node
        alias = parser.take().text if parser.accept("as") else ""
        if alias:
            self._block.append([USE, span_of(start, end), wanted, alias, []])

    def _from(self, _name: str, start: int, end: int) -> None:
        parser = self._parser(start, end)
        wanted = parser.parse().node
        if not parser.accept("import"):
            return
        pairs: list[Any] = []
        while not parser.is_done():
            token = parser.take()
            if token.kind == "name" and token.text not in ("with", "without", "context"):
                pairs.append([token.text, parser.take().text if parser.accept("as") else token.text])
        self._block.append([USE, span_of(start, end), wanted, "", pairs])

    def _macro(self, _name: str, start: int, end: int) -> None:
        found = _FUNCTION.match(self._data, start, end)
        if found is None:
            return
        params: list[Param] = []
        parser = self._parser(found.end(), end)
        while not parser.is_done() and not parser.accept(")"):
            token = parser.take()
            if token.kind == "name":
                params.append(Param(token.text, default=parser.parse().node if parser.accept("=") else None))
        name_span = span_of(found.start(1), found.end(1))
        self._begin("macro", [], (found[1].decode("latin-1"), name_span, tuple(params)))

    def _finish_macro(self, one: _Open) -> None:
        name, span, params = one.node
        self._functions.append(
            Function(
                name,
                span,
                span,
                params,
                one.block,
                parent=0,
                locals=tuple(sorted({param.name for param in params} | _assigned(one.block))),
                words=tuple(sorted(names_in(one.block))),
            )
        )
        one.holder.append([code.DEFINE, span, name, len(self._functions)])

    def _call(self, name: str, start: int, end: int) -> None:
        parser = self._parser(start, end)
        if parser.accept("("):  # what the called macro hands to the body
            while not parser.is_done() and not parser.accept(")"):
                parser.take()
        value = self._expression(parser)
        self._block.append([code.EXPRESSION, value[1], value])
        self._begin(name, self._inline())

    def _autoescape(self, name: str, start: int, end: int) -> None:
        word = self._parser(start, end).peek().text
        if len(self._open) < _DEEPEST:
            self._escaping.append(RAW if word in ("false", "False", "off") else AUTO)
        self._begin(name, self._inline())

    def _around(self, name: str, start: int, end: int) -> None:
        """A block that only stands around others; it may bind names."""
        positional, named, _ = self._parser(start, end).several() if name != "block" else ([], [], False)
        for key, value in named:
            self._block.append([code.ASSIGN, value[1], [code.NAME, value[1], key], value])
        for value in positional:
            self._block.append([code.EXPRESSION, value[1], nothing(value[1], value)])
        self._begin(name, self._inline())


def _assigned(block: list[Any]) -> set[str]:
    """Names a macro gives values to."""
    found: set[str] = set()
    waiting: list[Any] = [block]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            if len(one) > 3 and one[0] in (code.ASSIGN, code.FOR) and isinstance(one[2], list):
                found |= names_in(one[2])
            waiting.extend(one)
    return found


_TAGS: Final[dict[str, Callable[[_Lowering, str, int, int], None]]] = {
    "for": _Lowering._for,
    "if": _Lowering._if,
    "unless": _Lowering._if,
    "elif": _Lowering._elif,
    "elseif": _Lowering._elif,
    "elsif": _Lowering._elif,
    "else": _Lowering._else,
    "empty": _Lowering._else,
    "set": _Lowering._set,
    "assign": _Lowering._set,
    "with": _Lowering._with,
    "include": _Lowering._include,
    "extends": _Lowering._include,
    "embed": _Lowering._include,
    "render": _Lowering._include,
    "import": _Lowering._import,
    "from": _Lowering._from,
    "macro": _Lowering._macro,
    "call": _Lowering._call,
    "autoescape": _Lowering._autoescape,
    "blocktrans": _Lowering._around,
    "blocktranslate": _Lowering._around,
    "block": _Lowering._around,
    "filter": _Lowering._around,
    "spaceless": _Lowering._around,
}
"""Tags with a meaning here."""
