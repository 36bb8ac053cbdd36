"""Tokens → a tree, by precedence climbing.

```
lowest   c ? a : b          right
         a || b             any number, flat
         a && b             any number, flat
         == != < <= > >= in one only: comparisons do not chain
         a + b              any number, flat
         !a  -a
highest  a.b  a.f(x)  f(x)  [a, b]  (a)
```
Chains are kept flat, and nesting is limited, so that no expression can be deeper than those who walk it.
"""

from msgspec import Struct

from gateline.policy.conditions.tokens import Token, TokenKind, tokenize
from gateline.policy.errors import Rejected

__all__ = ["Call", "Chain", "Comparison", "Conditional", "Field", "ListOf", "Literal", "Name", "Node", "Not", "parse"]

_MAX_DEPTH = 50
_MAX_MEMBERS = 8
"""Dots in a row; the deepest sensible is `finding.path.lowerAscii().startsWith(…)`."""

_RELATIONS = ("==", "!=", "<", "<=", ">", ">=", "in")
_ABSENT = {"-": "subtraction", "*": "multiplication", "/": "division", "%": "remainder"}


class Literal(Struct, frozen=True):
    """A value written out."""

    value: bool | int | float | str
    start: int
    end: int


class Name(Struct, frozen=True):
    """A variable."""

    name: str
    start: int
    end: int


class Field(Struct, frozen=True):
    """`operand.name`."""

    operand: "Node"
    name: str
    start: int
    end: int
    name_start: int


class Call(Struct, frozen=True):
    """`function(arguments)` or `target.function(arguments)`."""

    function: str
    target: "Node | None"
    arguments: tuple["Node", ...]
    start: int
    end: int
    name_start: int


class ListOf(Struct, frozen=True):
    """`[a, b]`."""

    items: tuple["Node", ...]
    start: int
    end: int


class Not(Struct, frozen=True):
    """`!operand`."""

    operand: "Node"
    start: int
    end: int


class Chain(Struct, frozen=True):
    """Operands joined by one operator: `&&`, `||` or `+`; at least two."""

    operator: str
    operands: tuple["Node", ...]
    start: int
    end: int


class Comparison(Struct, frozen=True):
    """`left operator right`."""

    operator: str
    left: "Node"
    right: "Node"
    start: int
    end: int
    operator_start: int


class Conditional(Struct, frozen=True):
    """`condition ? yes : no`."""

    condition: "Node"
    yes: "Node"
    no: "Node"
    start: int
    end: int


Node = Literal | Name | Field | Call | ListOf | Not | Chain | Comparison | Conditional


