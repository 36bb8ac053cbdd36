"""Tracebacks that can be pasted into a public issue."""

from gateline.surfaces.cli.debug import masked_traceback


def test_frames_and_types_of_all_causes_and_no_message() -> None:
    try:
        try:
            raise KeyError("secret one")
        except KeyError as cause:
            raise ValueError("secret two") from cause
    except ValueError as error:
        text = masked_traceback(error)
    assert "ValueError (message masked)\ncaused by:\n" in text
    assert text.endswith("KeyError (message masked)\n")
    assert text.count("secret") == text.count('Error("secret'), "only as the source line of this test"
