"""Patterns that are refused, patterns that ship, and what the prefilter may ask before them."""

import faulthandler
import re
import signal
from collections.abc import Iterator
from random import Random

import pytest

from gateline.engines.secrets import pattern
from gateline.engines.secrets.pattern import PatternError

from .looking import made, packed_rules
from .sampling import sample


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("(a+)", "unbounded repeat: write {1,N} with N ≤ 8192"),
        ("(a*)b", "unbounded repeat: write {0,N} with N ≤ 8192"),
        ("(a+?)b", "unbounded repeat: write {1,N} with N ≤ 8192"),
        ("x([a-z]{3,})", "unbounded repeat: write {3,N} with N ≤ 8192"),
        ("(a{1,9000})", "unbounded repeat: write {1,N} with N ≤ 8192"),
        ("((?:a{1,9}b){1,9})", "a repeat of varying length inside another"),
        ("((?:(?:ab){1,3}c){1,3})", "a repeat of varying length inside another"),
        ("((?:x(?:ab){1,3}|c){1,3})", "a repeat of varying length inside another"),
        (r"(a)b\1", "back-references are refused: their cost cannot be bounded"),
        (r"(?P<q>['\"])(a)(?P=q)", "back-references are refused: their cost cannot be bounded"),
        (r"(x)?(?(1)a|b)", "back-references are refused: their cost cannot be bounded"),
        ("(?=(a+))b", "unbounded repeat: write {1,N} with N ≤ 8192"),
        ("abc", "has no group 1: put the secret itself in parentheses"),
        ("(?:abc)", "has no group 1: put the secret itself in parentheses"),
        ("(abc", "does not compile: missing ), unterminated subpattern at position 0"),
        ("([z-a])", "does not compile: bad character range z-a at position 2"),
    ],
)
def test_a_pattern_is_refused(source: str, problem: str) -> None:
    with pytest.raises(PatternError) as refused:
        pattern.check(source)
    assert str(refused.value) == problem


@pytest.mark.parametrize(
    "source",
    [
        r"(ghp_[0-9A-Za-z]{36})",
        r"(a{1,8192})",
        r"((?:[a-f]{4}-){3}x)",
        r"(?i:key)[ \t]{0,8}=([!-~]{20,200})",
        r"(?<![a-z])(x)(?![a-z])",
        r"((?:a|bc){1,9})",
    ],
)
def test_a_bounded_pattern_is_accepted(source: str) -> None:
    pattern.check(source)


def test_context_needs_no_group() -> None:
    pattern.check("twilio|dropbox", captures=False)


def test_every_packed_pattern_is_bounded() -> None:
    for rule in packed_rules():
        if rule.pattern:
            pattern.check(rule.pattern)
        if rule.near:
            pattern.check(rule.near, captures=False)


@pytest.mark.parametrize(
    "text",
    [
        'ACME_TOKEN="{20:hex}"', "acme-token: {20:hex}", "acme.token => '{20:hex}'", "$acme_token = '{20:hex}';", '"acmeToken": "{20:hex}"',
        '{"acme_token":"{20:hex}"}', '\\"acme_token\\": \\"{20:hex}\\"', "acme_token := `{20:hex}`", "<acme_token>{20:hex}</acme_token>", "acme_token?={20:hex}",
        "?acme_token={20:hex}&x=1", "acme_token%3D{20:hex}", "acme_token ||= '{20:hex}'", 'const acmeToken: string = "{20:hex}"', "acme_token -> '{20:hex}'",
        "acme_token=\\\n{20:hex}", "acme_token: Bearer {20:hex}", 'setAcmeToken("{20:hex}")', "acme_token[0] = '{20:hex}'", "export ACME_TOKEN={20:hex}",
        "--acme-token {20:hex}", "('acme_token', '{20:hex}')", "var acmeToken string = '{20:hex}'", '$acme_token .= "{20:hex}"', "acme_token=={20:hex}",
        "<acme_token>\n    {20:hex}\n</acme_token>", "acme_token={20:hex} # prod", "acme_token = f'{20:hex}'", 'acme_token = String::from("{20:hex}")',
    ],
)  # fmt: skip
def test_an_assigned_value_is_read_in_any_notation(text: str) -> None:
    data = made(text)
    found = re.search(pattern.assigned("acme[_.-]?token", "[0-9a-f]{20}").encode(), data)
    assert found is not None
    assert found[1] == made("{20:hex}")


