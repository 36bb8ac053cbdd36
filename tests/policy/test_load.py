"""Documents in, policy out."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateline.policy.document import Enforce
from gateline.policy.errors import PolicyError
from gateline.policy.load import default_policy, load_policy, missing_documents

RULE = "rules: [{id: a, enforce: block, when: {}}]\n"


def told(documents: dict[str, str], name: str = "gateline.yaml") -> list[str]:
    with pytest.raises(PolicyError) as caught:
        load_policy({key: text.encode() for key, text in documents.items()}, name)
    return [str(problem).splitlines()[0] for problem in caught.value.problems]


def test_a_policy_says_where_its_rules_are_written() -> None:
    policy = load_policy(
        {"policy/p.yaml": b"version: 1\nextends: ../org.yaml\n", "org.yaml": f"version: 1\n{RULE}".encode()}, "policy/p.yaml"
    )
    assert policy.layers == ("org.yaml", "policy/p.yaml")
    assert policy.declared == {"a": "org.yaml:2:9"}
    assert policy.rules[0].enforce is Enforce.BLOCK


def test_the_default_needs_no_document() -> None:
    assert default_policy() == load_policy({}, "builtin:default")
    assert default_policy().layers == ("builtin:default",)


def test_a_diamond_counts_once_where_it_comes_first() -> None:
    documents = {
        "gateline.yaml": b"version: 1\nextends: [a.yaml, b.yaml]\n",
        "a.yaml": b"version: 1\nextends: org.yaml\n",
        "b.yaml": b"version: 1\nextends: org.yaml\n",
        "org.yaml": f"version: 1\n{RULE}".encode(),
    }
    assert load_policy(documents, "gateline.yaml").layers == ("org.yaml", "a.yaml", "b.yaml", "gateline.yaml")


def test_problems_of_all_documents_are_told_together() -> None:
    assert told(
        {"gateline.yaml": f"version: 1\nextends: org.yaml\nshadw: true\n{RULE}", "org.yaml": "version: 1\nrules: 3\n"}
    ) == [
        "gateline.yaml:3:1: unknown field 'shadw'",
        "org.yaml:2:8: expected a list of a mapping (rule), got '3'",
    ]


def test_loops() -> None:
    assert told({"gateline.yaml": "version: 1\nextends: a.yaml\n", "a.yaml": "version: 1\nextends: gateline.yaml\n"}) == [
        "a.yaml:2:10: 'gateline.yaml' extends itself"
    ]


def test_a_chain_without_end_is_cut() -> None:
    documents = {f"{number}.yaml": f"version: 1\nextends: {number + 1}.yaml\n" for number in range(40)}
    assert "extends itself" in told(documents, "0.yaml")[0]


def test_a_document_that_is_not_there() -> None:
    assert told({}) == ["gateline.yaml:1:1: 'gateline.yaml' cannot be found"]


def test_missing_documents_are_asked_for_one_layer_after_the_other() -> None:
    documents = {"policy/p.yaml": b"version: 1\nextends: [builtin:default, ./team.yaml]\n"}
    assert missing_documents({}, "policy/p.yaml") == ("policy/p.yaml",)
    assert missing_documents(documents, "policy/p.yaml") == ("policy/team.yaml",)
    documents["policy/team.yaml"] = b"version: 1\nextends: ../org.yaml\n"
    assert missing_documents(documents, "policy/p.yaml") == ("org.yaml",)
    documents["org.yaml"] = b"version: 1\n"
    assert missing_documents(documents, "policy/p.yaml") == ()


def test_a_path_layer_of_a_broken_document() -> None:
    with pytest.raises(PolicyError, match="unknown field 'ruls'"):
        load_policy(
            {"gateline.yaml": f"version: 1\n{RULE}".encode(), "x/gateline.yaml": b"version: 1\nruls: []"},
            "gateline.yaml",
            {"x": "x/gateline.yaml"},
        )


def test_path_layers_end_in_their_folder() -> None:
    documents = {"gateline.yaml": f"version: 1\n{RULE}".encode(), "x/gateline.yaml": f"version: 1\n{RULE}".encode()}
    policy = load_policy(documents, "gateline.yaml", {"x/": "x/gateline.yaml"})
    assert [rule.id for rule in policy.rules] == ["a", "a@x"]
    assert policy.declared["a@x"] == "x/gateline.yaml:2:9"
    assert policy.layers == ("gateline.yaml", "x/gateline.yaml")


_lines = st.sampled_from(
    [
        "version: 1",
        "extends: builtin:strict",
        "rules: [{id: a, enforce: block, when: {kind: sca}}]",
        "rules: [{id: a, enforce: block, when: {expr: 'finding.kev &&'}}]",
        "mandates: [{id: m, require: sast}]",
        "gaps: [{action: warn, paths: a/}]",
        "waivers: {max_days: 0}",
        "engines: {sast: {enabled: false}}",
        "shadow: true",
        "stages: {pr: {engines: sast}}",
        "  - x",
        "a: &a [*a]",
        "<<: {}",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_lines, max_size=6).map("\n".join))
def test_any_text_is_a_policy_or_a_policy_error(text: str) -> None:
    try:
        policy = load_policy({"p.yaml": text.encode()}, "p.yaml")
        assert policy.rules or policy.mandates
    except PolicyError as error:
        assert error.problems


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=100))
def test_any_bytes_are_a_policy_or_a_policy_error(data: bytes) -> None:
    try:
        load_policy({"p.yaml": data}, "p.yaml")
    except PolicyError as error:
        assert error.problems
