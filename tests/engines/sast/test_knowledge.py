"""Models and rules bound together."""

from gateline.engines.sast.kinds import SINK_KINDS, SOURCE_KINDS
from gateline.engines.sast.knowledge import knowledge
from gateline.engines.sast.models.load import LANGUAGES
from gateline.engines.sast.rule_pack import load_scan_rules

KNOWN = knowledge()


def test_it_is_loaded_once() -> None:
    assert knowledge() is KNOWN


def test_every_language_and_rule_is_there() -> None:
    assert set(KNOWN.indexes) == set(LANGUAGES)
    assert set(KNOWN.rules) == {rule.id for rule in load_scan_rules()}
    assert all(KNOWN.title(rule) for rule in KNOWN.rules)


def test_flows_are_forbidden_by_one_rule_each() -> None:
    assert len(KNOWN.flows[("python", "shell", "remote")]) == 1
    for (language, sink, source), rules in KNOWN.flows.items():
        assert language in LANGUAGES
        assert sink in SINK_KINDS
        assert source in SOURCE_KINDS
        assert set(rules) <= set(KNOWN.rules)
        assert len(rules) == 1


def test_rules_about_calls_stand_in_the_index() -> None:
    api = KNOWN.indexes["python"].find("hashlib.md5")
    assert api is not None
    assert "sast/weak-hash" in {rule.rule for rule in api.calls}
    api = KNOWN.indexes["javascript"].find("crypto.createHash")
    assert api is not None
    assert "sast/weak-hash" in {rule.rule for rule in api.calls}


def test_every_rule_has_something_to_look_for() -> None:
    named = {rule for rules in KNOWN.flows.values() for rule in rules} | set(KNOWN.structures)
    for rule, scan in KNOWN.rules.items():
        assert rule in named or scan.match.calls or scan.match.sets
