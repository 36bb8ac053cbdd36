"""One finding of a run, by its fingerprint or the start of it."""

from gateline.errors import UsageError
from gateline.model.assessed import Assessed
from gateline.pipeline.run import Result

__all__ = ["find", "is_fingerprint"]

_SHORTEST = 6
_WHOLE = 32


def is_fingerprint(text: str) -> bool:
    """Whether a text can be a fingerprint, or the start of one."""
    return _SHORTEST <= len(text) <= _WHOLE and all(digit in "0123456789abcdef" for digit in text)


def find(result: Result, start: str) -> Assessed:
    """The one finding whose fingerprint begins with `start`.

    Raises:
        UsageError: none does, or several do.
    """
    found = [item for item in result.report.findings if item.fingerprint.startswith(start)]
    if not found:
        target = result.report.target
        raise UsageError(
            f"no finding of the {target} has a fingerprint that begins with {start}",
            "name the target it was found in: PATH, --staged, --since REF or --history",
        )
    if len(found) > 1:
        raise UsageError(f"{len(found)} findings begin with {start}", "\n".join(item.fingerprint for item in found[:10]))
    return found[0]
