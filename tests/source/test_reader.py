import os
import socket
from pathlib import Path

import pytest

from gateline.model.gap import GapReason
from gateline.source.errors import SourceError
from gateline.source.reader import FileReader, open_reader
from gateline.source.target import ReaderSpec, Ref, Unreadable

from .repository import NOBODY, Repository, unprivileged


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "root"
    folder.mkdir()
    return folder


@pytest.fixture(params=["descriptors", "names"])
def files(root: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> FileReader:
    """A reader as on POSIX, and as where files cannot be opened from a descriptor."""
    if request.param == "names":
        monkeypatch.setattr(os, "supports_dir_fd", set())
    reader = FileReader(str(root))
    request.addfinalizer(reader.close)
    return reader


def read(reader: FileReader, path: str | bytes, limit: int = 1000) -> bytes:
    return reader.read(Ref("shown", os.fsencode(path)), limit)


def refusal(reader: FileReader, path: str | bytes, limit: int = 1000) -> GapReason:
    with pytest.raises(Unreadable) as caught:
        read(reader, path, limit)
    assert caught.value.note
    return caught.value.reason


def test_files_in_any_order_of_folders(files: FileReader, root: Path) -> None:
    for path in ("a", "d/b", "d/e/c", "f/g"):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(path)
    for path in ("d/b", "a", "d/e/c", "f/g", "d/b", "d/e/c", "a"):
        assert read(files, path) == path.encode()


def test_the_limit_is_inclusive(files: FileReader, root: Path) -> None:
    (root / "a").write_bytes(b"12345")
    assert read(files, "a", 5) == b"12345"
    assert refusal(files, "a", 4) is GapReason.TOO_LARGE


def test_no_path_leads_out_of_the_target(files: FileReader, root: Path) -> None:
    (root.parent / "secret").write_text("s")
    (root / "d").mkdir()
    (root / "link").symlink_to(root.parent)
    for path in ("../secret", "d/../../secret", "/etc/passwd", "", ".", "d//x", "link/secret"):
        assert refusal(files, path) in (GapReason.UNREADABLE, GapReason.NOT_REGULAR)


def test_a_link_is_not_followed(files: FileReader, root: Path) -> None:
    (root / "real").write_text("r")
    (root / "link").symlink_to("real")
    (root / "loop").symlink_to("loop")
    assert refusal(files, "link") is GapReason.NOT_REGULAR
    assert refusal(files, "loop") is GapReason.NOT_REGULAR


def test_what_is_no_file_is_not_read_and_does_not_block(files: FileReader, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(root / "fifo")
    (root / "folder").mkdir()
    monkeypatch.chdir(root)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        for path in ("fifo", "folder", "socket"):
            assert refusal(files, path) is GapReason.NOT_REGULAR


def test_a_file_that_is_gone(files: FileReader, root: Path) -> None:
    assert refusal(files, "nothing") is GapReason.UNREADABLE
    assert refusal(files, "no/such/folder") is GapReason.UNREADABLE
    (root / "file").write_text("f")
    assert refusal(files, "file/inside") is GapReason.UNREADABLE
    assert read(files, "file") == b"f"


def test_a_file_that_may_not_be_read(open_folder: Path) -> None:
    (open_folder / "a").write_text("s")
    (open_folder / "a").chmod(0)
    if os.geteuid() == 0:
        os.chown(open_folder / "a", NOBODY, NOBODY)
    reader = FileReader(str(open_folder))
    with unprivileged():
        assert refusal(reader, "a") is GapReason.UNREADABLE
    reader.close()


def test_a_file_that_says_it_is_empty_is_read_to_its_end() -> None:
    if not os.path.exists("/proc/self/status"):
        pytest.skip("no /proc")
    reader = FileReader("/proc")
    assert b"State:" in read(reader, f"{os.getpid()}/status", 100_000)
    assert refusal(reader, f"{os.getpid()}/status", 10) is GapReason.TOO_LARGE
    reader.close()


def test_a_file_that_shrinks_or_grows_gives_what_is_there(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "a").write_bytes(b"123456")
    reader = FileReader(str(root))
    real = os.fstat

    def earlier(size: int) -> None:
        def fstat(fd: int) -> os.stat_result:
            status = list(real(fd))
            status[6] = size
            return os.stat_result(status)

        monkeypatch.setattr("os.fstat", fstat)

    earlier(3)
    assert read(reader, "a") == b"123456"
    assert refusal(reader, "a", 5) is GapReason.TOO_LARGE
    earlier(9)
    assert read(reader, "a") == b"123456"
    reader.close()


def test_a_root_that_is_gone_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file or directory"):
        open_reader(ReaderSpec("files", str(tmp_path / "nothing")))


def test_an_unknown_kind_of_reader_is_an_error() -> None:
    with pytest.raises(SourceError, match="unknown kind of reader 'carrier pigeon'"):
        open_reader(ReaderSpec("carrier pigeon", ""))


def test_closing_twice_is_harmless_and_leaks_nothing(root: Path) -> None:
    (root / "d").mkdir()
    (root / "d/a").write_text("1")
    before = set(os.listdir("/dev/fd"))
    reader = FileReader(str(root))
    read(reader, "d/a")
    refusal(reader, "d/b")
    reader.close()
    reader.close()
    assert len(os.listdir("/dev/fd")) == len(before)


def test_objects_are_read_by_id(repository: Repository) -> None:
    repository.commit({"a": "content"})
    oid = repository.oid("HEAD:a").encode()
    reader = open_reader(ReaderSpec("git", str(repository.root)))
    assert reader.read(Ref("a", oid), 7) == b"content"
    with pytest.raises(Unreadable) as caught:
        reader.read(Ref("a", oid, size=7), 6)
    assert caught.value.reason is GapReason.TOO_LARGE
    reader.close()
    reader.close()
