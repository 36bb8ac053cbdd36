"""Expressions of Jinja and its kin (Django, Nunjucks, Twig, Swig, Liquid) to the intermediate form.

Grammar after https://jinja.palletsprojects.com/en/stable/templates/#expressions and
https://docs.djangoproject.com/en/stable/ref/templates/language/. What a filter does to text is settled here: whether its result is the
text, is harmless as markup, or is markup already.
"""

import re
from typing import Any, Final, NamedTuple

from gateline.engines.sast.languages.templates.nodes import nothing, span_of
from gateline.facts import code

__all__ = ["Parsed", "Parser", "Token", "tokens"]

_TOKEN: Final = re.compile(
    rb"""\s*+(?:
      (?P<text>"(?:[^"\\]|\\.){0,4000}+"|'(?:[^'\\]|\\.){0,4000}+')
    | (?P<name>[A-Za-z_$\x80-\xff][\w$\x80-\xff]{0,200}+)
    | (?P<number>\d{1,30}+)
    | (?P<op>===|!==|==|!=|<=|>=|//|\*\*|&&|\|\||\?\?|\?\.|[-+*/%~|.,:()\[\]{}<>=!?&])
    | (?P<other>\S)
    )""",
    re.VERBOSE | re.DOTALL,
)
_MOST_TOKENS: Final = 600
_DEEPEST: Final = 40

_SAFE: Final = frozenset({"safe", "safeseq", "raw", "unescape_html"})
"""Filters that say: this is markup."""
_HARMLESS: Final = frozenset(
    "escape e forceescape force_escape h escape_once striptags strip_tags strip_html removetags urlencode url_encode iriencode urlize urlizetrunc "
    "length count length_is wordcount int float round abs filesizeformat floatformat intcomma intword divisibleby date time timesince "
    "timeuntil naturaltime naturalday strftime tojson to_json json_script jsonify escapejs escape_js addslashes_js slugify slug get_digit "
    "pluralize yesno add_class bleach clean sanitize sanitize_html clean_html bleach_value linebreaks linebreaksbr unordered_list "
    "url static asset asset_url crispy as_crispy_field as_crispy_form money currency hash md5 sha1 sha256 number_with_delimiter".split()
)
"""Filters whose result no longer is what came in: numbers, texts that were escaped, addresses that were built."""
_KEEPING: Final = frozenset(
    "lower upper title capitalize capfirst trim strip lstrip rstrip replace truncate truncatewords truncatechars truncate_words wordwrap "
    "center ljust rjust indent first last join default default_if_none d reverse sort sorted dictsort unique list string stringformat "
    "cut slice batch random items values keys select reject selectattr rejectattr map groupby dump json json_encode nl2br format safe_join "
    "append prepend concat merge attr xmlattr urldecode decode add max min sum make_list center pprint linenumbers phone2numeric".split()
)
"""Filters whose result still is made of what came in."""
_BUILDERS: Final = frozenset(
    "url_for url path reverse static static_url asset asset_path route csrf_token csrf_field csrf_input get_flashed_messages range lipsum "
    "cycler joiner dict namespace hidden_tag now constant".split()
)
"""Functions that build addresses or numbers."""
_TEXTS: Final = frozenset("_ gettext ngettext pgettext npgettext __ t trans".split())
"""Functions that translate: what is put into the text stays in it."""
_COMPARISONS: Final = frozenset({"==", "!=", "<", ">", "<=", ">=", "===", "!=="})
_WORDS: Final[dict[str, Any]] = {
    "true": True,
    "True": True,
    "false": False,
    "False": False,
    "none": None,
    "None": None,
    "null": None,
}


class Token(NamedTuple):
    """One token."""

    kind: str
    """`text`, `name`, `number`, `op`, `other`, or empty at the end."""
    text: str
    start: int
    end: int


class Parsed(NamedTuple):
    """An expression."""

    node: Any
    is_raw: bool
    """Whether a part of it is declared to be markup."""
    is_escaped: bool
    """Whether its last filter escapes."""


class _TooMuch(Exception):
    """The expression is nested too deeply."""


def tokens(data: bytes, start: int, end: int) -> list[Token]:
    """The tokens of a piece of the template; places are those in the whole."""
    found: list[Token] = []
    at = start
    while at < end and len(found) < _MOST_TOKENS:
        match = _TOKEN.match(data, at, end)
        if match is None:
            break
        kind = match.lastgroup or "other"
        text = match[kind].decode("utf-8", "replace")
        found.append(Token(kind, text, match.start(kind), match.end()))
        at = match.end()
    return found


