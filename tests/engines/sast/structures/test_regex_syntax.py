"""Patterns as trees."""

import random
import re

import pytest

from gateline.engines.sast.structures.regex_rows import flat, rows_of, set_of
from gateline.engines.sast.structures.regex_syntax import (
    LONGEST_PATTERN,
    Alternatives,
    Anchor,
    Chars,
    Group,
    Look,
    Opaque,
    Part,
    Repeat,
    Sequence,
    parse,
)


def shown(part: Part) -> str:
    """A tree in one line."""
    if isinstance(part, Chars):
        return "".join(chr(low) if low == high else f"[{chr(low)}-{chr(high)}]" for low, high in part.chars[:3])
    if isinstance(part, Sequence):
        return f"({' '.join(map(shown, part.items))})"
    if isinstance(part, Alternatives):
        return f"<{' | '.join(map(shown, part.branches))}>"
    if isinstance(part, Repeat):
        return f"{shown(part.item)}{{{part.low},{'' if part.high is None else part.high}}}{'+' * part.is_possessive}"
    if isinstance(part, Group):
        return f"{'atomic' * part.is_atomic}:{shown(part.item)}"
    if isinstance(part, Look):
        return f"{'ahead' if part.is_ahead else 'behind'}{'!' * part.is_negative}:{shown(part.item)}"
    return f"@{part.name}" if isinstance(part, Anchor) else "?"


@pytest.mark.parametrize(
    ("text", "flags", "is_python", "tree"),
    [
        ("ab", "", True, "(a b)"),
        ("a|b|", "", True, "<a | b | ()>"),
        ("a*b+?c?", "", False, "(a{0,} b{1,} c{0,1})"),
        ("a{2}b{2,}c{2,4}", "", False, "(a{2,2} b{2,} c{2,4})"),
        ("a{,3}", "", True, "a{0,3}"),
        ("a{,3}", "", False, "(a { , 3 })"),
        ("x{}", "", False, "(x { })"),
        ("a++", "", True, "a{1,}+"),
        ("(?>a)(?:b)(?P<n>c)", "", True, "(atomic:a :b :c)"),
        ("(?<n>a)", "", False, ":a"),
        ("(?=a)(?!b)(?<=c)(?<!d)", "", False, "(ahead:a ahead!:b behind:c behind!:d)"),
        (r"^a$\b\B\A\Z", "", True, "(@^ a @$ @b @B @A @Z)"),
        (r"\A", "", False, "A"),
        (r"(a)\1", "", True, "(:a ?)"),
        ("(?P<n>a)(?P=n)", "", True, "(:a ?)"),
        ("[a-c]", "", True, "[a-c]"),
        ("[]a]", "", True, "]a"),
        (r"[\]a]", "", False, "]a"),
        ("[a-]", "", False, "-a"),
        (r"\x41\u0042\n\/", "", False, "(A B \n /)"),
        ("a", "i", False, "Aa"),
        ("(?i)a", "", True, "Aa"),
        ("(?i:a)b", "", True, "(:Aa b)"),
        ("(?#no)a", "", True, "a"),
        (" a # b\n c", "x", True, "(a c)"),
        (r"\p{L}", "u", False, "?"),
    ],
)
def test_trees(text: str, flags: str, is_python: bool, tree: str) -> None:
    pattern = parse(text, flags, is_python=is_python)
    assert pattern is not None
    assert shown(pattern.root) == tree


@pytest.mark.parametrize("text", ["(", ")", "a)", "[", "[a", "*a", "a**", "(?P<n", r"a\ ".strip(), "[z-a]", "(?(1)a)", "^*"])
def test_what_is_no_pattern(text: str) -> None:
    assert parse(text, is_python=True) is None


def test_limits() -> None:
    assert parse("a" * (LONGEST_PATTERN + 1), is_python=True) is None
    assert parse("(" * 400 + ")" * 400, is_python=True) is None


def test_every_text_is_read_or_refused() -> None:
    source = random.Random(7)
    for _ in range(4000):
        text = "".join(source.choice(r"ab01()[]{}|*+?^$.\-,dwsbSPpu<>=!:#i ") for _ in range(source.randint(0, 14)))
        for is_python in (True, False):
            pattern = parse(text, is_python=is_python)
            assert pattern is None or flat(rows_of(pattern.root)[0]) is not None


def test_sets_are_those_of_python() -> None:
    source = random.Random(11)
    for _ in range(300):
        inner = "".join(
            source.choice(["a", "c-f", r"\d", r"\w", r"\s", "_", "x", "0-3", r"\D", "-"]) for _ in range(source.randint(1, 4))
        )
        text = f"[{source.choice(['', '^'])}{inner}]"
        pattern = parse(text, is_python=True)
        try:
            real = re.compile(text, re.ASCII)
        except re.error:
            continue
        assert pattern is not None, text
        chars = set_of(pattern.root)
        assert chars is not None
        for point in range(28):
            letter = "\t\n azcdefgx_03459AZ-.,\\]^@!~"[point]
            assert any(low <= ord(letter) <= high for low, high in chars) == bool(real.match(letter)), (text, letter)


def test_opaque_parts_have_places() -> None:
    pattern = parse(r"(a)\1", is_python=True)
    assert pattern is not None
    assert isinstance(pattern.root, Sequence)
    assert pattern.root.items[1] == Opaque(3, 5)
