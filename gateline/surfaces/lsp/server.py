"""The protocol: pygls carries messages, this module says which of them we answer.

Documents are kept by the session, not by pygls: it cuts lines where the protocol has none and walks through all of a document at
each edit. Nothing is logged, because its log lines quote messages, and messages hold documents.
"""

import functools
import logging
import os
import sys
from collections.abc import Awaitable, Callable
from typing import TypeVar

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInternalError, PyglsError
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, lsp_method

from gateline import __version__
from gateline.surfaces.lsp.client import read_client
from gateline.surfaces.lsp.session import Session

__all__ = ["GatelineServer", "serve"]

_T = TypeVar("_T")
_ACTIONS = types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix])
_PULL = types.DiagnosticOptions(identifier="gateline", inter_file_dependencies=True, workspace_diagnostics=True)
_WATCH = "gateline-watch"


def serve(jobs: int) -> None:
    """Serve one client on standard input and output until it leaves.

    Args:
        jobs: most worker processes for trees.
    """
    logging.disable(logging.CRITICAL)
    server = GatelineServer(jobs)
    # Messages only: whatever a library prints goes to stderr.
    stdout = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    server.start_io(sys.stdin.buffer, stdout)


class _Protocol(LanguageServerProtocol):
    """Hands document synchronisation to the session."""

    _server: "GatelineServer"

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> None:
        document = params.text_document
        self._server.session.open(document.uri, document.language_id, document.version, document.text)

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> None:
        document = params.text_document
        self._server.session.edit(document.uri, document.version, params.content_changes)

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> None:
        self._server.session.close(params.text_document.uri)


class GatelineServer(LanguageServer):
    """One server, one client."""

    session: Session
    """From `initialize` on."""

    def __init__(self, jobs: int) -> None:
        super().__init__("gateline", __version__, protocol_cls=_Protocol)
        self._jobs = jobs
        for name, handler, options in (
            (types.INITIALIZE, self._initialize, None),
            (types.INITIALIZED, self._initialized, None),
            (types.TEXT_DOCUMENT_DID_SAVE, self._did_save, None),
            (types.TEXT_DOCUMENT_HOVER, self._hover, None),
            (types.TEXT_DOCUMENT_CODE_ACTION, self._code_action, _ACTIONS),
            (types.WORKSPACE_DID_CHANGE_WATCHED_FILES, self._did_change_watched_files, None),
            (types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS, self._did_change_folders, None),
        ):
            self._answer(name, handler, options)

    def report_server_error(self, error: Exception, source: type[PyglsError] | type[JsonRpcException]) -> None:
        """Say that something broke, never how: the message may quote a document."""
        self.tell(f"{type(error).__name__} inside the tool; please report it")

    def publish(self, uri: str, version: int | None, items: list[types.Diagnostic]) -> None:
        """See `Outlet.publish`."""
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, items, version))

    def refresh(self) -> None:
        """See `Outlet.refresh`."""
        if self.session.client.refreshes:
            self.workspace_diagnostic_refresh(None)

    def tell(self, message: str) -> None:
        """See `Outlet.tell`."""
        self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, f"gateline: {message}"))

    def _answer(self, method: str, handler: Callable[..., object], options: object = None) -> None:
        self.feature(method, options)(functools.partial(handler))  # pygls marks what it is given, and a method cannot be marked

    def _initialize(self, params: types.InitializeParams) -> None:
        client = read_client(params.capabilities, self.workspace.position_encoding or "utf-16")
        self.session = Session(client, self, os.environ, self._jobs)
        if client.pulls:
            self._answer(types.TEXT_DOCUMENT_DIAGNOSTIC, self._diagnostic, _PULL)
            self._answer(types.WORKSPACE_DIAGNOSTIC, self._workspace_diagnostic)

    def _initialized(self, _params: types.InitializedParams) -> None:
        root = self.workspace.root_uri
        self.session.open_folders([folder.uri for folder in self.workspace.folders.values()] or [root] * (root is not None))
        if self.session.client.can_watch:
            watchers = [types.FileSystemWatcher("**/*")]
            options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
            wanted = types.Registration(_WATCH, types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
            self.client_register_capability(types.RegistrationParams([wanted]))

    def _did_save(self, params: types.DidSaveTextDocumentParams) -> None:
        self.session.refresh([params.text_document.uri])

    def _did_change_watched_files(self, params: types.DidChangeWatchedFilesParams) -> None:
        self.session.refresh([change.uri for change in params.changes])

    def _did_change_folders(self, params: types.DidChangeWorkspaceFoldersParams) -> None:
        self.session.close_folders(folder.uri for folder in params.event.removed)
        self.session.open_folders(folder.uri for folder in params.event.added)

    async def _hover(self, params: types.HoverParams) -> types.Hover | None:
        return await _guarded(self.session.hover(params.text_document.uri, params.position))

    async def _code_action(self, params: types.CodeActionParams) -> list[types.CodeAction]:
        only = params.context.only
        if not self.session.client.is_literal or (only and not any("quickfix".startswith(str(_value(kind))) for kind in only)):
            return []
        return await _guarded(self.session.actions(params.text_document.uri, params.range))

    async def _diagnostic(self, params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
        name, items = await _guarded(self.session.pull(params.text_document.uri, params.previous_result_id))
        if items is None:
            return types.RelatedUnchangedDocumentDiagnosticReport(name)
        return types.RelatedFullDocumentDiagnosticReport(items, result_id=name)

    async def _workspace_diagnostic(self, params: types.WorkspaceDiagnosticParams) -> types.WorkspaceDiagnosticReport:
        known = {previous.uri: previous.value for previous in params.previous_result_ids}
        reports: list[types.WorkspaceDocumentDiagnosticReport] = []
        for uri, version, name, items in await _guarded(self.session.pull_all(known)):
            if items is None:
                reports.append(types.WorkspaceUnchangedDocumentDiagnosticReport(uri, name, version))
            else:
                reports.append(types.WorkspaceFullDocumentDiagnosticReport(uri, items, version, result_id=name))
        return types.WorkspaceDiagnosticReport(reports)


async def _guarded(work: Awaitable[_T]) -> _T:
    """An answer, or an error that quotes nothing."""
    try:
        return await work
    except Exception as error:
        raise JsonRpcInternalError(f"{type(error).__name__} inside the tool; please report it") from None


def _value(kind: types.CodeActionKind | str) -> str:
    return kind.value if isinstance(kind, types.CodeActionKind) else kind
