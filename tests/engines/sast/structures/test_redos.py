"""Slow patterns: known ones, and random ones against a backtracking matcher that counts its ways."""

import random
import time
from collections.abc import Iterator
from itertools import product

import pytest

from gateline.engines.sast.structures.redos import is_exponential, is_polynomial
from gateline.engines.sast.structures.regex_syntax import Alternatives, Chars, Group, Part, Repeat, Sequence, parse

EXPONENTIAL = [
    r"^(\w+\s?)*$", r"^(a|aa)+$", r"(a*)*b", r"^([a-z]+)*@", r"(?:a?b?)*c", r"(x(a?|b?)y)*z", r"(\s*\w+\s*)*x", r"(.*,)*x",
    r"(\d+|\d+\.\d+)+$", r"((a*)*b)*", r"^(?:a+){2,}$", r"(a|b|ab)*c", r"(?:[a-z]|[a-f0-9])+\.", r"(?=(a+)+$)", r"(?i)^(a|A)+$",
    r"^(?:\w+){1,50}$", r"(?:(?:a|b)+c?)+$",
]  # fmt: skip
QUICK = [
    r"^\w+(?:\s\w+)*$", r'"(?:[^"\\]|\\.)*"', r"^(?:a|b)+$", r"(a+)+", r"(?:\d{1,3}\.){3}\d", r"^(?:(?:\d{1,3}\.){3})+$", r"([^,]*,)*x",
    r"(?>a+)+b", r"(a++)*b", r"(?:ab|cd)*e", r"^(?:[0-9a-f]{32})+$", r"(a)\1*b", r"(?:a(?=b)|a)*c",
]  # fmt: skip


@pytest.mark.parametrize("text", EXPONENTIAL)
def test_exponential(text: str) -> None:
    pattern = parse(text, is_python=True)
    assert pattern is not None
    assert is_exponential(pattern)


@pytest.mark.parametrize("text", QUICK)
def test_quick(text: str) -> None:
    pattern = parse(text, is_python=True)
    assert pattern is not None
    assert not is_exponential(pattern)


def test_the_whole_text() -> None:
    pattern = parse("(a+)+", is_python=True)
    assert pattern is not None
    assert is_exponential(pattern, is_whole=True)


@pytest.mark.parametrize(
    ("text", "is_search", "is_slow"),
    [
        (r"\s+$", True, True),
        (r"\s+$", False, False),
        (r"^\s+$", True, False),
        (r"^\s+|\s+$", True, True),
        (r"\s+", True, False),
        (r"a.*b", True, True),
        (r"^a.*b", True, False),
        (r"^a*a*$", True, True),
        (r"^a*ba*$", True, False),
        (r"^a*b?a*$", True, True),
        (r"\s*,\s*", True, True),
        (r"foo\s+$", True, False),
        (r"\?.*$", True, False),
        (r"(.*)\s*$", True, False),
        (r"^[^@]+@[^@]+$", True, False),
        (r"^\S+@\S+\.\S+$", True, True),
        (r"/+$", True, True),
        (r"a*a", True, False),
    ],
)
def test_polynomial(text: str, is_search: bool, is_slow: bool) -> None:
    pattern = parse(text, is_python=True)
    assert pattern is not None
    assert is_polynomial(pattern, is_search=is_search) == is_slow


def ways(part: Part, text: str, at: int) -> Iterator[int]:
    """Every way in which a part matches from a place on, by the place where it ends: as a backtracking engine tries them."""
    if isinstance(part, Chars):
        if at < len(text) and any(low <= ord(text[at]) <= high for low, high in part.chars):
            yield at + 1
    elif isinstance(part, Group):
        yield from ways(part.item, text, at)
    elif isinstance(part, Alternatives):
        for branch in part.branches:
            yield from ways(branch, text, at)
    elif isinstance(part, Sequence):
        yield from in_row(part.items, text, at)
    elif isinstance(part, Repeat):
        yield from repeated(part, text, at, 0)


def in_row(items: tuple[Part, ...], text: str, at: int) -> Iterator[int]:
    if not items:
        yield at
        return
    for end in ways(items[0], text, at):
        yield from in_row(items[1:], text, end)


def repeated(part: Repeat, text: str, at: int, count: int) -> Iterator[int]:
    if part.high is None or count < part.high:
        for end in ways(part.item, text, at):
            if end > at:
                yield from repeated(part, text, end, count + 1)
    if count >= part.low:
        yield at


def most_ways(part: Part, length: int, limit: int) -> int:
    """The most ways to match some whole text of a length."""
    most = 0
    for letters in product("ab", repeat=length):
        text = "".join(letters)
        most = max(most, sum(1 for end, _ in zip(ways(part, text, 0), range(limit), strict=False) if end == length))
    return most


def random_body(source: random.Random, depth: int) -> str:
    kind = source.random()
    if depth == 0 or kind < 0.35:
        return source.choice(["a", "b", "[ab]"])
    if kind < 0.6:
        return random_body(source, depth - 1) + random_body(source, depth - 1)
    if kind < 0.8:
        return f"(?:{random_body(source, depth - 1)}|{random_body(source, depth - 1)})"
    return f"(?:{random_body(source, depth - 1)}){source.choice(['*', '+', '?'])}"


def test_against_counting() -> None:
    """Some text has many ways through an ambiguous repeat, and no text has more than a few through another."""
    source = random.Random(3)
    seen = {True: 0, False: 0}
    texts: set[str] = set()
    while len(texts) < 60:
        texts.add(f"(?:{random_body(source, 2)})*")
    for text in sorted(texts):
        whole, body = parse(text + "c", is_python=True), parse(text, is_python=True)
        assert whole is not None
        assert body is not None
        verdict = is_exponential(whole)
        most = max(most_ways(body.root, length, 200) for length in (6, 7))
        assert (most >= 4) == verdict, (text, most)
        seen[verdict] += 1
    assert min(seen.values()) > 10


def test_random_patterns_are_bounded() -> None:
    source = random.Random(5)
    for _ in range(400):
        text = "".join(
            source.choice(["a", "b", "[a-c]", r"\w", ".", "(", ")", "|", "*", "+", "?", "{2,30}", "{5}", "$"]) for _ in range(30)
        )
        pattern = parse(text, is_python=True)
        if pattern is not None:
            began = time.perf_counter()
            is_exponential(pattern)
            is_polynomial(pattern, is_search=True)
            assert time.perf_counter() - began < 1


@pytest.mark.parametrize(
    "text",
    [
        "(" + "|".join(f"a{number}*" for number in range(150)) + ")*$",
        "(?:a?){150}" * 2 + "$",
        "((a|b)*(c|d)*)*" * 30 + "$",
        "(" * 39 + "a" + ")*" * 39 + "b",
    ],
)
def test_large_patterns_are_bounded(text: str) -> None:
    pattern = parse(text, is_python=True)
    assert pattern is not None
    began = time.perf_counter()
    is_exponential(pattern)
    is_polynomial(pattern, is_search=True)
    assert time.perf_counter() - began < 2
