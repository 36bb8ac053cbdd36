"""Type arguments of tagged templates (``styled.div<Props>`…` ``), which the grammar does not know: blanked before parsing."""

__all__ = ["without_type_arguments"]

_LONGEST = 2000
_MOST_STEPS = 20_000
_NOT_TYPES = (b"`", b"&&", b"||", b"==", b"return", b"const ")


def without_type_arguments(data: bytes) -> bytes:
    """The text with such type arguments blanked; every byte and line where it was."""
    made: bytearray | None = None
    steps = 0
    position = data.find(b">`")
    while position >= 0 and steps < _MOST_STEPS:
        start, taken = _opening(data, position)
        steps += taken
        if start > 0 and (data[start - 1 : start].isalnum() or data[start - 1] in b"_$)"):
            inner = data[start : position + 1]
            if not any(sign in inner for sign in _NOT_TYPES):
                made = bytearray(data) if made is None else made
                made[start : position + 1] = b"\n".join(b" " * len(line) for line in inner.split(b"\n"))
        position = data.find(b">`", position + 2)
    return bytes(made) if made is not None else data


def _opening(data: bytes, end: int) -> tuple[int, int]:
    """The `<` that the `>` closes, or -1; and how many brackets were looked at. The `>` of an arrow closes nothing."""
    depth = steps = 0
    position = end
    first = max(0, end - _LONGEST)
    while position >= first:
        steps += 1
        close = data.rfind(b">", first, position + 1)
        opened = data.rfind(b"<", max(close, first), position + 1)
        if opened > close:
            depth -= 1
            if not depth:
                return opened, steps
            position = opened - 1
        elif close < 0:
            break
        else:
            if data[close - 1 : close] != b"=":
                depth += 1
            position = close - 1
    return -1, steps
