"""Every rule that ships: usable, distinct, explained, with examples that are code."""

import ast
import re
from pathlib import Path

import pytest
import tree_sitter_javascript
import tree_sitter_typescript
from tree_sitter import Language, Parser

from gateline.engines.sast import rule_match
from gateline.engines.sast.models.load import LANGUAGES
from gateline.engines.sast.models.pack import load_models
from gateline.engines.sast.rule_packing import load_rules
from gateline.rules.rule import Rule

RULES, PROBLEMS = load_rules()
PARSERS = {
    "js": Parser(Language(tree_sitter_javascript.language())),
    "jsx": Parser(Language(tree_sitter_javascript.language())),
    "ts": Parser(Language(tree_sitter_typescript.language_typescript())),
    "tsx": Parser(Language(tree_sitter_typescript.language_tsx())),
}

every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


def ending(path: str) -> str:
    return path.rpartition(".")[2]


def language(path: str) -> str:
    return "python" if ending(path) == "py" else "javascript"


def test_every_rule_can_be_used() -> None:
    assert PROBLEMS == []
    assert len(RULES) >= 180


@every_rule
def test_examples_are_code(rule: Rule) -> None:
    for example in [*rule.fails, *rule.passes]:
        if ending(example.path) == "py":
            ast.parse(example.text)
        else:
            assert not PARSERS[ending(example.path)].parse(example.text.encode()).root_node.has_error, example.text


@every_rule
def test_examples_are_in_languages_of_the_rule(rule: Rule) -> None:
    languages = rule_match.of(rule).languages
    assert {language(example.path) for example in [*rule.fails, *rule.passes]} <= set(languages)


@every_rule
def test_findings_start_on_lines_with_code(rule: Rule) -> None:
    assert rule.fails
    assert rule.passes
    for example in rule.fails:
        assert example.text.splitlines()[example.line - 1].strip() not in ("", ")", "}")


@every_rule
def test_people_are_told_briefly(rule: Rule) -> None:
    info = rule.info()
    assert len(re.findall(r"[.!?](?:\s|$)", info.why)) <= 2
    assert len(info.title) <= 80
    assert info.fix
    assert rule.cwe
    assert 1 <= len(rule.references) <= 3
    assert all(reference.startswith("https://") for reference in rule.references)


def test_each_data_flow_is_one_rules() -> None:
    owners: dict[tuple[str, str, str], str] = {}
    for rule in RULES:
        match = rule_match.of(rule)
        if match.flow is not None:
            for key in [
                (name, sink, source) for name in match.languages for sink in match.flow.to for source in match.flow.from_
            ]:
                assert owners.setdefault(key, rule.id) == rule.id, key


def test_every_structure_has_its_rule() -> None:
    used = {structure.name for rule in RULES if (structure := rule_match.of(rule).structure)}
    assert used == set(rule_match.STRUCTURES)


@pytest.mark.parametrize("name", LANGUAGES)
def test_paths_are_those_that_values_have(name: str) -> None:
    """A path below another name for the same thing would never be seen: models lead away from it."""
    gives = {path: given for model in load_models(name) for path, given in model.gives.items()}
    hidden = []
    for rule in RULES:
        match = rule_match.of(rule)
        if name not in match.languages:
            continue
        paths = [path for call in match.calls for path in call.call] + [path for write in match.sets for path in write.set]
        for path in paths:
            heads = [path[: found.start()] for found in re.finditer(r"[.(\[]", path)]
            hidden += [(rule.id, path, gives[head]) for head in heads if head in gives and head not in gives[head]]
    assert hidden == []


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("id: [")
    (tmp_path / "b.yaml").write_text("id: sast/b\ntitle: x\n")
    rules, problems = load_rules(tmp_path)
    assert rules == []
    assert [problem.partition(" ")[0] for problem in problems] == ["a.yaml:2:1:", "b.yaml:1:1:"]
