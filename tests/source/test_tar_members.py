import io
import tarfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateline.model.gap import GapReason
from gateline.source.inflate import ArchiveLimits, Budget, Exhausted, Plain, Refused
from gateline.source.tar_members import members

from .strategies import bounded, mutations

FORMATS = [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT]


def a_tar(files: dict[str, bytes], form: int = tarfile.GNU_FORMAT, types: dict[str, bytes] | None = None) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=form) as archive:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            entry.type = (types or {}).get(name, tarfile.REGTYPE)
            archive.addfile(entry, io.BytesIO(data))
    return buffer.getvalue()


def a_header(name: bytes = b"a", size: bytes = b"00000000000\0", type_flag: bytes = b"0", magic: bytes = b"ustar\x0000") -> bytes:
    header = bytearray(512)
    header[: len(name)] = name
    header[124 : 124 + len(size)] = size
    header[156:157] = type_flag
    header[257 : 257 + len(magic)] = magic
    header[148:156] = b"%06o\0 " % (sum(header) + 8 * 32)
    return bytes(header)


def padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 512)


def read(data: bytes, limits: ArchiveLimits | None = None) -> list[tuple[bytes, bytes | str]]:
    """Name and content of each member, or what it is."""
    found: list[tuple[bytes, bytes | str]] = []
    for member in members(Plain(data), Budget(limits or ArchiveLimits())):
        found.append((member.name, member.not_regular or member.content.read(1 << 20)))
    return found


def refusal(data: bytes, reads: int = 1 << 20) -> tuple[list[bytes], GapReason, str]:
    """Members before the damage, and what it is."""
    names = []
    with pytest.raises(Refused) as caught:
        for member in members(Plain(data), Budget(ArchiveLimits())):
            names.append(member.name)
            member.content.read(reads)
    return names, caught.value.reason, caught.value.note


@pytest.mark.parametrize("form", FORMATS)
def test_files_of_every_format(form: int) -> None:
    files = {"a": b"1", "empty": b"", "d/block": b"x" * 512, "d/" + "n" * 90 + "/" + "m" * 90: b"long", "gr\u00fcn": b"u"}
    assert read(a_tar(files, form)) == [(name.encode(), data) for name, data in files.items()]


