"""Text measured in terminal cells: wide letters take two, combining marks none.

Works on text that went through `visible` first; widths follow UAX #11 (East Asian Width), ambiguous letters counting as one.
"""

from unicodedata import category, east_asian_width

__all__ = ["cut", "width", "wrap"]


def width(text: str) -> int:
    """Cells `text` takes."""
    return len(text) if text.isascii() else sum(map(_cells, text))


def cut(text: str, room: int, ellipsis: str) -> str:
    """`text` in at most `room` cells; what is cut off is replaced by `ellipsis`."""
    if width(text) <= room:
        return text
    kept, used = [], width(ellipsis)
    for character in text:
        used += _cells(character)
        if used > room:
            break
        kept.append(character)
    return "".join(kept).rstrip() + ellipsis if kept else ellipsis[:room]


def wrap(text: str, room: int, rows: int, ellipsis: str) -> list[str]:
    """`text` broken at blanks into at most `rows` lines of at most `room` cells, never none; what does not fit is cut."""
    lines: list[str] = []
    line = ""
    words = text.split(" ")
    for index, word in enumerate(words):
        longer = f"{line} {word}" if line else word
        if width(longer) <= room:
            line = longer
        elif len(lines) + 1 >= rows:
            return [*lines, cut(" ".join([line, *words[index:]] if line else words[index:]), room, ellipsis)]
        else:
            if line:
                lines.append(line)
            line = cut(word, room, ellipsis)
    return [*lines, line]


def _cells(character: str) -> int:
    if east_asian_width(character) in "WF":
        return 2
    return 0 if category(character) in ("Mn", "Me") else 1
