"""Credentials without a shape of their own: a telling name, an operator, a value.

One reading of assignments serves every language, configuration format, header, query string and call. A few documented
questions then decide whether the value is a secret: a short list of named clues rather than a model, so that a finding can say
why it is one.
"""

import re
from collections.abc import Iterator

from gateline.engines.secrets.candidate import Candidate
from gateline.engines.secrets.kind_groups import CODE, PROSE
from gateline.engines.secrets.lazy import LazyPattern
from gateline.engines.secrets.naming import PASSWORD, SECRET, tier
from gateline.engines.secrets.rarity import rarity
from gateline.engines.secrets.shape import classes, entropy, is_placeholder, is_stand_in

__all__ = ["assignments"]

_WORD = LazyPattern(
    rb"pass|pwd|pswd|psw|kennwort|senha|contrasena|pword|secret|token|key|credential|bearer|jwt|hmac|mnemonic|seed|auth|sig|cookie|"
    rb"session|sid|sas|creds?|webhook|dsn|verifier|assertion|license|\bpat\b|mdp|otp"
)
_QUOTE_OR_RUN = LazyPattern(rb"[\"'`]|[\w+/=.\-]{16}|[?&][\w.\-]{2,40}=")
"""In code, a line with neither a string nor a long run of characters holds no value."""
_NAME_BYTES = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-$.")
_MAX_NAME = 64
_TAIL = LazyPattern(
    rb"(?:\[\d{0,6}\](?=[ \t]{0,3}=))?"
    rb"(?:(?P<annotation>(?:[ \t]{0,2}:|[ \t])[ \t]{0,2}[A-Za-z_&*\[][\w.<>\[\]|?*& ]{0,30}[ \t]{0,3}(?==[^=>]))|(?P<keyquote>\\{0,4}[\"'`]|%22)?[\])]{0,2})"
    rb"(?:\\{0,4}[\"']?[ \t]{0,4},?[ \t]{0,4}\\{0,4}[\"']?(?i:value)\\{0,4}[\"']?[ \t]{0,4}(?P<pair>[:=])"
    rb"|[ \t]{0,20}(?P<op>=>|:{1,3}=|\?\?=|\|\|=|[?.+]=|===?|!==?|=|:(?!:)|->|<-|\(|>|,|%3[aAdD]|(?<=[ \t])(?:(?:for|of)[ \t][^\n]{1,48}?[ \t])?is[ \t](?=[\"'`])|(?<=[ \t])(?=[\"']))(?!=))"
    rb"(?:(?<==)[ ]?\((?=\r?\n))?"
    rb"(?:(?:(?<=>)\r?\n|(?:(?<=[=(])|(?<==[ ]\()|(?<==\())\\?\r?\n(?=[ \t]{0,32}\\{0,4}[\"'`]))[ \t]{0,32}|[ \t]{0,32})"
    rb"(?P<wrap>(?:new[ \t]+)?[A-Za-z_][\w.:]{0,40}\([ \t]{0,2}|\[\]byte\([ \t]{0,2}|[bBuUrR@&]{1,2}(?=[\"'])|\[)?"
    rb"(?:(?P<quote>\\{0,4}(?:\"\"\"|'''|[\"'`]))(?P<quoted>[^\n]{0,1024}?)(?P=quote)|(?P<bare>[^\s\"'`\\][^\s\"'`]{1,1023}))"
)
_WRAPPERS = LazyPattern(
    rb"(?i)^(?:new[ \t]+)?(?:\[\]byte|bytes|bytearray|string|str|buffer\.from|unicode|text|some|secure\w*|ok|literal|encode|hex|new[ \t]+\w*(?:credential|password|secret|secure|token|key)\w*|\w*::from|tobytes|from_?string)\($|^\[$|^[bBuUrR@&]{1,2}$"
)
_SETTERS = LazyPattern(rb"(?i)(?:^|[._])(?:set|with|add|use|auth|basic|login|register|put|encode|hash)[_A-Z]?|password$")
_VERSIONED = LazyPattern(rb"[-_.]v?\d+\.\d+(?:\.\d+)*(?:[-.][A-Za-z]\w*)?$")
_ODD_START = LazyPattern(rb"^(?:[,;:)\]}(+]|\.[$\"']|'\$|#[a-z]+[-a-z]*$|\.[a-z-]+$|\|\||&&|\\[nrt]|![A-Za-z]+$)")
_SETTING_LINE = LazyPattern(rb"[ \t]*(?:[#;*\-]|//|--)?[ \t]*(?:export[ \t]+|set[ \t]+|ENV[ \t]+|\$|-D)?[\w.\-]*$")
_REFERENCE = LazyPattern(rb"^[A-Za-z_$][\w$]*(?:(?:\.|->|::)[A-Za-z_$][\w$]*)+(?:\(.*\)?)?;?$|^[A-Za-z_][\w.]*[(\[]|[+\-*/|&]=")
_CONSTANT = LazyPattern(rb"^[A-Z][A-Z0-9]*(?:[_\-:][A-Z0-9]+)+$")
_PATH = LazyPattern(
    rb"^(?:[a-zA-Z]:)?[./~]{0,2}[\\/][\w.@-]|^(?:https?|ftp|file|ssh|git|urn|data|arn|env|vault|ref|secret|op|awssm|gcpsm|sm|ssm|kms|projects)[:/]|\.(?:pem|key|crt|cer|json|ya?ml|txt|jks|p12|pfx|env|conf|cfg|ini|properties|py|js|ts|go|java|rb|php|html?|md|xml|sh|pub|svg|png|css)$"
)
_WORDS_ONLY = LazyPattern(rb"^[A-Za-z]+(?:[-_. /:#][A-Za-z]+)*[.:]?$")
_HEX = LazyPattern(rb"^(?:0x)?(?:[0-9a-f]{16,}|[0-9A-F]{16,})$")
_SPECIAL = LazyPattern(rb"[#!@$%^&*+~?]")
_SHORT_HEX = LazyPattern(rb"^(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{12,16}$")
_UUID = LazyPattern(rb"^[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}$")
_NUMERIC = LazyPattern(rb"^[-+]?[\d.,:_/ x*-]+[a-zA-Z%]{0,2}$")
_PUBLIC_KEY = LazyPattern(rb"^(?:ssh-|ecdsa-|MFww|MFkw|MIGf|MIIBIj|MIICIj|MIIDI|MIIE[Ipo]|MIIF[IDp]|-----BEGIN)")
_DIGEST_VALUE = LazyPattern(
    rb"^(?:sha(?:1|256|384|512)|md5)[-:=]|^(?:\{[A-Za-z0-9-]{2,12}\}?)?\$(?:2[aby]|argon2|[156]|apr1|pbkdf2)|^\{(?:CRYPT|S?MD5|S?SHA\d*|PBKDF2)"
)
_VALUE_WORDS = frozenset(
    b"true false null none nil undefined string str bool boolean int integer number object any void required optional password passwd username user email login "
    b"text auto default yes no on off enabled disabled unknown empty hidden basic bearer token key secret value name type id auth oauth oauth2 this self "
    b"function async await return new env file static dynamic random never always all public private read write get set post put delete admin-password "
    b"authorization plain plaintext json form query header headers cookie body session".split()
)
_META_WORDS = frozenset(
    b"pass pwd passwd foo bar baz qux quux abc xyz xxx asdf todo tbd nope [fuzz] fuzz test testing invalid".split()
)
_TESTING = LazyPattern(
    rb"(?:test|my|new|old|some|any|user|the)?[-_]?(?:test|pass|password|passwd|pwd)?[-_]?\d{0,3}$|abc123$|123456?$"
)
"""`test`, `mypass`, `password1`: what people type to have something there."""
_SETTINGS = frozenset("yaml properties env ini toml json xml dockerfile hcl tfvars netrc compose".split())
_STATEMENTS = (
    b"function",
    b"async",
    b"return",
    b"await ",
    b"new ",
    b"lambda",
    b"func(",
    b"=>",
    b"process.env",
    b"os.environ",
    b"getenv",
    b"require(",
)
_INTERPOLATED = LazyPattern(rb"^[+$%&|?]|^@[\w-]+\.|:/|:=|\(\$|[\"']\.|\.[\"']|\$\{|\{\{|%[sdvq]\b|\" *\+|' *\+")
_PROSE_FOLLOWS = LazyPattern(rb"[ \t]+[A-Za-z]+[ \t.,!\r\n]")
"""A property's value runs to the end of its line: more words make it a message."""
_LOOKED_AT = 192
"""Bytes of a value that say whether it is an expression: a line may hold thousands of names before one long value."""
_QUERY_END = LazyPattern(rb"[&#]")
_ESCAPE = LazyPattern(rb"\\\\{0,2}[nrt]|\\\\u00")
_BARE_END = LazyPattern(rb"[,;)}\]<>|]")