@pytest.mark.parametrize(
    "text",
    [
        'acme_token = "{21:hex}"',
        'acme_token = "{20:hex}-a"',
        'acme_token = "x{20:hex}"',
        "acme_token {20:hex}a",
        "acme_token is here, and much later there is {20:hex}",
        "{20:hex} = acme_token",
        "acme_token\n{20:hex}",
        "acme_token = a/{20:hex}",
    ],
)
def test_a_longer_run_is_not_cut(text: str) -> None:
    assert re.search(pattern.assigned("acme[_.-]?token", "[0-9a-f]{20}").encode(), made(text)) is None


@pytest.mark.parametrize(
    ("source", "bytes_of_match", "bytes_of_run"),
    [
        ("(ghp_[0-9A-Za-z]{36})", 40, 40),
        ("key=([a-z]{8,20})", 12, 8),
        ("(a b{10})", 12, 0),
        (r"(a\sb{10})", 12, 0),
        ("([^x]{9})", 9, 0),
        ("(.{9})", 9, 0),
        (r"(\w{9}|\d{4})", 4, 4),
    ],
)
def test_the_shortest_match(source: str, bytes_of_match: int, bytes_of_run: int) -> None:
    assert (pattern.least(source), pattern.run(source)) == (bytes_of_match, bytes_of_run)


@pytest.mark.parametrize(
    ("source", "opens", "stays_shut"),
    [
        ("(abcd[0-9]{30})", b"abcd" + 30 * b"7", b"abcd" + 5 * b"7"),
        ("x(abc[a-z]{2,9}d)", b"abczz", b"abcz"),
        ("((?<!x)abc(?:d|e)f)", b"abcef", b"abcf"),
        (r"(abc\w\.[^x]{3})", b"abc_.---", b"abc_.x--"),
        ("((?:live|test)_[a-z]{9})", b"test_" + 9 * b"a", b"rest_" + 9 * b"a"),
    ],
)
def test_the_gate_is_how_the_secret_begins(source: str, opens: bytes, stays_shut: bytes) -> None:
    gate = pattern.gate(source).encode()
    assert re.search(gate, opens)
    assert not re.search(gate, stays_shut)


@pytest.mark.parametrize("source", ["([a-z]{30})", "(ab[a-z]{30})", "(abc|d[a-z])", "(?:abc)"])
def test_no_gate_where_the_secret_begins_with_anything(source: str) -> None:
    assert pattern.gate(source) == ""


def test_a_gate_is_implied_by_its_match() -> None:
    """Where a pattern matches, its gate stands on the same line, and so does a keyword: both prefilters ask the same question."""
    for rule in packed_rules():
        if not rule.gate or not rule.pattern:
            continue
        gate = re.compile(rule.gate.encode(), re.IGNORECASE)
        for seed in range(8):
            text = sample(rule.pattern.encode(), Random(f"{rule.id}/{seed}"))
            if rule.regex().search(text) is None:
                continue
            assert gate.search(text), (rule.id, text)
            assert any(word.encode() in text.lower() for word in rule.keywords), (rule.id, text)


@pytest.fixture
def alarm() -> Iterator[None]:
    """A pattern that hangs ends the run and shows where, instead of hanging it."""

    def hung(_signal: int, _frame: object) -> None:
        faulthandler.dump_traceback()
        raise AssertionError("took more than 20 seconds")

    before = signal.signal(signal.SIGALRM, hung)
    signal.alarm(20)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


WINDOW = 8192


def adversaries(keyword: bytes) -> Iterator[bytes]:
    """Windows made to be matched almost, everywhere."""
    for filler in (b"", b" ", b'="', b"A", b":\n"):
        yield ((keyword + filler) * (WINDOW // len(keyword + filler) + 1))[:WINDOW]
    for single in (b"a", b"0", b'"', b" ", b"\\"):
        yield keyword + single * (WINDOW - len(keyword))


@pytest.mark.usefixtures("alarm")
@pytest.mark.parametrize("part", range(8))
def test_every_packed_pattern_completes_on_adversarial_windows(part: int) -> None:
    for rule in packed_rules()[part::8]:
        if not rule.pattern:
            continue
        # The rarest keyword is enough: all of a rule's stand in the same places of its pattern.
        for window in adversaries(max(rule.keywords, key=len).encode()):
            for _ in rule.regex().finditer(window):
                pass
