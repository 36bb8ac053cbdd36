from pathlib import Path

import pytest

from gateline.engines.secrets.pack import INFO_PACK, SCAN_PACK
from gateline.engines.secrets.packing import info_pack, load_rules, scan_pack
from gateline.rules.prove import prove
from gateline.rules.rule import Rule
from tests.engines.secrets.finding import lines

RULES, PROBLEMS = load_rules()
LETTERS = sorted({rule.id.removeprefix("secrets/")[0] for rule in RULES})


def test_every_rule_can_be_used() -> None:
    assert PROBLEMS == []


@pytest.mark.parametrize("letter", LETTERS)
def test_examples_prove_their_rule(letter: str) -> None:
    rules = [rule for rule in RULES if rule.id.removeprefix("secrets/").startswith(letter)]
    assert [f"{one.rule} {one.example}: {one.problem}" for one in prove(rules, lines)] == []


def test_three_hundred_vendors_are_covered_and_more() -> None:
    assert len({rule.service for rule in RULES if rule.service}) > 300


def test_pack_is_what_the_files_give() -> None:
    assert Path(SCAN_PACK).read_bytes() == scan_pack(RULES)
    assert Path(INFO_PACK).read_bytes() == info_pack(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_examples_hold_generators_instead_of_tokens(rule: Rule) -> None:
    """A token that stands in the file as it is would be found in the unexpanded text."""
    certain = [example.text for example in rule.fails if (rule.id, 1) in lines(example.text.encode(), example.path)]
    assert rule.confidence.value != "high" or certain == [] or rule.id in WORDS, certain


WORDS = {
    "secrets/aws-bedrock-short-term-key",
    "secrets/connection-string",
    "secrets/authorization-header",
    "secrets/netrc-password",
    "secrets/url-credentials",
}
"""Rules that find everyday words or a fixed beginning too: those in their examples are nobody's secret."""


def test_broken_files_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("id: [")
    (tmp_path / "b.yaml").write_text("id: secrets/c\ntitle: x\n")
    _, problems = load_rules(tmp_path)
    assert [problem.partition(" ")[0] for problem in problems] == ["a.yaml:2:1:", "b.yaml:1:1:"]
