"""Text of strangers in GitHub and GitLab flavoured Markdown: it may look like itself and do nothing.

Beyond what Markdown itself would read as markup, both forges turn `@name` into a notification, `#12` into a link back and
bare addresses into links. An empty comment between the sign and the word keeps them from it, also where a backslash would not.
"""

import re
from html import escape

from gateline.report.visible import one_line, visible

__all__ = ["code", "html", "prose"]

_PUNCTUATION = re.compile(r"[\\`*_{}\[\]<>()|~!&$]")
_REFERENCE = re.compile(r"([@#!])(?=\w)|(://)|(?i:\b(www\.))")
_RUNS = re.compile("`+")


def prose(text: str) -> str:
    """One line of text; names between backticks become code, everything else stays what it is."""
    line = one_line(text)
    parts = line.split("`")
    if "``" in line:
        return _plain(line)
    if len(parts) % 2 == 0:
        # A backtick without its partner is a letter.
        parts[-2:] = [f"{parts[-2]}`{parts[-1]}"]
    return "".join(code(part) if index % 2 else _plain(part) for index, part in enumerate(parts))


def code(text: str) -> str:
    """One code span, fit for a table's cell too."""
    shown = visible(text)
    if "|" in shown:
        # Tables are cut at pipes before code is read, and a backslash already there would undo one put in front.
        return f"<code>{_plain(shown)}</code>"
    fence = "`" * (max(map(len, _RUNS.findall(shown)), default=0) + 1)
    padding = " " if shown.startswith("`") or shown.endswith("`") or not shown.strip() else ""
    return f"{fence}{padding}{shown}{padding}{fence}"


def html(text: str) -> str:
    """One line of text inside an HTML block, where backslashes and backticks are letters."""
    return _REFERENCE.sub(_parted, escape(one_line(text), quote=False))


def _plain(text: str) -> str:
    escaped = _PUNCTUATION.sub(_escaped, text)
    return _REFERENCE.sub(_parted, escaped)


def _parted(match: re.Match[str]) -> str:
    return f"{match.group()}<!-- -->"


def _escaped(match: re.Match[str]) -> str:
    # `<` and `&` as entities: a backslash before them is not honoured inside an HTML block.
    return {"<": "&lt;", ">": "&gt;", "&": "&amp;", "|": "&vert;"}.get(match.group(), f"\\{match.group()}")
