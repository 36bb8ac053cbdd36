"""The rules of every engine, as their files have them: a folder `rules` beside the engine's module."""

from collections.abc import Iterator
from pathlib import Path

from gateline.engines.contract import Engine
from gateline.errors import UsageError
from gateline.pipeline.engines import EngineSetup, build_engines
from gateline.registry import ENGINES, nearest

__all__ = ["engine_of", "find_rule", "require_rule", "rule_files"]


def rule_files() -> dict[str, Path]:
    """Rule id → its file, sorted by id."""
    found = {f"{name}/{path.stem}": path for name, folder in _folders() for path in folder.glob("*.yaml")}
    return dict(sorted(found.items()))


def find_rule(name: str) -> str | None:
    """The full id of a rule: given as `secrets/github-pat`, or as `github-pat` when only one engine has it; None when there
    is none."""
    known = rule_files()
    if name in known:
        return name
    ending = [rule for rule in known if rule.partition("/")[2] == name]
    return ending[0] if len(ending) == 1 else None


def require_rule(name: str) -> str:
    """As `find_rule`.

    Raises:
        UsageError: there is no such rule.
    """
    rule = find_rule(name)
    if rule is None:
        known = list(rule_files())
        close = nearest(name, known) or nearest(name, [rule.partition("/")[2] for rule in known])
        raise UsageError(f"unknown rule '{name}'", f"did you mean '{close}'?" if close else "`gateline rules list` shows all")
    return rule


def engine_of(rule: str) -> Engine:
    """The engine a rule belongs to."""
    return build_engines(EngineSetup((rule.partition("/")[0],)))[0]


def _folders() -> Iterator[tuple[str, Path]]:
    from importlib.util import find_spec

    for name, entry in ENGINES.items():
        spec = find_spec(entry.partition(":")[0].rpartition(".")[0])
        if spec is not None and spec.origin is not None:
            yield name, Path(spec.origin).parent / "rules"
