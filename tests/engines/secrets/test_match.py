from typing import Any

import pytest

from gateline.engines.secrets.match import of
from gateline.model.severity import Confidence, Severity
from gateline.rules.load import RuleError
from gateline.rules.rule import Rule

PATTERN = {"keywords": ["acme_"], "pattern": "(acme_[a-z]{9})"}


def a_rule(match: dict[str, Any]) -> Rule:
    return Rule("secrets/acme", "Acme", "", "", Severity.HIGH, Confidence.HIGH, (798,), match, (), ())


@pytest.mark.parametrize(
    "match",
    [
        PATTERN,
        PATTERN | {"near": "acme", "entropy": 3.0, "proof": "jwt", "kinds": ["yaml"]},
        {"keywords": ["acme"], "assigned": {"names": "acme", "value": "[a-z]{9}"}},
        {"keywords": ["begin"], "extract": "private-key"},
        {"kinds": ["pgpass"], "extract": "pgpass"},
    ],
)
def test_what_a_rule_may_look_for(match: dict[str, Any]) -> None:
    of(a_rule(match))


@pytest.mark.parametrize(
    ("match", "told"),
    [
        ({"keywords": ["acme"]}, "give exactly one of `pattern`, `assigned` and `extract`"),
        (PATTERN | {"extract": "private-key"}, "give exactly one of `pattern`, `assigned` and `extract`"),
        (PATTERN | {"keyword": ["acme_"]}, "Object contains unknown field `keyword`"),
        (PATTERN | {"entropy": "high"}, "Expected `float`, got `str` - at `$.entropy`"),
        (PATTERN | {"keywords": []}, "keywords must be literals of two bytes or more"),
        (PATTERN | {"keywords": ["acme_", "a"]}, "keywords must be literals of two bytes or more"),
        (PATTERN | {"keywords": [], "kinds": ["yaml"]}, "keywords must be literals of two bytes or more"),
        ({"keywords": ["acme"], "extract": "acme"}, "unknown extractor 'acme'; known: assignment, auth-header, "),
        (PATTERN | {"proof": "luhn"}, "unknown proof 'luhn'; known: basic, crc32-base62, jwt, nkey"),
        (PATTERN | {"pattern": "(acme_[a-z]+)"}, "unbounded repeat: write {1,N} with N ≤ 8192"),
        (PATTERN | {"pattern": "acme_[a-z]{9}"}, "has no group 1: put the secret itself in parentheses"),
        (PATTERN | {"near": "acme.*"}, "unbounded repeat: write {0,N} with N ≤ 8192"),
        ({"keywords": ["acme"], "assigned": {"names": "acme", "value": "[a-z]*"}}, "unbounded repeat: write {0,N} with N ≤ 8192"),
        ({"keywords": ["acme"], "assigned": {"names": "acme"}}, "Object missing required field `value` - at `$.assigned`"),
    ],
)
def test_what_is_refused_and_how_it_is_said(match: dict[str, Any], told: str) -> None:
    with pytest.raises(RuleError) as caught:
        of(a_rule(match))
    assert str(caught.value).startswith(f"secrets/acme: match: {told}")
