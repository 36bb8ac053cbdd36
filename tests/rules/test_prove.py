"""Examples, run: what is said of one that does not do what its rule claims."""

from collections.abc import Iterable

from gateline.rules.prove import Disproof, prove
from gateline.rules.rule import Example

from .a_rule import a_rule


def find(data: bytes, path: str) -> Iterable[tuple[str, int]]:
    """An engine that finds `acme` by line, except in notes."""
    for number, line in enumerate(data.splitlines(), 1):
        if b"acme" in line and not path.endswith(".md"):
            yield "secrets/acme-token", number
        if b"other" in line:
            yield "secrets/other-token", number


def test_a_proven_rule_says_nothing() -> None:
    rule = a_rule(fails=["acme_{20:alnum}", Example("\nacme", line=2)], passes=["other", Example("acme", path="a.md")])
    assert list(prove([rule], find)) == []


def test_a_miss() -> None:
    rule = a_rule(fails=["other"], passes=["nothing"])
    assert list(prove([rule], find)) == [Disproof("secrets/acme-token", "fails[0]", "expected on line 1: not found")]


def test_a_finding_on_another_line() -> None:
    rule = a_rule(fails=["acme", "\nacme\nacme"], passes=["nothing"])
    assert list(prove([rule], find)) == [Disproof("secrets/acme-token", "fails[1]", "expected on line 1: found on lines [2, 3]")]


def test_a_false_alarm() -> None:
    rule = a_rule(fails=["acme"], passes=["nothing", "nothing\nacme"])
    assert list(prove([rule], find)) == [Disproof("secrets/acme-token", "passes[1]", "found on line 2")]


def test_a_rule_without_examples_proves_nothing() -> None:
    assert list(prove([a_rule(passes=["nothing"])], find)) == [Disproof("secrets/acme-token", "fails", "has no example")]
    assert list(prove([a_rule(fails=["acme"])], find)) == [Disproof("secrets/acme-token", "passes", "has no example")]


def test_examples_are_expanded_alike_in_every_run() -> None:
    seen: list[bytes] = []

    def note(data: bytes, path: str) -> Iterable[tuple[str, int]]:
        seen.append(data)
        return [("secrets/acme-token", 1)]

    rule = a_rule(fails=["acme_{20:alnum}"], passes=["a"])
    list(prove([rule], note))
    list(prove([rule], note))
    assert seen[0] == seen[2]
    assert b"{" not in seen[0]
