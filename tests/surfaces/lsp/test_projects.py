"""Folders and documents, and what is shown of them. What a client sees of it stands in `test_server.py`."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateline.pipeline.live.tree import learn_tree
from gateline.surfaces.lsp.client import Client
from gateline.surfaces.lsp.projects import Document, Outcome, Projects
from gateline.surfaces.lsp.text import Text
from tests.source.repository import Repository
from tests.surfaces.lsp.conftest import a_leak

NOW = datetime(2026, 1, 1, tzinfo=UTC)
POLICY = "version: 1\nextends: [builtin:default]\n"


@pytest.fixture
def projects() -> Projects:
    return Projects(os.environ, lambda: NOW, Client(has_related=True))


def _learn(projects: Projects, folder: Path) -> Outcome:
    setting = projects.expect(str(folder))
    assert setting is not None
    return projects.take(str(folder), learn_tree(setting, os.environ, jobs=1), setting)


def _document(path: Path | str, text: str, version: int = 1) -> Document:
    return Document(path.as_uri() if isinstance(path, Path) else path, "python", version, Text.of(text))


def _shown(outcome: Outcome) -> dict[str, int]:
    return {uri.rpartition("/")[2]: len(items) for uri, items in outcome.shown.items()}


def test_folder_that_is_opened_wants_to_be_learned_once(projects: Projects, repository: Repository, tmp_path: Path) -> None:
    assert projects.open_folder(str(repository.root)).unlearned == (str(repository.root),)
    assert projects.open_folder(str(repository.root)).unlearned == ()
    assert projects.open_folder(str(tmp_path / "nowhere")) == Outcome()
    assert projects.expect(str(tmp_path)) is None


def test_what_changes_in_many_closed_files_is_only_stale(
    projects: Projects, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateline.surfaces.lsp.projects._MOST_ELSEWHERE", 1)
    repository.commit({"a.py": a_leak(), "b.py": a_leak("2")})
    projects.open_folder(str(repository.root))
    outcome = _learn(projects, repository.root)
    assert (outcome.shown, {uri.rpartition("/")[2] for uri in outcome.stale}) == ({}, {"a.py", "b.py"})
    assert [len(projects.diagnostics(uri)) for uri in projects.uris()] == [1, 1]


def test_innermost_folder_counts(projects: Projects, repository: Repository) -> None:
    inner = repository.root / "inner"
    inner.mkdir()
    (inner / "gateline.yaml").write_text(POLICY + "source: {exclude: [{paths: ['**'], reason: not ours}]}\n")
    document = _document(inner / "a.py", a_leak())
    projects.open_folder(str(repository.root))
    assert _shown(projects.change([document])) == {"a.py": 1}
    assert _shown(projects.open_folder(str(inner))) == {"a.py": 0}
    assert _shown(projects.close_folder(str(inner))) == {"a.py": 1}
    assert projects.close_folder(str(inner)) == Outcome()


def test_folder_behind_a_link_is_the_one_it_leads_to(projects: Projects, repository: Repository, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(repository.root)
    repository.commit({"a.py": "x = 1\n", "b.py": a_leak()})
    projects.open_folder(str(link))
    outcome = projects.change([_document(link / "a.py", a_leak())])
    assert list(outcome.shown) == [(link / "a.py").as_uri()]
    outcome = _learn(projects, repository.root)
    assert outcome.shown[(link / "a.py").as_uri()][0].related_information is not None


def test_closed_document_is_what_lies_on_disk(projects: Projects, repository: Repository) -> None:
    repository.commit({"a.py": a_leak()})
    projects.open_folder(str(repository.root))
    _learn(projects, repository.root)
    uri = (repository.root / "a.py").as_uri()
    assert _shown(projects.change([_document(repository.root / "a.py", "x = 1\n")])) == {"a.py": 0}
    assert _shown(projects.close(uri)) == {"a.py": 1}


def test_texts_of_closed_files_are_read_again_when_they_change(
    projects: Projects, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateline.surfaces.lsp.projects._MOST_READ", 1)
    repository.commit({"a.py": a_leak(), "b.py": a_leak("2")})
    projects.open_folder(str(repository.root))
    _learn(projects, repository.root)
    uri = (repository.root / "a.py").as_uri()
    projects.diagnostics((repository.root / "b.py").as_uri())
    assert projects.diagnostics(uri)[0].range.start.line == 0
    repository.write("a.py", "é\n\n" + a_leak())
    projects.refresh([uri])
    assert projects.diagnostics(uri)[0].range.start.line == 2
    (repository.root / "a.py").unlink()
    assert projects.diagnostics(uri) == []


def test_what_was_learned_by_another_setting_is_of_no_use(projects: Projects, repository: Repository) -> None:
    repository.commit({"a.py": a_leak()})
    folder = str(repository.root)
    projects.open_folder(folder)
    old = projects.expect(folder)
    assert old is not None
    tree = learn_tree(old, os.environ, jobs=1)
    repository.write("gateline.yaml", POLICY + "source: {exclude: [{paths: ['**/*.py'], reason: not ours}]}\n")
    assert projects.refresh([(repository.root / "gateline.yaml").as_uri()]).unlearned == (folder,)
    assert projects.take(folder, tree, old) == Outcome()
    assert projects.uris() == []


def test_each_message_is_said_once(projects: Projects, repository: Repository) -> None:
    repository.write("gateline.yaml", "version: 9\n")
    assert len(projects.open_folder(str(repository.root)).messages) == 1
    assert projects.change([_document(repository.root / "a.py", a_leak())]).messages == ()
    assert projects.refresh([(repository.root / "gateline.yaml").as_uri()]).messages == ()


def test_nothing_is_known_of_other_schemes(projects: Projects) -> None:
    outcome = projects.change([_document("git:/a.py", a_leak())])
    assert outcome.shown == {"git:/a.py": []}
    assert projects.close("git:/a.py").shown == {"git:/a.py": []}
