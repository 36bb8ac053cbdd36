"""All models of one language in one file that loads in milliseconds.

Written by `scripts/pack` from the YAML files, which no run of the scanner reads; the tests compare the two.
"""

import os.path
from functools import lru_cache

import msgspec

from gateline.engines.sast.models.load import LANGUAGES, ModelFile

__all__ = ["load_models", "pack_path", "read_digest"]

_FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "pack")


class _Pack(msgspec.Struct, frozen=True):
    digest: str
    models: list[ModelFile]


def pack_path(language: str) -> str:
    """Where the pack of one of `LANGUAGES` stands."""
    if language not in LANGUAGES:
        raise ValueError(f"no models for {language!r}")
    return os.path.join(_FOLDER, f"{language}.json")


@lru_cache(maxsize=len(LANGUAGES))
def load_models(language: str) -> tuple[ModelFile, ...]:
    """The models of one of `LANGUAGES`, sorted by package, without their examples."""
    with open(pack_path(language), "rb") as file:
        return tuple(msgspec.json.decode(file.read(), type=_Pack).models)


def read_digest() -> str:
    """Digest over every model of every language, without loading them."""
    digests = []
    for language in LANGUAGES:
        with open(pack_path(language), "rb") as file:
            digests.append(file.read(80).split(b'"')[3].decode())
    return "".join(digests)
