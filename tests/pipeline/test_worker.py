"""The worker's side of the pipe."""

import io

import pytest

from gateline.pipeline.worker import receive, send


def test_messages_come_as_they_were_sent() -> None:
    stream = io.BytesIO()
    for body in (b"", b"one", b"x" * 70_000):
        send(stream, body)
    stream.seek(0)
    assert [receive(stream) for _ in range(3)] == [b"", b"one", b"x" * 70_000]


@pytest.mark.parametrize("cut", [b"", b"\x05", b"\x05\0\0\0", b"\x05\0\0\0four"])
def test_stream_that_ends_early_is_told(cut: bytes) -> None:
    with pytest.raises(EOFError):
        receive(io.BytesIO(cut))