def assignments(data: bytes, start: int, end: int, kind: str) -> Iterator[Candidate]:
    """Every value in a region that its name and its own looks make a credential.

    Args:
        data: the whole text.
        start: first byte of the region, the beginning of a line or of a window of a long one.
        end: first byte behind it; a line that breaks off behind an operator includes the next.
        kind: of the text, from `source.kinds`.

    Yields:
        Candidates in order, `name` holding `password` or `secret`; confidence and evidence are set.
    """
    if kind in CODE and _QUOTE_OR_RUN.search(data, start, end) is None:
        return
    reached = start
    # Lower-casing first lets the search skip by first letters, which a case-insensitive one cannot: three times as fast.
    for word in _WORD.finditer(data[start:end].lower()):
        at = start + word.start()
        if at < reached:
            continue
        name_start, name_end = _name_around(data, at, start + word.end(), 0, end)  # a window of a long line may begin amid a name
        reached = name_end
        promise = tier(data[name_start:name_end])
        if not promise or _is_no_name(data, name_start, name_end):
            continue
        found = _TAIL.match(data, name_end, end)
        if found is None:
            continue
        candidate = _judge(data, found, name_start, name_end, promise, kind)
        if candidate is not None:
            reached = max(reached, candidate.end)
            yield candidate


def _is_no_name(data: bytes, name_start: int, name_end: int) -> bool:
    """`PASS: TestX` of a test run, `Outcome.PASS` of an enumeration, `${DB_PASSWORD:default}` of a template."""
    name = data[name_start:name_end]
    if data[max(0, name_start - 2) : name_start] == b"${":
        return True
    return name.endswith(b".PASS") or (name == b"PASS" and data[name_end : name_end + 2] == b": ")


