import bz2
import gzip
import io
import lzma
import os
import tracemalloc
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateline.model.gap import GapReason
from gateline.source.inflate import ArchiveLimits, Budget, Exhausted, Plain, Refused, Section, inflate, whole

from .strategies import bounded, mutations

try:
    from zstandard import compress as zstd_compress
except ImportError:
    zstd_compress = None  # type: ignore[assignment]


def deflate(data: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=-15)
    return compressor.compress(data) + compressor.flush()


COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "deflate": deflate,
}
if zstd_compress is not None:
    COMPRESS["zstd"] = zstd_compress

LIMITS = ArchiveLimits()


def unpacked(kind: str, packed: bytes, limits: ArchiveLimits = LIMITS) -> bytes:
    return whole(inflate(Plain(packed), kind, Budget(limits)), limits.member_bytes)


def refusal(kind: str, packed: bytes, limits: ArchiveLimits = LIMITS) -> tuple[GapReason, str]:
    with pytest.raises(Refused) as caught:
        unpacked(kind, packed, limits)
    return caught.value.reason, caught.value.note


@pytest.mark.parametrize("kind", COMPRESS)
@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 300_000])
def test_every_codec_round_trips(kind: str, size: int) -> None:
    data = os.urandom(size // 2) + b"a" * (size - size // 2)
    assert unpacked(kind, COMPRESS[kind](data)) == data


@pytest.mark.parametrize("kind", sorted(set(COMPRESS) - {"deflate"}))
def test_streams_in_a_row_are_one(kind: str) -> None:
    compress = COMPRESS[kind]
    assert unpacked(kind, compress(b"one") + compress(b"") + compress(b"two")) == b"onetwo"
    assert unpacked(kind, compress(b"one") + b"trailing garbage") == b"one"


@pytest.mark.parametrize("kind", ["gzip", "xz"])
def test_zeros_between_streams_are_padding(kind: str) -> None:
    compress = COMPRESS[kind]
    assert unpacked(kind, compress(b"one") + bytes(200_000) + compress(b"two") + bytes(8)) == b"onetwo"


@pytest.mark.parametrize("kind", COMPRESS)
def test_a_stream_that_is_cut_short_is_malformed(kind: str) -> None:
    packed = COMPRESS[kind](os.urandom(200_000))
    assert refusal(kind, packed[:-5]) == (GapReason.MALFORMED, "ends before its last byte")
    assert refusal(kind, b"")[0] is GapReason.MALFORMED


@pytest.mark.parametrize("kind", ["gzip", "bzip2", "xz"])
def test_a_damaged_stream_is_malformed_and_stays_so(kind: str) -> None:
    packed = bytearray(COMPRESS[kind](os.urandom(300_000)))
    packed[len(packed) // 2] ^= 0xFF
    stream = inflate(Plain(bytes(packed)), kind, Budget(LIMITS))
    for _ in range(2):
        with pytest.raises(Refused) as caught:
            whole(stream, LIMITS.member_bytes)
        assert caught.value.reason is GapReason.MALFORMED


@pytest.mark.parametrize("kind", COMPRESS)
def test_a_bomb_is_stopped_before_it_takes_memory(kind: str) -> None:
    packed = COMPRESS[kind](bytes(100 << 20))
    tracemalloc.start()
    # half of zlib's best ratio, so that every codec's bomb is one
    reason, note = refusal(kind, packed, ArchiveLimits(ratio=500))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (reason, note) == (GapReason.LIMIT, "unpacks to more than 500 times its size")
    assert peak < 64 << 20


def test_a_small_content_may_have_any_ratio() -> None:
    data = bytes(LIMITS.ratio_floor)
    assert unpacked("gzip", gzip.compress(data)) == data


def test_a_member_beyond_the_limit_is_too_large() -> None:
    limits = ArchiveLimits(member_bytes=1000)
    assert unpacked("gzip", gzip.compress(os.urandom(1000)), limits)
    assert refusal("gzip", gzip.compress(os.urandom(1001)), limits) == (GapReason.TOO_LARGE, "more than 1,000 bytes")


def test_the_budget_is_one_for_all_streams() -> None:
    budget = Budget(ArchiveLimits(total_bytes=1500))
    packed = gzip.compress(os.urandom(1000))
    whole(inflate(Plain(packed), "gzip", budget), 10_000)
    with pytest.raises(Exhausted, match="more than 1,500 bytes"):
        whole(inflate(Plain(packed), "gzip", budget), 10_000)


def test_a_great_many_empty_streams_are_stopped() -> None:
    with pytest.raises(Exhausted, match="more than 100 members"):
        unpacked("gzip", gzip.compress(b"") * 200, ArchiveLimits(members=100))


def test_a_dictionary_beyond_the_limit_is_refused() -> None:
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 1 << 20}]
    packed = bytearray(lzma.compress(b"x", filters=filters))
    # block header: size, flags, filter id, size of properties, dictionary size code (40 is 4 GiB), padding, CRC
    packed[16] = 40
    packed[20:24] = zlib.crc32(packed[12:20]).to_bytes(4, "little")
    assert refusal("xz", bytes(packed))[0] is GapReason.LIMIT


