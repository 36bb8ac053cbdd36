"""The protocol, from the client's side."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from tests.source.repository import Repository
from tests.surfaces.lsp.conftest import a_leak, a_token
from tests.surfaces.lsp.editor import PULLING, PUSHED, editing

pytestmark = pytest.mark.asyncio
RULE = "secrets/github-personal-access-token"
POLICY = "version: 1\nextends: [builtin:default]\n"


def _lines(items: object) -> list[tuple[int, int, int]]:
    assert isinstance(items, list | tuple)
    return [(one.range.start.line, one.range.start.character, one.range.end.character) for one in items]


async def test_leak_is_shown_while_it_is_typed(repository: Repository) -> None:
    async with editing(repository.root) as editor:
        editor.open("a.py", "x = 1\n")
        assert await editor.shown("a.py") == []
        version = editor.edit("a.py", ((1, 0, 1, 0), a_leak()))
        (one,) = await editor.shown("a.py", version)
        assert _lines([one]) == [(1, 9, 49)]
        assert (one.code, one.source, one.severity) == (RULE, "gateline", types.DiagnosticSeverity.Error)
        assert one.code_description is not None
        assert one.code_description.href.startswith("https://")
        version = editor.edit("a.py", ((1, 0, 2, 0), ""))
        assert await editor.shown("a.py", version) == []


@pytest.mark.parametrize(("encoding", "before"), [("utf-8", 14), ("utf-16", 12), ("utf-32", 11)])
async def test_columns_are_counted_as_agreed(repository: Repository, encoding: str, before: int) -> None:
    general = types.GeneralClientCapabilities(position_encodings=[encoding])
    capabilities = types.ClientCapabilities(text_document=PUSHED.text_document, general=general)
    async with editing(repository.root, capabilities) as editor:
        editor.open("a.py", f"é🔑é\n{a_leak().replace('token', 'k🔑token')}")
        (one,) = await editor.shown("a.py")
        assert one.range.start == types.Position(1, before)
        version = editor.edit("a.py", ((1, 1, 1, 1 + before - 10), ""))
        (one,) = await editor.shown("a.py", version)
        assert one.range.start == types.Position(1, 10)


async def test_client_that_pulls_is_pushed_nothing(repository: Repository) -> None:
    repository.commit({"a.py": a_leak(), "b.py": a_leak("2"), "c.py": "x = 1\n"})
    async with editing(repository.root, PULLING) as editor:
        editor.open("a.py", a_leak())
        full = await editor.pull("a.py")
        assert isinstance(full, types.RelatedFullDocumentDiagnosticReport)
        assert _lines(full.items) == [(0, 9, 49)]
        same = await editor.pull("a.py", full.result_id)
        assert isinstance(same, types.RelatedUnchangedDocumentDiagnosticReport)
        editor.edit("a.py", (None, "\n" + a_leak()))
        moved = await editor.pull("a.py", full.result_id)
        assert isinstance(moved, types.RelatedFullDocumentDiagnosticReport)
        assert _lines(moved.items) == [(1, 9, 49)]
        assert moved.result_id != full.result_id
        assert await editor.pull("never-heard-of.py")
        await editor.until(lambda: editor.refreshes)
        assert editor.published == []
        assert editor.watched == ["workspace/didChangeWatchedFiles"]


async def test_workspace_is_pulled_whole_and_then_only_what_changed(repository: Repository) -> None:
    repository.commit({"a.py": a_leak(), "b.py": a_leak("2"), "c.py": "x = 1\n"})
    async with editing(repository.root, PULLING) as editor:
        await editor.until(lambda: editor.refreshes)  # the tree is known
        first = await editor.pull_all()
        assert sorted(first) == [editor.uri("a.py"), editor.uri("b.py")]
        known = {uri: item.result_id or "" for uri, item in first.items()}
        editor.open("a.py", "x = 1\n")
        editor.open("d.py", a_leak("3"))
        second = await editor.pull_all(**known)
        told = {uri: list(getattr(item, "items", ["unchanged"])) for uri, item in second.items()}
        assert told[editor.uri("b.py")] == ["unchanged"]
        assert told[editor.uri("a.py")] == []
        assert second[editor.uri("d.py")].version == 1
        assert _lines(told[editor.uri("d.py")]) == [(0, 9, 49)]


async def test_edit_changes_what_is_shown_of_other_files(repository: Repository) -> None:
    repository.commit({"a.py": a_leak(), "b.py": "x = 1\n"})
    async with editing(repository.root) as editor:
        editor.open("a.py", a_leak())
        editor.open("b.py", "x = 1\n")
        await editor.shown("b.py")
        editor.edit("b.py", ((1, 0, 1, 0), a_leak()))
        (one,) = await editor.pushed("a.py", lambda items: bool(items and items[0].related_information))
        assert [info.location.uri for info in one.related_information or ()] == [editor.uri("b.py")]
        editor.close("a.py")
        assert await editor.pushed("a.py", lambda items: not items) == []
        editor.edit("b.py", (None, "\n\n" + a_leak()))
        (one,) = await editor.pushed("a.py", bool)  # closed, and still told of
        assert (one.related_information or [])[0].location.range.start.line == 2


async def test_hover_tells_why_and_what_to_do(repository: Repository) -> None:
    async with editing(repository.root) as editor:
        editor.open("a.py", a_leak())
        text = await editor.hover("a.py", 0, 20)
        assert "**Fix:**" in text
        assert "CWE-798" in text
        assert await editor.hover("a.py", 0, 2) == ""
    plain = types.ClientCapabilities(
        text_document=types.TextDocumentClientCapabilities(
            hover=types.HoverClientCapabilities(content_format=[types.MarkupKind.PlainText])
        )
    )
    async with editing(repository.root, plain) as editor:
        editor.open("a.py", a_leak())
        assert "\nFix: " in await editor.hover("a.py", 0, 20)


async def test_ignoring_in_place_silences(repository: Repository) -> None:
    async with editing(repository.root) as editor:
        editor.open("a.py", a_leak())
        offered = {action.title.split()[0]: action for action in await editor.actions("a.py", 0)}
        assert sorted(offered) == ["Ask", "Ignore"]
        edit = offered["Ignore"].edit
        assert edit is not None
        assert edit.changes is not None
        ((uri, (change,)),) = edit.changes.items()
        assert uri == editor.uri("a.py")
        at = change.range.start
        version = editor.edit("a.py", ((at.line, at.character, at.line, at.character), change.new_text))
        assert await editor.shown("a.py", version) == []
        assert await editor.actions("a.py", 1, ["quickfix"]) == []


async def test_actions_are_only_of_the_kind_that_is_asked_for(repository: Repository) -> None:
    async with editing(repository.root) as editor:
        editor.open("a.py", a_leak())
        assert len(await editor.actions("a.py", 0, ["quickfix"])) == 2
        assert await editor.actions("a.py", 0, ["refactor"]) == []
        assert await editor.actions("a.py", 5) == []


async def test_saved_policy_and_waivers_count_at_once(repository: Repository) -> None:
    repository.commit({"gateline.yaml": POLICY + "waivers: {min_approvers: 0}\n"})
    async with editing(repository.root) as editor:
        editor.open("a.py", a_leak())
        (one,) = await editor.shown("a.py")
        (ask,) = [action for action in await editor.actions("a.py", 0) if action.title.startswith("Ask")]
        assert ask.edit is not None
        assert ask.edit.changes is not None
        ((waivers, (change,)),) = ask.edit.changes.items()
        assert waivers == editor.uri("gateline-waivers.yaml")
        editor.save("gateline-waivers.yaml", change.new_text.replace('reason: ""', 'reason: "made up"'))
        assert await editor.pushed("a.py", lambda items: not items) == []
        editor.save("gateline.yaml", "version: 1\nrulez: []\n")
        await editor.until(lambda: editor.said)
        assert "gateline.yaml:2:1: unknown" in editor.said[0]
        editor.save("gateline.yaml", "version: 1\nextends: [builtin:observe]\n")
        (one,) = await editor.pushed("a.py", bool)
        assert one.severity is types.DiagnosticSeverity.Warning


async def test_folder_whose_policy_is_broken_comes_alive_when_that_is_mended(repository: Repository) -> None:
    repository.commit({"gateline.yaml": "version: 2\n"})
    async with editing(repository.root) as editor:
        editor.open("a.py", a_leak())
        await editor.until(lambda: editor.said)
        assert await editor.shown("a.py") == []
        editor.save("gateline.yaml", POLICY)
        assert len(await editor.pushed("a.py", bool)) == 1
        editor.save("gateline.yaml", POLICY + "source: {exclude: [{paths: ['**/*.py'], reason: not ours}]}\n")
        assert await editor.pushed("a.py", lambda items: not items) == []


async def test_files_that_change_on_disk_are_looked_at(repository: Repository) -> None:
    repository.commit({"a.py": a_leak()})
    async with editing(repository.root, PULLING) as editor:
        await editor.until(lambda: editor.refreshes)
        repository.write("b.py", a_leak("2"))
        repository.write("new/c.py", a_leak("3"))
        (repository.root / "a.py").unlink()
        seen = editor.refreshes
        editor.touched("a.py", "b.py", ".git/index")
        await editor.until(lambda: editor.refreshes > seen)
        assert sorted(await editor.pull_all()) == [editor.uri("b.py")]
        seen = editor.refreshes
        editor.touched("new")  # a whole folder: the tree is learned again
        await editor.until(lambda: editor.refreshes > seen)
        assert sorted(await editor.pull_all()) == [editor.uri("b.py"), editor.uri("new/c.py")]


async def test_documents_outside_of_folders_and_unsaved_ones_are_looked_at(repository: Repository, tmp_path: Path) -> None:
    outside = (tmp_path / "elsewhere" / "a.py").as_uri()
    async with editing(repository.root) as editor:
        for uri in (outside, "untitled:Untitled-1", "untitled:a b.py"):
            editor.open(uri, a_leak())
            assert len(await editor.shown(uri)) == 1
            editor.close(uri)
            assert await editor.pushed(uri, lambda items: not items) == []
        for uri in ("git:/a.py", "output:log"):
            editor.open(uri, a_leak())
            assert await editor.shown(uri) == []
    async with editing(repository.root, folders=[]) as editor:
        editor.open("untitled:Untitled-1", a_leak())
        assert len(await editor.shown("untitled:Untitled-1")) == 1


async def test_what_check_does_not_look_at_is_silent(repository: Repository) -> None:
    repository.commit({".gitignore": ".env\n"})
    async with editing(repository.root) as editor:
        for path in (".env", ".git/COMMIT_EDITMSG"):
            editor.open(path, a_leak())
            assert await editor.shown(path) == []


async def test_folders_come_and_go(repository: Repository, tmp_path: Path) -> None:
    other = Repository.create(tmp_path / "other")
    other.commit({"gateline.yaml": POLICY + "source: {exclude: [{paths: ['**/*.py'], reason: not ours}]}\n"})
    nested = str(other.root / "a.py")
    uri = Path(nested).as_uri()
    event = types.WorkspaceFoldersChangeEvent(added=[], removed=[types.WorkspaceFolder(repository.root.as_uri(), "work")])
    async with editing(repository.root, folders=[repository.root, other.root]) as editor:
        editor.open("a.py", a_leak())
        editor.open(uri, a_leak())
        assert len(await editor.shown("a.py")) == 1
        assert await editor.shown(uri) == []
        editor.client.workspace_did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(event))
        assert await editor.hover("a.py", 0, 20)  # looked at by itself now
        back = types.WorkspaceFoldersChangeEvent(added=event.removed, removed=[])
        editor.client.workspace_did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(back))
        assert await editor.hover("a.py", 0, 20)


async def test_only_the_last_of_many_edits_is_told(repository: Repository) -> None:
    async with editing(repository.root) as editor:
        editor.open("a.py", "x = 1\n")
        await editor.shown("a.py")
        for number in range(100):
            version = editor.edit("a.py", (None, a_leak() if number % 2 else "x = 1\n"))
        assert len(await editor.shown("a.py", version)) == 1
        assert len(editor.published) < 20
        assert editor.published[-1].version == version


async def test_request_can_be_cancelled(repository: Repository) -> None:
    async with editing(repository.root, PULLING) as editor:
        editor.open("a.py", a_leak())
        params = types.DocumentDiagnosticParams(types.TextDocumentIdentifier(editor.uri("a.py")))
        future = editor.client.protocol.send_request(types.TEXT_DOCUMENT_DIAGNOSTIC, params, msg_id="gone")
        editor.client.cancel_request(types.CancelParams("gone"))
        with pytest.raises(JsonRpcException) as caught:
            await asyncio.wait_for(asyncio.wrap_future(future), 60)
        assert caught.value.code == types.LSPErrorCodes.RequestCancelled
        assert await editor.pull("a.py")


async def test_nothing_a_document_holds_breaks_it_or_leaks(repository: Repository, capfd: pytest.CaptureFixture[str]) -> None:
    async with editing(repository.root) as editor:
        for number, text in enumerate(("def f(:\n  '''", "\0\ud83d\r\r\n\x0c", a_leak() * 3, "{{{{" * 1000, "")):
            editor.open(f"{number}.py", text)
            assert await editor.shown(f"{number}.py") is not None
            version = editor.edit(f"{number}.py", ((9, 9, 99, 99), a_leak()), ((0, 0, 0, 0), "\r"))
            assert await editor.shown(f"{number}.py", version)
        assert await editor.hover("0.py", 999, 999) == ""
        assert await editor.hover("nowhere.py", 0, 0) == ""
        assert a_token() not in repr(editor.published) + repr(editor.said)
        assert editor.said == []
    seen = capfd.readouterr()
    assert a_token() not in seen.out + seen.err


async def test_git_is_not_asked_while_somebody_types(repository: Repository, tmp_path: Path) -> None:
    repository.commit({"a.py": "x = 1\n", "b.py": a_leak("2")})
    calls = tmp_path / "calls"
    calls.touch()
    real = subprocess.run(["sh", "-c", "command -v git"], capture_output=True, text=True, check=True).stdout.strip()
    (tmp_path / "bin").mkdir()
    fake = tmp_path / "bin" / "git"
    fake.write_text(f'#!/bin/sh\necho x >> {calls}\nexec {real} "$@"\n')
    fake.chmod(0o755)
    env = os.environ | {"PATH": f"{fake.parent}:{os.environ['PATH']}"}
    async with editing(repository.root, PULLING, env=env) as editor:
        editor.open("a.py", a_leak())
        await editor.until(lambda: editor.refreshes)
        await editor.pull("a.py")
        before = calls.read_text()
        for number in range(20):
            editor.edit("a.py", (None, "\n" * number + a_leak()))
            await editor.pull("a.py")
        assert before
        assert calls.read_text() == before


@pytest.mark.parametrize("farewell", [b"", b'{"jsonrpc": "2.0", "method": "exit"}', b"{broken"])
async def test_server_leaves_with_its_client(farewell: bytes) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "gateline", "lsp"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    message = b"Content-Length: %d\r\n\r\n%b" % (len(farewell), farewell)
    try:
        _, errors = await asyncio.wait_for(process.communicate(message if farewell else b""), 60)
    finally:
        if process.returncode is None:
            process.kill()
    assert (process.returncode, errors) == (0, b"")
