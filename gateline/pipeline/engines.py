"""Engines by name, built alike in every process of a run."""

import os
from collections.abc import Callable
from typing import cast

from msgspec import Struct

from gateline.cache.kept import Kept, prefilter_name
from gateline.engines.contract import Engine
from gateline.registry import ENGINES, load

__all__ = ["EngineSetup", "build_engines"]

_Builder = Callable[..., Engine]


class EngineSetup(Struct, frozen=True, array_like=True):
    """What engines are built from; travels to the workers."""

    names: tuple[str, ...]
    """Of `registry.ENGINES`; the order numbers the analyzers."""
    key: bytes = b""
    """Keys the identities of secrets; empty for the built-in one."""
    scanned: str = ""
    """Root of the target: nothing kept inside it is believed."""
    is_cached: bool = True
    """Whether prefilters may be kept between runs."""
    prefilters: tuple[bytes, ...] = ()
    """What `Engine.prepare` gave, one for each name: workers need not compile again."""


def build_engines(setup: EngineSetup) -> list[Engine]:
    """The engines of a run, in the order of `setup.names`."""
    if setup.prefilters:
        return [_ready(name, setup.key, prefilter) for name, prefilter in zip(setup.names, setup.prefilters, strict=True)]
    kept = Kept(os.environ, setup.scanned or None) if setup.is_cached else None
    return [_build(name, setup.key, kept) for name in setup.names]


def _ready(name: str, key: bytes, prefilter: bytes) -> Engine:
    builder = cast(_Builder, load(ENGINES, name, "engine"))
    options: dict[str, object] = {"key": key} if key else {}
    return builder(**options, load=lambda: prefilter or None)


def _build(name: str, key: bytes, kept: Kept | None) -> Engine:
    builder = cast(_Builder, load(ENGINES, name, "engine"))
    options: dict[str, object] = {"key": key} if key else {}
    if kept is None:
        return builder(**options)

    def get() -> bytes | None:
        return kept.get(prefilter_name(name, engine.rules_digest))

    def put(data: bytes) -> None:
        kept.put(prefilter_name(name, engine.rules_digest), data)

    engine = builder(**options, load=get, store=put)
    return engine
