"""The envelope in which facts travel and are cached: one per distinct content."""

import msgspec
from msgspec import Struct

from gateline.facts.code import CodeFile
from gateline.facts.secret import InlineIgnore, SecretFact
from gateline.facts.template import TemplateFile
from gateline.model.gap import GapReason

__all__ = ["BlobFacts", "Fact", "Hole", "Part", "decode", "encode"]

Fact = SecretFact | InlineIgnore | CodeFile | TemplateFile
"""Every record an analyzer may make; a new engine adds its records here."""


class Hole(Struct, frozen=True, gc=False, array_like=True):
    """A part of the content that was not analyzed; becomes a `Gap` once its path is known."""

    by: str
    reason: GapReason
    note: str = ""


class Part(Struct, frozen=True, gc=False, array_like=True):
    """Facts of the content itself, or of one member when the content is an archive."""

    member: str
    """Path inside the archive, `/`-separated, nested archives joined by `!/`; empty for the content itself."""
    facts: tuple[Fact, ...] = ()
    holes: tuple[Hole, ...] = ()


class BlobFacts(Struct, frozen=True, gc=False, array_like=True):
    """All that was learned from one content. Parts without facts and holes are left out, only counted."""

    parts: tuple[Part, ...] = ()
    members: int = 0
    """Members looked at inside the archive; 0 for plain content."""
    bytes: int = 0
    """Bytes analyzed, members included."""


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(BlobFacts)


def encode(facts: BlobFacts) -> bytes:
    """msgpack bytes of `facts`; the same encoding crosses processes and lies in the cache."""
    return _encoder.encode(facts)


def decode(data: bytes) -> BlobFacts:
    """Read what `encode` wrote.

    Raises:
        msgspec.DecodeError: `data` is not such a record (a damaged cache entry).
    """
    try:
        return _decoder.decode(data)
    except UnicodeDecodeError as error:
        raise msgspec.DecodeError("a text in the record is not UTF-8") from error
