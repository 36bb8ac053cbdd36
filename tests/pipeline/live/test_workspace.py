"""A folder under somebody's hands."""

import zipfile
from pathlib import Path

import pytest

from gateline.errors import GatelineError
from gateline.pipeline.live.ledger import Lot
from gateline.pipeline.live.tree import learn_tree
from gateline.pipeline.live.workspace import Live
from tests.pipeline.live.conftest import Opened, a_token
from tests.source.repository import Repository

POLICY = "version: 1\nextends: [builtin:default]\n"
RULE = "secrets/github-personal-access-token"


def _leak(seed: str = "1") -> str:
    return f'token = "{a_token(seed)}"\n'


def _shown(live: Live, path: str) -> list[tuple[str, int, Lot]]:
    return [(one.item.finding.rule, one.item.finding.location.start.line, one.lot) for one in live.findings(path)]


def test_leak_is_there_while_it_is_typed_and_gone_when_it_is_deleted(repository: Repository, opened: Opened) -> None:
    repository.commit({"a.py": "x = 1\n"})
    live = opened()
    assert live.change("a.py", f"x = 1\n{_leak()}".encode()) == {"a.py"}
    assert _shown(live, "a.py") == [(RULE, 2, Lot.BLOCKED)]
    assert live.change("a.py", f"x = 1\n\n{_leak()}".encode()) == {"a.py"}
    assert live.paths() == ["a.py"]
    assert live.change("a.py", b"x = 1\n") == {"a.py"}
    assert live.paths() == []
    assert live.rule_info(RULE).fix


def test_what_lies_on_disk_is_known_and_counts_again_after_the_buffer(repository: Repository, opened: Opened) -> None:
    repository.commit({"a.py": _leak(), "b.py": _leak("2")})
    live = opened()
    assert live.paths() == ["a.py", "b.py"]
    live.change("a.py", b"x = 1\n")
    assert live.paths() == ["b.py"]
    assert live.refresh(["a.py"]) == set()
    assert live.close("a.py") == {"a.py"}
    assert live.paths() == ["a.py", "b.py"]


def test_same_secret_elsewhere_changes_what_stands_there(repository: Repository, opened: Opened) -> None:
    repository.commit({"a.py": _leak()})
    live = opened()
    assert live.change("b.py", _leak().encode()) == {"a.py", "b.py"}
    assert [place.path for place in live.findings("a.py")[0].item.finding.occurrences] == ["b.py"]


@pytest.mark.usefixtures("whole")
def test_edit_of_one_file_changes_findings_of_another(repository: Repository, opened: Opened) -> None:
    repository.commit({"a.py": "source x\n", "b.py": "sink x\n"})
    live = opened()
    assert live.paths() == ["b.py"]
    assert live.change("a.py", b"nothing\n") == {"b.py"}
    assert live.paths() == []
    assert live.change("c.py", b"\nsource x\n") == {"b.py"}
    assert live.findings("b.py")[0].item.finding.trace[0].location.path == "c.py"
    assert live.close("c.py") == {"b.py"}


