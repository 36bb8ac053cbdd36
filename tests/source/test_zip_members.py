import io
import struct
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateline.model.gap import GapReason
from gateline.source.inflate import ArchiveLimits, Budget, Exhausted, Refused, whole
from gateline.source.zip_members import Damage, members

from .strategies import bounded, mutations

METHODS = [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]


def a_zip(
    files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED, *, is_streamed: bool = False, comment: bytes = b""
) -> bytes:
    buffer = io.BytesIO()
    target = _Unseekable(buffer) if is_streamed else buffer
    with zipfile.ZipFile(target, "w", method) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            archive.writestr(name, data)
        archive.comment = comment
    return buffer.getvalue()


class _Unseekable:
    """A pipe: sizes are only known behind the data, so zipfile writes descriptors."""

    def __init__(self, buffer: io.BytesIO) -> None:
        self.write, self.flush = buffer.write, buffer.flush


def read(data: bytes, limits: ArchiveLimits | None = None) -> list[tuple[str, bytes | str]]:
    """Name and content of each member, or why it has none."""
    budget = Budget(limits or ArchiveLimits())
    found: list[tuple[str, bytes | str]] = []
    for item in members(data, budget):
        if isinstance(item, Damage):
            found.append((item.name.decode("utf-8", "replace"), item.note))
            continue
        try:
            found.append((item.name.decode("utf-8", "replace"), whole(item.open(budget), 1 << 20)))
        except Refused as error:
            found.append((item.name.decode("utf-8", "replace"), error.note))
    return found


FILES = {"a.txt": b"first", "d/b.bin": bytes(range(256)) * 30, "empty": b"", "gr\u00fcn.txt": b"u"}
MISSING = ("", "its directory is missing or damaged; members were taken as they stand")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("is_streamed", [False, True])
def test_every_method_round_trips(method: int, is_streamed: bool) -> None:
    assert read(a_zip(FILES, method, is_streamed=is_streamed)) == list(FILES.items())


def test_folders_are_passed_over() -> None:
    assert read(a_zip({"d/": b"", "d/a": b"1"})) == [("d/a", b"1")]


def test_something_in_front_of_the_archive_moves_all_offsets() -> None:
    assert read(b"#!/usr/bin/env python3\n" * 40 + a_zip(FILES)) == list(FILES.items())


def test_a_comment_may_hold_what_looks_like_an_end() -> None:
    decoy = b"PK\x05\x06" + bytes(18)
    assert read(a_zip(FILES, comment=b"see " + decoy + b" here")) == list(FILES.items())


def test_an_empty_archive() -> None:
    assert read(a_zip({})) == []


def test_something_behind_the_archive() -> None:
    assert read(a_zip({"a": b"1"}) + b"\0\0") == [("a", b"1")]


def test_names_are_utf8_or_code_page_437() -> None:
    archive = a_zip({"aaa": b"1"}).replace(b"aaa", b"\x81\x9b\xff")
    assert read(archive) == [("\u00fc\u00a2\u00a0", b"1")]
    archive = a_zip({"aa": b"1"}).replace(b"aa", "\u00fc".encode())
    assert read(archive) == [("\u00fc", b"1")]


def test_zip64_sizes_and_directory() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive, archive.open("a", "w", force_zip64=True) as file:
        file.write(b"big" * 100)
    plain = buffer.getvalue()
    assert read(plain) == [("a", b"big" * 100)]
    for prefix in (b"", b"in front"):
        assert read(prefix + _with_zip64_end(plain)) == [("a", b"big" * 100)]


def _with_zip64_end(data: bytes) -> bytes:
    """The same archive, its end records saying that everything stands in the zip64 ones."""
    end = data.rindex(b"PK\x05\x06")
    count, size, offset = struct.unpack_from("<H2L", data, end + 10)
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, offset)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    last = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return data[:end] + record + locator + last


def test_zip64_sizes_of_one_member() -> None:
    archive = a_zip({"a": b"123", "b": b"4"}, zipfile.ZIP_STORED)
    start, end = archive.index(b"PK\x01\x02"), archive.rindex(b"PK\x05\x06")
    unknown = _with_directory_field(archive[:end], 20, b"\xff" * 8)
    unknown = _with_directory_field(unknown, 30, (4 + 5 + 4 + 16).to_bytes(2, "little"))
    extra = struct.pack("<2H5s2H2Q", 7, 5, b"other", 1, 16, 3, 3)
    directory = unknown[start : start + 47] + extra + unknown[start + 47 :]
    last = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 2, 2, len(directory), start, 0)
    assert read(unknown[:start] + directory + last) == [("a", b"123"), ("b", b"4")]


def test_zip64_lies_are_damage() -> None:
    archive = bytearray(_with_zip64_end(a_zip({"a": b"1"})))
    record = archive.rindex(b"PK\x06\x06")
    archive[record + 40 : record + 48] = b"\xff" * 8
    assert read(bytes(archive)) == [MISSING, ("a", b"1")]


def _with_directory_field(data: bytes, at: int, value: bytes, entry: int = 0) -> bytes:
    changed = bytearray(data)
    place = -1
    for _ in range(entry + 1):
        place = changed.index(b"PK\x01\x02", place + 1)
    changed[place + at : place + at + len(value)] = value
    return bytes(changed)


def test_an_encrypted_member_is_refused_the_others_come() -> None:
    archive = _with_directory_field(a_zip({"a": b"1", "b": b"2"}), 8, b"\1\0")
    assert read(archive) == [("a", "encrypted"), ("b", b"2")]


