"""Conditions of models on the arguments of a call."""

from typing import Any

from gateline.engines.sast.solver.program import Args

__all__ = ["holds"]


def holds(args: Args, wanted: Any, unwanted: Any) -> bool:
    """Whether conditions on other arguments hold: an unknown argument fulfils none."""
    for name, values in (wanted or {}).items():
        if not _is_one_of(args, name, values):
            return False
    return not any(_is_one_of(args, name, values) for name, values in (unwanted or {}).items())


def _is_one_of(args: Args, name: str, values: tuple[Any, ...]) -> bool:
    selector: int | str = int(name) if name.lstrip("-").isdigit() else name
    found = args.select((selector,))
    if not found and not isinstance(selector, int):
        for value in args.positional:  # an options object
            if value.obj is not None and selector in value.obj.cells:
                found = [value.obj.cells[selector]]
    if found and "*" in values:
        return True
    for value in found:
        if value.consts and all(any(type(one) is type(other) and one == other for other in values) for one in value.consts):
            return True
        if any(path in values for path in value.paths):
            return True
    return False
