"""The event loop's side of a session: takes what the client sends, has the worker do it, and tells what came of it.

An edit waits a moment for the next one. While the worker is busy edits gather, and only the last text of each document is looked
at; what is told of a text that has been overtaken meanwhile is not sent.
"""

import asyncio
import gc
import os
from collections.abc import Callable, Coroutine, Iterable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Protocol

from lsprotocol import types

from gateline.errors import GatelineError
from gateline.pipeline.live.tree import learn_tree
from gateline.surfaces.lsp.client import Client
from gateline.surfaces.lsp.projects import Document, Outcome, Projects
from gateline.surfaces.lsp.text import Point, Span, Text
from gateline.surfaces.lsp.uris import path_of
from gateline.surfaces.lsp.worker import Worker

__all__ = ["Outlet", "Session"]

_QUIET_SECONDS = 0.008
"""Less than a key takes to repeat, more than an editor's macro takes for its next edit."""


class Outlet(Protocol):
    """What a session says to the client."""

    def publish(self, uri: str, version: int | None, items: list[types.Diagnostic]) -> None:
        """The diagnostics of a document."""
        ...

    def refresh(self) -> None:
        """Ask the client to pull again."""
        ...

    def tell(self, message: str) -> None:
        """A message for the user."""
        ...


class Session:
    """One client.

    Args:
        client: what it can do.
        outlet: where it listens.
        environ: names the cache and the key.
        jobs: most worker processes for trees.
    """

    def __init__(self, client: Client, outlet: Outlet, environ: Mapping[str, str], jobs: int) -> None:
        self.client = client
        self._outlet = outlet
        self._environ = environ
        self._jobs = jobs
        self._worker = Worker("gateline-live")
        self._learner = Worker("gateline-tree")
        self._projects = Projects(environ, lambda: datetime.now(UTC), client)
        self._documents: dict[str, Document] = {}
        self._waiting: set[str] = set()
        """Documents with a text that nobody has looked at."""
        self._timer: asyncio.TimerHandle | None = None
        self._looking: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._shown: dict[str, list[types.Diagnostic]] = {}
        self._numbers: dict[str, int] = {}
        """How often what is shown of a URI has changed."""

    def open_folders(self, uris: Iterable[str]) -> None:
        """Folders are opened."""
        for path in filter(None, map(path_of, uris)):
            self._start(partial(self._projects.open_folder, path))

    def close_folders(self, uris: Iterable[str]) -> None:
        """Folders are closed."""
        for path in filter(None, map(path_of, uris)):
            self._start(partial(self._projects.close_folder, path))

    def open(self, uri: str, language: str, version: int, text: str) -> None:
        """A document is opened."""
        self._documents[uri] = Document(uri, language, version, Text.of(text))
        self._await_quiet(uri)

    def edit(self, uri: str, version: int, changes: Iterable[types.TextDocumentContentChangeEvent]) -> None:
        """A document is edited; one that was never opened is nobody's."""
        document = self._documents.get(uri)
        if document is None:
            return
        text = document.text
        for change in changes:
            if isinstance(change, types.TextDocumentContentChangePartial):
                start, end = change.range.start, change.range.end
                span = Span(Point(start.line, start.character), Point(end.line, end.character))
                text = text.replaced(span, change.text, self.client.encoding)
            else:
                text = Text.of(change.text)
        self._documents[uri] = document._replace(version=version, text=text)
        self._await_quiet(uri)

    def close(self, uri: str) -> None:
        """A document is closed."""
        if self._documents.pop(uri, None) is None:
            return
        self._waiting.discard(uri)
        self._start(partial(self._projects.close, uri), closed=uri)

    def refresh(self, uris: Iterable[str]) -> None:
        """Files changed on disk."""
        changed = [uri for uri in uris if "/.git/" not in uri]
        if changed:
            self._start(partial(self._projects.refresh, changed))

    async def pull(self, uri: str, known: str | None) -> tuple[str, list[types.Diagnostic] | None]:
        """What stands in a document now.

        Args:
            uri: of it.
            known: the id of the last result.

        Returns:
            The id of this result, and its diagnostics; None for them when the known ones still hold.
        """
        await self._settled(uri)
        if uri not in self._shown:
            self._note(uri, await self._worker.run(partial(self._projects.diagnostics, uri)))
        name = self._name(uri)
        return name, None if name == known else self._shown[uri]

    async def pull_all(self, known: Mapping[str, str]) -> list[tuple[str, int | None, str, list[types.Diagnostic] | None]]:
        """As `pull`, of every file with findings and of those the client knew some of; each with its URI and version."""
        for uri in list(self._waiting):
            await self._settled(uri)
        uris = await self._worker.run(self._projects.uris)
        told = []
        for uri in dict.fromkeys((*uris, *known)):
            name, items = await self.pull(uri, known.get(uri))
            document = self._documents.get(uri)
            told.append((uri, document.version if document else None, name, items))
        return told

    async def hover(self, uri: str, position: types.Position) -> types.Hover | None:
        """All about what stands at a position."""
        await self._settled(uri)
        return await self._worker.run(partial(self._projects.hover, uri, position))

    async def actions(self, uri: str, region: types.Range) -> list[types.CodeAction]:
        """What can be done about what stands in a region."""
        await self._settled(uri)
        return await self._worker.run(partial(self._projects.actions, uri, region))

    def _await_quiet(self, uri: str) -> None:
        self._waiting.add(uri)
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(_QUIET_SECONDS, self._look)

    def _look(self) -> None:
        """Have the worker look at what waits, unless it is looking; then that is done right after."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._waiting and self._looking is None:
            self._looking = self._spawn(self._look_at_waiting())

    async def _look_at_waiting(self) -> None:
        documents = [self._documents[uri] for uri in self._waiting if uri in self._documents]
        self._waiting.clear()
        try:
            outcome = await self._worker.run(partial(self._projects.change, documents))
            self._tell(outcome, {document.uri: document.version for document in documents})
        finally:
            self._looking = None
            self._look()

    async def _settled(self, uri: str) -> None:
        """Wait until the last text of a document has been looked at."""
        if uri in self._waiting:
            self._look()
        for _ in range(2):  # the one under way, and the one that follows it with this document
            if self._looking is not None:
                await asyncio.wait([self._looking])

    def _start(self, call: Callable[[], Outcome], closed: str = "") -> None:
        self._spawn(self._do(call, closed))

    async def _do(self, call: Callable[[], Outcome], closed: str) -> None:
        self._tell(await self._worker.run(call), {}, closed)

    async def _learn(self, folder: str) -> None:
        setting = await self._worker.run(partial(self._projects.expect, folder))
        if setting is None:
            return
        try:
            tree = await self._learner.run(partial(learn_tree, setting, self._environ, self._jobs))
        except GatelineError as error:
            self._outlet.tell(error.message)
            return
        outcome = await self._worker.run(partial(self._projects.take, folder, tree, setting))
        # What was learned stays: a collection that walks through all of it would stop the next keystrokes.
        gc.freeze()
        self._tell(outcome, {})

    def _tell(self, outcome: Outcome, edited: Mapping[str, int], closed: str = "") -> None:
        """Tell the client what came of something.

        Args:
            outcome: of it.
            edited: URI → version of the documents it was about.
            closed: URI of the document that was closed by it.
        """
        for message in outcome.messages:
            self._outlet.tell(message)
        for folder in outcome.unlearned:
            self._spawn(self._learn(folder))
        changed = [uri for uri, items in outcome.shown.items() if self._note(uri, items)]
        for uri in outcome.stale:
            self._forget(uri)
        if self.client.pulls:
            if outcome.stale or set(changed) - set(edited) - {closed}:
                self._outlet.refresh()
            return
        for uri in outcome.shown:
            self._publish(uri, edited, closed, is_changed=uri in changed)

    def _publish(self, uri: str, edited: Mapping[str, int], closed: str, *, is_changed: bool) -> None:
        document = self._documents.get(uri)
        if uri == closed and document is None:
            self._outlet.publish(uri, None, [])
        elif document is None:
            if is_changed and edited:  # elsewhere, by an edit
                self._outlet.publish(uri, None, self._shown[uri])
        elif uri in edited:
            if document.version == edited[uri]:
                self._outlet.publish(uri, document.version, self._shown[uri])
        elif is_changed and uri not in self._waiting:
            self._outlet.publish(uri, document.version, self._shown[uri])

    def _note(self, uri: str, items: list[types.Diagnostic]) -> bool:
        """Remember what is shown; returns whether that is something new."""
        if self._shown.get(uri) == items or (not items and uri not in self._shown and uri not in self._documents):
            self._shown.setdefault(uri, items)
            return False
        self._shown[uri] = items
        self._numbers[uri] = self._numbers.get(uri, 0) + 1
        return True

    def _forget(self, uri: str) -> None:
        """What is shown of a URI is not what stands there any more."""
        self._shown.pop(uri, None)
        self._numbers[uri] = self._numbers.get(uri, 0) + 1

    def _name(self, uri: str) -> str:
        return f"{os.getpid():x}.{self._numbers.get(uri, 0)}"

    def _spawn(self, work: Coroutine[object, object, None]) -> "asyncio.Task[None]":
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            # never its message: it may quote a document
            self._outlet.tell(f"{type(error).__name__} inside the tool; please report it")
