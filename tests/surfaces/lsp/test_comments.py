"""How kinds of files write comments."""

import pytest

from gateline.engines.secrets.ignore import markers
from gateline.source.kinds import KINDS
from gateline.surfaces.lsp import comments
from gateline.surfaces.lsp.comments import comment


def test_every_kind_is_one_of_ours() -> None:
    assert set(comments._BY_KIND) <= set(KINDS)


@pytest.mark.parametrize("kind", ["python", "typescript", "sql", "ini", "tex", "css", "xml"])
def test_what_is_written_is_heard(kind: str) -> None:
    words = comment(kind, "gateline:ignore secrets/x -- say why")
    assert words is not None
    data = f"    {words}\n    the line\n".encode()
    heard = [(marker.line, marker.rules, marker.reason) for marker in markers(data, {2: len(data) - 3})]
    assert heard == [(2, ("secrets/x",), "say why")]


def test_xml_holds_no_double_hyphen() -> None:
    assert comment("xml", "a -- b") == "<!-- a: b -->"


def test_kinds_without_comments() -> None:
    assert comment("json", "x") is None
