from gateline.model.gap import GapReason
from gateline.source.target import Unreadable


def test_unreadable_carries_what_a_gap_needs() -> None:
    error = Unreadable(GapReason.TOO_LARGE, "9 bytes, the limit is 8")
    assert (error.reason, error.note, str(error)) == (GapReason.TOO_LARGE, "9 bytes, the limit is 8", "9 bytes, the limit is 8")
