"""Which findings a rule looks at."""

from enum import Enum

__all__ = ["Scope"]


class Scope(Enum):
    """Which findings a rule looks at."""

    ALL = "all"
    NEW = "new"
    """Not proven old: absent from the baseline, or there is none."""
    INTRODUCED = "introduced"
    """Not proven untouched: caused by the change that is judged, or nobody knows."""
