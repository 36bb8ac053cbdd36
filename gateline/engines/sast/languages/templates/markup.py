"""Where in a page a place lies, for a browser: between tags, in an attribute, in a script …

A small part of the tokenizer of the HTML standard (https://html.spec.whatwg.org/multipage/parsing.html), fed with the pieces of text that
stand between a template's own tags.
"""

import re
from typing import Final

__all__ = ["Markup", "context_of_attribute"]

_TAG: Final = re.compile(rb"<!--|<(/?[A-Za-z][A-Za-z0-9:-]{0,40})")
_IN_TAG: Final = re.compile(rb"""[\s/]*+(?:(>)|([^\s"'>/=]{1,120}+)(\s*+=\s*+)?|["'=])""")
_END_OF_UNQUOTED: Final = re.compile(rb"[\s>]")
_LITERAL: Final = re.compile(rb""""(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+'|`(?:[^`\\]|\\.)*+`|//.*+""")
_OPENS: Final = re.compile(rb"[\"'`]")
_TYPE: Final = re.compile(rb"(?i)type\s*=\s*[\"']?([^\"'>\s]{1,60})")
_NOT_RUN: Final = re.compile(rb"(?i)json|template|html|x-|ld\+|glsl|importmap")
_LONGEST_LINE: Final = 1000
_LONGEST_TAG: Final = 2000

_ADDRESSES: Final = frozenset(
    "a.href area.href base.href form.action button.formaction input.formaction script.src iframe.src frame.src embed.src object.data "
    "a.xlink:href use.href use.xlink:href".split()
)
"""Attributes under which a browser runs `javascript:` addresses or loads what can run."""
_RAW: Final = {
    "script": re.compile(rb"(?i)</script"),
    "style": re.compile(rb"(?i)</style"),
    "textarea": re.compile(rb"(?i)</textarea"),
}


def context_of_attribute(tag: str, name: str, *, is_quoted: bool, is_start: bool) -> str:
    """The context of a value inside an attribute.

    Args:
        tag: lower-case name of the element.
        name: lower-case name of the attribute.
        is_quoted: whether quotes stand around it.
        is_start: whether nothing of the value stands before.
    """
    if name.startswith("on") or name == "srcdoc":
        return "event"
    if is_start and f"{tag}.{name}" in _ADDRESSES:
        return "url"
    if not is_quoted:
        return "unquoted"
    return "style" if name == "style" else "attribute"


class Markup:
    """The state of the tokenizer; `feed` it with text, tell it of each output with `hole`."""

    def __init__(self) -> None:
        self._state = "text"
        """`text`, `comment`, `tag`, `value`, or the name of an element of raw text."""
        self._tag = ""
        self._attribute = ""
        self._quote = b""
        self._is_filled = False
        self._opening = b""
        """The opening tag so far."""
        self._is_run = True
        """Whether the script is JavaScript."""
        self._line = b""
        """The script's current line so far."""

    def context(self) -> str:
        """The context of an output that stands here."""
        state = self._state
        if state == "value":
            return context_of_attribute(self._tag, self._attribute, is_quoted=bool(self._quote), is_start=not self._is_filled)
        if state == "tag":
            return "unquoted"
        if state == "script":
            return "data" if not self._is_run else "string" if self._in_literal() else "script"
        if state == "comment":
            return "data"
        return "style" if state == "style" else "text"

    def hole(self) -> None:
        """An output stands here."""
        self._is_filled = True
        if self._state == "script":
            self._line += b"_"

    def feed(self, data: bytes) -> None:
        """Go on over a piece of text."""
        at = 0
        while at < len(data):
            at = self._step(data, at)

    def _step(self, data: bytes, at: int) -> int:
        state = self._state
        if state == "text":
            return self._text(data, at)
        if state == "tag":
            return self._in_tag(data, at)
        if state == "value":
            return self._value(data, at)
        if state == "comment":
            end = data.find(b"-->", at)
            if end >= 0:
                self._state = "text"
            return len(data) if end < 0 else end + 3
        return self._raw(data, at)

    def _text(self, data: bytes, at: int) -> int:
        found = _TAG.search(data, at)
        if found is None:
            return len(data)
        if found[1] is None:
            self._state = "comment"
        else:
            self._state = "tag"
            self._tag = found[1].decode("latin-1").lower()
            self._opening = b""
        return found.end()

    def _in_tag(self, data: bytes, at: int) -> int:
        found = _IN_TAG.match(data, at)
        if found is None:
            return len(data)
        if len(self._opening) < _LONGEST_TAG:
            self._opening += found[0]
        if found[1] is not None:
            self._enter()
        elif found[3] is not None:
            self._attribute = found[2].decode("latin-1").lower()
            self._state = "value"
            self._is_filled = False
            self._quote = data[found.end() : found.end() + 1]
            if self._quote in (b'"', b"'"):
                return found.end() + 1
            self._quote = b""
        return found.end()

    def _enter(self) -> None:
        """An opening tag ends."""
        self._state = self._tag if self._tag in _RAW else "text"
        if self._state == "script":
            named = _TYPE.search(self._opening)
            self._is_run = named is None or _NOT_RUN.search(named[1]) is None or named[1].lower() == b"application/x-javascript"
            self._line = b""

    def _value(self, data: bytes, at: int) -> int:
        if self._quote:
            end = data.find(self._quote, at)
            last = len(data) if end < 0 else end
            after = last + 1
        else:
            found = _END_OF_UNQUOTED.search(data, at)
            end = -1 if found is None else found.start()
            last = after = len(data) if end < 0 else end
        text = data[at:last]
        self._is_filled = self._is_filled or bool(text.strip())
        if len(self._opening) < _LONGEST_TAG:
            self._opening += text
        if end < 0:
            return len(data)
        self._state = "tag"
        return after

    def _raw(self, data: bytes, at: int) -> int:
        found = _RAW[self._state].search(data, at)
        end = len(data) if found is None else found.start()
        if self._state == "script":
            start = max(data.rfind(b"\n", at, end) + 1, at, end - _LONGEST_LINE)
            self._line = (b"" if data.find(b"\n", at, end) >= 0 else self._line[-_LONGEST_LINE:]) + data[start:end]
        if found is None:
            return end
        self._tag = "/" + self._state
        self._state = "tag"
        self._opening = b""
        return found.end()

    def _in_literal(self) -> bool:
        """Whether a string literal is open on the script's current line."""
        return _OPENS.search(_LITERAL.sub(b"", self._line[-_LONGEST_LINE:])) is not None
