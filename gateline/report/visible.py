"""Text of strangers made safe to show: file names, messages and excerpts may hold escape sequences and reversed text."""

__all__ = ["one_line", "visible"]


def visible(text: str) -> str:
    """`text` with every character that is not printable written as `\\xNN`, `\\uNNNN` or `\\UNNNNNNNN`.

    Covers C0 and C1 controls (terminal escapes), line and paragraph separators, bidirectional controls (CVE-2021-42574),
    zero-width characters, tags and lone surrogates, whose categories `str.isprintable` excludes.
    """
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else _escaped(character) for character in text)


def one_line(text: str) -> str:
    """`visible` text with every run of white space, line ends included, as one blank."""
    return visible(" ".join(text.split()))


def _escaped(character: str) -> str:
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
