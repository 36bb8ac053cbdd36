"""Templates of EJS and its kin (Eta) to programs that print. Tags after https://ejs.co/#docs."""

import re
from typing import Final

from gateline.engines.sast.languages.templates.markup import Markup
from gateline.engines.sast.languages.templates.script import Program
from gateline.facts.template import AUTO, RAW, TemplateFile

__all__ = ["lower_ejs"]

_OPENING: Final = re.compile(rb"<%([%=#_~-]?)")
_INCLUDE: Final = re.compile(rb"""\s*+include\s++([\w./-]{1,200}+)\s*+""")
_MOST: Final = 4000


def lower_ejs(data: bytes) -> TemplateFile:
    """The program of a template."""
    program = Program("ejs", data)
    markup = Markup()
    at = 0
    for _ in range(_MOST):
        found = _OPENING.search(data, at)
        if found is None:
            break
        end = data.find(b"%>", found.end())
        if end < 0:
            break
        markup.feed(data[at : found.start()])
        at = end + 2
        sign = found[1]
        inner = end - 1 if data[end - 1 : end] in (b"-", b"_") and end > found.end() else end
        if sign in (b"=", b"-", b"~"):
            mode = AUTO if sign == b"=" else RAW
            program.output(found.end(), inner, mode, markup.context(), (found.start(), end + 2))
            markup.hole()
        elif sign not in (b"%", b"#"):
            named = _INCLUDE.fullmatch(data, found.end(), inner)
            if named is not None:
                program.include(b'"%s"' % named[1], (found.start(), end + 2))
            else:
                program.copy(found.end(), inner)
                program.write(b"\n", end)
    return program.finish()
