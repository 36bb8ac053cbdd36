"""Tokens → a tree."""

import pytest

from gateline.policy.conditions.syntax import Call, Chain, Comparison, Conditional, Field, ListOf, Literal, Name, Node, Not, parse
from gateline.policy.errors import Rejected


def shape(text: str) -> str:
    """The tree with every nesting in brackets."""
    return _shape(parse(text))


def _shape(node: Node) -> str:
    match node:
        case Literal(value=value):
            return repr(value)
        case Name(name=name):
            return name
        case Field(operand=operand, name=name):
            return f"{_shape(operand)}.{name}"
        case Not(operand=operand):
            return f"(! {_shape(operand)})"
        case Chain(operator=operator, operands=operands):
            return f"({operator} {' '.join(map(_shape, operands))})"
        case Comparison(operator=operator, left=left, right=right):
            return f"({operator} {_shape(left)} {_shape(right)})"
        case Conditional(condition=condition, yes=yes, no=no):
            return f"(? {_shape(condition)} {_shape(yes)} {_shape(no)})"
        case ListOf(items=items):
            return f"[{' '.join(map(_shape, items))}]"
        case Call(function=function, target=target, arguments=arguments):
            return f"{_shape(target) + '.' if target else ''}{function}({' '.join(map(_shape, arguments))})"


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a || b && c", "(|| a (&& b c))"),
        ("a && b && c || d", "(|| (&& a b c) d)"),
        ("!a == b", "(== (! a) b)"),
        ("a + b + c < d", "(< (+ a b c) d)"),
        ("a ? b : c ? d : e", "(? a b (? c d e))"),
        ("(a || b) && c", "(&& (|| a b) c)"),
        ("a in [1, 2,]", "(in a [1 2])"),
        ("a.b.f(c, 1).d", "a.b.f(c 1).d"),
        ("has(a.b)", "has(a.b)"),
        ("-1.5 < --2", "(< -1.5 2)"),
        ("0x10 == 'x'", "(== 16 'x')"),
        ("true != false", "(!= True False)"),
        ("[]", "[]"),
    ],
)
def test_precedence(text: str, tree: str) -> None:
    assert shape(text) == tree


@pytest.mark.parametrize(
    ("text", "message", "offset"),
    [
        ("", "the expression ends too early", 0),
        ("a &&", "the expression ends too early", 4),
        ("a < b < c", "comparisons do not chain", 6),
        ("a - b", "subtraction is not part of this subset", 2),
        ("a b", "unexpected 'b'", 2),
        ("(a", "expected ')', got the end", 2),
        ("a ? b", "expected ':', got the end", 5),
        ("a[0]", "indexing and maps are not part of this subset", 1),
        ("{}", "maps are not part of this subset", 0),
        ("a == null", "'null' is not part of this subset", 5),
        ("-a", "only a number can have a sign", 0),
        ("-true", "only a number can have a sign", 0),
        ("a.1", "unexpected '.1'", 1),
        ("a.(b)", "expected a name after '.'", 2),
        ("&& a", "unexpected '&&'", 0),
    ],
)
def test_what_is_no_expression_is_told_with_its_place(text: str, message: str, offset: int) -> None:
    with pytest.raises(Rejected) as caught:
        parse(text)
    assert (caught.value.message, caught.value.offset) == (message, offset)


@pytest.mark.parametrize("text", ["(" * 60 + "a", "!" * 60 + "a", "[" * 60, "a" + ".b" * 60, "a ? b : " * 60 + "c"])
def test_nesting_is_limited(text: str) -> None:
    with pytest.raises(Rejected, match=r"nested deeper than 50|dots in a row"):
        parse(text)


def test_a_long_chain_is_flat() -> None:
    tree = parse(" && ".join(["a"] * 400))
    assert isinstance(tree, Chain)
    assert len(tree.operands) == 400
