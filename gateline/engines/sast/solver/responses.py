"""What kind of content a response was said to have: a body that is declared to be no page is not taken for markup.

Browsers only parse a body as HTML when its declared type is one that holds markup, so data that reaches the body of a response which
was declared `text/plain` or `application/json` before, on every way to that place, is harmless as markup.
"""

from typing import Any, Final

from gateline.engines.sast.solver.conditions import declare, is_declared, place_of
from gateline.engines.sast.solver.program import Args, Frame
from gateline.engines.sast.solver.values import Value, the_constant
from gateline.facts import code

__all__ = ["has_other_content", "is_other_content", "note_content"]

_HEADERS: Final = frozenset({"set", "setHeader", "header", "writeHead", "append"})
_TYPES: Final = frozenset({"type", "contentType"})
_MARKUP: Final = ("html", "xml", "svg")
_MARK: Final = "content"
_TYPE_ARGUMENTS: Final = ("content_type", "mimetype", "media_type")


def note_content(frame: Frame, path: str, node: Any, args: Args) -> None:
    """A call that may declare the type of a response: `res.type("text")`, `res.set("Content-Type", …)`, `res.writeHead(200, {…})`.

    Args:
        path: the API that is called.
    """
    name = path.rpartition(".")[2]
    if name not in _HEADERS and name not in _TYPES:
        return
    callee = node[2]
    place = place_of(callee[2]) if node[0] == code.CALL and callee[0] == code.ATTR else ""
    text = _declared(name, args) if place else None
    if text is not None:
        is_other = not any(word in text for word in _MARKUP)
        declare(frame, place, _MARK, is_true=is_other)


def _declared(name: str, args: Args) -> str | None:
    """The type that is declared, lower case; None when the call declares none or one that nobody knows."""
    if name in _TYPES:
        return _text(args.positional[0]) if args.positional else None
    if name != "writeHead" and len(args.positional) > 1 and _text(args.positional[0]) == "content-type":
        return _text(args.positional[1])
    for value in args.positional:
        if value.obj is not None and value.obj.shape == "object":
            for key, cell in value.obj.cells.items():
                if isinstance(key, str) and key.lower() == "content-type":
                    return _text(cell)
    return None


def _text(value: Value) -> str | None:
    known = the_constant(value)
    return known[0].lower() if known is not None and isinstance(known[0], str) else None


def is_other_content(args: Args) -> bool:
    """Whether the call that makes a response says, as a constant, that its body is no page (`content_type="text/yaml"`)."""
    for name in _TYPE_ARGUMENTS:
        value = args.keywords.get(name)
        text = None if value is None else _text(value)
        if text is not None:
            return not any(word in text for word in _MARKUP)
    return False


def has_other_content(frame: Frame, node: Any) -> bool:
    """Whether what a method of a response is called on was declared to be no page."""
    callee = node[2]
    while node[0] == code.CALL and callee[0] == code.ATTR and callee[2][0] == code.CALL:  # `res.status(200).send(…)`
        callee = callee[2][2]
    place = place_of(callee[2]) if callee[0] == code.ATTR else ""
    return bool(place) and is_declared(frame, place, _MARK)
