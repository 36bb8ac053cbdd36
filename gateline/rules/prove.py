"""A rule's own examples, run: the failing ones must give it on their line, the passing ones must not."""

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct

from gateline.rules.examples import expand
from gateline.rules.rule import Example, Rule

__all__ = ["Disproof", "prove"]

Find = Callable[[bytes, str], Iterable[tuple[str, int]]]
"""(text, path) → (rule id, 1-based start line) of every finding."""


class Disproof(Struct, frozen=True):
    """An example that did not do what its rule says."""

    rule: str
    example: str
    """`fails[0]`, `passes[2]`."""
    problem: str


def prove(rules: Iterable[Rule], find: Find) -> Iterator[Disproof]:
    """Run every example of every rule.

    Args:
        rules: what to prove.
        find: the engine, over one text.
    """
    for rule in rules:
        if not rule.fails or not rule.passes:
            yield Disproof(rule.id, "fails" if not rule.fails else "passes", "has no example")
        for number, example in enumerate(rule.fails):
            lines = _lines(rule, f"fails[{number}]", example, find)
            if example.line not in lines:
                found = f"found on lines {lines}" if lines else "not found"
                yield Disproof(rule.id, f"fails[{number}]", f"expected on line {example.line}: {found}")
        for number, example in enumerate(rule.passes):
            lines = _lines(rule, f"passes[{number}]", example, find)
            if lines:
                yield Disproof(rule.id, f"passes[{number}]", f"found on line {lines[0]}")


def _lines(rule: Rule, name: str, example: Example, find: Find) -> list[int]:
    text = expand(example.text, f"{rule.id}/{name}")
    return sorted(line for found, line in find(text.encode("utf-8", "surrogateescape"), example.path) if found == rule.id)
