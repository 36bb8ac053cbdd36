"""The tool's own limits leave room for what is normal."""

from gateline.pipeline.limits import Limits


def test_a_chunk_is_smaller_than_what_is_done_in_process() -> None:
    limits = Limits()
    assert limits.chunk_bytes <= limits.in_process_bytes < limits.file_bytes < limits.memory_bytes
    assert limits.cpu_seconds < limits.stall_seconds
