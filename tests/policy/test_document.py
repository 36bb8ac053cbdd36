"""The policy's types: every field explained, every default valid."""

import msgspec
import pytest
from msgspec import inspect

from gateline.policy.document import (
    ANALYSES,
    ATTESTATIONS,
    ENGINES,
    Policy,
    PolicyDocument,
    Stages,
    check_id,
)
from gateline.policy.errors import Rejected
from gateline.policy.read import shape_of
from gateline.policy.schema import reference
from gateline.policy.stages import Stage


def test_every_field_has_a_sentence() -> None:
    assert [row.path for row in reference() if not row.description.rstrip("`").endswith((".", "…"))] == []


def test_an_empty_policy_reads_back_what_it_writes() -> None:
    policy = Policy()
    assert msgspec.convert(msgspec.to_builtins(policy), Policy) == policy
    assert msgspec.json.encode(policy) == b"{}"


def test_settings_of_every_stage() -> None:
    assert Stages.__struct_fields__ == tuple(stage.value for stage in Stage)


def test_evidence_is_either_made_or_signed() -> None:
    assert set(ENGINES) < set(ANALYSES)
    assert not set(ANALYSES) & set(ATTESTATIONS)


def test_a_written_document_has_every_section_of_a_policy() -> None:
    written = {field.name for field in shape_of(PolicyDocument).fields}
    assert set(Policy.__struct_fields__) - written == {"declared", "layers"}


@pytest.mark.parametrize("id", ["a", "no-secrets", "A.1_b", "x" * 80])
def test_ids(id: str) -> None:
    check_id(id)


@pytest.mark.parametrize("id", ["", "-a", "a b", "a/b", "é", "x" * 81, "a\n"])
def test_what_is_no_id(id: str) -> None:
    with pytest.raises(Rejected):
        check_id(id)


def test_every_bounded_number_says_so() -> None:
    for record in ("When", "WaiverTerms", "Source", "Limits"):
        shape = shape_of(getattr(__import__("gateline.policy.document", fromlist=[record]), record))
        for field in shape.fields:
            for kind in _numbers(field.type):
                assert kind.ge is not None and kind.le is not None, field.name


def _numbers(shape: inspect.Type) -> list[inspect.IntType | inspect.FloatType]:
    match shape:
        case inspect.Metadata():
            return _numbers(shape.type)
        case inspect.UnionType():
            return [found for kind in shape.types for found in _numbers(kind)]
        case inspect.IntType() | inspect.FloatType():
            return [shape]
    return []
