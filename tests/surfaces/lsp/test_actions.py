"""What can be done about a finding."""

from datetime import UTC, datetime

from lsprotocol import types

from gateline.model.finding import Edit, Finding, Fix
from gateline.pipeline.live.ledger import Judged, Lot
from gateline.policy.load import load_policy
from gateline.policy.waivers import parse_waivers, why_invalid
from gateline.surfaces.lsp.actions import Desk, actions, touches
from gateline.surfaces.lsp.diagnostics import Surroundings, diagnostics
from gateline.surfaces.lsp.text import Encoding, Text
from tests.builders import a_finding, a_location, a_rule_info, an_assessed

NOW = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)
WAIVERS = "gateline-waivers.yaml"


def _offered(
    finding: Finding, texts: dict[str, str], policy: str = "", *, can_create: bool = False, path: str = "a.py"
) -> dict[str, types.CodeAction]:
    """Actions by the first word of their title."""
    held = {name: Text.of(text) for name, text in texts.items()}
    around = Surroundings(held.get, lambda name: f"file:///{name}", Encoding.UTF16)
    document = f"version: 1\nextends: [builtin:default]\n{policy}".encode()
    desk = Desk(load_policy({"p": document}, "p"), around, "ada", NOW, can_create=can_create)
    judged = Judged(an_assessed(finding), Lot.BLOCKED)
    shown = [one for _, one in diagnostics(path, [judged], lambda id: a_rule_info(id), around)]
    return {action.title.split()[0]: action for action in actions(path, judged, shown, held[path], desk)}


def _applied(action: types.CodeAction, name: str, text: str) -> str:
    assert action.edit is not None
    assert action.edit.changes is not None
    held = Text.of(text)
    edits = [edit for uri, edits in action.edit.changes.items() if uri == f"file:///{name}" for edit in edits]
    for edit in sorted(edits, key=lambda edit: -edit.range.start.line):
        start, end = edit.range.start, edit.range.end
        lines = held.data.decode().splitlines(keepends=True)
        before = "".join(lines[: start.line]) + "".join(lines[start.line : start.line + 1])[: start.character]
        after = "".join(lines[end.line : end.line + 1])[end.character :] + "".join(lines[end.line + 1 :])
        held = Text.of(before + edit.new_text + after)
    return held.data.decode()


def test_fix_edits_every_file_it_names_or_is_not_offered() -> None:
    fix = Fix("Read it from the environment", (Edit(a_location("a.py:1:5", 3), "os.x"), Edit(a_location("b.py:2:1", 0), "+")))
    texts = {"a.py": "k = 'é'\n", "b.py": "1\n2\n"}
    offered = _offered(a_finding("a.py:1:5", fixes=[fix]), texts)
    assert offered["Read"].is_preferred
    assert _applied(offered["Read"], "b.py", texts["b.py"]) == "1\n+2\n"
    assert "Read" not in _offered(a_finding("a.py:1:5", fixes=[fix]), {"a.py": "k = 'é'\n"})
    assert "Nothing" not in _offered(a_finding("a.py:1:5", fixes=[Fix("Nothing")]), texts)


def test_ignore_is_a_comment_above_the_line_that_names_the_rule() -> None:
    text = "def f():\n    k = 'x'\n"
    offered = _offered(a_finding("a.py:2:9"), {"a.py": text})
    assert _applied(offered["Ignore"], "a.py", text) == (
        "def f():\n    # gateline:ignore secrets/github-pat -- say why\n    k = 'x'\n"
    )
    assert [one.code for one in offered["Ignore"].diagnostics or ()] == ["secrets/github-pat"]


def test_ignore_keeps_the_line_ends_of_the_file() -> None:
    offered = _offered(a_finding("a.py:1:1"), {"a.py": "k\r\n"})
    assert _applied(offered["Ignore"], "a.py", "k\r\n").endswith("say why\r\nk\r\n")


def test_ignore_is_not_offered_where_nobody_would_hear_it() -> None:
    texts = {"a.py": "k\n", "a.json": "{}\n"}
    critical = a_finding("a.py:1:1")
    for policy in (
        "inline_ignores: {allow: false}\n",
        "inline_ignores: {allow: [nosec]}\n",
        "inline_ignores: {never_kinds: [secret, malware]}\n",
        "inline_ignores: {never_severity_at_least: high}\n",
    ):
        assert "Ignore" not in _offered(critical, texts, policy), policy
    assert "Ignore" in _offered(a_finding("a.py:1:1", severity="low"), texts, "inline_ignores: {never_severity_at_least: high}\n")
    assert "Ignore" not in _offered(
        a_finding("a.py:1:1", severity="unknown"), texts, "inline_ignores: {never_severity_at_least: high}\n"
    )
    assert "Ignore" not in _offered(a_finding("a.json:1:1"), texts, path="a.json")


def test_waiver_does_not_count_before_its_author_has_said_why() -> None:
    offered = _offered(a_finding("a.py:1:1"), {"a.py": "k\n"})
    (waiver,) = parse_waivers(_applied(offered["Ask"], WAIVERS, "").encode(), WAIVERS)
    assert (waiver.requested_by, waiver.created.date().isoformat(), waiver.rule) == ("ada", "2026-03-04", "secrets/github-pat")
    assert waiver.expires is not None
    assert waiver.expires.date().isoformat() == "2026-06-02"
    terms = load_policy({"p": b"version: 1\nextends: [builtin:default]\n"}, "p").waivers
    assert why_invalid(waiver, terms, NOW) == "it gives no reason"


def test_waiver_joins_those_that_are_there() -> None:
    old = _applied(_offered(a_finding("a.py:1:1"), {"a.py": "k\n"})["Ask"], WAIVERS, "").replace("3f9a", "0000")
    offered = _offered(a_finding("a.py:1:1"), {"a.py": "k\n", WAIVERS: old})
    joined = parse_waivers(_applied(offered["Ask"], WAIVERS, old).encode(), WAIVERS)
    assert [waiver.fingerprint[:4] for waiver in joined] == ["0000", "3f9a"]


def test_waivers_file_is_made_where_the_client_can() -> None:
    edit = _offered(a_finding("a.py:1:1"), {"a.py": "k\n"}, can_create=True)["Ask"].edit
    assert edit is not None
    assert [type(change) for change in edit.document_changes or ()] == [types.CreateFile, types.TextDocumentEdit]


def test_waiver_is_not_offered_without_a_sound_file_for_it() -> None:
    assert "Ask" not in _offered(a_finding("a.py:1:1"), {"a.py": "k\n", WAIVERS: "- broken"})
    assert "Ask" not in _offered(a_finding("a.py:1:1"), {"a.py": "k\n"}, "waivers: {files: []}\n")


def test_a_cursor_at_either_end_touches() -> None:
    region = types.Range(types.Position(1, 2), types.Position(1, 5))
    for character, expected in ((1, False), (2, True), (5, True), (6, False)):
        at = types.Position(1, character)
        assert touches(region, types.Range(at, at)) is expected
