"""Text for people."""

import pytest

from gateline.surfaces.cli.page import Page


def test_fields_wrap_under_themselves_and_hide_nothing_odd(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    page = Page()
    page.heading("A title")
    page.field("why", "one two three four five six seven eight nine")
    page.field("nothing", "")
    page.field("path", "a\x1b[31mb")
    page.text("a paragraph of words that is longer than forty columns", 2)
    page.rows([("a", "bbb", "c"), ("aaaa", "b", "")])
    out = capsys.readouterr().out
    assert out.splitlines()[:3] == ["A title", "why         one two three four five six", "            seven eight nine"]
    assert "\x1b" not in out
    assert out.splitlines()[-2:] == ["a     bbb  c", "aaaa  b"]
