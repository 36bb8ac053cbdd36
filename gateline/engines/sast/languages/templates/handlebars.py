"""Templates of Handlebars and Mustache to programs that print.

Tags after https://handlebarsjs.com/guide/expressions.html and https://mustache.github.io/mustache.5.html. The two differ in what a
section sees of what stands around it; a name is looked for as Mustache does, innermost first, where that matters.
"""

import re
from typing import Any, Final

from gateline.engines.sast.languages.templates.markup import Markup
from gateline.engines.sast.languages.templates.nodes import nothing, output, span_of, template
from gateline.facts import code
from gateline.facts.template import AUTO, INCLUDE, RAW, TemplateFile

__all__ = ["lower_handlebars"]

_OPENING: Final = re.compile(rb"\{\{(\{)?~?(!--|[!&#^/>*]{1,2})?")
_LONGEST: Final = 4000
_MOST: Final = 4000
_DEEPEST: Final = 20
_TOKEN: Final = re.compile(
    rb"""\s*+(?:
      (?P<text>"[^"]{0,2000}+"|'[^']{0,2000}+')
    | (?P<key>[\w-]{1,100}+)(?==)=
    | (?P<path>(?:\.\./|\./|@|\[[^\]]{1,100}\]|[\w$\x80-\xff-]|[./](?=[\w$\x80-\xff@\[])){1,300}+|\.\.|\.)
    | (?P<op>[()|])
    | (?P<other>\S)
    )""",
    re.VERBOSE,
)
_MOST_TOKENS: Final = 200
_HARMLESS: Final = frozenset(
    "url asset img_url t date formatDate length eq ne gt lt and or not add subtract concat_class".split()
)
"""Helpers whose result is no text from outside."""


class _Scope:
    """What names mean inside a block."""

    __slots__ = ("is_open", "name", "names")

    def __init__(self, name: str, names: dict[str, str], *, is_open: bool) -> None:
        self.name = name
        """Variable that holds the block's context; empty for the template's own."""
        self.names = names
        """Block parameters to variables."""
        self.is_open = is_open
        """Whether names it lacks are looked for around it."""


class _Open:
    """A block that waits for its end."""

    __slots__ = ("block", "has_scope", "holder", "name", "node")

    def __init__(self, name: str, block: list[Any], holder: list[Any], node: Any, *, has_scope: bool) -> None:
        self.name = name
        self.block = block
        self.holder = holder
        self.node = node
        self.has_scope = has_scope


def lower_handlebars(data: bytes) -> TemplateFile:
    """The program of a template."""
    return _Lowering(data).run()


