"""What can be done about a finding: fix it, ignore it in place, or ask for a waiver.

Each action is an edit the user sees before it is saved; nothing is written behind the editor's back.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from lsprotocol import types

from gateline.model.assessed import Assessed
from gateline.model.finding import Fix
from gateline.pipeline.live.ledger import Judged
from gateline.policy.document import Policy
from gateline.policy.errors import WaiverFileError
from gateline.policy.lifting import is_marker_heard
from gateline.policy.waivers import add_waiver, new_waiver, parse_waivers, render_waivers
from gateline.report.visible import one_line
from gateline.source.kinds import classify
from gateline.surfaces.lsp.comments import comment
from gateline.surfaces.lsp.diagnostics import Surroundings, to_range
from gateline.surfaces.lsp.text import Text

__all__ = ["Desk", "actions", "touches"]

_MARKER = "gateline:ignore"
_WHY = "say why"
"""Stands where only the author knows what belongs."""


class Desk:
    """What actions are made of.

    Args:
        policy: says what ignores and waivers count.
        around: gives texts and URIs.
        user: who asks for a waiver.
        now: when.
        can_create: whether the client makes files when an edit asks for it.
    """

    def __init__(self, policy: Policy, around: Surroundings, user: str, now: datetime, *, can_create: bool = False) -> None:
        self.policy = policy
        self.around = around
        self.user = user
        self.now = now
        self.can_create = can_create


def actions(
    path: str, judged: Judged, diagnostics: Sequence[types.Diagnostic], text: Text, desk: Desk
) -> Iterator[types.CodeAction]:
    """The actions for one finding.

    Args:
        path: the file the user is in.
        judged: the finding.
        diagnostics: those of the finding that the actions answer.
        text: of the file.
        desk: what actions are made of.
    """
    answered = list(diagnostics)
    finding = judged.item.finding
    for fix in finding.fixes:
        edit = _fix(fix, desk.around)
        if edit is not None:
            yield types.CodeAction(
                one_line(fix.title),
                kind=types.CodeActionKind.QuickFix,
                diagnostics=answered,
                is_preferred=len(finding.fixes) == 1,
                edit=edit,
            )
    ignore = _ignore(path, judged.item, answered, text, desk)
    if ignore is not None:
        title = f"Ignore {finding.rule} here ({_WHY})"
        yield types.CodeAction(title, kind=types.CodeActionKind.QuickFix, diagnostics=answered, edit=ignore)
    waive = _waive(judged.item, desk)
    if waive is not None:
        title = f"Ask for a waiver of {finding.rule} ({_WHY} in {desk.policy.waivers.files[0]})"
        yield types.CodeAction(title, kind=types.CodeActionKind.QuickFix, diagnostics=answered, edit=waive)


def touches(one: types.Range, other: types.Range) -> bool:
    """Whether two regions share a position, ends included: a cursor is a region without extent."""
    return _at(one.start) <= _at(other.end) and _at(other.start) <= _at(one.end)


def _at(position: types.Position) -> tuple[int, int]:
    return position.line, position.character


def _fix(fix: Fix, around: Surroundings) -> types.WorkspaceEdit | None:
    """All edits of a fix, or none: half a fix is a new flaw."""
    changes: dict[str, list[types.TextEdit]] = {}
    for edit in fix.edits:
        place = around.location(edit.location)
        if place is None:
            return None
        changes.setdefault(place.uri, []).append(types.TextEdit(place.range, edit.text))
    return types.WorkspaceEdit(changes) if changes else None


def _ignore(
    path: str, item: Assessed, diagnostics: Sequence[types.Diagnostic], text: Text, desk: Desk
) -> types.WorkspaceEdit | None:
    """A comment above the line; None where the policy would not hear it, or the file has no comments."""
    ignores = desk.policy.inline_ignores
    if not is_marker_heard(ignores, _MARKER) or item.finding.kind in ignores.never_kinds or not diagnostics:
        return None
    least = ignores.never_severity_at_least
    if least is not None and not 0 < item.finding.severity.rank < least.rank:
        return None
    words = comment(classify(path, text.data[:1024]), f"{_MARKER} {item.finding.rule} -- {_WHY}")
    number = diagnostics[0].range.start.line
    uri = desk.around.uri(path)
    if words is None:
        return None
    line = text.line(number)
    indent = line[: len(line) - len(line.lstrip(" \t"))]
    end = "\r\n" if line.endswith("\r\n") else "\n"
    at = types.Position(number, 0)
    return types.WorkspaceEdit({uri: [types.TextEdit(types.Range(at, at), f"{indent}{words}{end}")]})


def _waive(item: Assessed, desk: Desk) -> types.WorkspaceEdit | None:
    """The waivers file with one more; it does not count before its author has said why."""
    terms = desk.policy.waivers
    if not terms.files:
        return None
    name = terms.files[0]
    old = desk.around.text(name)
    try:
        waivers = parse_waivers(old.data, name) if old is not None and old.data.strip() else ()
    except WaiverFileError:
        return None
    text = render_waivers(add_waiver(waivers, new_waiver(item, "", desk.user, terms, desk.now))).decode()
    uri = desk.around.uri(name)
    if old is not None:
        return types.WorkspaceEdit({uri: [types.TextEdit(to_range(old.whole(desk.around.encoding)), text)]})
    start = types.Position(0, 0)
    edit = types.TextEdit(types.Range(start, start), text)
    if not desk.can_create:
        return types.WorkspaceEdit({uri: [edit]})
    created = types.CreateFile(uri, options=types.CreateFileOptions(ignore_if_exists=True))
    document = types.OptionalVersionedTextDocumentIdentifier(uri, None)
    return types.WorkspaceEdit(document_changes=[created, types.TextDocumentEdit(document, [edit])])
