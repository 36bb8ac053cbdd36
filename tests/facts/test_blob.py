import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateline.facts.blob import BlobFacts, Hole, Part, decode, encode
from gateline.facts.secret import InlineIgnore, SecretFact
from gateline.model.gap import GapReason
from gateline.model.location import Position
from gateline.model.severity import Confidence
from tests.source.strategies import bounded, mutations

SECRET = SecretFact(
    rule="secrets/github-pat",
    identity="ab" * 16,
    start=Position(3, 7),
    end=Position(3, 47),
    preview="ghp_…(40)",
    confidence=Confidence.HIGH,
    evidence=("vendor's own format", "checksum holds"),
    encoding=("base64", "percent"),
)
FULL = BlobFacts(
    parts=(
        Part("", (SECRET, InlineIgnore(3, "gitleaks:allow"))),
        Part("inner.zip!/a.env", holes=(Hole("secrets", GapReason.CRASHED, "broke on it"), Hole("source", GapReason.LIMIT))),
    ),
    members=12,
    bytes=4096,
)

_positions = st.builds(Position, st.integers(1, 2**31), st.integers(1, 2**31))
_words = st.lists(st.text(max_size=12), max_size=3).map(tuple)
_facts = st.one_of(
    st.builds(SecretFact, st.text(), st.text(), _positions, _positions, st.text(), st.sampled_from(Confidence), _words, _words),
    st.builds(InlineIgnore, st.integers(1, 2**31), st.text(), _words, st.text()),
)
_holes = st.builds(Hole, st.text(), st.sampled_from(GapReason), st.text())
_parts = st.builds(Part, st.text(), st.lists(_facts, max_size=3).map(tuple), st.lists(_holes, max_size=2).map(tuple))
_records = st.builds(BlobFacts, st.lists(_parts, max_size=3).map(tuple), st.integers(0, 2**40), st.integers(0, 2**50))


@bounded
@given(_records)
def test_what_is_written_is_read_back(facts: BlobFacts) -> None:
    assert decode(encode(facts)) == facts


def test_kinds_of_facts_are_told_apart() -> None:
    [first, second] = decode(encode(FULL)).parts[0].facts
    assert (type(first), type(second)) == (SecretFact, InlineIgnore)


def test_the_same_facts_are_the_same_bytes() -> None:
    assert encode(FULL) == encode(decode(encode(FULL)))


def test_nothing_learned_is_a_few_bytes() -> None:
    assert len(encode(BlobFacts(bytes=1000))) < 8
    assert decode(encode(BlobFacts())) == BlobFacts()


@bounded
@given(st.one_of(st.binary(max_size=200), mutations([encode(FULL), encode(BlobFacts())])))
def test_a_damaged_record_is_a_decode_error_or_other_facts(data: bytes) -> None:
    try:
        assert isinstance(decode(data), BlobFacts)
    except msgspec.DecodeError:
        pass


def test_text_that_is_not_utf_8_is_a_decode_error() -> None:
    with pytest.raises(msgspec.DecodeError):
        decode(encode(FULL).replace(b"ghp_", b"\xff\xff\xff\xff"))


@pytest.mark.parametrize("data", [b"", b"\xc0", encode(FULL)[:-1], encode(FULL) + b"\0", msgspec.msgpack.encode("x")])
def test_what_is_no_record_is_refused(data: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        decode(data)
