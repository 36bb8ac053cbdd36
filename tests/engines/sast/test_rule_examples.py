"""Every example of every rule, run by the engine: what fails is found at its line, what passes is not."""

import gc
from collections.abc import Iterator

import pytest

from gateline.engines.sast import rule_match
from gateline.engines.sast.rule_packing import load_rules
from gateline.engines.sast.structures.registry import AFTER, BEFORE, ON_FILE
from gateline.rules.rule import Example
from tests.engines.sast.programs import findings

KNOWN: dict[str, str] = {
    "cleartext-protocol/passes#0": "a rule about a class speaks of classes that extend it",
    "command-injection/passes#1": "two inequalities in an `and` are no allow-list",
    "cors-reflected-origin/fails#0": "header names do not decide the kind of a sink",
    "format-string/fails#0": "methods of data have no sinks",
    "library-prototype-pollution/fails#0": "a key path written step by step is no sink",
    "mass-assignment/passes#0": "an object of the program's own fields counts as the request's",
    "nosql-injection/fails#1": "members of members of a database client are not collections",
    "prompt-injection/passes#0": "messages in the user's role count as instructions",
    "regex-injection/passes#1": "a function imported from a file of a package is not the package's",
    "resource-exhaustion/fails#0": "a number of a client's choice is harmless everywhere",
    "resource-exhaustion/fails#1": "a number of a client's choice is harmless everywhere",
    "script-from-data/fails#0": "`await (x)` is read as a call of `await`",
    "secret-in-address/fails#0": "secrets of the environment are not told by their names",
    "xxe/fails#0": "options of a parser made before are not known",
}
"""Examples that do not come out yet as they should, by name, with the reason."""
RULES, _ = load_rules()
CHECKS = {*AFTER, *BEFORE, *ON_FILE}
UNWRITTEN = {rule.id for rule in RULES if (check := rule_match.of(rule).structure) is not None and check.name not in CHECKS}
"""Rules whose check nobody has written yet."""


def _examples() -> Iterator[tuple[str, str, Example, bool]]:
    for rule in RULES:
        for kind, examples in (("fails", rule.fails), ("passes", rule.passes)):
            for number, example in enumerate(examples):
                yield f"{rule.id.removeprefix('sast/')}/{kind}#{number}", rule.id, example, kind == "fails"


def _marks(name: str, rule: str, is_flawed: bool) -> list[pytest.MarkDecorator]:
    reason = KNOWN.get(name) or ("its check is not written yet" if rule in UNWRITTEN and is_flawed else "")
    return [pytest.mark.xfail(strict=True, reason=reason)] if reason else []


@pytest.fixture(scope="module", autouse=True)
def _no_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def test_what_is_known_still_exists() -> None:
    assert set(KNOWN) <= {name for name, *_ in _examples()}


@pytest.mark.parametrize(
    ("rule", "example", "is_flawed"),
    [
        pytest.param(rule, example, is_flawed, id=name, marks=_marks(name, rule, is_flawed))
        for name, rule, example, is_flawed in _examples()
    ],
)
def test_example(rule: str, example: Example, is_flawed: bool) -> None:
    lines = {finding.location.start.line for finding in findings({example.path: example.text}) if finding.rule == rule}
    assert lines == ({example.line} if is_flawed else set())
