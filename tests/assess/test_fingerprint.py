"""The stable name of a finding."""

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from gateline.assess.fingerprint import fingerprint, fingerprint_of
from gateline.model.finding import Kind
from tests.builders import a_finding, a_location

_parts = st.tuples(st.sampled_from(Kind), st.text(max_size=8), st.text(max_size=8))


def test_the_value_is_kept_for_ever() -> None:
    """Baselines and waivers in other people's repositories hold these digits."""
    assert fingerprint_of(Kind.SECRET, "secrets/github-pat", "0123456789abcdef") == "8f002607e88906775e97f715c6ecef23"


def test_place_words_and_severity_do_not_count() -> None:
    one = a_finding()
    moved = msgspec.structs.replace(one, location=a_location("other.py:99:1"), message="new words", ignored="")
    assert fingerprint(one) == fingerprint(moved) == fingerprint_of(one.kind, one.rule, one.identity)


@settings(max_examples=60, deadline=None)
@given(_parts, _parts)
def test_different_triples_have_different_names(one: tuple[Kind, str, str], other: tuple[Kind, str, str]) -> None:
    assert (fingerprint_of(*one) == fingerprint_of(*other)) is (one == other)


def test_parts_do_not_run_into_each_other() -> None:
    assert fingerprint_of(Kind.SAST, "a", "b") != fingerprint_of(Kind.SAST, "ab", "")
    assert fingerprint_of(Kind.SAST, "a\n1:b", "") != fingerprint_of(Kind.SAST, "a", "1:b")


def test_undecodable_bytes_have_a_name_too() -> None:
    assert len(fingerprint_of(Kind.SAST, "a", "\udcff")) == 32