@pytest.mark.parametrize("form", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_names_of_any_length(form: int) -> None:
    name = "deep/" * 300 + "file"
    assert read(a_tar({name: b"1", "b": b"2"}, form)) == [(name.encode(), b"1"), (b"b", b"2")]


def test_members_need_not_be_read() -> None:
    archive = a_tar({"a": b"x" * 100_000, "b": b"1"})
    assert [member.name for member in members(Plain(archive), Budget(ArchiveLimits()))] == [b"a", b"b"]


def test_links_and_folders_have_no_content_devices_are_named() -> None:
    types = {
        "hard": tarfile.LNKTYPE,
        "soft": tarfile.SYMTYPE,
        "folder": tarfile.DIRTYPE,
        "fifo": tarfile.FIFOTYPE,
        "char": tarfile.CHRTYPE,
        "block": tarfile.BLKTYPE,
    }
    archive = a_tar(dict.fromkeys(types, b"") | {"a": b"1"}, types=types)
    assert read(archive) == [
        (b"fifo", "a FIFO"),
        (b"char", "a character device"),
        (b"block", "a block device"),
        (b"a", b"1"),
    ]


def test_a_link_that_claims_a_size_has_no_data_all_the_same() -> None:
    assert read(a_header(b"link", b"00000001000\0", b"1") + a_header(b"a", b"00000000001\0") + padded(b"1")) == [(b"a", b"1")]


def test_an_archive_behind_the_end_of_another_is_read() -> None:
    assert read(a_tar({"a": b"1"}) + a_tar({"b": b"2"})) == [(b"a", b"1"), (b"b", b"2")]


def test_an_old_archive_without_magic() -> None:
    assert read(a_header(magic=b"", size=b"       1 \0", type_flag=b"\0") + padded(b"1")) == [(b"a", b"1")]
    assert read(a_header(b"folder/", magic=b"", type_flag=b"\0")) == []


def test_a_size_in_binary() -> None:
    assert read(a_header(size=b"\x80" + (3).to_bytes(11, "big")) + padded(b"123")) == [(b"a", b"123")]


def test_a_sum_of_signed_bytes() -> None:
    header = bytearray(a_header(b"\xff\xfe"))
    header[148:156] = bytes(8)
    signed = sum(byte - 256 if byte > 127 else byte for byte in header) + 8 * 32
    header[148:156] = b"%06o\0 " % signed
    assert read(bytes(header)) == [(b"\xff\xfe", b"")]


def test_pax_names_and_sizes_outrank_the_header() -> None:
    records = b"30 mtime=1700000000.123456789\n" + b"13 path=\xff/b=\n" + b"9 size=3\n"
    archive = a_header(b"x", b"%011o\0" % len(records), b"x") + padded(records) + a_header() + padded(b"123") + a_header(b"c")
    assert read(archive) == [(b"\xff/b=", b"123"), (b"c", b"")]


def test_global_and_link_headers_are_passed_over() -> None:
    comment = b"52 comment=0123456789012345678901234567890123456789\n"
    archive = a_header(b"pax_global_header", b"%011o\0" % len(comment), b"g") + padded(comment)
    archive += a_header(b"././@LongLink", b"00000000003\0", b"K") + padded(b"to\0") + a_header(b"a")
    assert read(archive) == [(b"a", b"")]


def test_an_old_sparse_file_is_read_without_its_holes() -> None:
    header = bytearray(a_header(size=b"00000000003\0", type_flag=b"S", magic=b"ustar  \0"))
    header[482] = 1
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    more, last = bytearray(512), bytes(512)
    more[504] = 1
    assert read(bytes(header) + more + last + padded(b"123") + a_header(b"b")) == [(b"a", b"123"), (b"b", b"")]


DAMAGE = [
    (a_tar({"a": b"1", "b": b"2"})[:1024] + b"1" * 512, [b"a"], GapReason.MALFORMED, "checksum"),
    (a_tar({"a": b"1"})[:1024] + b"\0" * 100, [b"a"], GapReason.MALFORMED, "within a header"),
    (a_header(size=b"77777777777\0") + b"123", [b"a"], GapReason.MALFORMED, "ends before"),
    (a_header(size=b"\x80" + b"\xff" * 11) + b"123", [b"a"], GapReason.MALFORMED, "ends before"),
    (a_header(size=b"\xff" * 12), [], GapReason.MALFORMED, "no number"),
    (a_header(size=b"-0000000001\0"), [], GapReason.MALFORMED, "no number"),
    (a_header(size=b"99999999999\0"), [], GapReason.MALFORMED, "no number"),
    (a_header(size=b"00077777777\0", type_flag=b"x"), [], GapReason.LIMIT, "extended header of 16,777,215 bytes"),
    (a_header(size=b"00077777777\0", type_flag=b"L"), [], GapReason.LIMIT, "extended header"),
    (a_header(size=b"00000000005\0", type_flag=b"x") + padded(b"9 a=b"), [], GapReason.MALFORMED, "extended header"),
    (a_header(size=b"00000000005\0", type_flag=b"x") + padded(b"0 a=b"), [], GapReason.MALFORMED, "extended header"),
    (a_header(size=b"00000000005\0", type_flag=b"x") + padded(b"a a=b"), [], GapReason.MALFORMED, "no number"),
    (a_header(size=b"00000000010\0", type_flag=b"x") + padded(b"8 size=\n") + a_header(), [], GapReason.MALFORMED, "no number"),
]


@pytest.mark.parametrize(("data", "names", "reason", "note"), DAMAGE)
def test_damage_comes_after_what_stands_before_it(data: bytes, names: list[bytes], reason: GapReason, note: str) -> None:
    found, why, said = refusal(data)
    assert (found, why) == (names, reason)
    assert note in said


def test_a_last_member_that_is_cut_short_is_told_though_nobody_reads_it() -> None:
    assert refusal(a_header(size=b"00000001000\0") + b"123", reads=0)[2] == "ends before its last member does"


def test_headers_are_counted_whatever_they_are() -> None:
    archive = a_header(b"link", type_flag=b"2") * 101
    with pytest.raises(Exhausted, match="more than 100 members"):
        read(archive, ArchiveLimits(members=100))


ORIGINALS = [a_tar({"a": b"1", "d/b": b"x" * 600, "n" * 120: b"2"}, form) for form in (tarfile.GNU_FORMAT, tarfile.PAX_FORMAT)]


@bounded
@given(st.one_of(st.binary(max_size=1500), mutations(ORIGINALS)))
def test_any_bytes_give_members_or_are_refused(data: bytes) -> None:
    try:
        for name, content in read(data):
            assert isinstance(name, bytes)
            assert len(content) <= len(data)
    except Refused as error:
        assert error.note


@bounded
@given(st.dictionaries(st.from_regex(r"[a-z]{1,30}(/[a-z]{1,60}){0,3}", fullmatch=True), st.binary(max_size=1200), max_size=5))
def test_what_tarfile_writes_is_read(files: dict[str, bytes]) -> None:
    for form in (tarfile.GNU_FORMAT, tarfile.PAX_FORMAT):
        assert read(a_tar(files, form)) == [(name.encode(), data) for name, data in files.items()]
