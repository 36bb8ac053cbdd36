"""The built-in policies, kept as data beside the code and read when first wanted."""

from functools import cache
from pathlib import Path

__all__ = ["BUILTIN", "PROFILES", "profile"]

BUILTIN = "builtin:"
"""What names of built-in documents start with."""

PROFILES = ("default", "strict", "observe")
"""`default` is in force where no policy file exists."""


@cache
def profile(name: str) -> bytes:
    """YAML text of a built-in policy.

    Args:
        name: one of `PROFILES`.

    Raises:
        KeyError: no such profile.
    """
    if name not in PROFILES:
        raise KeyError(name)
    return (Path(__file__).parent / "profiles" / f"{name}.yaml").read_bytes()
