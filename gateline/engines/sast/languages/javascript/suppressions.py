"""Comments by which authors ask for silence."""

import re
from bisect import bisect_left
from collections.abc import Iterator

from gateline.facts.code import Suppression

__all__ = ["TO_THE_END", "suppressions"]

TO_THE_END = 0xFFFFFFFF
"""Last line of a block that nothing ends."""

_DISABLE = b"eslint-disable"
_ENABLE = b"eslint-enable"
_SIGNS = (b"nosem", _DISABLE, b"codeql[", b"lgtm", b"gateline:ignore", b"NOSONAR", b"njsscan-ignore")
"""How markers begin."""
_RULES = rb"([\w@/.-]+(?:[ \t]*,[ \t]*[\w@/.-]+){0,30})"
_WHY = rb"(?:[ \t]*(?:--|:)[ \t]*([^\n]{1,300}))?"
_FORMS = {
    b"nosem": re.compile(rb"\bnosem(?:grep)?\b(?:[ \t]*:[ \t]*" + _RULES + rb")?()"),
    b"eslint-disable": re.compile(rb"\beslint-disable(?:-next-line|-line)?(?![\w-])(?:[ \t]+" + _RULES + rb")?" + _WHY),
    b"codeql[": re.compile(rb"\bcodeql\[([^\]\n]{1,200})\]()"),
    b"lgtm": re.compile(rb"\blgtm\b(?:[ \t]*\[([^\]\n]{1,200})\])?()"),
    b"gateline:ignore": re.compile(
        rb"gateline:ignore(?![\w-])(?:(?:[ \t]*=[ \t]*|[ \t]+)([a-z][\w-]*(?:/[\w-]+)?(?:[ \t]*,[ \t]*[a-z][\w-]*(?:/[\w-]+)?){0,20}))?"
        + _WHY
    ),
    b"NOSONAR": re.compile(rb"\bNOSONAR\b()()"),
    b"njsscan-ignore": re.compile(rb"\bnjsscan-ignore\b(?:[ \t]*:[ \t]*" + _RULES + rb")?()"),
}
"""What follows: the rules, and the reason."""
_COMMENT = re.compile(rb"//|/\*|<!--")
_ALONE = re.compile(rb"[ \t]*\{?[ \t]*(?://|/\*|<!--|\*)[ \t/*!-]*")
_ESLINT = re.compile(
    r"(?:@[\w-]+/)?(?:security(?:-node)?|no-unsanitized|no-secrets|xss|scanjs-rules|sonarjs|anti-trojan-source|node-security)/"
    r"|(?:@typescript-eslint/)?no-(?:eval|implied-eval|new-func|script-url)$|react/(?:no-danger|jsx-no-target-blank|jsx-no-script-url)|vue/no-v-html"
)
"""Rules whose silence has to do with security."""
_MARKERS = {b"nosem": "nosemgrep", b"codeql[": "codeql"}
_MOST = 2000
_LONGEST_LINE = 2000


def suppressions(data: bytes) -> tuple[Suppression, ...]:
    """The suppressions of a text, by place. A marker on a line of its own speaks of the next line."""
    signs = [sign for sign in _SIGNS if sign in data]
    if not signs:
        return ()
    found = []
    enabled = _lines(data, sorted(_places(data, _ENABLE))) if _DISABLE in signs else []
    places = sorted(place for sign in signs for place in _places(data, sign))
    for line, (position, sign) in zip(_lines(data, places), places, strict=True):
        made = _suppression(data, position, sign, line, enabled)
        if made is not None:
            found.append(made)
    return tuple(found)


def _lines(data: bytes, places: list[tuple[int, bytes]]) -> list[int]:
    """The lines of places in order."""
    found = []
    line = 1
    counted = 0
    for position, _ in places:
        line += data.count(b"\n", counted, position)
        counted = position
        found.append(line)
    return found


def _places(data: bytes, sign: bytes) -> Iterator[tuple[int, bytes]]:
    position = data.find(sign)
    for _ in range(_MOST):
        if position < 0:
            return
        yield position, sign
        position = data.find(sign, position + len(sign))


def _suppression(data: bytes, position: int, sign: bytes, line: int, enabled: list[int]) -> Suppression | None:
    match = _FORMS[sign].match(data, position)
    if match is None:
        return None
    start = data.rfind(b"\n", max(0, position - _LONGEST_LINE), position) + 1 or max(0, position - _LONGEST_LINE)
    before = data[start:position]
    alone = _ALONE.fullmatch(before) is not None
    if not alone and _COMMENT.search(before) is None:
        return None
    rules = _names(match[1])
    reason = _text(match[2])
    if sign == _DISABLE:
        return _eslint(match, line, rules, reason, enabled)
    return Suppression(line + 1 if alone else line, _MARKERS.get(sign) or sign.decode(), rules, reason)


def _eslint(match: re.Match[bytes], line: int, rules: tuple[str, ...], reason: str, enabled: list[int]) -> Suppression | None:
    telling = tuple(rule for rule in rules if _ESLINT.match(rule))
    if rules and not telling:
        return None
    if match[0].startswith(b"eslint-disable-next-line"):
        return Suppression(line + 1, "eslint-disable", telling, reason)
    if match[0].startswith(b"eslint-disable-line"):
        return Suppression(line, "eslint-disable", telling, reason)
    following = bisect_left(enabled, line)
    return Suppression(line, "eslint-disable", telling, reason, enabled[following] if following < len(enabled) else TO_THE_END)


def _names(text: bytes | None) -> tuple[str, ...]:
    return tuple(name for name in (part.strip() for part in (text or b"").decode("utf-8", "replace").split(",")) if name)


def _text(text: bytes | None) -> str:
    found = (text or b"").decode("utf-8", "replace").strip()
    return found.removesuffix("}").removesuffix("-->").removesuffix("*/").strip()
