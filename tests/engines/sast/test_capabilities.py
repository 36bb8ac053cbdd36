"""The table of capabilities tells the truth."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.engines.sast.capabilities import FRAMEWORKS, LANGUAGE, page
from tests.engines.sast.programs import check

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "sast-capabilities.md"


@pytest.mark.parametrize(
    "program",
    [
        pytest.param(program, id=f"{row.title} in {language}")
        for row in (*LANGUAGE, *FRAMEWORKS)
        for language, program in row.programs.items()
    ],
)
def test_row(program: Mapping[str, str]) -> None:
    check(program)


def test_page_is_what_the_rows_give() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()
