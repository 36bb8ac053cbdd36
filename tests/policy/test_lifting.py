"""Waivers and ignores; verdicts stand in cases/waivers.yaml and cases/ignores.yaml."""

import pytest

from gateline.model.severity import Severity
from gateline.policy.document import InlineIgnores
from gateline.policy.lifting import is_marker_heard, why_unheard
from tests.builders import a_finding, an_assessed


@pytest.mark.parametrize(
    ("allow", "marker", "is_heard"),
    [
        (True, "nosec", True),
        (False, "nosec", False),
        (("nosec",), "nosec", True),
        (("nosec",), "noqa", False),
        ((), "nosec", False),
    ],
)
def test_markers(allow: bool | tuple[str, ...], marker: str, is_heard: bool) -> None:
    assert is_marker_heard(InlineIgnores(allow=allow), marker) is is_heard


@pytest.mark.parametrize(
    ("ignores", "told"),
    [
        (InlineIgnores(), "the policy hears no inline ignores"),
        (InlineIgnores(allow=True), "it gives no reason"),
        (InlineIgnores(allow=True, require_reason=False), ""),
        (
            InlineIgnores(allow=True, require_reason=False, never_severity_at_least=Severity.HIGH),
            "the policy hears none from severity high on",
        ),
        (InlineIgnores(allow=True, require_reason=False, never_severity_at_least=Severity.CRITICAL), ""),
    ],
)
def test_why_an_ignore_does_not_count(ignores: InlineIgnores, told: str) -> None:
    assert why_unheard(an_assessed(a_finding(severity="high", ignored="")), ignores) == told
