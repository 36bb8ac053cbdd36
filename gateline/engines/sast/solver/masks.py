"""Sets of sink kinds as bits."""

from collections.abc import Iterable
from typing import Final

from gateline.engines.sast.kinds import ALL_KINDS, SINK_KINDS
from gateline.engines.sast.solver.values import ALL

__all__ = ["BIT", "mask_of"]

BIT: Final = {kind: 1 << number for number, kind in enumerate(SINK_KINDS)}
"""Each sink kind's bit."""


def mask_of(kinds: Iterable[str]) -> int:
    """The bits of these kinds; `all` is every one."""
    mask = 0
    for kind in kinds:
        mask |= ALL if kind == ALL_KINDS else BIT[kind]
    return mask | BIT["selector"] if mask & BIT["html"] else mask
