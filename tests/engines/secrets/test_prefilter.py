import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateline.engines.secrets.decode import ENCODINGS
from gateline.engines.secrets.pack import load_scan_rules
from gateline.engines.secrets.packing import load_rules
from gateline.engines.secrets.prefilter import AhoCorasick, Gate, Vectorscan, build
from gateline.engines.secrets.scan import Scanner, ScanRule
from gateline.rules.examples import expand

RULES = load_rules()[0]
TEXTS = [expand(example.text, rule.id) for rule in RULES for example in (*rule.fails, *rule.passes)]
KINDS = ("text", "python", "yaml", "json", "env", "properties", "markdown", "shell")


def _gates() -> list[Gate]:
    pack = load_scan_rules()
    gates = [Gate(rule["keywords"], rule.get("gate", "")) for rule in pack["rules"]]
    return gates + [Gate(pack["encoded"][encoding], is_exact=encoding == "base64") for encoding in ENCODINGS]


def _scanner(prefilter: type[Vectorscan] | type[AhoCorasick]) -> Scanner:
    return Scanner([ScanRule(packed) for packed in load_scan_rules()["rules"]], prefilter(_gates()))


@pytest.fixture(scope="module")
def both() -> tuple[Scanner, Scanner]:
    pytest.importorskip("hyperscan")
    return _scanner(Vectorscan), _scanner(AhoCorasick)


def _answers(scanner: Scanner, data: bytes, kind: str) -> list[tuple[str, int, int, str, tuple[str, ...]]]:
    return [(hit.rule, hit.start, hit.end, hit.confidence, hit.encoding) for hit in scanner.scan(data, kind)]


@pytest.mark.parametrize("kind", KINDS)
def test_both_find_the_same_in_all_examples(both: tuple[Scanner, Scanner], kind: str) -> None:
    for start in range(0, len(TEXTS), 40):
        data = "\n".join(TEXTS[start : start + 40]).encode("utf-8", "surrogateescape")
        assert _answers(both[0], data, kind) == _answers(both[1], data, kind)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 2**32), st.sampled_from(KINDS))
def test_both_find_the_same_in_damaged_examples(both: tuple[Scanner, Scanner], seed: int, kind: str) -> None:
    chance = random.Random(seed)
    data = bytearray("\n".join(chance.choices(TEXTS, k=12)).encode("utf-8", "surrogateescape"))
    for _ in range(chance.randrange(30)):
        at = chance.randrange(len(data))
        data[at : at + chance.randrange(3)] = chance.randbytes(chance.randrange(3))
    assert _answers(both[0], bytes(data), kind) == _answers(both[1], bytes(data), kind)


def test_both_find_the_same_in_a_line_longer_than_a_window(both: tuple[Scanner, Scanner]) -> None:
    chance = random.Random(7)
    data = " ".join(text.replace("\n", " ") for text in chance.sample(TEXTS, 400)).encode("utf-8", "surrogateescape")
    assert len(data) > 16_384
    assert _answers(both[0], data, "text") == _answers(both[1], data, "text")


@pytest.mark.parametrize("stored", [b"", b"garbage", b"\0" * 4096])
def test_a_damaged_database_is_compiled_again(stored: bytes) -> None:
    pytest.importorskip("hyperscan")
    assert Vectorscan([Gate(["needle"])], stored).find(b"a NEEDLE here") == [(0, 8)]


def test_a_compiled_database_is_kept_and_used() -> None:
    pytest.importorskip("hyperscan")
    kept: list[bytes] = []
    build([Gate(["needle"])], lambda: None, kept.append)
    assert build([Gate(["needle"])], lambda: kept[0], kept.append).find(b"needle") == [(0, 6)]
    assert len(kept) == 1


def test_case_matters_only_where_it_is_exact() -> None:
    gates = [Gate(["AbC"]), Gate(["XyZ"], is_exact=True)]
    assert AhoCorasick(gates).find(b"abc xyz XyZ") == [(0, 3), (1, 11)]
