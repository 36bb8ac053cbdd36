from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from gateline.source.oid import blob_id

from .repository import Repository
from .strategies import bounded


def test_ids_are_those_of_git(repository: Repository) -> None:
    repository.write("file", b"what is in a name\r\n")
    assert blob_id(b"what is in a name\r\n") == repository.git("hash-object", "--no-filters", "file")


def test_sha256_repositories_have_longer_ids(tmp_path: Path) -> None:
    repository = Repository.create(tmp_path, "--object-format=sha256")
    repository.write("file", "content")
    assert blob_id(b"content", is_sha256=True) == repository.git("hash-object", "file")


@bounded
@given(st.binary())
def test_equal_contents_have_equal_ids_of_one_length(data: bytes) -> None:
    assert blob_id(data) == blob_id(bytes(data))
    assert len(blob_id(data)) == 40
    assert len(blob_id(data, is_sha256=True)) == 64
