import bz2
import gzip
import io
import lzma
import os
import random
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateline.model.gap import GapReason
from gateline.source.archive import ArchiveLimits, Member, Unopened, expand
from gateline.source.kinds import ARCHIVES, classify

from .strategies import bounded, mutations
from .test_tar_members import a_tar
from .test_zip_members import a_zip

try:
    from zstandard import compress as zstd_compress
except ImportError:
    zstd_compress = None  # type: ignore[assignment]

Found = list[tuple[str, bytes | GapReason]]


def opened(data: bytes, limits: ArchiveLimits | None = None) -> Found:
    """Path and content of each member, or the reason it has none."""
    items = expand(data, classify("", data[:1024]), limits)
    return [(item.path, item.data if isinstance(item, Member) else item.reason) for item in items]


def notes(data: bytes, limits: ArchiveLimits | None = None) -> list[str]:
    return [item.note for item in expand(data, classify("", data[:1024]), limits) if isinstance(item, Unopened)]


def a_gzip(data: bytes, name: str = "") -> bytes:
    buffer = io.BytesIO()
    with gzip.GzipFile(name, "wb", fileobj=buffer, mtime=0) as file:
        file.write(data)
    return buffer.getvalue()


def test_zip_and_tar_give_their_members_in_order() -> None:
    files = {"z.txt": b"1", "a/b.txt": b"2"}
    expected: Found = [("z.txt", b"1"), ("a/b.txt", b"2")]
    assert opened(a_zip(files)) == opened(a_tar(files)) == expected


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress])
def test_a_compressed_tar_is_one_archive(compress: Callable[[bytes], bytes]) -> None:
    assert opened(compress(a_tar({"a/b.txt": b"1"}))) == [("a/b.txt", b"1")]


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress])
def test_a_compressed_file_without_a_name_is_data(compress: Callable[[bytes], bytes]) -> None:
    assert opened(compress(b"content")) == [("data", b"content")]


def test_a_compressed_file_is_called_what_it_says_or_what_its_own_name_says() -> None:
    assert opened(a_gzip(b"1", "secrets.env")) == [("secrets.env", b"1")]
    assert opened(a_gzip(b"1", "../../etc/passwd")) == [("passwd", b"1")]
    nested = {"log/app.log.gz": gzip.compress(b"1"), "b.BZ2": bz2.compress(b"2"), "odd": gzip.compress(b"3")}
    assert opened(a_zip(nested)) == [("log/app.log.gz!/app.log", b"1"), ("b.BZ2!/b", b"2"), ("odd!/odd", b"3")]
    assert opened(a_gzip(b"1", "a\xff" + "b" * 2000)) == [("data", b"1")]


def test_archives_within_archives() -> None:
    inner = a_zip({"deep.txt": b"1"})
    outer = a_tar({"lib/inner.jar": inner, "plain.txt": b"2", "more.tgz": gzip.compress(a_tar({"x.zip": inner}))})
    assert opened(gzip.compress(outer)) == [
        ("lib/inner.jar!/deep.txt", b"1"),
        ("plain.txt", b"2"),
        ("more.tgz!/x.zip!/deep.txt", b"1"),
    ]


def test_names_lead_nowhere() -> None:
    files = {"../../etc/passwd": b"1", "/root": b"2", "./a/./b": b"3", "..": b"4", "c:\\windows\\..\\x": b"5"}
    assert opened(a_tar(files)) == [
        ("etc/passwd", b"1"),
        ("root", b"2"),
        ("a/b", b"3"),
        ("unnamed", b"4"),
        ("c:/windows/x", b"5"),
    ]
    long = opened(a_tar({"n" * 60_000: b"1"}))[0][0]
    assert len(long) == 4096


def test_devices_are_told_and_links_are_not() -> None:
    types = {"fifo": tarfile.FIFOTYPE, "link": tarfile.SYMTYPE, "hard": tarfile.LNKTYPE}
    archive = a_tar({"fifo": b"", "link": b"", "hard": b"", "a": b"1"}, types=types)
    assert opened(archive) == [("fifo", GapReason.NOT_REGULAR), ("a", b"1")]


def test_what_is_damaged_costs_itself_alone() -> None:
    bad = bytearray(a_zip({"x": bytes(range(256)) * 40}))
    bad[31:60] = b"\xff" * 29
    inner = random.Random(1).randbytes(40_000)
    files = {"bad.zip": bytes(bad), "cut.gz": gzip.compress(b"12345")[:-9], "cut.tgz": gzip.compress(a_tar({"in": inner}))[:-20]}
    expected: Found = [
        ("bad.zip!/x", GapReason.MALFORMED),
        ("cut.gz!/cut", GapReason.MALFORMED),
        ("cut.tgz!/in", inner),
        ("cut.tgz", GapReason.MALFORMED),
        ("good", b"1"),
    ]
    assert opened(a_zip(files | {"good": b"1"})) == opened(a_tar(files | {"good": b"1"})) == expected


def test_an_encrypted_member_is_unsupported() -> None:
    archive = bytearray(a_zip({"a": b"1", "b": b"2"}))
    archive[archive.index(b"PK\x01\x02") + 8] = 1
    assert opened(bytes(archive)) == [("a", GapReason.UNSUPPORTED), ("b", b"2")]


def test_depth_ends() -> None:
    archive = a_zip({"core.txt": b"1"})
    for _ in range(6):
        archive = a_zip({"n.zip": archive})
    assert opened(archive) == [("n.zip!/" * 6 + "core.txt", b"1")]
    archive = a_zip({"n.zip": archive, "beside": b"2"})
    assert opened(archive) == [("n.zip!/" * 6 + "n.zip", GapReason.LIMIT), ("beside", b"2")]