@pytest.mark.usefixtures("whole")
def test_large_target_is_concluded_from_at_each_save(
    repository: Repository, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateline.pipeline.live.engines._MOST_AT_ONCE", 1)
    repository.commit({"a.py": "source x\n", "b.py": "sink x\n"})
    live = opened()
    assert live.paths() == ["b.py"]
    assert live.change("b.py", b"sink x\nsink x\n") == set()
    assert live.refresh(["b.py"]) == {"b.py"}


@pytest.mark.usefixtures("whole")
def test_bug_of_an_engine_is_noted_without_its_message(repository: Repository, opened: Opened) -> None:
    live = opened()
    live.change("a.py", b"crash\n")
    live.change("b.py", b"bomb\n")
    said = "whole: ValueError inside the tool; please report it"
    assert live.notes == [said, said]
    live.change("b.py", b"")
    live.change("a.py", b"source x\nsink x\n")
    assert live.paths() == ["a.py"]


def test_files_come_change_and_go(repository: Repository, opened: Opened) -> None:
    repository.commit({"a.py": "x = 1\n", ".gitignore": "*.log\n", "d/e.py": _leak("3")})
    live = opened()
    repository.write("a.py", _leak())
    repository.write("b.py", _leak("2"))
    repository.write("c.log", _leak("4"))
    assert live.refresh(["a.py", "b.py", "c.log", "nowhere.py"]) == {"a.py", "b.py"}
    (repository.root / "a.py").unlink()
    (repository.root / "d/e.py").unlink()
    assert live.refresh(["a.py", "d"]) == {"a.py", "d/e.py"}
    assert live.paths() == ["b.py"]


def test_members_of_an_archive_go_with_it(repository: Repository, opened: Opened) -> None:
    with zipfile.ZipFile(repository.root / "a.zip", "w") as file:
        file.writestr("in/b.py", _leak())
    live = opened()
    assert live.paths() == ["a.zip!/in/b.py"]
    assert live.refresh(["a.zip"]) == set()
    (repository.root / "a.zip").unlink()
    assert live.refresh(["a.zip"]) == {"a.zip!/in/b.py"}


def test_what_check_would_not_look_at_is_not_looked_at(repository: Repository, opened: Opened) -> None:
    policy = POLICY + "source: {exclude: [{paths: [old/**], reason: not ours}]}\n"
    repository.commit({"gateline.yaml": policy, ".gitignore": "*.log\n"})
    live = opened()
    for path in (".git/COMMIT_EDITMSG", "a.log", "old/a.py"):
        assert live.change(path, _leak().encode()) == set()
    beneath = opened(repository.root, is_learned=False)
    assert beneath.change("../a.py", _leak().encode()) == {"../a.py"}


def test_ignored_file_is_looked_at_where_the_policy_hears_no_ignore_files(repository: Repository, opened: Opened) -> None:
    repository.commit({"gateline.yaml": POLICY + "source: {honour_ignore_files: false}\n", ".gitignore": "*.log\n"})
    assert opened().change("a.log", _leak().encode()) == {"a.log"}


def test_folder_beneath_the_root_knows_only_its_own(repository: Repository, opened: Opened) -> None:
    repository.commit({"gateline.yaml": POLICY, "src/a.py": _leak(), "b.py": _leak("2")})
    live = opened(repository.root / "src")
    assert live.paths() == ["src/a.py"]
    assert live.change("b.py", _leak("2").encode()) == set()
    assert live.refresh(["src/a.py"]) == set()


def test_document_by_itself_is_looked_at_without_its_folder(repository: Repository, opened: Opened) -> None:
    repository.commit({"a.py": _leak(), ".gitignore": "*.log\n"})
    live = opened(is_learned=False, is_whole=False)
    assert live.change("b.log", _leak("2").encode()) == {"b.log"}
    assert live.close("b.log") == {"b.log"}
    assert live.paths() == []


@pytest.mark.usefixtures("whole")
def test_language_counts_where_the_path_says_nothing(opened: Opened) -> None:
    live = opened(is_learned=False)
    both = b"source x\nsink x\n"
    assert live.change("script", both) == set()
    assert live.change("script", both, "python") == {"script"}
    assert live.change("a.css", both, "python") == set()
    assert live.change("b", both, "zip") == set()


def test_buffer_too_large_for_every_keystroke_waits_for_its_file(
    repository: Repository, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateline.pipeline.live.workspace._MOST_TYPED", 100)
    repository.commit({"a.py": _leak()})
    live = opened()
    live.change("a.py", b"x = 1\n")
    assert live.paths() == []
    assert live.change("a.py", b"x = 1\n" * 100) == {"a.py"}
    assert live.paths() == ["a.py"]


def test_what_changed_while_the_tree_was_learned_is_fresher(repository: Repository, opened: Opened) -> None:
    repository.commit({"a.py": _leak(), "b.py": _leak("2"), "c.py": _leak("3")})
    live = opened(is_learned=False)
    tree = learn_tree(live.expect(), {}, jobs=1)
    live.change("a.py", b"x = 1\n")
    (repository.root / "b.py").unlink()
    live.refresh(["b.py"])
    live.take(tree)
    assert live.paths() == ["c.py"]


def test_tree_learned_again_replaces_what_was_known_of_it(repository: Repository, opened: Opened) -> None:
    repository.commit({"a.py": _leak(), "b.py": _leak("2")})
    live = opened()
    live.change("a.py", _leak().encode())
    (repository.root / "b.py").rename(repository.root / "c.py")
    assert live.take(learn_tree(live.expect(), {}, jobs=1)) == {"b.py", "c.py"}
    assert live.paths() == ["a.py", "c.py"]


def test_coarse_changes(repository: Repository, opened: Opened) -> None:
    repository.commit({"d/a.py": "x = 1\n"})
    live = opened(is_learned=False)
    assert live.is_coarse(["d"])
    assert live.is_coarse(["d/.gitignore"])
    assert live.is_coarse([str(number) for number in range(501)])
    assert not live.is_coarse(["d/a.py", "gone"])


def test_waiver_silences_and_other_policies_judge_otherwise(repository: Repository, opened: Opened) -> None:
    repository.commit({"gateline.yaml": POLICY + "waivers: {min_approvers: 0}\n", "a.py": _leak()})
    live = opened()
    fingerprint = live.findings("a.py")[0].item.fingerprint
    terms = "reason: a test, requested_by: ada, created: 2025-12-30, expires: 2026-01-30"
    repository.write("gateline-waivers.yaml", f"version: 1\nwaivers:\n  - {{fingerprint: {fingerprint!r}, {terms}}}\n")
    assert live.reread() == {"a.py"}
    assert live.findings("a.py") == []
    (repository.root / "gateline-waivers.yaml").unlink()
    repository.write("gateline.yaml", "version: 1\nrulez: []\n")
    with pytest.raises(GatelineError):
        live.reread()
    assert _shown(live, "a.py") == []
    repository.write("gateline.yaml", "version: 1\nextends: [builtin:observe]\n")
    assert live.reread() == {"a.py"}
    assert _shown(live, "a.py") == [(RULE, 1, Lot.WARNED)]
    repository.write("gateline.yaml", POLICY + "source: {exclude: [{paths: [x/**], reason: not ours}]}\n")
    assert live.reread() is None


def test_comment_the_policy_hears_silences(opened: Opened) -> None:
    live = opened(is_learned=False)
    live.change("a.py", f"# gateline:ignore -- a test value\n{_leak()}".encode())
    assert live.findings("a.py") == []


def test_whatever_is_typed_breaks_nothing(opened: Opened) -> None:
    live = opened(is_learned=False)
    for data in (b"", b"\0" * 10, b"PK\x03\x04", b"\xff\xfe\0", b"def f(:\n  '''", b"\x1f\x8b broken"):
        for path in ("a.py", "a.zip", "a", "ü/ä.tar.gz"):
            live.change(path, data)
    assert (live.notes, live.paths()) == ([], [])


def test_file_that_cannot_be_opened_is_no_error(repository: Repository, tmp_path: Path, opened: Opened) -> None:
    (tmp_path / "outside.py").write_text(_leak())
    (repository.root / "link.py").symlink_to(tmp_path / "outside.py")
    live = opened()
    assert live.refresh(["link.py", ".."]) == set()
    live.shut()
