"""The engine as the pipeline sees it: findings and gaps of a whole target, the same for the same facts."""

import random

import msgspec
import pytest

from gateline.engines.contract import Analyzer, Engine, PlacedFacts, Scope
from gateline.engines.sast.engine import SastEngine
from gateline.model.finding import Finding, Kind
from gateline.model.gap import Gap, GapReason
from gateline.source.target import Sighting
from tests.engines.sast.programs import concluded, findings, gaps, javascript, placed, python

ENGINE: Engine = SastEngine()
FILES = {
    **python("run(q)\nsqlite3.connect('x').execute('select ' + q)\nreturn '<p>' + q"),
    **javascript("exec(q);\nres.send('<p>' + q);"),
    "tool.py": "import hashlib\nhashlib.md5(b'x').hexdigest()\n",
}


def _bytes(items: object) -> bytes:
    return msgspec.msgpack.encode(items)


def test_it_keeps_the_contract() -> None:
    assert ENGINE.name == "sast"
    assert ENGINE.scope is Scope.TARGET
    assert not ENGINE.needs.network
    assert not ENGINE.needs.filesystem
    assert ENGINE.prepare() == b""
    analyzer: Analyzer = ENGINE.analyzer()
    assert analyzer.name == "sast"
    assert int(ENGINE.rules_digest, 16)
    assert SastEngine(b"key").rules_digest == ENGINE.rules_digest


def test_flaws_are_found() -> None:
    found = {(one.rule, one.location.path, one.location.start.line) for one in findings(FILES)}
    assert {
        ("sast/shell-injection", "app.py", 9),
        ("sast/sql-injection", "app.py", 10),
        ("sast/reflected-xss", "app.py", 11),
        ("sast/shell-injection", "app.js", 6),
        ("sast/reflected-xss", "app.js", 7),
        ("sast/weak-hash", "tool.py", 2),
    } <= found


def test_every_finding_can_be_explained() -> None:
    for finding in findings(FILES):
        assert finding.kind is Kind.SAST
        assert ENGINE.rule_info(finding.rule).id == finding.rule
    with pytest.raises(KeyError):
        ENGINE.rule_info("sast/nothing")


def test_nothing_is_nothing() -> None:
    assert list(ENGINE.conclude([])) == []
    assert list(ENGINE.conclude([PlacedFacts(Sighting(("a.txt",)), "0" * 40, ())])) == []
    assert concluded({"a.py": "", "b.js": "\n"}) == []


def test_two_runs_give_the_same_bytes() -> None:
    assert _bytes(concluded(FILES)) == _bytes(concluded(FILES))


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_facts_does_not_matter(seed: int) -> None:
    given = placed(FILES)
    wanted = _bytes(concluded(given))
    random.Random(seed).shuffle(given)
    assert _bytes(concluded(given)) == wanted


def test_facts_may_come_one_by_one() -> None:
    given = placed(FILES)
    assert list(ENGINE.conclude(one for one in given)) == list(ENGINE.conclude(given))


def test_findings_come_by_place() -> None:
    found = findings(FILES)
    assert found == sorted(found, key=lambda one: (one.location, one.rule))


def test_one_content_at_two_places_is_two_files() -> None:
    (facts,) = placed(javascript("exec(q);"))
    both = PlacedFacts(Sighting(("a.js", "b/a.js")), facts.oid, facts.facts)
    found = [one for one in ENGINE.conclude([both]) if isinstance(one, Finding) and one.rule == "sast/shell-injection"]
    assert {one.location.path for one in found} == {"a.js", "b/a.js"}


def test_the_content_is_named() -> None:
    (facts,) = placed(javascript("exec(q);"))
    found = [one for one in ENGINE.conclude([facts]) if isinstance(one, Finding)]
    assert {one.location.blob for one in found} == {facts.oid}


def test_a_function_that_takes_too_long_is_a_gap_with_its_name() -> None:
    statements = "".join(f"       x{number} = {number}\n" for number in range(12_000))
    long = "def long(q):\n    for a in q:\n     for b in q:\n      for c in q:\n" + statements
    made = gaps({"a.py": "import os, sys\n" + long + "long(sys.argv)\n", **python("run(q)")})
    assert [(one.path, one.by, one.reason) for one in made] == [("a.py", "sast", GapReason.TIMEOUT)]
    assert "`long`" in made[0].note
    assert any(one.rule == "sast/shell-injection" for one in findings({"a.py": long, **python("run(q)")}))


def test_what_the_front_end_left_out_is_a_gap() -> None:
    deep = "x = " + "[" * 3000 + "]" * 3000 + "\n"
    items = concluded({"a.js": "f(" * 5000 + ")" * 5000 + ";\n", "b.py": deep})
    assert all(isinstance(one, Gap) and one.by == "sast" and one.note for one in items if not isinstance(one, Finding))
    assert any(isinstance(one, Gap) for one in items)


def test_hostile_text_raises_nothing() -> None:
    noise = random.Random(7)
    alphabet = "(){}[]<>=+-*/%.,:;'\"`\\\n\t abc01défor if class function return await import export \x00\ud7ff"
    for _ in range(40):
        text = "".join(noise.choice(alphabet) for _ in range(400))
        concluded({"a.py": text, "a.js": text, "a.ts": text, "a.tsx": text, "a.vue": text, "a.html": text, "a.ipynb": text})
