"""What the commit hook's short cut must know of a policy, without reading it. Imports nothing heavy."""

try:  # `hashlib` loads OpenSSL, which takes longer than all else here
    from _blake2 import blake2b
except ImportError:
    from hashlib import blake2b

from gateline import __version__

__all__ = ["NAMES", "record_name"]

NAMES = ("gateline.yaml", "gateline.yml")
"""File names of a policy, the first that is there counts."""


def record_name(policy: bytes) -> str:
    """Under which name a full run keeps that a clean scan for secrets is all this policy asks of a commit.

    Args:
        policy: the bytes of the policy file.
    """
    return "commit-" + blake2b(f"{__version__}\0".encode() + policy, digest_size=16).hexdigest()
