"""Values that vendors publish as samples: everybody has them, so finding one leaks nothing.

Held as digests, so that no scanner (ours included) stumbles over this file. To add one: the first 8 bytes of
`hashlib.blake2b(value, digest_size=8)` in hex, under the place where its vendor publishes it.
"""

__all__ = ["is_published"]

_FIREBASE = (
    # API keys of the sample and test projects in Google's own firebase/firebase-android-sdk, Apache-2.0, seen 2026-11.
    "04720f8c5b48eb54",
    "1dbab3955ee24509",
    "2331a06e46b6014b",
    "45c771ea00e6367a",
    "6ada812c0c203722",
    "71733bf44ea4212a",
    "7fa6fe73624d5bcb",
    "81b4f6c06b09cbed",
    "a667918ad80f14e8",
    "afd2f205ef556be9",
    "e4576406f972acf1",
    "e8e6b794c8c91613",
    "f27f5358a7c61641",
)
_DIGESTS = frozenset(_FIREBASE)


def is_published(value: bytes) -> bool:
    """Whether a vendor itself has put this value into its public documentation or samples."""
    import hashlib

    return hashlib.blake2b(value, digest_size=8).hexdigest() in _DIGESTS
