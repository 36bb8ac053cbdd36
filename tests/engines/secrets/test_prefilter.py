"""Both prefilters lead to the same findings: on every example, on what every pattern matches, on damage, on real files."""

import os
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gateline
from gateline.engines.secrets import assignment, structure
from gateline.engines.secrets.lazy import LazyPattern
from gateline.engines.secrets.prefilter import AhoCorasick, Gate, Vectorscan, build
from gateline.engines.secrets.scan import Scanner
from gateline.source.kinds import classify

from .looking import aho_corasick, examples, packed_rules, vectorscan
from .sampling import sample

CORPUS = os.environ.get("GATELINE_CORPUS")
"""A folder of one's own to compare on as well; read before the tests clear the environment."""
KINDS = ("text", "python", "yaml", "json", "env", "properties", "markdown", "shell")
Both = tuple[Scanner, Scanner]


@pytest.fixture(scope="module")
def both() -> Both:
    return vectorscan(), aho_corasick()


def _answers(
    scanner: Scanner, data: bytes, kind: str
) -> list[tuple[str, int, int, bytes, str, tuple[str, ...], tuple[str, ...]]]:
    return [
        (hit.rule, hit.start, hit.end, hit.value, hit.confidence, hit.evidence, hit.encoding) for hit in scanner.scan(data, kind)
    ]


def _agree(both: Both, data: bytes, kind: str) -> None:
    assert _answers(both[0], data, kind) == _answers(both[1], data, kind)


def _chosen(chance: random.Random, count: int) -> list[bytes]:
    return [text for text, _ in chance.choices(examples(), k=count)]


@pytest.mark.parametrize("kind", ["", "text", "python"])
def test_both_find_the_same_in_all_examples(both: Both, kind: str) -> None:
    """In files of their own kind, in prose, and in code."""
    for data, own in examples():
        _agree(both, data, kind or own)


def test_both_find_the_same_in_what_each_pattern_matches(both: Both) -> None:
    for rule in packed_rules():
        if not rule.pattern:
            continue
        for number in range(3):
            chance = random.Random(f"{rule.id}/{number}")
            before, after = chance.choice([(b"", b""), (b" ", b" "), (b'"', b'"'), (b"x = '", b"'\n")])
            _agree(both, before + sample(rule.pattern.encode(), chance) + after, min(rule.kinds, default="text"))


NAMES = b"password db_pwd redisPassword passphrase api_key secretKey token jwt session client_secret webhook key AUTH_TOKEN sig cookie mdp $pass creds".split()
GRAMMARS = sorted(name for name, value in vars(structure).items() if isinstance(value, LazyPattern) and name.startswith("_"))


@pytest.mark.parametrize("part", range(4))
def test_both_find_the_same_in_what_the_extractors_read(both: Both, part: int) -> None:
    for number in range(part * 200, part * 200 + 200):
        chance = random.Random(number)
        if number % 2:
            text = (
                chance.choice([b"", b'"', b"<", b'x["', b"?", b"export "])
                + chance.choice(NAMES)
                + sample(_source(assignment._TAIL), chance)
            )
        else:
            text = sample(_source(getattr(structure, chance.choice(GRAMMARS))), chance)[:4000]
        before, after = chance.choice([b"", b" ", b"\n", b'"']), chance.choice([b"", b" ", b'"', b"\n", b")"])
        _agree(both, before + text + after, chance.choice([*KINDS, "netrc", "kubeconfig", "xml"]))


def _source(pattern: LazyPattern) -> bytes:
    return pattern.compiled().pattern


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 2**32), st.sampled_from(KINDS), st.lists(st.binary(max_size=40), max_size=6))
def test_both_find_the_same_in_damaged_examples_amid_noise(both: Both, seed: int, kind: str, noise: list[bytes]) -> None:
    chance = random.Random(seed)
    parts = [*_chosen(chance, 12), *noise]
    chance.shuffle(parts)
    data = bytearray(chance.choice([b"\n", b" ", b"\n\n", b","]).join(parts))
    for _ in range(chance.randrange(30)):
        at = chance.randrange(len(data))
        data[at : at + chance.randrange(3)] = chance.randbytes(chance.randrange(3))
    _agree(both, bytes(data), kind)


@pytest.mark.parametrize("seed", range(6))
def test_both_find_the_same_in_a_line_longer_than_a_window(both: Both, seed: int) -> None:
    data = b" ".join(text.replace(b"\n", b" ") for text in _chosen(random.Random(seed), 300))
    assert len(data) > 16_384
    _agree(both, data, "text")


def _files(root: Path) -> list[Path]:
    return sorted(
        path
        for path in root.rglob("*")
        if path.is_file() and not path.is_symlink() and not {".git", "__pycache__", "pack"} & set(path.parts)
    )


@pytest.mark.parametrize("folder", ["gateline", "tests", "docs", "scripts", "bench"])
def test_both_find_the_same_in_our_own_files(both: Both, folder: str) -> None:
    _agree_on(both, Path(gateline.__file__).parent.parent / folder)


@pytest.mark.skipif(not CORPUS, reason="GATELINE_CORPUS names no folder")
def test_both_find_the_same_in_a_corpus(both: Both) -> None:
    _agree_on(both, Path(CORPUS or ""))


def _agree_on(both: Both, root: Path) -> None:
    differing = []
    for path in _files(root):
        data = path.read_bytes()
        kind = classify(path.name, data[:1024])
        if _answers(both[0], data, kind) != _answers(both[1], data, kind):
            differing.append(path.relative_to(root))
    assert differing == []


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
