"""Which engines run, and what they may touch. A plan that would look at nothing is an error, never a green verdict."""

from collections.abc import Collection, Mapping, Sequence
from typing import cast

from msgspec import Struct

from gateline.engines.contract import Capabilities, Engine
from gateline.errors import UsageError
from gateline.pipeline.limits import Limits
from gateline.policy.document import Policy, StageSettings
from gateline.policy.stages import Stage
from gateline.registry import ENGINES, WHOLE_PROGRAM, load, nearest

__all__ = ["Plan", "make_plan"]

_MIB = 1024 * 1024
_NOTHING = Capabilities()
_DEFAULTS = Limits()


class Plan(Struct, frozen=True):
    """What one run does."""

    stage: Stage
    engines: tuple[str, ...]
    """Names, sorted; at least one."""
    limits: Limits


def make_plan(
    stage: Stage,
    policy: Policy,
    asked: Sequence[str] = (),
    granted: Capabilities = _NOTHING,
    limits: Limits = _DEFAULTS,
    table: Mapping[str, str] = ENGINES,
) -> Plan:
    """Choose engines and limits.

    Args:
        stage: where the gate stands.
        policy: its `stages` and `engines` decide what runs.
        asked: `--engine`; none: those the stage names, or all that are enabled. An engine the stage names and this
        installation does
            not have is left to the gate, which finds it missing.
        granted: what the user lets engines touch beyond the bytes they are given.
        limits: of the command line; where the policy sets any, those count.
        table: the engines there are.

    Raises:
        UsageError: an unknown or disabled engine, settings nobody reads, an engine that needs more than is granted, or none
        at all.
    """
    settings: StageSettings = getattr(policy.stages, stage.value)
    for name in asked:
        _require_known(name, table)
    disabled = {name for name, engine in policy.engines.items() if not engine.enabled}
    for name in asked:
        if name in disabled:
            raise UsageError(f"engine '{name}' is disabled by the policy", f"remove `enabled: false` from `engines: {name}:`")
    chosen = sorted((set(asked or settings.engines or _usual(stage, table)) & set(table)) - disabled)
    if not chosen:
        raise UsageError(
            "no engine is left to run, so nothing would be looked at", f"engines there are: {', '.join(sorted(table))}"
        )
    for name in chosen:
        _require_granted(name, granted, dict(table))
        _require_read(name, policy)
    return Plan(stage, tuple(chosen), _limits(policy, settings, limits))


def _usual(stage: Stage, table: Mapping[str, str]) -> Collection[str]:
    """Engines that run when nobody chooses: all; before a commit those that need one content only, for a hook must not be felt."""
    return [name for name in table if name not in WHOLE_PROGRAM] if stage is Stage.COMMIT else table


def _require_known(name: str, table: Mapping[str, str]) -> None:
    if name not in table:
        close = nearest(name, dict(table))
        known = f"known: {', '.join(sorted(table))}"
        raise UsageError(f"unknown engine '{name}'", f"did you mean '{close}'? {known}" if close else known)


def _require_granted(name: str, granted: Capabilities, table: dict[str, str]) -> None:
    needs = cast(type[Engine], load(table, name, "engine")).needs
    if needs.network and not granted.network:
        raise UsageError(f"engine '{name}' needs the network, which this run does not grant")
    if needs.filesystem and not granted.filesystem:
        raise UsageError(f"engine '{name}' needs to read files beside the target's, which this run does not grant")


def _require_read(name: str, policy: Policy) -> None:
    """Settings that no one reads would be a policy that does not do what it says."""
    settings = policy.engines.get(name)
    if settings is None:
        return
    for what, value in (("plugin", settings.plugin), ("rules", settings.rules), ("options", settings.options)):
        if value:
            raise UsageError(f"engine '{name}' does not take `{what}` in this version", f"remove it from `engines: {name}:`")


def _limits(policy: Policy, settings: StageSettings, limits: Limits) -> Limits:
    wanted = settings.limits
    return Limits(
        file_bytes=policy.source.max_file_size or limits.file_bytes,
        cpu_seconds=float(wanted.blob_seconds or limits.cpu_seconds),
        stall_seconds=limits.stall_seconds,
        total_seconds=float(wanted.total_seconds or limits.total_seconds),
        memory_bytes=wanted.memory_mib * _MIB if wanted.memory_mib else limits.memory_bytes,
        in_process_bytes=limits.in_process_bytes,
        chunk_bytes=limits.chunk_bytes,
        chunk_refs=limits.chunk_refs,
    )