class _Lowering:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._markup = Markup()
        self._body: list[Any] = []
        self._block = self._body
        self._open: list[_Open] = []
        self._scopes = [_Scope("", {}, is_open=False)]
        self._count = 0
        self._closers: dict[bytes, int] = {}

    def run(self) -> TemplateFile:
        data = self._data
        at = 0
        for _ in range(_MOST):
            found = _OPENING.search(data, at)
            if found is None:
                break
            closing = b"}}}" if found[1] else b"--}}" if found[2] == b"!--" else b"}}"
            end = self._closer(closing, found.end())
            if end < 0 or end - found.start() > _LONGEST:
                self._markup.feed(data[at : found.end()])
                at = found.end()
                continue
            self._markup.feed(data[at : found.start()])
            at = end + len(closing)
            self._tag(found[2] or b"", found.end(), end, bool(found[1]), (found.start(), at))
        return template("handlebars", data, self._body)

    def _closer(self, closing: bytes, start: int) -> int:
        known = self._closers.get(closing, -2)
        if known != -1 and known < start:
            known = self._closers[closing] = self._data.find(closing, start)
        return known

    def _tag(self, sign: bytes, start: int, end: int, is_raw: bool, whole: tuple[int, int]) -> None:
        if sign.startswith(b"!"):
            return
        row = _Row(self._data, start, end - 1 if self._data[end - 1 : end] == b"~" and end > start else end)
        if sign in (b"#", b"#>", b"#*"):
            self._begin(row, whole, is_partial=sign == b"#>")
        elif sign == b"^":
            if row.peek()[0]:
                self._begin(row, whole, is_inverse=True)
            else:
                self._else(row)
        elif sign == b"/":
            self._end()
        elif sign == b">":
            self._partial(row, span_of(*whole))
        elif row.peek()[1] == "else" and not is_raw:
            self._else(row)
        else:
            mode = RAW if is_raw or sign == b"&" else AUTO
            node = self._call(row, 0)
            self._block.append(output(self._data, span_of(*whole), node, mode, self._markup.context()))
            self._markup.hole()

    # --- blocks --------------------------------------------------------------------------------------------------------------------

    def _begin(self, row: "_Row", whole: tuple[int, int], *, is_partial: bool = False, is_inverse: bool = False) -> None:
        span = span_of(*whole)
        name = row.peek()[1]
        if is_partial:
            self._partial(row, span)
            self._push(name, [code.IF, span, [code.CONST, span, True], [], []])
            return
        if name in ("if", "unless") and not is_inverse:
            row.take()
            test = self._value(row, 0)
            self._push(name, [code.IF, span, [code.NOT, span, test] if name == "unless" else test, [], []])
        elif name in ("each", "with", "let") and not is_inverse:
            row.take()
            value = self._value(row, 0)
            inner = [code.ITEM, span, value, nothing(span)] if name == "each" else value
            self._section(name, row, inner, value, span, is_open=False)
        elif is_inverse:
            value = self._value(row, 0)
            self._push(name, [code.IF, span, [code.NOT, span, value], [], []])
        elif row.count() == 1:
            value = self._value(row, 0)
            self._section(name, row, [code.OR, span, [code.ITEM, span, value, nothing(span)], value], value, span, is_open=True)
        else:
            self._push(name, [code.IF, span, nothing(span, self._call(row, 0)), [], []])

    def _section(self, name: str, row: "_Row", inner: Any, test: Any, span: int, *, is_open: bool) -> None:
        """A block with a context of its own."""
        body: list[Any] = []
        node = [code.IF, span, nothing(span, test), body, []]
        if not self._push(name, node, has_scope=True):
            return
        self._count += 1
        variable = f"#{self._count}"
        names: dict[str, str] = {}
        if row.accept_name("as"):
            params = [text for kind, text, _, _ in row.rest() if kind == "path"]
            names = {params[0]: variable} if params else {}
            names.update(dict.fromkeys(params[1:], ""))
        body.append([code.ASSIGN, span, [code.NAME, span, variable], inner])
        self._scopes.append(_Scope(variable, names, is_open=is_open or bool(names)))

    def _push(self, name: str, node: list[Any], *, has_scope: bool = False) -> bool:
        if len(self._open) >= _DEEPEST:
            return False
        self._block.append(node)
        self._open.append(_Open(name, node[3], self._block, node, has_scope=has_scope))
        self._block = node[3]
        return True

    def _else(self, row: "_Row") -> None:
        if not self._open:
            return
        one = self._open[-1]
        if one.has_scope:
            self._scopes.pop()
            one.has_scope = False
        self._block = one.block = one.node[4]
        row.accept_name("else")
        if row.accept_name("if"):
            span = one.node[1]
            node = [code.IF, span, self._value(row, 0), [], []]
            self._block.append(node)
            one.node = node
            self._block = one.block = node[3]

    def _end(self) -> None:
        if self._open:
            one = self._open.pop()
            if one.has_scope:
                self._scopes.pop()
            self._block = one.holder

    def _partial(self, row: "_Row", span: int) -> None:
        kind, text, start, end = row.take()
        place = span_of(start, end)
        if kind == "op" and text == "(":
            wanted = self._call(row, 1)
            row.accept_op(")")
        else:
            wanted = [code.CONST, place, text]
        base: Any = [code.NAME, place, self._scopes[-1].name] if self._scopes[-1].name else None
        pairs: list[Any] = []
        while row.peek()[0]:
            if row.peek()[0] == "key":
                key = row.take()[1]
                pairs.append([key, self._value(row, 0)])
            else:
                base = self._value(row, 0)
        self._block.append([INCLUDE, span, wanted, base, pairs, False])

    # --- expressions ---------------------------------------------------------------------------------------------------------------

    def _call(self, row: "_Row", depth: int) -> Any:
        """A name, or a helper with what it is given."""
        start = row.peek()[2]
        name = row.peek()[1]
        head = self._value(row, depth)
        given: list[Any] = []
        while row.peek()[0] and not (row.peek()[0] == "op" and row.peek()[1] == ")"):
            if row.peek()[0] == "key":
                row.take()
            given.append(self._value(row, depth))
        if not given:
            return head
        span = span_of(start, row.place())
        if name in _HARMLESS:
            return nothing(span, *given)
        if name in ("lookup", "get") and len(given) == 2:
            return [code.ITEM, span, given[0], given[1]]
        return [code.CALL, span, [code.NAME, span, f"|{name}"], given, []]

    def _value(self, row: "_Row", depth: int) -> Any:
        kind, text, start, end = row.take()
        span = span_of(start, end)
        if kind == "text":
            return [code.CONST, span, text[1:-1]]
        if kind == "op" and text == "(" and depth < _DEEPEST:
            node = self._call(row, depth + 1)
            row.accept_op(")")
            return node
        if kind != "path":
            return nothing(span)
        if text in ("true", "false"):
            return [code.CONST, span, text == "true"]
        if text.isdecimal():
            return [code.CONST, span, int(text)]
        return self._path(text, span)

    def _path(self, text: str, span: int) -> Any:
        """A path of names, each looked for where it may stand."""
        up = 0
        while text.startswith("../"):
            text, up = text[3:], up + 1
        if text == "..":
            text, up = "", up + 1
        if text.startswith("@root"):
            text, up = text[5:].lstrip("./"), len(self._scopes)
        elif text.startswith("@"):
            return nothing(span)
        is_own = text.startswith(("./", "this.", "this/")) or text in (".", "this", "")
        names = [part.strip("[]") for part in re.split(r"[./]", text) if part and part != "this"]
        at = max(len(self._scopes) - 1 - up, 0)
        if not names:
            return self._context(at, span)
        node = self._lookup(names[0], at, span, is_own=is_own)
        for name in names[1:]:
            node = [code.ITEM, span, node, [code.CONST, span, int(name)]] if name.isdecimal() else [code.ATTR, span, node, name]
        return node

    def _context(self, at: int, span: int) -> Any:
        name = self._scopes[at].name
        return [code.NAME, span, name] if name else [code.THIS, span]

    def _lookup(self, name: str, at: int, span: int, *, is_own: bool) -> Any:
        scope = self._scopes[at]
        if not is_own:
            for one in reversed(self._scopes[: at + 1]):
                if name in one.names:
                    variable = one.names[name]
                    return [code.NAME, span, variable] if variable else nothing(span)
        if not scope.name:
            return [code.NAME, span, name]
        node = [code.ATTR, span, [code.NAME, span, scope.name], name]
        if scope.is_open and not is_own and at:
            return [code.OR, span, node, self._lookup(name, at - 1, span, is_own=False)]
        return node


