"""What the client said it can do."""

from lsprotocol import types
from msgspec import Struct

from gateline.surfaces.lsp.text import Encoding

__all__ = ["Client", "read_client"]


class Client(Struct, frozen=True):
    """The abilities that make a difference to us; each is absent until the client names it."""

    encoding: Encoding = Encoding.UTF16
    pulls: bool = False
    """Asks for diagnostics by itself; it is sent none then, or it would show each twice."""
    refreshes: bool = False
    """Asks again when told to."""
    has_related: bool = False
    has_markdown: bool = False
    can_create: bool = False
    """Edits may make files."""
    can_watch: bool = False
    """Watches files when asked to at run time."""
    is_literal: bool = False
    """Takes code actions, not only commands."""


def read_client(capabilities: types.ClientCapabilities, encoding: str) -> Client:
    """Read the capabilities.

    Args:
        capabilities: of the `initialize` request.
        encoding: the position encoding that was agreed upon.
    """
    document = capabilities.text_document or types.TextDocumentClientCapabilities()
    space = capabilities.workspace or types.WorkspaceClientCapabilities()
    published, hover, action = document.publish_diagnostics, document.hover, document.code_action
    edit, watched, asked = space.workspace_edit, space.did_change_watched_files, space.diagnostics
    operations = (edit and edit.document_changes and edit.resource_operations) or ()
    return Client(
        encoding=Encoding(encoding),
        pulls=document.diagnostic is not None,
        refreshes=bool(asked and asked.refresh_support),
        # a client that pulls says nothing of it in 3.17, and the specification has no way to refuse it
        has_related=document.diagnostic is not None or bool(published and published.related_information),
        has_markdown=types.MarkupKind.Markdown in ((hover and hover.content_format) or ()),
        can_create=types.ResourceOperationKind.Create in operations,
        can_watch=bool(watched and watched.dynamic_registration),
        is_literal=bool(action and action.code_action_literal_support),
    )
