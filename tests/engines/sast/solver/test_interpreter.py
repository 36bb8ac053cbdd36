"""Every kind of node has somebody who answers for it."""

import pytest

from gateline.engines.sast.solver.interpreter import PARTS
from gateline.facts import code

EXPRESSIONS = [name for name in vars(code) if name.isupper() and 0 <= getattr(code, name) < 40]
STATEMENTS = [name for name in vars(code) if name.isupper() and 40 <= getattr(code, name) < 70]


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_expressions(name: str) -> None:
    assert PARTS.evaluators[getattr(code, name)].__name__ != "_stray"


@pytest.mark.parametrize("name", STATEMENTS)
def test_statements(name: str) -> None:
    assert PARTS.executors[getattr(code, name)].__name__ != "_stray"


def test_statements_are_no_expressions() -> None:
    assert PARTS.evaluators[code.IF].__name__ == "_stray"
    assert PARTS.executors[code.CALL].__name__ == "_stray"
