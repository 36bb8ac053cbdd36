"""What a value looks like: the cheap questions that tell a credential from a placeholder, a word or a path.

Everything here takes and gives plain values and imports nothing heavy: it stands on the path of the commit hook.
"""

from math import log2

from gateline.engines.secrets.lazy import LazyPattern

__all__ = ["classes", "entropy", "is_dummy", "is_placeholder", "is_sequence", "is_stand_in", "is_template", "mask"]

_PLACEHOLDER_WORDS = LazyPattern(
    rb"(?i)example|sample|placeholder|dummy|change[-_ ]?(?:me|this|it)|your[-_ ]?|<[^<>]{1,40}>|\bmy[-_](?:secret|password|token|key|api)|redact|insert[-_ ]|replace[-_ ]?(?:me|this|with)|"
    rb"removed|foobar|lorem|not[-_ ]?(?:a[-_ ])?real|fake|masked|hidden|todo|fixme|xxxx|censored|omitted|snip\b|enter[-_ ]|put[-_ ]|goes[-_ ]?here|"
    rb"undefined|unset|_here\b|some[-_](?:secret|token|password|key|value|random)|<[^>]*>"
)
_TEMPLATE = LazyPattern(
    rb"\$\{|\{\{|\}\}|\$\(|%\(\w+\)|<%|#\{|\{%|@\{|\[\[|^\$\w+\$?$|^%[A-Za-z_]+%$|^@\w+@$|^%[-+0-9.]*[sdvqxif]$|^\{[\w.:!]*\}$|^<[^<>]*>$|^__\w+__$|^\{\d*\}|\{\d{1,4}:[A-Za-z]|\{(?:uuid|b64(?:url)?:|crc:)"
)
_REPEATED = LazyPattern(rb"(.)\1{4,}|^(.{1,4})\2{3,}.{0,3}$")
_STARS = LazyPattern(rb"\*{3,}|\.{3,}|x{4,}|X{4,}|\xe2\x80\xa6|\xe2\x80\xa2{1,}|#{4,}|-{6,}|_{6,}")
_RUNS = (
    b"0123456789012345678901234567890",
    b"abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
    b"9876543210987654321098765432109876543210",
    b"zyxwvutsrqponmlkjihgfedcba",
    b"qwertyuiopasdfghjklzxcvbnm",
    b"abcdef0123456789abcdef0123456789abcdef0123456789",
    b"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
)


def entropy(text: bytes) -> float:
    """Shannon entropy of a candidate's bytes.

    Args:
        text: the captured value without quotes; at most 4 KiB is read.

    Returns:
        Bits per byte: 0.0 (empty, or one byte repeated) to 8.0.

    Source: Shannon 1948, section 6.
    """
    text = text[:4096]
    total = len(text)
    if not total:
        return 0.0
    return -sum(count / total * log2(count / total) for count in map(text.count, map(_one, set(text))))


def _one(byte: int) -> bytes:
    return bytes((byte,))


def classes(text: bytes) -> int:
    """How many of lower, upper, digit and other the value draws from: 0 to 4."""
    lower = upper = digit = other = False
    for byte in text:
        if 97 <= byte <= 122:
            lower = True
        elif 65 <= byte <= 90:
            upper = True
        elif 48 <= byte <= 57:
            digit = True
        else:
            other = True
    return lower + upper + digit + other


def is_template(text: bytes) -> bool:
    """Whether a program, shell or template engine fills the value in later: `${TOKEN}`, `{{ token }}`, `%s`, `<token>`."""
    return _TEMPLATE.search(text) is not None


def is_sequence(text: bytes) -> bool:
    """Whether the value, or the first 64 bytes of it, runs mostly along the keyboard, the alphabet or the digits."""
    lowered = text[:64].lower()
    if len(lowered) < 5:
        return False
    if len(set(lowered)) <= 2:
        return True
    covered = 0
    at = 0
    while at < len(lowered):
        step = _longest_run(lowered, at)
        if step >= 5:
            covered += step
        at += max(step, 1)
    return covered * 10 >= len(lowered) * 7


def _longest_run(text: bytes, at: int) -> int:
    best = 1
    for run in _RUNS:
        size = best + 1
        while at + size <= len(text) and text[at : at + size] in run:
            best = size
            size += 1
    return best


def is_stand_in(text: bytes) -> bool:
    """Whether something else will take the value's place: a template, a mask, `your-token-here`."""
    return (
        is_template(text)
        or _STARS.search(text) is not None
        or _PLACEHOLDER_WORDS.search(text) is not None
        or (len(text) >= 6 and len(set(text)) == 1)
    )


def is_placeholder(text: bytes) -> bool:
    """Whether the value stands for a secret rather than being one: also repetitions and runs such as `abcdef` and `123456`."""
    return is_stand_in(text) or _REPEATED.search(text) is not None or is_sequence(text)


def is_dummy(text: bytes) -> bool:
    """Whether a token of a vendor's own form was typed rather than issued: masked, templated, named an example, or mostly one
    character. Real tokens do hold runs (`AACAAAAA` in Azure's), so a run alone says nothing."""
    return is_stand_in(text) or is_sequence(text) or max(map(text.count, map(_one, set(text)))) * 10 >= len(text) * 6


def mask(text: bytes) -> str:
    """Excerpt for people that gives nothing away: first characters of a long value, its length, never more than a sixth of it."""
    shown = min(4, len(text) // 8)
    head = text[:shown].decode("ascii", "replace").replace("\ufffd", "?")
    head = "".join(char if char.isprintable() else "?" for char in head)
    return f"{head}…({len(text)})"