def _name_around(data: bytes, start: int, end: int, low: int, high: int) -> tuple[int, int]:
    low = max(low, start - _MAX_NAME)
    high = min(high, end + _MAX_NAME)
    while start > low and data[start - 1] in _NAME_BYTES:
        start -= 1
    while end < high and data[end] in _NAME_BYTES:
        end += 1
    return start, end


def _judge(data: bytes, found: re.Match[bytes], name_start: int, name_end: int, promise: str, kind: str) -> Candidate | None:
    quoted = found["quoted"]
    operator = found["pair"] or found["op"]
    in_code = kind in CODE
    if found["wrap"] is not None and _WRAPPERS.match(found["wrap"].rstrip(b" ")) is None:
        return None
    if (operator in (b"(", b",", b">", b"") or operator.endswith(b"is ")) and not _operator_fits(
        data, found, operator, name_start, name_end, promise, in_code
    ):
        return None
    if found["op"] in (b"==", b"===", b"!=", b"!==") and promise != PASSWORD:
        return None
    if quoted is not None:
        value = quoted.strip(b"\"'`")
        at = found.start("quoted") + quoted.find(value)
    else:
        value, at = _bare(data, found, name_start, kind)
    if quoted is None and kind == "properties" and _PROSE_FOLLOWS.match(data, at + len(value)):
        return None
    if quoted is None and len(value) > 128 and max(value.rstrip(b"=").count(b"="), value.count(b":")) > 4:
        return None  # assignments in a row, each of which is read for itself
    if len(value) < 3 or _reads_as_expression(value, quoted is not None, promise, kind):
        return None
    if quoted is None and in_code and not _is_random(value, 12 if _is_query(data, name_start) else 16):
        return None
    settled = quoted is not None or _is_setting(data, name_start, found)
    verdict = _password(value, settled, kind) if promise == PASSWORD else _secret(value, promise, settled)
    if verdict is None:
        return None
    confidence, evidence = verdict
    shown = data[name_start:name_end]
    # A name that holds the value would give it away.
    name = "…" if value in shown else shown.decode("ascii", "replace")[-40:]
    label = PASSWORD if promise == PASSWORD else SECRET
    return Candidate(
        at, at + len(value), value, confidence=confidence, evidence=(f"assigned to `{name}`", *evidence), name=label.encode()
    )


