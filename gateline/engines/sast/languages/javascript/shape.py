"""Whether people wrote a file, judged by its lines: bundlers and minifiers write few and long ones."""

import re

__all__ = ["is_minified"]

_HEAD = 1024
"""Bytes in which a file says that it is generated."""
_SMALLEST = 1024
_AVERAGE = 250
_LONG = 1000
_MARKS = re.compile(rb"@generated|D[Oo] (?:NOT EDIT|not edit)|do not edit")
_BUNDLED = b"__webpack_require__"


def is_minified(data: bytes) -> bool:
    """Whether the file was minified or generated: it says so at its beginning, its lines are long on average, or most of it stands in long lines."""
    if _MARKS.search(data, 0, _HEAD) is not None:
        return True
    if len(data) < _SMALLEST:
        return False
    if len(data) > _AVERAGE * (data.count(b"\n") + 1) and b"sourceMappingURL=data:" not in data:
        return True
    if _BUNDLED in data:
        return True
    position = long = 0
    while position < len(data):
        # Looking back from a thousand bytes on finds the next line end without touching short lines.
        end = data.rfind(b"\n", position, position + _LONG)
        if end >= 0:
            position = end + 1
            continue
        end = data.find(b"\n", position + _LONG)
        end = end if end >= 0 else len(data)
        long += end - position
        position = end + 1
    return 2 * long > len(data)
