"""One flaw, one finding."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from gateline.assess.fingerprint import fingerprint
from gateline.assess.merge import merge
from gateline.model.finding import Finding, Fix, Origin
from tests.builders import a_finding, a_location, a_step


def one(*findings: Finding) -> Finding:
    (merged,) = merge(findings).values()
    return merged


def test_places_are_gathered_sorted_and_told_once() -> None:
    merged = one(a_finding("b.py:2:1"), a_finding("a.py:9:1", occurrences=["c.py:1:1", "b.py:2:1"]), a_finding("b.py:2:1"))
    assert merged.location == a_location("a.py:9:1")
    assert merged.occurrences == (a_location("b.py:2:1"), a_location("c.py:1:1"))


def test_the_graver_voice_counts() -> None:
    merged = one(
        a_finding(severity="low", confidence="high", message="low", evidence=["a", "b"]),
        a_finding(severity="high", confidence="low", message="high", evidence=["b", "c"]),
        a_finding(severity="unknown", message="unrated", evidence=[]),
    )
    assert (merged.severity.value, merged.confidence.value, merged.message) == ("high", "high", "high")
    assert merged.evidence == ("b", "c", "a")


def test_an_ignore_holds_only_where_it_stands_at_every_place() -> None:
    assert one(a_finding(ignored="fine"), a_finding("b.py:1:1")).ignored is None
    assert one(a_finding(ignored="fine"), a_finding("b.py:1:1", ignored="")).ignored == ""
    assert one(a_finding(ignored="fine"), a_finding("b.py:1:1", ignored="also")).ignored == "also"


def test_what_one_voice_knows_is_not_lost() -> None:
    early, late = (Origin("c", "a", date, True) for date in ("2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z"))
    merged = one(
        a_finding(severity="critical", origin=late, related=["r.py:2:1"]),
        a_finding("b.py:1:1", severity="low", origin=early, fixes=[Fix("Rotate it")], trace=[a_step()], related=["r.py:1:1"]),
    )
    assert (merged.fixes, merged.trace, merged.origin) == ((Fix("Rotate it"),), (a_step(),), early)
    assert [place.start.line for place in merged.related] == [1, 2]


def test_different_flaws_stay_apart() -> None:
    a, b = a_finding(), a_finding(identity="other")
    assert merge([a, b]) == {fingerprint(a): a, fingerprint(b): b}


_findings = st.builds(
    lambda at, identity, severity, confidence, ignored, note: a_finding(
        at, identity=identity, severity=severity, confidence=confidence, ignored=ignored, message=note
    ),
    st.sampled_from(["a.py:1:1", "b.py:2:2"]),
    st.sampled_from(["x", "y"]),
    st.sampled_from(["unknown", "low", "high"]),
    st.sampled_from(["low", "high"]),
    st.sampled_from([None, "", "fine"]),
    st.sampled_from(["one", "two"]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_findings, max_size=6), st.randoms(use_true_random=False))
def test_order_does_not_matter(findings: list[Finding], dice: random.Random) -> None:
    shuffled = list(findings)
    dice.shuffle(shuffled)
    assert merge(shuffled) == merge(findings)


@settings(max_examples=60, deadline=None)
@given(st.lists(_findings, max_size=6))
def test_merging_again_changes_nothing(findings: list[Finding]) -> None:
    merged = merge(findings)
    assert merge(merged.values()) == merged
