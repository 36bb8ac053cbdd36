"""How many worker processes this machine carries."""

import os

__all__ = ["default_jobs"]

_QUOTA = "/sys/fs/cgroup/cpu.max"
"""Quota and period in microseconds, or `max`: what a container may use of the machine. Source: Linux cgroup-v2.rst, CPU
interface files."""


def default_jobs() -> int:
    """Processors this process may use, a container's quota included; at least 1."""
    try:
        available = len(os.sched_getaffinity(0))
    except AttributeError:  # macOS, Windows
        available = os.cpu_count() or 1
    return max(1, min(available, _quota() or available))


def _quota() -> int | None:
    try:
        with open(_QUOTA, encoding="ascii") as file:
            quota, period = file.read().split()
    except (OSError, ValueError):
        return None
    return None if quota == "max" or not int(period) else -(-int(quota) // int(period))
