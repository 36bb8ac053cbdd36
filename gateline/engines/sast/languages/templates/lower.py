"""The one entry to the front ends of template languages."""

from collections.abc import Callable
from importlib import import_module
from typing import Final

from gateline.engines.sast.languages.templates.nodes import MOST_BYTES
from gateline.facts.template import TemplateFile

__all__ = ["KINDS", "lower"]

_FOLDER: Final = "gateline.engines.sast.languages.templates"
_FRONT_ENDS: Final = {
    "ejs": ("ejs", "lower_ejs"),
    "handlebars": ("handlebars", "lower_handlebars"),
    "jinja": ("jinja", "lower_jinja"),
    "pug": ("pug", "lower_pug"),
}
"""Dialect to module and function."""

KINDS: Final = frozenset({*_FRONT_ENDS, "html"})
"""Kinds of content in which templates come."""


def lower(data: bytes, kind: str) -> TemplateFile | None:
    """Lower one content.

    Args:
        data: the template.
        kind: one of `KINDS`.

    Returns:
        The program it is; None when nothing in it is dynamic, or it is too large. Never raises.
    """
    if len(data) > MOST_BYTES:
        return None
    dialect = _dialect(data) if kind == "html" else kind
    if not dialect:
        return None
    module, name = _FRONT_ENDS[dialect]
    front_end: Callable[[bytes], TemplateFile | None] = getattr(import_module(f"{_FOLDER}.{module}"), name)
    made = front_end(data)
    return made if made is not None and made.code.functions[0].body else None


def _dialect(data: bytes) -> str:
    """What a page is written in, by its delimiters; empty for plain pages."""
    if b"{%" in data:
        return "jinja"
    if b"<%" in data:
        return "ejs"
    if b"{{" not in data:
        return ""
    return "handlebars" if b"{{{" in data or b"{{#" in data or b"{{>" in data else "jinja"