@pytest.mark.parametrize(("method", "name"), [(9, "Deflate64"), (98, "PPMd"), (77, "unknown")])
def test_an_unknown_method_is_refused(method: int, name: str) -> None:
    archive = _with_directory_field(a_zip({"a": b"1", "b": b"2"}), 10, method.to_bytes(2, "little"))
    assert read(archive) == [("a", f"compression method {method} ({name})"), ("b", b"2")]
    assert read(_with_directory_field(archive, 10, b"\x63\0"))[0] == ("a", "encrypted")


def test_a_member_that_is_not_where_the_directory_says() -> None:
    archive = _with_directory_field(a_zip({"a": b"1", "b": b"2"}), 42, b"\xff\xff\xff\x7f")
    assert read(archive) == [("a", "the directory points where no member is"), ("b", b"2")]


def test_a_member_beyond_the_end() -> None:
    archive = _with_directory_field(a_zip({"a": b"1", "b": b"2"}), 20, b"\xff\xff\xff\x7f")
    assert read(archive) == [("a", "reaches beyond the end of the archive"), ("b", b"2")]


def test_members_that_share_bytes_are_damage() -> None:
    archive = a_zip({"a": b"1", "b": b"2", "c": b"3"})
    first = archive.index(b"PK\x03\x04")
    archive = _with_directory_field(archive, 42, first.to_bytes(4, "little"), entry=1)
    assert read(archive) == [("a", b"1"), ("b", "shares its bytes with another member"), ("c", b"3")]


def test_a_quoting_bomb_gives_its_kernel_once() -> None:
    # https://www.bamsoftware.com/hacks/zipbomb/: each local header is quoted by the one before it
    kernel = zlib.compress(bytes(100_000), wbits=-15)
    local = struct.pack("<4s2B4H3L2H", b"PK\x03\x04", 20, 0, 0, 8, 0, 0, 0, len(kernel), 100_000, 1, 0) + b"k" + kernel
    entry = struct.pack("<4s4B4H3L5H2L", b"PK\x01\x02", 20, 0, 20, 0, 0, 8, 0, 0, 0, len(kernel), 100_000, 1, 0, 0, 0, 0, 0, 0)
    directory = (entry + b"k") * 5_000
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 5_000, 5_000, len(directory), len(local), 0)
    found = read(local + directory + end)
    assert found[0] == ("k", bytes(100_000))
    assert {content for _, content in found[1:]} == {"shares its bytes with another member"}


def test_a_size_that_lies_is_not_believed() -> None:
    archive = _with_directory_field(a_zip({"a": b"x" * 5000}), 24, b"\1\0\0\0")
    assert read(archive) == [("a", b"x" * 5000)]


def test_damaged_data_costs_one_member() -> None:
    archive = bytearray(a_zip({"a": bytes(range(256)) * 40, "b": b"2"}))
    archive[31:60] = b"\xff" * 29
    found = read(bytes(archive))
    assert found == [("a", "its compressed data is damaged"), ("b", b"2")]


@pytest.mark.parametrize("is_streamed", [False, True])
def test_without_a_directory_members_are_taken_as_they_stand(is_streamed: bool) -> None:
    archive = a_zip(FILES, is_streamed=is_streamed)
    cut = archive[: archive.index(b"PK\x01\x02")]
    assert read(cut) == [MISSING, *FILES.items()]
    assert read(archive[:-30]) == [MISSING, *FILES.items()]
    assert read(cut[:-40])[:2] == [MISSING, ("a.txt", b"first")]


def test_a_directory_that_breaks_off_is_told() -> None:
    archive = _with_directory_field(a_zip({"a": b"1", "b": b"2"}), 0, b"XX", entry=1)
    assert read(archive) == [("a", b"1"), ("", "its directory is damaged; members may be missing")]
    archive = _with_directory_field(a_zip({"a": b"1"}), 30, b"\xff\xff")
    assert read(archive)[-1] == ("", "its directory is damaged; members may be missing")


def test_bytes_that_are_no_archive() -> None:
    assert read(b"") == [MISSING]
    assert read(b"PK\x03\x04") == [MISSING]


def test_lzma_properties_are_not_believed() -> None:
    archive = bytearray(a_zip({"a": b"1" * 100}, zipfile.ZIP_LZMA))
    properties = archive.index(b"\x05\x00") + 2
    archive[properties + 1 : properties + 5] = b"\xff" * 4
    assert "dictionary" in str(read(bytes(archive))[0][1])
    archive[properties] = 255
    assert read(bytes(archive)) == [("a", "its LZMA properties are damaged")]


def test_entries_are_counted() -> None:
    archive = a_zip({f"{number}/": b"" for number in range(101)})
    with pytest.raises(Exhausted, match="more than 100 members"):
        read(archive, ArchiveLimits(members=100))


ORIGINALS = [a_zip(FILES, method) for method in METHODS] + [a_zip(FILES, is_streamed=True), _with_zip64_end(a_zip(FILES))]


@bounded
@given(st.one_of(st.binary(max_size=200), mutations(ORIGINALS)))
def test_any_bytes_give_members_or_damage(data: bytes) -> None:
    for name, content in read(data):
        assert isinstance(name, str)
        assert isinstance(content, bytes | str)


def test_a_reason_is_given_for_each_refusal() -> None:
    [item] = members(_with_directory_field(a_zip({"a": b"1"}), 8, b"\1\0"), Budget(ArchiveLimits()))
    assert not isinstance(item, Damage)
    with pytest.raises(Refused) as caught:
        item.open(Budget(ArchiveLimits()))
    assert caught.value.reason is GapReason.UNSUPPORTED
