"""What stood in a commit."""

from pathlib import Path

from gateline.pipeline.commit_tree import CommitTree, merge_base, resolve
from gateline.source.reader import open_reader
from gateline.source.target import Ref
from tests.source.repository import Repository


def test_files_of_a_commit_whatever_lies_on_disk(tmp_path: Path) -> None:
    repository = Repository.create(tmp_path / "work")
    commit = repository.commit({"a.py": "one", "b/c.py": "two"})
    repository.commit({"a.py": "later"})
    source = CommitTree(str(repository.root), commit)
    reader = open_reader(source.reader())
    refs = [ref for ref in source.refs() if isinstance(ref, Ref)]
    assert [(ref.path, reader.read(ref, 100)) for ref in refs] == [("a.py", b"one"), ("b/c.py", b"two")]
    reader.close()
    assert [ref.path for ref in CommitTree(str(repository.root), commit, {"b/c.py", "x"}).refs()] == ["b/c.py"]
    assert source.sightings(["1"]) == {}


def test_names_of_commits(tmp_path: Path) -> None:
    repository = Repository.create(tmp_path / "work")
    root = str(repository.root)
    assert resolve(root, "HEAD") is None
    first = repository.commit({"a": "1"})
    repository.git("checkout", "--quiet", "-b", "topic")
    repository.commit({"a": "2"})
    repository.git("checkout", "--quiet", "main")
    repository.commit({"b": "3"})
    assert resolve(root, "HEAD~1") == first
    assert (resolve(root, "none"), resolve(root, "--all")) == (None, None)
    assert merge_base(root, "topic", "main") == first
    assert merge_base(root, "topic", "none") is None
