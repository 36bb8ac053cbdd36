"""The event loop's side: what is done when, and what is told. What a client sees of it stands in `test_server.py`."""

import asyncio
import os
from collections.abc import Callable

import pytest
from lsprotocol import types

from gateline.surfaces.lsp import session as module
from gateline.surfaces.lsp.client import Client
from gateline.surfaces.lsp.projects import Outcome, Projects
from gateline.surfaces.lsp.session import Session
from tests.source.repository import Repository
from tests.surfaces.lsp.conftest import a_leak

URI = "untitled:a"


class Heard:
    """An outlet that remembers."""

    def __init__(self) -> None:
        self.published: list[tuple[str, int | None, int]] = []
        self.refreshes = 0
        self.said: list[str] = []

    def publish(self, uri: str, version: int | None, items: list[types.Diagnostic]) -> None:
        self.published.append((uri, version, len(items)))

    def refresh(self) -> None:
        self.refreshes += 1

    def tell(self, message: str) -> None:
        self.said.append(message)


def _whole(text: str) -> list[types.TextDocumentContentChangeEvent]:
    return [types.TextDocumentContentChangeWholeDocument(text)]


async def _until(found: Callable[[], object]) -> None:
    async with asyncio.timeout(60):
        while not found():
            await asyncio.sleep(0.005)


def _run(use: Callable[[Session, Heard], object], client: Client | None = None) -> Heard:
    heard = Heard()

    async def main() -> None:
        session = Session(client or Client(), heard, os.environ, jobs=1)
        answer = use(session, heard)
        assert asyncio.iscoroutine(answer)
        await answer

    asyncio.run(main())
    return heard


def test_edits_gather_while_the_worker_is_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []
    real = Projects.change

    def change(self: Projects, documents: object) -> Outcome:
        assert isinstance(documents, list)
        looked.extend(document.version for document in documents)
        return real(self, documents)

    monkeypatch.setattr(Projects, "change", change)

    async def use(session: Session, heard: Heard) -> None:
        session.open(URI, "python", 1, "")
        for version in range(2, 50):
            session.edit(URI, version, _whole(a_leak() if version % 2 else ""))
        await _until(lambda: heard.published)

    heard = _run(use)
    assert looked == [49]
    assert heard.published == [(URI, 49, 1)]


def test_what_is_overtaken_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    async def use(session: Session, heard: Heard) -> None:
        real = Projects.change

        def change(self: Projects, documents: object) -> Outcome:
            outcome = real(self, documents)  # type: ignore[arg-type]
            if session._documents[URI].version == 1:
                loop.call_soon_threadsafe(session.edit, URI, 2, _whole(""))
            return outcome

        loop = asyncio.get_running_loop()
        monkeypatch.setattr(Projects, "change", change)
        session.open(URI, "python", 1, a_leak())
        await _until(lambda: heard.published)

    assert _run(use).published == [(URI, 2, 0)]


def test_document_nobody_opened_is_nobodys() -> None:
    async def use(session: Session, heard: Heard) -> None:
        session.edit(URI, 2, _whole(a_leak()))
        session.close(URI)
        assert (await session.pull(URI, None))[1] == []

    assert _run(use).published == []


def test_results_have_a_name_as_long_as_they_hold() -> None:
    async def use(session: Session, heard: Heard) -> None:
        session.open(URI, "python", 1, a_leak())
        name, items = await session.pull(URI, None)
        assert items is not None
        session.edit(URI, 2, _whole(a_leak() + "# more\n"))
        assert await session.pull(URI, name) == (name, None)
        session.edit(URI, 3, _whole("\n" + a_leak()))
        other, items = await session.pull(URI, name)
        assert (other != name, len(items or ())) == (True, 1)

    assert _run(use, Client(pulls=True)).published == []


def test_failure_is_told_without_its_message(monkeypatch: pytest.MonkeyPatch) -> None:
    def change(self: Projects, documents: object) -> Outcome:
        raise ValueError(a_leak())

    monkeypatch.setattr(Projects, "change", change)

    async def use(session: Session, heard: Heard) -> None:
        session.open(URI, "python", 1, "")
        await _until(lambda: heard.said)
        with pytest.raises(ValueError, match="token"):
            await session._worker.run(lambda: change(session._projects, ()))

    assert _run(use).said == ["ValueError inside the tool; please report it"]


def test_tree_that_cannot_be_learned_is_told_of(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    from gateline.errors import UsageError

    def learn(*_: object) -> None:
        raise UsageError("git is not installed")

    monkeypatch.setattr(module, "learn_tree", learn)

    async def use(session: Session, heard: Heard) -> None:
        session.open_folders([repository.root.as_uri(), "untitled:x"])
        await _until(lambda: heard.said)
        session.open((repository.root / "a.py").as_uri(), "python", 1, a_leak())
        await _until(lambda: heard.published)
        session.close_folders([repository.root.as_uri()])
        session.refresh([(repository.root / ".git/index").as_uri()])

    heard = _run(use)
    assert heard.said == ["git is not installed"]
    assert heard.published[0][1:] == (1, 1)


def test_pulling_client_is_asked_to_pull_what_changed_elsewhere(repository: Repository) -> None:
    repository.commit({"a.py": a_leak()})

    async def use(session: Session, heard: Heard) -> None:
        session.open_folders([repository.root.as_uri()])
        await _until(lambda: heard.refreshes == 1)
        session.open((repository.root / "b.py").as_uri(), "python", 1, a_leak())
        await _until(lambda: heard.refreshes == 2)

    assert _run(use, Client(pulls=True, refreshes=True, has_related=True)).published == []
