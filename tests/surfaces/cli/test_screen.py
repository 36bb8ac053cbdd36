"""What a stream can show."""

import io

import pytest

from gateline.surfaces.cli.screen import look


class _Stream(io.StringIO):
    def __init__(self, is_terminal: bool = False, encoding: str = "utf-8") -> None:
        super().__init__()
        self._is_terminal = is_terminal
        self._encoding = encoding

    def isatty(self) -> bool:
        return self._is_terminal

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self._encoding


@pytest.mark.parametrize(
    ("is_terminal", "environ", "no_color", "has_color"),
    [
        (True, {}, False, True),
        (False, {}, False, False),
        (True, {"TERM": "dumb"}, False, False),
        (True, {"NO_COLOR": "1"}, False, False),
        (True, {"NO_COLOR": ""}, False, True),
        (False, {"FORCE_COLOR": "1"}, False, True),
        (True, {"FORCE_COLOR": "0"}, False, False),
        (True, {"FORCE_COLOR": ""}, False, True),
        (False, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False, False),
        (True, {"FORCE_COLOR": "1"}, True, False),
    ],
)
def test_colours(is_terminal: bool, environ: dict[str, str], no_color: bool, has_color: bool) -> None:
    assert look(_Stream(is_terminal), environ, no_color=no_color).has_color is has_color


def test_hyperlinks_only_on_a_terminal() -> None:
    assert look(_Stream(True), {}).has_hyperlinks
    assert not look(_Stream(True), {"TERM": "dumb"}).has_hyperlinks
    assert not look(_Stream(False), {"FORCE_COLOR": "1"}).has_hyperlinks


@pytest.mark.parametrize(("columns", "width"), [("72", 72), ("", 100), ("0", 100), ("x", 100)])
def test_width(columns: str, width: int) -> None:
    assert look(_Stream(), {"COLUMNS": columns}).width == width


@pytest.mark.parametrize(("encoding", "has_unicode"), [("utf-8", True), ("UTF8", True), ("ascii", False), ("latin-1", False)])
def test_unicode(encoding: str, has_unicode: bool) -> None:
    assert look(_Stream(encoding=encoding), {}).has_unicode is has_unicode


def test_closed_stream_is_no_terminal() -> None:
    stream = io.StringIO()
    stream.close()
    assert not look(stream, {}).is_terminal