def _operator_fits(
    data: bytes, found: re.Match[bytes], operator: bytes, name_start: int, name_end: int, promise: str, in_code: bool
) -> bool:
    if operator == b"" or operator.endswith(b"is "):
        is_define = data.startswith(b"#define", data.rfind(b"\n", 0, name_start) + 1)
        return found["keyquote"] is None and (is_define or (promise == PASSWORD and not in_code))
    if operator == b",":
        return (
            found["keyquote"] is not None
            and found["quoted"] is not None
            and (_value_ends_pair(data, found) or _is_random(found["quoted"].strip(b"\"'"), 20))
        )
    if operator == b">":
        return (
            not in_code
            and data[name_start - 1 : name_start] in (b"<", b":")
            and b"<" in data[found.start("bare") : found.end() + 64]
        )
    if found["quoted"] is None:
        return False
    if promise == SECRET and _is_random(found["quoted"], 20):
        return True
    return _SETTERS.search(data[name_start:name_end]) is not None and data[found.end() : found.end() + 1] == b")"


def _value_ends_pair(data: bytes, found: re.Match[bytes]) -> bool:
    return data[found.end() : found.end() + 1] in (b")", b"}")


def _bare(data: bytes, found: re.Match[bytes], name_start: int, kind: str) -> tuple[bytes, int]:
    value, at = found["bare"], found.start("bare")
    if _is_query(data, name_start):
        cut = _QUERY_END.search(value)
        value = value[: cut.start()] if cut else value
    cut = _ESCAPE.search(value)
    value = value[: cut.start()] if cut else value
    if kind not in ("env", "properties"):
        cut = _BARE_END.search(value)
        value = value[: cut.start()] if cut else value
    return value.rstrip(b".,;\\"), at


def _is_query(data: bytes, name_start: int) -> bool:
    return name_start > 0 and data[name_start - 1] in b"?&"


def _reads_as_expression(value: bytes, quoted: bool, promise: str, kind: str) -> bool:
    value = value[:_LOOKED_AT]
    lowered = value.lower()
    if (
        b" " in value
        or b"\t" in value
        or lowered in _META_WORDS
        or _TESTING.match(lowered)
        or _ODD_START.match(value)
        or _VERSIONED.search(value)
    ):
        return True
    if (
        _stands_for_a_value(value, lowered, promise)
        or _INTERPOLATED.search(value)
        or _PATH.search(value)
        or _DIGEST_VALUE.match(value)
    ):
        return True
    if lowered in _VALUE_WORDS and not (promise == PASSWORD and not quoted and kind in _SETTINGS and lowered == b"password"):
        return True
    if not quoted and (
        value.startswith(_STATEMENTS) or (_REFERENCE.match(value) and not (kind in _SETTINGS and _is_random(value, 20)))
    ):
        return True
    return b"://" in value or (_NUMERIC.match(value) is not None and len(value) < 6)


def _stands_for_a_value(value: bytes, lowered: bytes, promise: str) -> bool:
    """People do set `changeme` and `1234567890` as passwords; as tokens such values are only ever placeholders."""
    if promise == PASSWORD:
        return lowered not in (b"changeme", b"changeit") and is_stand_in(value)
    return is_placeholder(value)


