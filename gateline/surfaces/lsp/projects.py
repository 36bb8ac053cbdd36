"""All folders and documents the client has open, and what is shown of them. Used by the worker's thread alone.

A document belongs to the innermost open folder it lies in. One that lies in none is looked at by itself, under the policy of where
it lies; one that has never been saved, under that of the first folder.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import NamedTuple

from lsprotocol import types
from msgspec import Struct

from gateline.errors import GatelineError
from gateline.pipeline.live.ledger import Judged
from gateline.pipeline.live.setting import Setting
from gateline.pipeline.live.tree import Tree
from gateline.pipeline.live.workspace import Kit, Live
from gateline.pipeline.policy_files import find_root
from gateline.source.paths import display, is_within
from gateline.surfaces.lsp.actions import Desk, actions, touches
from gateline.surfaces.lsp.client import Client
from gateline.surfaces.lsp.diagnostics import Surroundings, diagnostics
from gateline.surfaces.lsp.hover import as_markdown, as_plain
from gateline.surfaces.lsp.text import Text
from gateline.surfaces.lsp.uris import path_of, uri_of

__all__ = ["Document", "Outcome", "Projects"]

_UNSAVED = "untitled"
_MOST_ELSEWHERE = 50
"""Files that are not open, but whose findings one edit changes, told at once."""
_MOST_READ = 64
"""Texts of closed files that are kept."""
_MOST_BYTES = 4 * 1024 * 1024


class Document(NamedTuple):
    """A version of an open document."""

    uri: str
    """As the client spells it."""
    language: str
    version: int
    text: Text


class Outcome(Struct, frozen=True):
    """What a change led to."""

    shown: Mapping[str, list[types.Diagnostic]] = {}
    """Diagnostics by URI, of the documents that changed and of what changed with them."""
    stale: frozenset[str] = frozenset()
    """URIs of closed files with other findings than before, not told in `shown`."""
    unlearned: tuple[str, ...] = ()
    """Folders whose tree should be looked at."""
    messages: tuple[str, ...] = ()
    """For the user, each once."""


class _Place(NamedTuple):
    live: Live
    path: str
    """Relative to its root."""


class Projects:
    """The worker's side of a session.

    Args:
        environ: names the cache and the key.
        clock: the time.
        client: what it can show.
    """

    def __init__(self, environ: Mapping[str, str], clock: Callable[[], datetime], client: Client) -> None:
        self._environ = environ
        self._clock = clock
        self._client = client
        self._folders: dict[str, Live | None] = {}
        """None: its policy cannot be used."""
        self._alone: dict[str, Live | None] = {}
        """By their root, for documents outside of all folders."""
        self._documents: dict[str, Document] = {}
        self._places: dict[str, _Place] = {}
        """By URI, of open documents."""
        self._uris: dict[tuple[int, str], str] = {}
        """URI of an open document by identity of the folder, and path."""
        self._read: dict[str, tuple[tuple[int, int], Text]] = {}
        self._said: set[str] = set()
        self._kit = cache(Kit)

    def open_folder(self, folder: str) -> Outcome:
        """The client opened a folder."""
        folder = os.path.realpath(folder)
        if folder in self._folders or not os.path.isdir(folder):
            return Outcome()
        messages = self._open(folder)
        return self._outcome(self._rehome(messages), messages, unlearned=(folder,) if self._folders[folder] else ())

    def close_folder(self, folder: str) -> Outcome:
        """The client closed a folder."""
        live = self._folders.pop(os.path.realpath(folder), None)
        if live is None:
            return Outcome()
        stale = {self._uri(live, path) for path in live.paths()}
        messages: list[str] = []
        changed = self._rehome(messages)
        live.shut()
        return self._outcome(changed | stale, messages)

    def change(self, documents: Iterable[Document]) -> Outcome:
        """Documents were opened or edited."""
        messages: list[str] = []
        changed: set[str] = set()
        for document in documents:
            self._documents[document.uri] = document
            changed |= {document.uri} | self._look(document, messages)
        return self._outcome(changed, messages)

    def close(self, uri: str) -> Outcome:
        """A document was closed."""
        self._documents.pop(uri, None)
        return self._outcome(self._leave(uri) | {uri}, [])

    def refresh(self, uris: Iterable[str]) -> Outcome:
        """Files changed on disk, or documents were saved."""
        messages: list[str] = []
        changed: set[str] = set()
        unlearned: list[str] = []
        touched: dict[str, list[str]] = {}
        for path in filter(None, map(path_of, uris)):
            for folder, live in self._folders.items():
                root = live.setting.root if live else folder
                if is_within(_real(path), root):
                    touched.setdefault(folder, []).append(_relative(_real(path), root))
        for folder, paths in touched.items():
            changed |= self._refresh(folder, paths, unlearned, messages)
        return self._outcome(changed, messages, tuple(unlearned))

    def expect(self, folder: str) -> Setting | None:
        """The folder's tree is about to be learned; None when it is not open any more."""
        live = self._folders.get(folder)
        return live.expect() if live else None

    def take(self, folder: str, tree: Tree, setting: Setting) -> Outcome:
        """What was learned of a folder by a setting; of no use when the folder has another by now."""
        live = self._folders.get(folder)
        if live is None or live.setting.needs_new_eyes(setting):
            return Outcome()
        return self._outcome({self._uri(live, path) for path in live.take(tree)}, [])

    def uris(self) -> list[str]:
        """Every URI with findings, sorted."""
        return sorted({self._uri(live, path) for live in self._lives() for path in live.paths() if "!/" not in path})

    def diagnostics(self, uri: str) -> list[types.Diagnostic]:
        """What stands in a document or file."""
        return [diagnostic for _, diagnostic in self._standing(uri)]

    def hover(self, uri: str, position: types.Position) -> types.Hover | None:
        """All about what stands at a position."""
        place = self._find(uri)
        at = types.Range(position, position)
        found = [(judged, one) for judged, one in self._standing(uri) if touches(one.range, at)]
        if place is None or not found:
            return None
        tell = as_markdown if self._client.has_markdown else as_plain
        kind = types.MarkupKind.Markdown if self._client.has_markdown else types.MarkupKind.PlainText
        ruler = "\n\n---\n\n" if self._client.has_markdown else "\n\n"
        told = dict.fromkeys(tell(judged, place.live.rule_info(judged.item.finding.rule)) for judged, _ in found)
        return types.Hover(types.MarkupContent(kind, ruler.join(told)), found[0][1].range)

    def actions(self, uri: str, region: types.Range) -> list[types.CodeAction]:
        """What can be done about what stands in a region."""
        place, document = self._find(uri), self._documents.get(uri)
        if place is None or document is None:
            return []
        desk = Desk(
            place.live.setting.policy,
            self._around(place.live),
            self._environ.get("USER") or self._environ.get("USERNAME") or "me",
            self._clock(),
            can_create=self._client.can_create,
        )
        return [
            action
            for judged, one in self._standing(uri)
            if touches(one.range, region)
            for action in actions(place.path, judged, [one], document.text, desk)
        ]

    def _open(self, folder: str, *, is_whole: bool = True) -> list[str]:
        """Open or open anew; returns what to tell the user."""
        lives = self._folders if is_whole else self._alone
        old = lives.pop(folder, None)
        if old is not None:
            old.shut()
        try:
            lives[folder] = Live(folder, self._environ, self._clock, is_whole=is_whole, kit=self._kit)
        except GatelineError as error:
            lives[folder] = None
            return [_told(error)]
        return []

    def _refresh(self, folder: str, paths: list[str], unlearned: list[str], messages: list[str]) -> set[str]:
        live = self._folders[folder]
        if live is not None and live.setting.documents.isdisjoint(paths):
            if live.is_coarse(paths):
                unlearned.append(folder)
                return set()
            return {self._uri(live, path) for path in live.refresh(paths)}
        try:
            changed = live.reread() if live is not None else None
        except GatelineError as error:
            messages.append(_told(error))
            return set()
        if live is not None and changed is not None:
            return {self._uri(live, path) for path in changed | live.refresh(paths)}
        stale = {self._uri(live, path) for path in live.paths()} if live else set()
        messages += self._open(folder)
        if self._folders[folder] is not None:
            unlearned.append(folder)
        return stale | self._rehome(messages)

    def _look(self, document: Document, messages: list[str]) -> set[str]:
        place = self._places.get(document.uri) or self._settle(document.uri, messages)
        if place is None:
            return set()
        changed = place.live.change(place.path, document.text.data, document.language)
        return {self._uri(place.live, path) for path in changed}

    def _rehome(self, messages: list[str]) -> set[str]:
        """Folders came or went: each document goes where it belongs now."""
        changed: set[str] = set()
        for document in self._documents.values():
            changed |= {document.uri} | self._leave(document.uri) | self._look(document, messages)
        return changed

    def _leave(self, uri: str) -> set[str]:
        place = self._places.pop(uri, None)
        if place is None:
            return set()
        self._uris.pop((id(place.live), place.path), None)
        return {self._uri(place.live, path) for path in place.live.close(place.path)}

    def _settle(self, uri: str, messages: list[str]) -> _Place | None:
        """Find out where a document belongs, and remember it."""
        place = self._find(uri, messages)
        if place is not None:
            self._places[uri] = place
            self._uris[id(place.live), place.path] = uri
        return place

    def _find(self, uri: str, messages: list[str] | None = None) -> _Place | None:
        """Where a document or file belongs; None for schemes we do not know, and where no policy can be used."""
        known = self._places.get(uri)
        if known is not None:
            return known
        said = [] if messages is None else messages
        path = path_of(uri)
        if path is None:
            if not uri.startswith(f"{_UNSAVED}:"):
                return None
            live = self._by_itself(next(iter(self._folders), os.getcwd()), said)
            return _Place(live, uri) if live else None
        path = _real(path)
        inside = [folder for folder in self._folders if is_within(path, folder)]
        live = self._folders[max(inside, key=len)] if inside else self._by_itself(os.path.dirname(path), said)
        return _Place(live, _relative(path, live.setting.root)) if live else None

    def _by_itself(self, folder: str, messages: list[str]) -> Live | None:
        folder = find_root(folder if os.path.isdir(folder) else os.getcwd())
        if folder not in self._alone:
            messages += self._open(folder, is_whole=False)
        return self._alone[folder]

    def _lives(self) -> Iterator[Live]:
        return (live for live in (*self._folders.values(), *self._alone.values()) if live is not None)

    def _standing(self, uri: str) -> list[tuple[Judged, types.Diagnostic]]:
        place = self._find(uri)
        if place is None:
            return []
        return diagnostics(place.path, place.live.findings(place.path), place.live.rule_info, self._around(place.live))

    def _around(self, live: Live) -> Surroundings:
        return Surroundings(
            lambda path: self._text(live, path),
            lambda path: self._uri(live, path),
            self._client.encoding,
            has_related=self._client.has_related,
        )

    def _uri(self, live: Live, path: str) -> str:
        return self._uris.get((id(live), path)) or uri_of(os.path.join(live.setting.root, path))

    def _text(self, live: Live, path: str) -> Text | None:
        document = self._documents.get(self._uris.get((id(live), path), ""))
        return document.text if document else self._closed_text(os.path.join(live.setting.root, path))

    def _closed_text(self, path: str) -> Text | None:
        try:
            status = os.stat(path, follow_symlinks=False)
            stamp = status.st_mtime_ns, status.st_size
            kept = self._read.get(path)
            if kept is not None and kept[0] == stamp:
                return kept[1]
            if status.st_size > _MOST_BYTES or not os.path.isfile(path) or os.path.islink(path):
                return None
            with open(path, "rb") as file:
                text = Text.read(file.read(_MOST_BYTES))
        except (OSError, ValueError):
            return None
        if len(self._read) >= _MOST_READ:
            self._read.pop(next(iter(self._read)))
        self._read[path] = stamp, text
        return text

    def _outcome(self, changed: set[str], messages: list[str], unlearned: tuple[str, ...] = ()) -> Outcome:
        shown = [uri for uri in sorted(changed) if uri in self._documents]
        elsewhere = sorted(uri for uri in changed if uri not in self._documents)
        if len(elsewhere) <= _MOST_ELSEWHERE:
            shown += elsewhere
            elsewhere = []
        for live in self._lives():
            messages += live.notes
            live.notes.clear()
        fresh = [message for message in dict.fromkeys(messages) if message not in self._said]
        self._said.update(fresh)
        return Outcome({uri: self.diagnostics(uri) for uri in shown}, frozenset(elsewhere), unlearned, tuple(fresh))


def _real(path: str) -> str:
    """Links on the way are followed, as the folder's own path is; the file itself is what it is."""
    folder, name = os.path.split(os.path.normpath(path))
    return os.path.join(os.path.realpath(folder), name)


def _relative(path: str, root: str) -> str:
    return display(os.fsencode(os.path.relpath(path, root).replace(os.sep, "/")))


def _told(error: GatelineError) -> str:
    return "\n".join(filter(None, (error.message, error.hint)))
