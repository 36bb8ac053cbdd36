"""What stands in a file, as diagnostics."""

import pytest
from lsprotocol import types

from gateline.model.finding import Finding
from gateline.pipeline.live.ledger import Judged, Lot
from gateline.surfaces.lsp.diagnostics import Surroundings, diagnostics
from gateline.surfaces.lsp.text import Encoding, Text
from tests.builders import a_finding, a_rule_info, a_step, an_assessed

TEXTS = {"a.py": Text.of("one\n  two\nthree\n"), "b.py": Text.of("é = 1\n")}


def _around(*, has_related: bool = True) -> Surroundings:
    return Surroundings(TEXTS.get, lambda path: f"file:///{path}", Encoding.UTF16, has_related=has_related)


def _made(finding: Finding, lot: Lot = Lot.BLOCKED, path: str = "a.py", *, has_related: bool = True) -> list[types.Diagnostic]:
    standing = [Judged(an_assessed(finding), lot)]
    return [one for _, one in diagnostics(path, standing, lambda id: a_rule_info(id), _around(has_related=has_related))]


def _range(*numbers: int) -> types.Range:
    return types.Range(types.Position(*numbers[:2]), types.Position(*numbers[2:]))


def test_a_finding_as_the_editor_shows_it() -> None:
    (one,) = _made(a_finding("a.py:2:3", message="A \x1b[31mtoken\nhere"))
    assert one == types.Diagnostic(
        range=_range(1, 2, 1, 5),
        message="A \\x1b[31mtoken here",
        severity=types.DiagnosticSeverity.Error,
        code="secrets/github-pat",
        code_description=types.CodeDescription("https://docs.github.com/authentication"),
        source="gateline",
        data={"fingerprint": "3f9a1c2b4d5e6f708192a3b4c5d6e7f8"},
    )


@pytest.mark.parametrize(
    ("lot", "severity"),
    [
        (Lot.BLOCKED, types.DiagnosticSeverity.Error),
        (Lot.WARNED, types.DiagnosticSeverity.Warning),
        (Lot.REPORTED, types.DiagnosticSeverity.Information),
    ],
)
def test_severity_is_what_the_gate_would_do(lot: Lot, severity: types.DiagnosticSeverity) -> None:
    assert _made(a_finding("a.py:1:1"), lot)[0].severity is severity


def test_each_place_in_the_file_has_its_own_and_names_the_others() -> None:
    finding = a_finding("a.py:1:1", occurrences=["a.py:3:1", "b.py:1:1"])
    first, second = _made(finding)
    assert (first.range.start.line, second.range.start.line) == (0, 2)
    assert [(one.location.uri, one.message) for one in second.related_information or ()] == [
        ("file:///a.py", "the same again"),
        ("file:///b.py", "the same again"),
    ]
    assert _made(finding, path="b.py")[0].range.start.line == 0


def test_trace_is_related_information_in_its_order() -> None:
    trace = [a_step("b.py:1:3", "source", "`é` comes in"), a_step("zip!/c.py:1:1"), a_step("a.py:1:1", "sink", "`x` goes out")]
    (one,) = _made(a_finding("a.py:1:1", trace=trace, related=["b.py:1:1"]))
    assert [(info.message, info.location.range.start) for info in one.related_information or ()] == [
        ("1. source: `é` comes in", types.Position(0, 1)),
        ("3. sink: `x` goes out", types.Position(0, 0)),
        ("has to do with it", types.Position(0, 0)),
    ]


def test_client_without_related_information_gets_none() -> None:
    assert _made(a_finding("a.py:1:1", related=["b.py:1:1"]), has_related=False)[0].related_information is None


def test_file_that_cannot_be_had_has_no_diagnostics() -> None:
    assert _made(a_finding("c.py:1:1"), path="c.py") == []


def test_rule_without_a_page_has_no_link() -> None:
    standing = [Judged(an_assessed(a_finding("a.py:1:1")), Lot.BLOCKED)]
    ((_, one),) = diagnostics("a.py", standing, lambda id: a_rule_info(id, references=["CVE-1"]), _around())
    assert one.code_description is None
