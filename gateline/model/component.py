"""What a target is made of."""

from msgspec import Struct

__all__ = ["Component"]


class Component(Struct, frozen=True, gc=False, order=True):
    """One package the target contains or uses: a row of its SBOM."""

    purl: str
    """Package URL, https://github.com/package-url/purl-spec."""
    path: str
    """The file it was found in."""
    licences: tuple[str, ...] = ()
    """SPDX expressions."""
    hashes: tuple[str, ...] = ()
    """`algorithm:hex`."""
    dependencies: tuple[str, ...] = ()
    """purls this one depends on, sorted."""
