import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateline.engines.secrets.packing import load_rules
from gateline.engines.secrets.scan import load_scanner
from gateline.rules.examples import expand
from tests.engines.secrets.finding import found, hits, scanner

TOKEN = expand("{crc:ghp_:30}", "scan")
TEXTS = [expand(example.text, rule.id) for rule in load_rules()[0] for example in (*rule.fails, *rule.passes)]


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.binary(max_size=2000), st.sampled_from(["text", "python", "yaml", "env", "pgpass", "netrc", "pkcs12", "kubeconfig", "minified"]))
def test_any_bytes_give_hits_in_bounds_and_in_order(data: bytes, kind: str) -> None:
    _check(data, kind)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 2**32))
def test_damaged_examples_give_hits_in_bounds_and_in_order(seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray("\n".join(chance.choices(TEXTS, k=20)).encode("utf-8", "surrogateescape"))
    for _ in range(20):
        at = chance.randrange(len(data))
        data[at : at + chance.randrange(4)] = chance.randbytes(chance.randrange(4))
    _check(bytes(data), chance.choice(["text", "go", "yaml"]))


def _check(data: bytes, kind: str) -> None:
    reached = 0
    for hit in scanner().scan(data, kind):
        assert reached <= hit.start < hit.end <= len(data)
        reached = hit.end


@pytest.mark.parametrize("offset", [0, 1, 8100, 8150, 8190, 8192, 8200, 16_300, 16_384, 50_000])
def test_a_token_in_a_long_line_is_found_once_wherever_it_stands(offset: int) -> None:
    line = ("x" * 37 + " ") * 6000
    text = f"{line[:offset]} {TOKEN} {line[offset:]}"
    assert [hit.value.decode() for hit in hits(text.encode())] == [TOKEN]


def test_an_assignment_in_a_long_line_is_found_once() -> None:
    filler = '{"id": 17, "name": "a plain word"}, ' * 900
    text = expand(filler + '{"client_secret": "{32:alnum}"}, ' + filler, "long")
    assert found(text.encode(), "data.json") == ["token-assignment"]


def test_keywords_without_end_cost_no_more_than_their_windows() -> None:
    assert found(b"password secret token key github aws " * 20_000) == []


def test_the_vendor_speaks_before_the_generic_rule() -> None:
    assert found(f'token = "{TOKEN}"') == ["github-personal-access-token"]


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


@pytest.mark.parametrize("text", [b"token=" * 20_000, b"password=" * 20_000, b"kind: Secret\ndata:\n  a: b\n" * 4000, b"%3a%2f%2f" * 20_000])
def test_repetition_does_not_multiply_the_work(text: bytes) -> None:
    """Each took minutes before its cost was bounded; the suite's patience is the measure."""
    for kind in ("text", "yaml"):
        assert all(hit.end <= len(text) for hit in scanner().scan(text, kind))
