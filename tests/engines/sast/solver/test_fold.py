"""Constant folding: as the languages do it, and never more than a bounded amount of work."""

from typing import Any

import pytest

from gateline.engines.sast.solver import fold


@pytest.mark.parametrize(
    ("op", "left", "right", "result"),
    [
        ("+", 1, 2, (3,)),
        ("+", "a", "b", ("ab",)),
        ("+", "a", 1, None),
        ("+", None, 1, None),
        ("-", 5, 3, (2,)),
        ("*", "ab", 2, ("abab",)),
        ("*", "ab", -1, ("",)),
        ("*", "a", 10**9, None),
        ("*", 3, 4, (12,)),
        ("/", 1, 0, None),
        ("/", 1, 2, (0.5,)),
        ("//", 7, 2, (3,)),
        ("%", 7, 2, (1,)),
        ("%", "x%s", "y", ("xy",)),
        ("%", "%99999999d", 1, None),
        ("%", "%*d", 1, None),
        ("%", "%s %s", "y", None),
        ("**", 2, 10, (1024,)),
        ("**", 2, 10**9, None),
        ("**", 10**9, 2, None),
        ("**", 2, -1, None),
        ("<<", 1, 4, (16,)),
        ("<<", 1, 10**9, (0,)),
        ("<<", 1 << 60, 60, None),
        (">>", 16, 4, (1,)),
        ("|", 1, 2, (3,)),
        ("&", 3, 2, (2,)),
        ("^", 3, 2, (1,)),
        ("@", 3, 2, None),
        ("-", "a", "b", None),
        ("+", "a" * 4000, "b" * 4000, None),
    ],
)
def test_python(op: str, left: Any, right: Any, result: Any) -> None:
    assert fold.binary(op, left, right, is_python=True) == result


@pytest.mark.parametrize(
    ("op", "left", "right", "result"),
    [
        ("+", "a", 1, ("a1",)),
        ("+", 1, "a", ("1a",)),
        ("+", "a", True, ("atrue",)),
        ("+", "a", None, ("anull",)),
        ("+", "a", 1.0, ("a1",)),
        ("+", "a", 1.5, ("a1.5",)),
        ("%", 7, 2, (1,)),
        ("%", "x%s", "y", None),
    ],
)
def test_javascript(op: str, left: Any, right: Any, result: Any) -> None:
    assert fold.binary(op, left, right, is_python=False) == result


@pytest.mark.parametrize(
    ("op", "left", "right", "result"),
    [
        ("==", 1, 1, True),
        ("==", "a", "b", False),
        ("is", None, None, True),
        ("is not", None, 1, True),
        ("!=", 1, 2, True),
        ("<", 1, 2, True),
        ("<", "a", 2, None),
        (">=", 2, 2, True),
        ("in", "a", "abc", True),
        ("not in", "z", "abc", True),
        ("in", 1, 2, None),
        ("instanceof", 1, 2, None),
    ],
)
def test_comparisons(op: str, left: Any, right: Any, result: bool | None) -> None:
    assert fold.compare(op, left, right) is result


@pytest.mark.parametrize(
    ("op", "value", "result"),
    [("-", 1, (-1,)), ("+", 1, (1,)), ("~", 1, (-2,)), ("-", "a", None), ("typeof", 1, None), ("-", None, None)],
)
def test_unary(op: str, value: Any, result: Any) -> None:
    assert fold.unary(op, value) == result


@pytest.mark.parametrize(
    ("value", "in_python", "in_javascript"),
    [
        (True, "True", "true"),
        (None, "None", "null"),
        (1.0, "1.0", "1"),
        (0.5, "0.5", "0.5"),
        ("a", "a", "a"),
        (1e300, "1e+300", "1e+300"),
    ],
)
def test_texts(value: Any, in_python: str, in_javascript: str) -> None:
    assert fold.text_of(value, is_python=True) == in_python
    assert fold.text_of(value, is_python=False) == in_javascript
