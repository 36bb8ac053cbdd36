"""Programs inside pages: everything else becomes blanks, so that places stay right."""

import re

__all__ = ["Script", "blanked", "scripts"]

_MOST_SCRIPTS = 500
_NEXT = re.compile(rb"<!--|<(script)(?=[\s/>])", re.IGNORECASE)
_CLOSE = re.compile(rb"</script", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"""([^\s"'>/=]{1,80})(?:\s{0,20}=\s{0,20}(?:"([^"]{0,2000})"|'([^']{0,2000})'|([^\s"'>]{1,2000})))?""")
_NOT_BREAK = re.compile(rb"[^\r\n]+")
_TAG = re.compile(rb"""(?:[^>"']|"[^"]{0,2000}"|'[^']{0,2000}')*+>""")


class Script:
    """One `<script>`: where its text stands, and its attributes."""

    __slots__ = ("attributes", "end", "start")

    def __init__(self, start: int, end: int, attributes: dict[str, str]) -> None:
        self.start = start
        self.end = end
        self.attributes = attributes


def scripts(data: bytes) -> list[Script]:
    """The scripts of a page, outside comments. One that is not closed ends the search."""
    found: list[Script] = []
    position = 0
    while len(found) < _MOST_SCRIPTS:
        opening = _NEXT.search(data, position)
        if opening is None:
            break
        if opening[1] is None:
            position = data.find(b"-->", opening.end())
            if position < 0:
                break
            continue
        tag = _TAG.match(data, opening.end())
        begin = tag.end() if tag is not None else data.find(b">", opening.end()) + 1
        closing = _CLOSE.search(data, begin) if begin else None
        if closing is None:
            break
        found.append(Script(begin, closing.start(), _attributes(data[opening.end() : begin - 1])))
        position = closing.end()
    return found


def _attributes(text: bytes) -> dict[str, str]:
    made = {}
    for found in _ATTRIBUTE.finditer(text[:4000]):
        value = found[2] or found[3] or found[4] or b""
        made[found[1].decode("latin-1").lower()] = value.decode("latin-1").strip().lower()
    return made


def blanked(data: bytes, kept: list[Script]) -> bytes:
    """The page with nothing but these scripts, each closed by a semicolon; every byte and every line where it was."""
    parts = []
    position = 0
    for script in kept:
        parts.append(_NOT_BREAK.sub(_blank, data[position : script.start]))
        parts.append(data[script.start : script.end])
        parts.append(b";")
        position = script.end + 1
    parts.append(_NOT_BREAK.sub(_blank, data[position:]))
    return b"".join(parts)[: len(data)]


def _blank(found: re.Match[bytes]) -> bytes:
    return b" " * len(found[0])