class _Row:
    """The tokens of one tag: (kind, text, start, end)."""

    def __init__(self, data: bytes, start: int, end: int) -> None:
        self._tokens: list[tuple[str, str, int, int]] = []
        self._at = 0
        self._end = end
        at = start
        while at < end and len(self._tokens) < _MOST_TOKENS:
            match = _TOKEN.match(data, at, end)
            if match is None:
                break
            kind = match.lastgroup or "other"
            self._tokens.append((kind, match[kind].decode("utf-8", "replace"), match.start(kind), match.end(kind)))
            at = match.end()

    def peek(self) -> tuple[str, str, int, int]:
        """The next token; empty at the end."""
        return self._tokens[self._at] if self._at < len(self._tokens) else ("", "", self._end, self._end)

    def take(self) -> tuple[str, str, int, int]:
        """The next token, consumed."""
        token = self.peek()
        self._at += 1
        return token

    def place(self) -> int:
        """Where the token before the next one ends."""
        return self._tokens[min(self._at, len(self._tokens)) - 1][3] if self._at and self._tokens else self._end

    def count(self) -> int:
        """How many tokens are left."""
        return len(self._tokens) - self._at

    def rest(self) -> list[tuple[str, str, int, int]]:
        """The tokens that are left."""
        return self._tokens[self._at :]

    def accept_name(self, text: str) -> bool:
        """Whether the next token is this word; consumed if so."""
        if self.peek()[:2] == ("path", text):
            self._at += 1
            return True
        return False

    def accept_op(self, text: str) -> bool:
        """Whether the next token is this sign; consumed if so."""
        if self.peek()[:2] == ("op", text):
            self._at += 1
            return True
        return False
