import msgspec
import pytest

from gateline.facts.secret import InlineIgnore, SecretFact
from gateline.model.location import Position
from gateline.model.severity import Confidence

FACT = SecretFact("secrets/acme", "ab" * 16, Position(1, 2), Position(1, 9), "acme…(40)", Confidence.LOW)


def test_no_field_of_a_fact_could_hold_the_value() -> None:
    assert SecretFact.__struct_fields__ == (
        "rule", "identity", "start", "end", "preview", "confidence", "evidence", "encoding",
    )  # fmt: skip


def test_a_fact_without_more_to_say_says_no_more() -> None:
    assert (FACT.evidence, FACT.encoding) == ((), ())


def test_an_ignore_speaks_of_all_rules_unless_it_names_some() -> None:
    assert InlineIgnore(4, "nosec") == InlineIgnore(line=4, marker="nosec", rules=(), reason="")


@pytest.mark.parametrize(("fact", "tag"), [(FACT, "secret"), (InlineIgnore(4, "nosec"), "ignore")])
def test_records_travel_under_their_tag(fact: SecretFact | InlineIgnore, tag: str) -> None:
    packed = msgspec.msgpack.encode(fact)
    assert msgspec.msgpack.decode(packed)[0] == tag
    assert msgspec.msgpack.decode(packed, type=SecretFact | InlineIgnore) == fact
