import msgspec
import pytest

from gateline.model.gap import Gap, GapReason
from tests.builders import a_gap


@pytest.mark.parametrize("reason", GapReason)
def test_a_policy_can_name_every_reason(reason: GapReason) -> None:
    assert reason.value == reason.name.lower().replace("_", "-")
    assert msgspec.json.decode(msgspec.json.encode(a_gap(reason=reason)), type=Gap) == a_gap(reason=reason)


def test_gaps_stand_by_path_then_engine() -> None:
    gaps = [a_gap("b"), a_gap("a", by="source"), a_gap("a", by="secrets")]
    assert [(gap.path, gap.by) for gap in sorted(gaps)] == [("a", "secrets"), ("a", "source"), ("b", "source")]
