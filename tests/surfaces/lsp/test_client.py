"""What a client said it can do."""

from lsprotocol import types

from gateline.surfaces.lsp.client import Client, read_client
from gateline.surfaces.lsp.text import Encoding


def test_client_that_says_nothing_can_nothing() -> None:
    assert read_client(types.ClientCapabilities(), "utf-16") == Client(Encoding.UTF16)


def test_client_that_can_everything() -> None:
    said = types.ClientCapabilities(
        text_document=types.TextDocumentClientCapabilities(
            diagnostic=types.DiagnosticClientCapabilities(),
            publish_diagnostics=types.PublishDiagnosticsClientCapabilities(related_information=True),
            hover=types.HoverClientCapabilities(content_format=[types.MarkupKind.Markdown]),
            code_action=types.CodeActionClientCapabilities(
                code_action_literal_support=types.ClientCodeActionLiteralOptions(types.ClientCodeActionKindOptions([]))
            ),
        ),
        workspace=types.WorkspaceClientCapabilities(
            workspace_edit=types.WorkspaceEditClientCapabilities(
                document_changes=True, resource_operations=[types.ResourceOperationKind.Create]
            ),
            did_change_watched_files=types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True),
            diagnostics=types.DiagnosticWorkspaceClientCapabilities(refresh_support=True),
        ),
    )
    everything = Client(Encoding.UTF8, *([True] * 7))
    assert read_client(said, types.PositionEncodingKind.Utf8) == everything


def test_files_are_only_made_by_document_changes() -> None:
    edit = types.WorkspaceEditClientCapabilities(resource_operations=[types.ResourceOperationKind.Create])
    said = types.ClientCapabilities(workspace=types.WorkspaceClientCapabilities(workspace_edit=edit))
    assert not read_client(said, "utf-16").can_create
