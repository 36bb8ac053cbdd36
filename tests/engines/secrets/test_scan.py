"""The scanner as a whole: whatever the bytes, in order, in bounds, once, and with bounded work."""

import faulthandler
import random
import signal
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateline.engines.secrets.candidate import Hit
from gateline.engines.secrets.kind_groups import SKIPPED
from gateline.engines.secrets.scan import Scanner, load_scanner
from gateline.rules.examples import expand
from gateline.source.kinds import KINDS
from tests.engines.secrets.finding import found, hits, scanner

from .looking import aho_corasick, examples, made, vectorscan

TOKEN = expand("{crc:ghp_:30}", "scan")
READ = sorted(set(KINDS) - SKIPPED)


@pytest.fixture(autouse=True)
def _alarm() -> Iterator[None]:
    """A scan that hangs ends the run and shows where, instead of hanging it."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def hung(_signal: int, _frame: object) -> None:
        faulthandler.dump_traceback()
        raise AssertionError("a scan took more than a minute")

    before = signal.signal(signal.SIGALRM, hung)
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.binary(max_size=2000), st.sampled_from(READ))
def test_any_bytes_give_hits_in_bounds_and_in_order(data: bytes, kind: str) -> None:
    _check(data, kind)


@pytest.mark.parametrize("kind", READ)
def test_damaged_examples_give_hits_in_bounds_and_in_order(kind: str) -> None:
    chance = random.Random(kind)
    data = bytearray(chance.choice([b"\n", b" "]).join(text for text, _ in chance.choices(examples(), k=60)))
    for _ in range(60):
        at = chance.randrange(len(data))
        data[at : at + chance.randrange(4)] = chance.randbytes(chance.randrange(4))
    _check(bytes(data), kind)


def _check(data: bytes, kind: str) -> None:
    reached = 0
    for hit in scanner().scan(data, kind):
        assert reached <= hit.start < hit.end <= len(data)
        assert hit.confidence in ("low", "medium", "high")
        assert hit.value
        reached = hit.end


FORMS = {
    "a vendor's token": ("{crc:ghp_:30}", "{crc:ghp_:30}"),
    "a password": ('"password": "{6:lower}{4:digit}Q!z"', "{6:lower}{4:digit}Q!z"),
    "a key": ('"api_key": "{32:hex}"', "{32:hex}"),
    "a vendor's name beside a value": ('github_token = "{40:hex}"', "{40:hex}"),
    "a URL": ("https://app:{6:lower}{4:digit}Q!z@db.internal/x", "{6:lower}{4:digit}Q!z"),
    "a header": ("Authorization: Bearer {60:alnum}", "{60:alnum}"),
    "a connection string": ("Server=db;Database=a;Uid=app;Pwd={6:lower}{4:digit}Qz;", "{6:lower}{4:digit}Qz"),
    "a command": ("curl -u 'admin:{6:lower}{4:digit}Qz' x", "{6:lower}{4:digit}Qz"),
}
BORDERS = (8192, 8192 - 512, 8192 + 4096)
"""Where a slice of a long line begins, where the slice before it was already read, and where that one ends."""


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("border", BORDERS)
def test_a_secret_across_a_border_between_slices_is_found_once(form: str, border: int) -> None:
    text, value = map(made, FORMS[form])
    filler = b'{"id": 17, "name": "plain"}, ' * 1200
    for at in range(border - len(text) - 2, border + 3, 5):
        line = filler[:at] + b" " + text + b" " + filler
        for one in (vectorscan(), aho_corasick()):
            assert [(hit.start, hit.value) for hit in one.scan(line, "json")] == [(at + 1 + text.index(value), value)], at


def test_a_name_across_a_border_is_read_whole() -> None:
    """`public_key` is no `key`, also where a slice begins amid it."""
    harmless = made('"public_key": "{32:hex}"')
    filler = b"lorem ipsum " * 4000
    for at in range(8192 - 512 - len(harmless), 8192 - 512 + 2):
        line = filler[:at] + harmless + filler[: 8300 - at] + b' "api_key": "${API_KEY}" ' + filler
        assert scanner().scan(line, "json") == []


@pytest.mark.parametrize("offset", [0, 1, 8100, 8150, 8190, 8192, 8200, 16_300, 16_384, 50_000])
def test_a_token_in_a_long_line_is_found_once_wherever_it_stands(offset: int) -> None:
    line = ("x" * 37 + " ") * 6000
    text = f"{line[:offset]} {TOKEN} {line[offset:]}"
    assert [hit.value.decode() for hit in hits(text.encode())] == [TOKEN]


def test_an_assignment_in_a_long_line_is_found_once() -> None:
    filler = '{"id": 17, "name": "a plain word"}, ' * 900
    text = expand(filler + '{"client_secret": "{32:alnum}"}, ' + filler, "long")
    assert found(text.encode(), "data.json") == ["token-assignment"]


@pytest.mark.parametrize(
    "text",
    [
        b"password secret token key github aws ", b"token:", b"oauth:", b"key=aq", b"token=>", b"?token=", b'"token":"', b"<token>", b"password is \"", b"eyJ",
        b"://a:", b"Authorization: Basic ", b"-----BEGIN PRIVATE KEY-----", b"machine a password ", b"A", b"=",
    ],
)  # fmt: skip
@pytest.mark.parametrize("between", [b"", b"\n"], ids=["one line", "lines"])
def test_keywords_without_end_cost_no_more_than_their_windows(text: bytes, between: bytes) -> None:
    """200 KB each; before their cost was bounded, some took minutes."""
    data = (text + between) * (200_000 // len(text + between))
    assert all(hit.end <= len(data) for hit in scanner().scan(data, "text"))


@pytest.mark.parametrize("text", [b"<server>", b"sumo", b"storj ", b'"kty":"oct",'])
def test_dear_keywords_without_end_cost_no_more_than_their_windows(text: bytes) -> None:
    data = text * (30_000 // len(text))
    assert all(hit.end <= len(data) for hit in scanner().scan(data, "text"))


def test_a_dump_of_tokens_is_one_problem_not_a_million() -> None:
    dump = b"".join(made("AIza{35:alnum}\n", str(number)) for number in range(10_200))
    assert len(scanner().scan(dump, "text")) == 10_000


def test_the_vendor_speaks_before_the_generic_rule() -> None:
    assert found(f'token = "{TOKEN}"') == ["github-personal-access-token"]


def test_what_is_remembered_of_lines_changes_no_answer() -> None:
    remembering = vectorscan()
    for data, kind in examples()[::40]:
        fresh = Scanner(remembering._rules, remembering._prefilter)
        assert (
            _told(remembering.scan(b"a line before\n" + data, kind), 14)
            == _told(fresh.scan(data, kind))
            == _told(remembering.scan(data, kind))
        )


def _told(found: list[Hit], shift: int = 0) -> list[tuple[str, int, int, str, tuple[str, ...]]]:
    return [(hit.rule, hit.start - shift, hit.end - shift, hit.confidence, hit.evidence) for hit in found]


def test_what_is_remembered_of_a_line_does_not_change_the_answer() -> None:
    text = expand('a = 1\nclient_secret: "{32:alnum}"\nb = 2\n', "memory").encode()
    fresh = load_scanner()
    first = [(hit.rule, hit.start) for hit in fresh.scan(text, "yaml")]
    shifted = [(hit.rule, hit.start - 7) for hit in fresh.scan(b"# more\n" + text, "yaml")]
    assert first == shifted == [("secrets/token-assignment", 22)]


def test_dozens_in_one_text_are_less_believable() -> None:
    def confidences(count: int) -> set[str]:
        return {hit.confidence for hit in hits("".join(f'secret_{n}: "{{32:alnum}}"\n' for n in range(count)), "a.yaml")}

    assert confidences(3) == {"high"}
    assert confidences(60) == {"low"}


def test_published_samples_leak_nothing() -> None:
    # The key of a sample project in a vendor's own repository, put together here so that it does not stand in ours.
    assert found("AIza" + "SyANUvH9H9BsUccjsu2pCm" + "EkOPjjaXeDQgY") == []
    assert found("AIza{35:alnum}") == ["gcp-api-key"]


def test_a_token_cut_short_is_left_alone() -> None:
    assert found('slack_token = "xoxb-1234567890-ab"') == []


@pytest.mark.parametrize("kind", ["image", "font", "video", "executable", "pyc"])
def test_pictures_and_programs_are_not_read(kind: str) -> None:
    assert scanner().scan(TOKEN.encode(), kind) == []


@pytest.mark.parametrize(
    "text", [b"token=" * 20_000, b"password=" * 20_000, b"kind: Secret\ndata:\n  a: b\n" * 4000, b"%3a%2f%2f" * 20_000]
)
def test_repetition_does_not_multiply_the_work(text: bytes) -> None:
    """Each took minutes before its cost was bounded; the suite's patience is the measure."""
    for kind in ("text", "yaml"):
        assert all(hit.end <= len(text) for hit in scanner().scan(text, kind))