def test_an_unknown_codec_is_unsupported() -> None:
    assert refusal("lz4", b"")[0] is GapReason.UNSUPPORTED


@pytest.mark.skipif(zstd_compress is not None, reason="zstandard is installed")
def test_zstandard_names_the_extra_that_can() -> None:
    reason, note = refusal("zstd", b"\x28\xb5\x2f\xfd")
    assert reason is GapReason.UNSUPPORTED
    assert "gateline[zstd]" in note


def test_peeking_takes_nothing_away() -> None:
    stream = Plain(bytes(range(256)) * 1000)
    assert stream.peek(4) == bytes(range(4))
    assert len(stream.peek(200_000)) == 200_000
    assert stream.read(4) == bytes(range(4))
    assert stream.skip(252 + 256 * 998)
    assert stream.some() == bytes(range(256))
    assert stream.some() == stream.peek(1) == stream.read(9) == b""
    assert not stream.skip(1)


def test_a_section_ends_where_it_ends() -> None:
    stream = Plain(b"abcdef")
    section = Section(stream, 4)
    assert section.read(100) == b"abcd"
    assert (section.left, stream.read(2)) == (0, b"ef")
    with pytest.raises(Refused):
        Section(stream, 1).read(1)


@bounded
@given(st.lists(st.tuples(st.sampled_from(["read", "peek", "some", "skip"]), st.integers(0, 200_000)), max_size=12))
def test_reading_in_any_steps_gives_the_same_bytes(steps: list[tuple[str, int]]) -> None:
    data = bytes(range(256)) * 1200
    stream, plain = inflate(Plain(gzip.compress(data)), "gzip", Budget(LIMITS)), io.BytesIO(data)
    for step, size in steps:
        if step == "read":
            assert stream.read(size) == plain.read(size)
        elif step == "peek":
            assert stream.peek(size) == plain.getvalue()[plain.tell() : plain.tell() + size]
        elif step == "some":
            chunk = stream.some()
            assert chunk == plain.read(len(chunk))
        else:
            assert stream.skip(size) == (len(plain.read(size)) == size)
    assert stream.read(len(data)) == plain.read()


ORIGINALS = [compress(data) for compress in COMPRESS.values() for data in (b"", b"text " * 50, bytes(5000))]


@bounded
@given(st.sampled_from(sorted(COMPRESS)), st.one_of(st.binary(max_size=300), mutations(ORIGINALS)))
def test_any_bytes_are_unpacked_or_refused(kind: str, packed: bytes) -> None:
    try:
        assert len(unpacked(kind, packed, ArchiveLimits(member_bytes=100_000))) <= 100_000
    except Refused as error:
        assert error.note
