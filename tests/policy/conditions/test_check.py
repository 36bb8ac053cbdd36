"""The loader's question: can this be evaluated?"""

import pytest

from gateline.policy.conditions.check import check_expression
from gateline.policy.errors import Rejected


def test_an_expression_passes() -> None:
    check_expression("finding.kev")


def test_anything_else_is_refused() -> None:
    with pytest.raises(Rejected, match="a condition needs a bool"):
        check_expression("1")
