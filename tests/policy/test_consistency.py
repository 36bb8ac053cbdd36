"""What no single field can see."""

import pytest

from gateline.policy.consistency import key_by_id
from gateline.policy.document import PolicyDocument
from gateline.policy.errors import PolicyError
from gateline.policy.load import load_policy
from gateline.policy.nodes import parse_yaml
from gateline.policy.read import read


def told(text: str) -> list[str]:
    with pytest.raises(PolicyError) as caught:
        load_policy({"p": f"version: 1\n{text}".encode()}, "p")
    return [str(problem) for problem in caught.value.problems]


def test_a_policy_that_checks_nothing() -> None:
    assert told("rules: []") == [
        "p:1:1: the policy has no rule and no mandate, so it would check nothing\n  add a rule, or 'extends: [builtin:default]'"
    ]


def test_names_of_engines_wherever_they_stand() -> None:
    text = """\
rules: [{id: a, enforce: warn, when: {engine: [sast, sats]}}]
mandates: [{id: m, require: signatur}]
stages: {pr: {engines: [secret]}}
engines: {sac: {}}
"""
    assert [line.splitlines()[0] for line in told(text)] == [
        "p:2:54: unknown engine 'sats'",
        "p:3:29: unknown evidence 'signatur'",
        "p:4:24: unknown engine 'secret'",
        "p:5:11: unknown engine 'sac'",
    ]


def test_a_disabled_engine_cannot_be_required_and_may_be_spoken_of() -> None:
    text = "rules: [{id: a, enforce: warn, when: {engine: sast}}]\nstages: {pr: {engines: sast}}\nengines: {sast: {enabled: false}}\n"
    assert told(text) == ["p:3:24: engine 'sast' is required here but disabled\n  see p:4:27"]


def test_records_are_keyed_by_id_with_their_places() -> None:
    reading = read(parse_yaml(b"version: 1\nrules: [{id: x, enforce: warn, when: {}}]", "p"), PolicyDocument)
    keyed, problems = key_by_id(reading)
    assert problems == []
    assert list(keyed.values["rules"]) == ["x"]
    assert str(keyed.places[("rules", "x", "enforce")]) == "p:2:26"


def test_an_id_written_three_times_is_told_twice() -> None:
    text = "rules: [{id: x, enforce: warn, when: {}}, {id: x, enforce: warn, when: {}}]\nmandates: [{id: x, require: sca}]"
    assert told(text) == [
        "p:2:48: duplicate id 'x'\n  first written at line 2",
        "p:3:17: duplicate id 'x'\n  first written at line 2",
    ]


def test_a_record_that_was_refused_is_not_counted() -> None:
    reading = read(parse_yaml(b"version: 1\nrules: [3, {id: x, enforce: warn, when: {}}]", "p"), PolicyDocument)
    keyed, problems = key_by_id(reading)
    assert problems == []
    assert reading.problems
    assert keyed.values["rules"] == {}
