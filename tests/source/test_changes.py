from collections.abc import Iterator
from pathlib import Path

import pytest

from gateline.source import changes as module
from gateline.source.changes import changes, sightings, standing
from gateline.source.errors import GitError
from gateline.source.git import Git

from .repository import Repository


def added(repository: Repository, *revisions: str) -> dict[str, set[str]]:
    """Commit → paths it added or changed."""
    found = changes(Git(str(repository.root)), *revisions)
    return {commit.decode(): {path.decode("utf-8", "backslashreplace") for _, path in each} for commit, each in found}


def merge(repository: Repository, *branches: str) -> None:
    repository.git("merge", "--quiet", "--no-commit", "--no-ff", *branches)


def test_each_commit_has_what_it_added_or_changed(repository: Repository) -> None:
    first = repository.commit({"a": "1", "b": "1"})
    second = repository.commit({"a": "2", "c/d": "1"})
    repository.git("rm", "--quiet", "b")
    third = repository.commit()
    assert added(repository, "HEAD") == {first: {"a", "b"}, second: {"a", "c/d"}, third: set()}


def test_a_merge_has_only_what_none_of_its_parents_has(repository: Repository) -> None:
    repository.commit({"a": "1", "b": "1"})
    for branch in ("one", "two", "three"):
        repository.git("checkout", "--quiet", "-b", branch, "main")
        repository.commit({branch: "1"})
    repository.git("checkout", "--quiet", "main")
    merge(repository, "one", "two", "three")
    repository.write("a", "evil")
    octopus = repository.commit({"smuggled": "in"})
    assert added(repository, "HEAD")[octopus] == {"a", "smuggled"}
    repository.git("checkout", "--quiet", "one")
    merge(repository, "two")
    plain = repository.commit()
    assert added(repository, "HEAD")[plain] == set()


def test_paths_of_any_bytes_and_links_but_no_submodules(repository: Repository) -> None:
    for name in (b"caf\xe9", b":100644 looks like an entry", b"\x01looks like a commit", b"new\nline"):
        repository.write(name)
    (repository.root / "link").symlink_to("target")
    repository.git("add", "--all")
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},module")
    repository.git("commit", "--quiet", "--message", "odd")
    [paths] = added(repository, "HEAD").values()
    assert paths == {"caf\\xe9", ":100644 looks like an entry", "\x01looks like a commit", "new\nline", "link"}


def test_a_log_that_fails_is_an_error(repository: Repository) -> None:
    repository.commit({"a": "1"})
    with pytest.raises(GitError):
        added(repository, "nowhere")


@pytest.mark.parametrize(
    "answer", [b":100644 100644 1 2 M\0path\0", b"\x01abc\0nonsense\0path\0", b"\x01abc\0commit 123 with colours\0"]
)
def test_an_answer_in_another_form_is_never_taken_for_nothing(repository: Repository, answer: bytes) -> None:
    class Odd(Git):
        def stream(self, *args: str) -> Iterator[bytes]:
            yield answer[:7]
            yield answer[7:]

    with pytest.raises(GitError, match="form that is not known"):
        list(changes(Odd(str(repository.root)), "HEAD"))


def test_a_content_is_sighted_at_all_its_paths_and_its_first_commit(repository: Repository) -> None:
    repository.commit({"other": "1"})
    first = repository.commit({"z/secret": "s"})
    repository.commit({"a/secret": "s"})
    repository.git("rm", "--quiet", "-r", "z", "a")
    repository.commit()
    oid = repository.git("rev-parse", f"{first}:z/secret")
    git = Git(str(repository.root))
    sighting = sightings(git, [oid, "0" * 40], "HEAD")[oid]
    assert sighting.paths == ("a/secret", "z/secret")
    assert sighting.origin is not None
    assert sighting.origin.commit == first
    assert sighting.origin.author == "Ada <ada@example.org>"
    assert sighting.origin.date == "2024-02-29T12:00:00+01:30"
    assert not sighting.origin.in_head
    assert sightings(git, [], "HEAD") == {}
    repository.commit({"back/again": "s"})
    again = sightings(git, [oid], "HEAD")[oid].origin
    assert again is not None
    assert again.in_head


def test_the_first_commit_is_first_by_descent_whatever_the_clocks_say(repository: Repository) -> None:
    repository.write("a", "s")
    repository.git("add", "a")
    repository.git("commit", "--quiet", "-m", "1", GIT_COMMITTER_DATE="2030-01-01T00:00:00Z")
    first = repository.oid("HEAD")
    repository.write("b", "s")
    repository.git("add", "b")
    repository.git("commit", "--quiet", "-m", "2", GIT_COMMITTER_DATE="2001-01-01T00:00:00Z")
    oid = repository.oid("HEAD:a")
    origin = sightings(Git(str(repository.root)), [oid], "HEAD")[oid].origin
    assert origin is not None
    assert origin.commit == first


def test_what_stands_in_a_tree(repository: Repository) -> None:
    repository.commit({"a": "1", "b/c": "2"})
    git = Git(str(repository.root))
    assert standing(git, "HEAD") == {repository.oid("HEAD:a").encode(), repository.oid("HEAD:b/c").encode()}
    assert standing(git, "nowhere") == set()


SIGNATURES = [
    (b"tree 1\nauthor Ada <a@b> 1700000000 -0130\n\nauthor Eve <e@e> 1 +0000", ("Ada <a@b>", "2023-11-14T20:43:20-01:30")),
    (b"author Ada L <> 0 +0000\n\n", ("Ada L <>", "1970-01-01T00:00:00+00:00")),
    (b"author J\xfcrgen <j@b> 0 +0000\nencoding ISO-8859-1\n\n", ("J\u00fcrgen <j@b>", "1970-01-01T00:00:00+00:00")),
    (b"author J\xfcrgen <j@b> 0 +0000\nencoding no-such\n\n", ("J\\xfcrgen <j@b>", "1970-01-01T00:00:00+00:00")),
    (b"author Ada <a@b> 99999999999999999 +0000\n\n", ("Ada <a@b>", "")),
    (b"author Ada <a@b> never\n\n", ("Ada <a@b>", "")),
    (b"author Ada <a@b> 0 +9999\n\n", ("Ada <a@b>", "")),
    (b"author nobody\n\n", ("", "")),
    (b"", ("", "")),
]


@pytest.mark.parametrize(("commit", "signature"), SIGNATURES)
def test_authors_and_dates_as_the_commit_has_them(commit: bytes, signature: tuple[str, str]) -> None:
    assert module._signature(commit) == signature


def test_a_mailmap_does_not_rewrite_authors(repository: Repository) -> None:
    repository.commit({"a": "1", ".mailmap": "Eve <eve@example.org> <ada@example.org>\n"})
    repository.git("config", "log.mailmap", "true")
    oid = repository.oid("HEAD:a")
    origin = sightings(Git(str(repository.root)), [oid], "HEAD")[oid].origin
    assert origin is not None
    assert origin.author == "Ada <ada@example.org>"


def test_a_sha256_repository(tmp_path: Path) -> None:
    repository = Repository.create(tmp_path, "--object-format=sha256")
    first = repository.commit({"a": "1"})
    oid = repository.oid("HEAD:a")
    origin = sightings(Git(str(tmp_path)), [oid], "HEAD")[oid].origin
    assert origin is not None
    assert (len(oid), origin.commit) == (64, first)
