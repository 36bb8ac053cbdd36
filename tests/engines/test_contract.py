"""The secrets engine keeps the contract that every engine after it is held to."""

import re

from gateline.engines.contract import Analyzer, Capabilities, Engine, PlacedFacts, Scope
from gateline.engines.secrets.engine import SecretsEngine
from gateline.model.finding import Finding
from gateline.rules.examples import expand
from gateline.source.target import Blob, Sighting

ENGINE: Engine = SecretsEngine()
TEXT = expand("first {crc:ghp_:30}\n\nsecond {crc:ghp_:30}\n", "contract").encode()


def test_nothing_is_granted_that_was_not_asked_for() -> None:
    assert Capabilities() == Capabilities(network=False, filesystem=False)
    assert ENGINE.needs == Capabilities()


def test_one_content_is_enough_for_secrets() -> None:
    assert ENGINE.scope is Scope.BLOB
    assert [scope.value for scope in Scope] == ["blob", "target"]


def test_digests_are_hex_and_stay_between_instances() -> None:
    analyzer: Analyzer = ENGINE.analyzer()
    assert re.fullmatch(r"[0-9a-f]{32}", analyzer.digest)
    assert re.fullmatch(r"[0-9a-f]{32}", ENGINE.rules_digest)
    assert analyzer.digest == SecretsEngine().analyzer().digest
    assert analyzer.digest != SecretsEngine(b"ours").analyzer().digest
    assert ENGINE.rules_digest == SecretsEngine(b"ours").rules_digest


def test_facts_come_in_order_of_position_and_are_the_same_again() -> None:
    analyzer = ENGINE.analyzer()
    blob = Blob("0" * 40, "text", TEXT)
    first, second = list(analyzer.analyze(blob)), list(analyzer.analyze(blob))
    assert [fact.start.line for fact in first if hasattr(fact, "start")] == [1, 3]
    assert first == second


def test_facts_of_no_order_give_findings_of_one() -> None:
    def placed(path: str, oid: str) -> PlacedFacts:
        facts = tuple(ENGINE.analyzer().analyze(Blob(oid, "text", TEXT)))
        return PlacedFacts(Sighting((path,)), oid, facts)

    one, other = placed("a.txt", "1" * 40), placed("b.txt", "2" * 40)
    assert list(ENGINE.conclude([one, other])) == list(ENGINE.conclude([other, one]))


def test_every_finding_has_a_rule_that_can_be_explained() -> None:
    facts = tuple(ENGINE.analyzer().analyze(Blob("0" * 40, "text", TEXT)))
    findings = [
        item for item in ENGINE.conclude([PlacedFacts(Sighting(("a.txt",)), "0" * 40, facts)]) if isinstance(item, Finding)
    ]
    assert [ENGINE.rule_info(finding.rule).id for finding in findings] == ["secrets/github-personal-access-token"] * 2


def test_no_facts_are_no_findings() -> None:
    assert list(ENGINE.conclude([])) == []
    assert list(ENGINE.conclude([PlacedFacts(Sighting(("a.txt",)), "0" * 40, ())])) == []