def test_a_quine_ends() -> None:
    def around(data: bytes) -> bytes:
        return gzip.compress(data)

    data = b"core"
    for _ in range(30):
        data = around(data)
    [(path, reason)] = opened(data)
    assert reason is GapReason.LIMIT
    assert path.count("!/") == 6


def test_a_member_too_large_is_told_and_the_next_one_comes() -> None:
    limits = ArchiveLimits(member_bytes=1000)
    files = {"large": os.urandom(1001), "fits": os.urandom(1000)}
    for archive in (a_zip(files), a_tar(files), gzip.compress(a_tar(files))):
        assert opened(archive, limits) == [("large", GapReason.TOO_LARGE), ("fits", files["fits"])]
    nested = a_zip({"inner.zip": a_zip({"a": os.urandom(2000)}), "b": b"1"})
    assert opened(nested, limits) == [("inner.zip", GapReason.TOO_LARGE), ("b", b"1")]


def test_a_nested_tar_may_be_larger_than_a_member() -> None:
    inner = a_tar({f"f{number}": b"1" * 900 for number in range(5)})
    found = opened(a_tar({"inner.tar": inner}), ArchiveLimits(member_bytes=1000))
    assert [path for path, _ in found] == [f"inner.tar!/f{number}" for number in range(5)]


def test_bombs_cost_neither_memory_nor_time() -> None:
    zeros = bytes(50 << 20)
    bombs = [gzip.compress(zeros), a_zip({f"{n}": zeros for n in range(3)}), gzip.compress(a_tar({"z": zeros}))]
    tracemalloc.start()
    found = [opened(bomb) for bomb in bombs]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 40 << 20
    assert found[0] == [("data", GapReason.LIMIT)]
    assert found[1] == [(f"{n}", GapReason.LIMIT) for n in range(3)]
    assert found[2] == [("z", GapReason.LIMIT), ("", GapReason.LIMIT)]


def test_the_whole_may_not_unpack_to_more_than_granted() -> None:
    archive = a_zip({f"{number}": os.urandom(1000) for number in range(10)})
    limits = ArchiveLimits(total_bytes=3500)
    found = opened(archive, limits)
    assert [path for path, _ in found] == ["0", "1", "2", ""]
    assert notes(archive, limits) == ["unpacks to more than 3,500 bytes; the rest was not opened"]


def test_members_are_counted_across_nested_archives() -> None:
    archive = a_zip({f"{number}.zip": a_zip({"a": b"1", "b": b"2"}) for number in range(10)})
    found = opened(archive, ArchiveLimits(members=8))
    assert [path for path, _ in found] == ["0.zip!/a", "0.zip!/b", "1.zip!/a", "1.zip!/b", "2.zip!/a", ""]
    assert found[-1][1] is GapReason.LIMIT


def test_a_flood_of_parts_that_cannot_be_opened_is_summed_up() -> None:
    types = {f"{number}": tarfile.FIFOTYPE for number in range(20)}
    archive = a_tar(dict.fromkeys(types, b"") | {"a": b"1"}, types=types)
    found = opened(archive, ArchiveLimits(unopened=5))
    assert [path for path, _ in found] == ["0", "1", "2", "3", "4", "a", ""]
    assert notes(archive, ArchiveLimits(unopened=5))[-1] == "15 more parts could not be opened"


@pytest.mark.parametrize("kind", sorted(ARCHIVES - {"zip", "tar", "gzip", "bzip2", "xz", "zstd"}))
def test_formats_we_cannot_open_are_unsupported(kind: str) -> None:
    [item] = expand(b"whatever", kind)
    assert isinstance(item, Unopened)
    assert (item.path, item.reason) == ("", GapReason.UNSUPPORTED)
    assert item.note.endswith("cannot be opened")


def test_zstandard_is_opened_or_names_its_extra() -> None:
    if zstd_compress is None:
        packed = bytes.fromhex("28b52ffd2002110000") + b"hi"
        assert opened(packed) == [("", GapReason.UNSUPPORTED)]
        assert "gateline[zstd]" in notes(packed)[0]
    else:
        assert opened(zstd_compress(a_tar({"a": b"1"}))) == [("a", b"1")]


def test_the_same_archive_gives_the_same_answer() -> None:
    archive = a_zip({"b.tgz": gzip.compress(a_tar({"x": b"1", "y": b"2"})), "a": b"3"})
    assert list(expand(archive, "zip")) == list(expand(archive, "zip"))


ORIGINALS = [
    a_zip({"a": b"1", "in.tgz": gzip.compress(a_tar({"x": b"1"})), "in.zip": a_zip({"y": b"2"})}, zipfile.ZIP_STORED),
    gzip.compress(a_tar({"a": b"1", "b.gz": gzip.compress(b"2")})),
    a_tar({"a.xz": lzma.compress(b"1"), "b.bz2": bz2.compress(b"2")}),
]


@bounded
@given(st.one_of(st.binary(max_size=400), mutations(ORIGINALS)), st.sampled_from(sorted(ARCHIVES)), st.booleans())
def test_any_bytes_give_members_or_reasons(data: bytes, kind: str, is_believed: bool) -> None:
    limits = ArchiveLimits(total_bytes=1 << 20, member_bytes=1 << 18)
    items = list(expand(data, kind if is_believed else classify("", data[:1024]), limits))
    for item in items:
        assert ".." not in item.path.split("/")
        assert not item.path.startswith("/")
        assert isinstance(item, Member) or item.note
    assert sum(len(item.data) for item in items if isinstance(item, Member)) <= 1 << 21
