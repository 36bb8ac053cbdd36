"""The one look at every finding."""

from hashlib import sha256

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateline.model.assessed import Assessed
from gateline.policy import survey as module
from gateline.policy.conditions.matcher import RuleMatcher
from gateline.policy.document import Rule
from gateline.policy.survey import findings_digest, survey

from .strategies import NOW, findings, rules


@settings(max_examples=60, deadline=None)
@given(rules(), st.lists(findings(), max_size=7))
def test_slices_do_not_show(made: tuple[Rule, ...], assessed: list[Assessed]) -> None:
    matcher = RuleMatcher(made)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_SLICE", 2)
        seen = survey(assessed, matcher, NOW)
    assert seen.masks == matcher.masks(assessed, NOW)
    assert seen.fingerprints == [finding.fingerprint for finding in assessed]
    assert seen.ignored == [number for number, finding in enumerate(assessed) if finding.finding.ignored is not None]
    assert seen.digest == findings_digest(assessed)


@settings(max_examples=60, deadline=None)
@given(st.lists(findings(), max_size=3))
def test_the_digest_is_sha256_over_json_lines(assessed: list[Assessed]) -> None:
    lines = b"".join(msgspec.json.encode(finding) + b"\n" for finding in assessed)
    assert findings_digest(assessed) == sha256(lines).hexdigest()
