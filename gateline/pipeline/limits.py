"""How much one content may cost before it becomes a gap."""

from msgspec import Struct

__all__ = ["Limits"]

_MIB = 1024 * 1024


class Limits(Struct, frozen=True, array_like=True):
    """What a run grants; the same for every content, whoever analyzes it."""

    file_bytes: int = 64 * _MIB
    """Larger contents are not read; a `too-large` gap."""
    cpu_seconds: float = 10.0
    """CPU time (user and system) for one content. CPU, not the clock: a loaded machine changes no verdict."""
    stall_seconds: float = 120.0
    """Clock time after which a worker that says nothing is stopped: a hung file system, native code that does not return."""
    total_seconds: float = 0.0
    """Clock time for the whole run, after which the rest becomes a gap; 0 for no limit."""
    memory_bytes: int = 2048 * _MIB
    """Address space of a worker, the interpreter and its rules included; 0 for no limit."""
    in_process_bytes: int = 2 * _MIB
    """Up to this many bytes are analyzed without starting a worker."""
    chunk_bytes: int = 1 * _MIB
    """Contents go to workers in chunks of about this size …"""
    chunk_refs: int = 256
    """… and of at most this many."""
