"""What a page template says: a program that prints, in the terms of `facts.code`.

A template lowers to one `CodeFile` whose function 0 is its text from top to bottom. Loops, tests, assignments, macros and blocks are the
ordinary statements of that form; three more stand only in templates:

====================================================  =========================================================================
`[OUTPUT, span, x, mode, context, text]`              prints x; `text` is how it is written, shortened
`[INCLUDE, span, name, base, pairs, is_only]`         another template in this place (what it extends, too): `name` an expression;
                                                      `base` an expression whose members are its variables, or None; `pairs`
                                                      `[name, x]` of further variables; `is_only` when it sees nothing else
`[USE, span, name, alias, pairs]`                     the macros of another template: all under `alias`, or `[name, alias]` of `pairs`
====================================================  =========================================================================
"""

from typing import Final

from msgspec import Struct

from gateline.facts.code import CodeFile

__all__ = ["AUTO", "CONTEXTS", "ESCAPED", "INCLUDE", "OUTPUT", "RAW", "USE", "TemplateFile"]

OUTPUT, INCLUDE, USE = range(64, 67)

RAW: Final = "raw"
"""Printed as it is, because the template says so."""
AUTO: Final = "auto"
"""Escaped if the engine escapes on its own."""
ESCAPED: Final = "escaped"
"""Escaped in any case."""

CONTEXTS: Final[dict[str, str]] = {
    "text": "between tags",
    "attribute": "inside a quoted attribute",
    "unquoted": "an attribute's value without quotes",
    "url": "the beginning of an address that a browser follows or loads code from",
    "event": "inside an attribute that browsers run or read as markup",
    "script": "inside a script, outside its string literals",
    "string": "inside a string literal of a script",
    "style": "inside a style sheet",
    "data": "inside a script element that is not run, or a comment",
}
"""Where an output stands, for a browser."""


class TemplateFile(Struct, frozen=True, array_like=True, gc=False, tag="template"):
    """One template."""

    dialect: str
    """`jinja` (Django's, Nunjucks, Twig and Swig, too), `ejs`, `handlebars` (Mustache, too), `pug` or `vue`."""
    code: CodeFile
    """Language `javascript` whatever the dialect: a page is a browser's program. Words of its functions are the names they use."""
