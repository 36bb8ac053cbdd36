from gateline.model.severity import Severity
from gateline.model.verdict import Outcome
from gateline.report.ink import BOLD, OUTCOME_STYLES, SEVERITY_BARS, SEVERITY_STYLES, ink_for
from gateline.report.options import RenderOptions


def test_every_closed_set_has_its_style() -> None:
    assert set(SEVERITY_STYLES) == set(SEVERITY_BARS) == set(Severity)
    assert set(OUTCOME_STYLES) == set(Outcome)
    assert set(ink_for(RenderOptions()).marks.outcome) == set(Outcome)


def test_nothing_but_text_unless_asked_for() -> None:
    ink = ink_for(RenderOptions())
    assert ink.paint("x", BOLD) == "x"
    assert ink.link("x", "https://example.org") == "x"


def test_colour_and_links_when_asked_for() -> None:
    ink = ink_for(RenderOptions(color=True, hyperlinks=True))
    assert ink.paint("x", BOLD) == "\x1b[1mx\x1b[0m"
    assert ink.paint("", BOLD) == ""
    assert ink.link("x", "https://example.org") == "\x1b]8;;https://example.org\x1b\\x\x1b]8;;\x1b\\"
    assert ink.link("x", "") == "x"


def test_ascii_marks_are_ascii() -> None:
    marks = ink_for(RenderOptions(unicode=False)).marks
    signs = [*marks.outcome.values(), marks.bar, marks.rule, marks.gutter, marks.dot, marks.arrow, marks.dash, marks.ellipsis]
    assert "".join(signs).isascii()