def _is_setting(data: bytes, name_start: int, found: re.Match[bytes]) -> bool:
    """Whether the line is nothing but `NAME=value`, perhaps commented out: configuration, whatever the file is called."""
    line_start = data.rfind(b"\n", max(0, name_start - 200), name_start) + 1
    rest = data[found.end() : found.end() + 1]
    return (
        found["op"] == b"="
        and rest in (b"", b"\n", b"\r", b" ", b"\\")
        and _SETTING_LINE.fullmatch(data, line_start, name_start) is not None
    )


def _password(value: bytes, quoted: bool, kind: str) -> tuple[str, tuple[str, ...]] | None:
    if len(value) > 128 or _CONSTANT.match(value) or _PUBLIC_KEY.match(value):
        return None
    in_code, in_prose = kind in CODE, kind in PROSE
    words_only = _WORDS_ONLY.match(value) is not None
    if words_only:
        lowered = value.lower()
        if b"passw" in lowered and in_code and lowered != value:
            return None
        if any(mark in value for mark in (b".", b"/", b":", b"-", b"_")) and tier(value) == PASSWORD:
            return None
        if not quoted and in_prose:
            return None
        if _is_camel(value):
            return None
        return "low", ("a plain word",)
    if _REFERENCE.match(value) and rarity(value) < 4.6:
        return None
    mixed = classes(value)
    if not quoted and (b"*" in value or (in_prose and mixed < 2)):
        return None
    if len(value) >= 10 and mixed >= 3 and rarity(value) >= 5.0 and entropy(value) >= 3.0:
        return "high", ("looks random", f"{mixed} classes of characters")
    if len(value) >= 8 and mixed >= 2:
        return "medium", (f"{mixed} classes of characters",)
    return "low", ("short or simple",)


def _is_camel(value: bytes) -> bool:
    return re.search(rb"[a-z][A-Z]", value) is not None and rarity(value) < 4.8


def _secret(value: bytes, promise: str, quoted: bool) -> tuple[str, tuple[str, ...]] | None:
    if len(value) < 8 or len(value) > 1024 or _PUBLIC_KEY.match(value):
        return None
    if _UUID.match(value):
        return ("medium", ("a UUID",)) if promise == SECRET else None
    if _is_random(value, 16 if promise == SECRET else 24):
        return ("high" if promise == SECRET else "medium"), ("looks random",)
    if (
        quoted
        and promise == SECRET
        and _SPECIAL.search(value)
        and b"/" not in value
        and not _REFERENCE.match(value)
        and rarity(value) < 4.9
    ):
        return "low", ("letters and punctuation",)
    if value.isdigit():
        return (
            ("low", ("a long number",)) if promise == SECRET and quoted and len(value) >= 16 and entropy(value) >= 2.4 else None
        )
    if promise != SECRET or _CONSTANT.match(value):
        return None
    if _WORDS_ONLY.match(value):
        return ("low", ("rare letters",)) if len(value) >= 12 and rarity(value) >= 5.2 else None
    has_digit = any(48 <= byte <= 57 for byte in value)
    if has_digit and len(value) >= 10 and rarity(value) >= 5.2 and not _REFERENCE.match(value):
        return "medium", ("rare letters",)
    if has_digit and rarity(value) >= 4.6 and quoted and not _REFERENCE.match(value):
        return "low", ("unlike a word",)
    return None


def _is_random(value: bytes, least: int) -> bool:
    if len(value) < least:
        return False
    if value.isdigit():
        return False
    if _HEX.match(value) or (least < 16 and _SHORT_HEX.match(value)):
        return entropy(value) >= 2.8
    if classes(value) < 2:
        return len(value) >= 24 and rarity(value) >= 5.4
    has_digit = any(48 <= byte <= 57 for byte in value)
    return entropy(value) >= 3.3 and rarity(value) >= (4.9 if has_digit else 5.2) and not _CONSTANT.match(value)