class Parser:
    """Reads expressions off a row of tokens.

    Args:
        row: the tokens.
        end: where the row ends in the template.
    """

    def __init__(self, row: list[Token], end: int) -> None:
        self._row = row
        self._nothing = Token("", "", end, end)
        self._at = 0
        self._depth = 0
        self._is_raw = False
        self._is_escaped = False

    # --- the row -------------------------------------------------------------------------------------------------------------------

    def peek(self, ahead: int = 0) -> Token:
        """The next token, or an empty one."""
        at = self._at + ahead
        return self._row[at] if at < len(self._row) else self._nothing

    def take(self) -> Token:
        """The next token, consumed."""
        token = self.peek()
        self._at += 1
        return token

    def accept(self, *texts: str) -> bool:
        """Whether the next token is a name or operator with one of these texts; consumed if so."""
        token = self.peek()
        if token.kind in ("name", "op") and token.text in texts:
            self._at += 1
            return True
        return False

    def is_done(self) -> bool:
        """Whether nothing is left."""
        return self._at >= len(self._row)

    def several(self) -> tuple[list[Any], list[Any], bool]:
        """Positional and named expressions up to the end, and whether a part of them is declared to be markup."""
        self._is_raw = self._is_escaped = False
        self._depth = 0
        try:
            positional, named = self._arguments()
        except _TooMuch:
            positional, named = [], []
        return positional, named, self._is_raw

    # --- expressions ---------------------------------------------------------------------------------------------------------------

    def parse(self) -> Parsed:
        """One expression, as far as it is understood."""
        self._is_raw = self._is_escaped = False
        self._depth = 0
        start = self.peek().start
        try:
            node = self._choice()
        except _TooMuch:
            node = nothing(span_of(start, self.peek().start))
        return Parsed(node, self._is_raw, self._is_escaped)

    def _arguments(self, closing: str = "") -> tuple[list[Any], list[Any]]:
        positional: list[Any] = []
        named: list[Any] = []
        while not self.is_done():
            if closing and self.accept(closing):
                break
            if self.peek().kind == "name" and self.peek(1).text in ("=", ":") and self.peek(1).kind == "op":
                name = self.take().text
                self.take()
                named.append([name, self._choice()])
            else:
                before = self._at
                node = self._choice()
                if self._at == before:
                    self.take()
                else:
                    positional.append(node)
            self.accept(",")
        return positional, named

    def _choice(self) -> Any:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _TooMuch
        start = self.peek().start
        node = self._either()
        if self.accept("if"):
            test = self._either()
            other = self._choice() if self.accept("else") else [code.CONST, test[1], ""]
            node = [code.CHOICE, self._span(start), test, node, other]
        elif self.accept("?"):
            yes = self._choice()
            no = self._choice() if self.accept(":") else [code.CONST, yes[1], ""]
            node = [code.CHOICE, self._span(start), node, yes, no]
        self._depth -= 1
        return node

    def _span(self, start: int) -> int:
        end = self._row[min(self._at, len(self._row)) - 1].end if self._row and self._at else start
        return span_of(start, end)

    def _either(self) -> Any:
        start = self.peek().start
        node = self._both()
        while self.accept("or", "||", "??"):
            node = [code.OR, self._span(start), node, self._both()]
        return node

    def _both(self) -> Any:
        start = self.peek().start
        node = self._negated()
        while self.accept("and", "&&"):
            node = [code.AND, self._span(start), node, self._negated()]
        return node

    def _negated(self) -> Any:
        start = self.peek().start
        turns = 0
        while self.accept("not", "!"):
            turns += 1
        node = self._compared()
        return [code.NOT, self._span(start), node] if turns else node

    def _compared(self) -> Any:
        start = self.peek().start
        node = self._joined()
        for _ in range(_DEEPEST):
            token = self.peek()
            if token.kind == "op" and token.text in _COMPARISONS:
                self.take()
                node = [code.COMPARE, self._span(start), token.text[:2], node, self._joined()]
            elif token.text == "in" and token.kind == "name":
                self.take()
                node = [code.COMPARE, self._span(start), "in", node, self._joined()]
            elif token.text == "not" and self.peek(1).text == "in":
                self.take()
                self.take()
                node = [code.COMPARE, self._span(start), "not in", node, self._joined()]
            elif token.text == "is" and token.kind == "name":
                node = self._tested(node, start)
            else:
                break
        return node

    def _tested(self, node: Any, start: int) -> Any:
        self.take()
        self.accept("not")
        self.take()
        if self.accept("("):
            self._arguments(")")
        elif self.peek().kind in ("text", "number"):
            self.take()
        return nothing(self._span(start), node)

    def _joined(self) -> Any:
        """`~`, `+` and the arithmetic: all join texts or count; which of them does not matter beyond that."""
        start = self.peek().start
        node = self._signed()
        for _ in range(_MOST_TOKENS):
            token = self.peek()
            if token.kind != "op" or token.text not in ("~", "+", "-", "*", "/", "//", "%", "**"):
                return node
            self.take()
            op = "+" if token.text == "~" else token.text
            node = [code.BINARY, self._span(start), op, node, self._signed()]
        return node

    def _signed(self) -> Any:
        start = self.peek().start
        if self.accept("-", "+"):
            return [code.UNARY, self._span(start), "-", self._filtered()]
        return self._filtered()

    def _filtered(self) -> Any:
        start = self.peek().start
        node = self._member()
        while self.peek().text == "|" and self.peek().kind == "op" and self.peek(1).kind == "name":
            self.take()
            name = self.take().text
            while self.accept("."):
                name = self.take().text
            given: list[Any] = []
            if self.accept("("):
                given = self._arguments(")")[0]
            elif self.accept(":"):
                given = [self._member()]
                while self.accept(","):
                    self.accept("name", ":")
                    given.append(self._member())
            node = self._after_filter(name, node, given, start)
        return node

    def _after_filter(self, name: str, node: Any, given: list[Any], start: int) -> Any:
        span = self._span(start)
        if name in _SAFE:
            self._is_raw = True
            return node
        if name in _HARMLESS:
            self._is_escaped = True
            return nothing(span, node)
        if name in ("default", "default_if_none", "d") and given:
            return [code.OR, span, node, given[0]]
        if name in ("replace", "add", "append", "prepend", "concat", "join", "format") and given:
            return [code.CONCAT, span, [node, *given]]
        if name in ("items", "values", "keys"):
            return [code.CALL, span, [code.ATTR, span, node, name], [], []]
        if name in _KEEPING:
            return node
        return [code.CALL, span, [code.NAME, span, f"|{name}"], [node, *given], []]

    def _member(self) -> Any:
        start = self.peek().start
        node = self._primary()
        for _ in range(_MOST_TOKENS):
            token = self.peek()
            if token.kind != "op":
                break
            if token.text in (".", "?.") and self.peek(1).kind in ("name", "number"):
                self.take()
                name = self.take()
                if name.kind == "number":
                    node = [code.ITEM, self._span(start), node, [code.CONST, span_of(name.start, name.end), int(name.text)]]
                else:
                    node = [code.ATTR, self._span(start), node, name.text]
            elif token.text == "[":
                self.take()
                key = [code.CONST, token.start << 16, None] if self.peek().text == ":" else self._choice()
                if self.accept(":"):
                    if self.peek().text != "]":
                        self._choice()
                    self.accept("]")
                    continue
                self.accept("]")
                node = [code.ITEM, self._span(start), node, key]
            elif token.text == "(":
                self.take()
                positional, named = self._arguments(")")
                node = self._called(node, positional, named, start)
            else:
                break
        return node

    def _called(self, node: Any, positional: list[Any], named: list[Any], start: int) -> Any:
        span = self._span(start)
        last = node[-1] if node[0] in (code.NAME, code.ATTR) else ""
        if last in _BUILDERS:
            return nothing(span, *positional)
        if node[0] == code.NAME and last in _TEXTS:
            return [code.CONCAT, span, [*positional, *[value for _, value in named]]]
        if last in ("Markup", "mark_safe"):
            self._is_raw = True
            return positional[0] if positional else nothing(span)
        return [code.CALL, span, node, positional, named]

    def _primary(self) -> Any:
        token = self.peek()
        span = span_of(token.start, token.end)
        if token.kind == "text":
            self.take()
            return [code.CONST, span, token.text[1:-1]]
        if token.kind == "number":
            self.take()
            if self.peek().text == "." and self.peek(1).kind == "number" and self.peek().start == token.end:
                self.take()
                return [code.CONST, self._span(token.start), float(f"{token.text}.{self.take().text}")]
            return [code.CONST, span, int(token.text)]
        if token.kind == "name":
            self.take()
            if token.text in _WORDS:
                return [code.CONST, span, _WORDS[token.text]]
            return [code.NAME, span, token.text]
        if self.accept("("):
            return self._grouped(token.start, ")")
        if self.accept("["):
            return self._grouped(token.start, "]")
        if self.accept("{"):
            return self._mapping(token.start)
        self.take()
        return nothing(span)

    def _grouped(self, start: int, closing: str) -> Any:
        items: list[Any] = []
        is_tuple = closing == "]"
        while not self.is_done() and not self.accept(closing):
            items.append(self._choice())
            if self.accept(","):
                is_tuple = True
        if len(items) == 1 and not is_tuple:
            return items[0]
        return [code.LIST, self._span(start), items]

    def _mapping(self, start: int) -> Any:
        pairs: list[Any] = []
        while not self.is_done() and not self.accept("}"):
            key = self._choice()
            if key[0] == code.NAME:
                key = [code.CONST, key[1], key[2]]
            pairs.append([key, self._choice() if self.accept(":") else nothing(key[1])])
            self.accept(",")
        return [code.DICT, self._span(start), pairs]