def parse(text: str) -> Node:
    """The tree of an expression.

    Raises:
        Rejected: it is none of this subset, or nested deeper than 50; with the offset of what is wrong.
    """
    parser = _Parser(tokenize(text))
    tree = parser.expression()
    parser.expect_end()
    return tree


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    def expression(self) -> Node:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise Rejected(f"expression nested deeper than {_MAX_DEPTH}", "", self._token.start)
        condition = self._chain("||")
        if self._take("?"):
            yes = self._chain("||")
            self._need(":")
            no = self.expression()
            condition = Conditional(condition, yes, no, condition.start, no.end)
        self._depth -= 1
        return condition

    def expect_end(self) -> None:
        token = self._token
        if token.kind is TokenKind.END:
            return
        absent = _ABSENT.get(token.text) if token.kind is TokenKind.SIGN else None
        if absent:
            raise Rejected(f"{absent} is not part of this subset", "", token.start)
        raise Rejected(f"unexpected '{token.text}'", "join conditions with '&&' or '||'", token.start)

    @property
    def _token(self) -> Token:
        return self._tokens[self._at]

    def _next(self) -> Token:
        token = self._token
        self._at += 1
        return token

    def _is(self, sign: str) -> bool:
        return self._token.kind is TokenKind.SIGN and self._token.text == sign

    def _take(self, sign: str) -> bool:
        if self._is(sign):
            self._at += 1
            return True
        return False

    def _need(self, sign: str) -> Token:
        if not self._is(sign):
            found = self._token.text if self._token.kind is not TokenKind.END else "the end"
            raise Rejected(f"expected '{sign}', got {found}", "", self._token.start)
        return self._next()

    def _chain(self, operator: str) -> Node:
        operands = [self._operand(operator)]
        while self._take(operator):
            operands.append(self._operand(operator))
        if len(operands) == 1:
            return operands[0]
        return Chain(operator, tuple(operands), operands[0].start, operands[-1].end)

    def _operand(self, operator: str) -> Node:
        if operator == "||":
            return self._chain("&&")
        return self._comparison() if operator == "&&" else self._unary()

    def _comparison(self) -> Node:
        left = self._chain("+")
        operator = self._token
        if operator.kind is not TokenKind.SIGN or operator.text not in _RELATIONS:
            return left
        self._next()
        right = self._chain("+")
        if self._token.kind is TokenKind.SIGN and self._token.text in _RELATIONS:
            raise Rejected("comparisons do not chain", "join two comparisons with '&&'", self._token.start)
        return Comparison(operator.text, left, right, left.start, right.end, operator.start)

    def _unary(self) -> Node:
        token = self._token
        if self._take("!"):
            operand = self._nested_unary()
            return Not(operand, token.start, operand.end)
        if self._take("-"):
            number = self._nested_unary()
            if isinstance(number, Literal) and isinstance(number.value, (int, float)) and not isinstance(number.value, bool):
                return Literal(-number.value, token.start, number.end)
            raise Rejected("only a number can have a sign", "", token.start)
        return self._member()

    def _nested_unary(self) -> Node:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise Rejected(f"expression nested deeper than {_MAX_DEPTH}", "", self._token.start)
        operand = self._unary()
        self._depth -= 1
        return operand

    def _member(self) -> Node:
        node = self._primary()
        for _ in range(_MAX_MEMBERS):
            if not self._take("."):
                if self._is("[") or self._is("{"):
                    raise Rejected("indexing and maps are not part of this subset", "", self._token.start)
                return node
            name = self._need_name()
            node = self._call(name, node) if self._is("(") else Field(node, name.text, node.start, name.end, name.start)
        raise Rejected(f"more than {_MAX_MEMBERS} dots in a row", "", self._token.start)

    def _need_name(self) -> Token:
        if self._token.kind is not TokenKind.NAME:
            raise Rejected("expected a name after '.'", "", self._token.start)
        return self._next()

    def _call(self, name: Token, target: Node | None) -> Node:
        self._need("(")
        arguments = self._items(")")
        end = self._need(")").end
        return Call(name.text, target, arguments, target.start if target else name.start, end, name.start)

    def _items(self, close: str) -> tuple[Node, ...]:
        items: list[Node] = []
        while not self._is(close):
            items.append(self.expression())
            if not self._take(","):
                break
        return tuple(items)

    def _primary(self) -> Node:
        token = self._next()
        match token.kind:
            case TokenKind.INT:
                return Literal(int(token.text, 16 if token.text.startswith("0x") else 10), token.start, token.end)
            case TokenKind.DOUBLE:
                return Literal(float(token.text), token.start, token.end)
            case TokenKind.STRING:
                return Literal(token.text, token.start, token.end)
            case TokenKind.NAME:
                return self._call(token, None) if self._is("(") else Name(token.text, token.start, token.end)
            case TokenKind.END:
                raise Rejected("the expression ends too early", "", token.start)
        return self._bracketed(token)

    def _bracketed(self, token: Token) -> Node:
        if token.text in ("true", "false"):
            return Literal(token.text == "true", token.start, token.end)
        if token.text == "null":
            raise Rejected("'null' is not part of this subset", "ask 'has(finding.cvss)' whether something is known", token.start)
        if token.text == "(":
            inner = self.expression()
            self._need(")")
            return inner
        if token.text == "[":
            items = self._items("]")
            return ListOf(items, token.start, self._need("]").end)
        if token.text == "{":
            raise Rejected("maps are not part of this subset", "", token.start)
        raise Rejected(f"unexpected '{token.text}'", "", token.start)
