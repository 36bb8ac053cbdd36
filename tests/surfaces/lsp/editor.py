"""An editor without a screen: a client of the protocol, and the server in a process of its own."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.protocol import default_converter
from pytest_lsp import ClientServerConfig, LanguageClient

__all__ = ["PULLING", "PUSHED", "Editor", "editing"]

_SECONDS = 60
"""Until a test takes the server for dead."""
PUSHED = types.ClientCapabilities(
    text_document=types.TextDocumentClientCapabilities(
        publish_diagnostics=types.PublishDiagnosticsClientCapabilities(
            related_information=True, version_support=True, code_description_support=True, data_support=True
        ),
        hover=types.HoverClientCapabilities(content_format=[types.MarkupKind.Markdown]),
        code_action=types.CodeActionClientCapabilities(
            code_action_literal_support=types.ClientCodeActionLiteralOptions(types.ClientCodeActionKindOptions([])),
            data_support=True,
        ),
    ),
)
PULLING = types.ClientCapabilities(
    text_document=types.TextDocumentClientCapabilities(diagnostic=types.DiagnosticClientCapabilities()),
    workspace=types.WorkspaceClientCapabilities(
        diagnostics=types.DiagnosticWorkspaceClientCapabilities(refresh_support=True),
        did_change_watched_files=types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True),
    ),
)


class Editor:
    """What a user would do, and what they would see."""

    def __init__(self, root: Path) -> None:
        self.client = LanguageClient(converter_factory=default_converter)
        self.root = root
        self.published: list[types.PublishDiagnosticsParams] = []
        self.said: list[str] = []
        self.refreshes = 0
        self.watched: list[Any] = []
        self._versions: dict[str, int] = {}
        self._news = asyncio.Event()
        self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(partial(self._publish))
        self.client.feature(types.WINDOW_SHOW_MESSAGE)(partial(self._say))
        self.client.feature(types.WORKSPACE_DIAGNOSTIC_REFRESH)(partial(self._refresh))
        self.client.feature(types.CLIENT_REGISTER_CAPABILITY)(partial(self._register))

    def uri(self, path: str) -> str:
        return path if ":" in path else (self.root / path).as_uri()

    def open(self, path: str, text: str, language: str = "python") -> None:
        self._versions[path] = 1
        item = types.TextDocumentItem(self.uri(path), language, 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def edit(self, path: str, *changes: tuple[tuple[int, int, int, int] | None, str]) -> int:
        """Replace regions, or everything for None; returns the new version."""
        self._versions[path] += 1
        document = types.VersionedTextDocumentIdentifier(self._versions[path], self.uri(path))
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(document, [_change(*change) for change in changes])
        )
        return self._versions[path]

    def close(self, path: str) -> None:
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(self._named(path)))

    def save(self, path: str, text: str | None = None) -> None:
        if text is not None:
            (self.root / path).write_text(text, newline="")
        self.client.text_document_did_save(types.DidSaveTextDocumentParams(self._named(path)))

    def touched(self, *paths: str) -> None:
        events = [types.FileEvent(self.uri(path), types.FileChangeType.Changed) for path in paths]
        self.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams(events))

    async def shown(self, path: str, version: int | None = 1) -> list[types.Diagnostic]:
        """What was pushed for a version."""
        found: list[types.PublishDiagnosticsParams] = await self.until(lambda: self._of(path, version))
        return list(found[-1].diagnostics)

    async def pushed(self, path: str, expected: Callable[[list[types.Diagnostic]], bool]) -> list[types.Diagnostic]:
        """What was pushed last, once it is as expected."""

        def last() -> list[list[types.Diagnostic]]:
            found = [list(one.diagnostics) for one in self.published if one.uri == self.uri(path)]
            return found[-1:] if found and expected(found[-1]) else []

        found: list[list[types.Diagnostic]] = await self.until(last)
        return found[0]

    async def pull(self, path: str, known: str | None = None) -> types.DocumentDiagnosticReport:
        params = types.DocumentDiagnosticParams(self._named(path), previous_result_id=known)
        return await asyncio.wait_for(self.client.text_document_diagnostic_async(params), _SECONDS)

    async def pull_all(self, **known: str) -> dict[str, types.WorkspaceDocumentDiagnosticReport]:
        previous = [types.PreviousResultId(uri, value) for uri, value in known.items()]
        report = await asyncio.wait_for(
            self.client.workspace_diagnostic_async(types.WorkspaceDiagnosticParams(previous)), _SECONDS
        )
        return {item.uri: item for item in report.items}

    async def hover(self, path: str, line: int, character: int) -> str:
        params = types.HoverParams(self._named(path), types.Position(line, character))
        hover = await asyncio.wait_for(self.client.text_document_hover_async(params), _SECONDS)
        if hover is None:
            return ""
        assert isinstance(hover.contents, types.MarkupContent)
        return hover.contents.value

    async def actions(self, path: str, line: int, only: list[str] | None = None) -> list[types.CodeAction]:
        region = types.Range(types.Position(line, 0), types.Position(line, 1000))
        context = types.CodeActionContext([], only=list(only) if only else None)
        params = types.CodeActionParams(self._named(path), region, context)
        found = await asyncio.wait_for(self.client.text_document_code_action_async(params), _SECONDS)
        return [action for action in found or () if isinstance(action, types.CodeAction)]

    async def until(self, found: Callable[[], Any]) -> Any:
        """Wait for what the server has to send for it."""
        async with asyncio.timeout(_SECONDS):
            while not (answer := found()):
                self._news.clear()
                await self._news.wait()
        return answer

    def _of(self, path: str, version: int | None) -> list[types.PublishDiagnosticsParams]:
        return [one for one in self.published if one.uri == self.uri(path) and one.version == version]

    def _named(self, path: str) -> types.TextDocumentIdentifier:
        return types.TextDocumentIdentifier(self.uri(path))

    def _publish(self, params: types.PublishDiagnosticsParams) -> None:
        self.published.append(params)
        self._news.set()

    def _say(self, params: types.ShowMessageParams) -> None:
        self.said.append(params.message)
        self._news.set()

    def _refresh(self, _params: None) -> None:
        self.refreshes += 1
        self._news.set()

    def _register(self, params: types.RegistrationParams) -> None:
        self.watched += [registration.method for registration in params.registrations]
        self._news.set()


@asynccontextmanager
async def editing(
    root: Path,
    capabilities: types.ClientCapabilities = PUSHED,
    folders: Sequence[Path] | None = None,
    env: dict[str, str] | None = None,
) -> AsyncIterator[Editor]:
    """An editor that has opened folders, `root` unless others are named; the server is gone afterwards, whatever happens."""
    editor = Editor(root)
    command = [sys.executable, "-m", "gateline", "lsp", "--stdio", "--jobs", "1"]
    config = ClientServerConfig(command, client_factory=lambda: editor.client, server_env=env)
    await config.start()
    try:
        spaces = [types.WorkspaceFolder(folder.as_uri(), folder.name) for folder in ([root] if folders is None else folders)]
        params = types.InitializeParams(capabilities=capabilities, workspace_folders=spaces)
        async with asyncio.timeout(_SECONDS):
            await editor.client.initialize_session(params)
        yield editor
        async with asyncio.timeout(_SECONDS):
            await editor.client.shutdown_session()
    finally:
        server = editor.client._server
        if server is not None and server.returncode is None:
            server.kill()
        await editor.client.stop()  # type: ignore[no-untyped-call]


def _change(region: tuple[int, int, int, int] | None, text: str) -> types.TextDocumentContentChangeEvent:
    if region is None:
        return types.TextDocumentContentChangeWholeDocument(text)
    span = types.Range(types.Position(*region[:2]), types.Position(*region[2:]))
    return types.TextDocumentContentChangePartial(span, text)
