"""What a rule's `match` may say, and what is said about one that may not."""

from typing import Any

import pytest

from gateline.engines.secrets import match
from gateline.rules.load import RuleError
from gateline.rules.rule import Rule
from tests.rules.a_rule import a_rule


def rule(**fields: Any) -> Rule:
    return a_rule(match=fields)


PATTERN: dict[str, Any] = {"keywords": ["acme_"], "pattern": "(acme_[0-9a-z]{20})"}


def test_a_pattern() -> None:
    found = match.of(rule(**PATTERN, entropy=3.5, near="acme", kinds=["env"], multiline=True, proof="jwt"))
    assert (found.keywords, found.pattern, found.entropy, found.kinds) == (("acme_",), PATTERN["pattern"], 3.5, ("env",))


def test_an_assignment() -> None:
    found = match.of(rule(keywords=["acme"], assigned={"names": "acme_token", "value": "[0-9a-f]{20}"}))
    assert found.assigned == match.Assigned(names="acme_token", value="[0-9a-f]{20}")


def test_an_extractor() -> None:
    assert match.of(rule(keywords=["begin"], extract="private-key")).extract == "private-key"


def test_an_extractor_may_do_without_keywords_where_it_names_kinds() -> None:
    assert match.of(rule(extract="pgpass", kinds=["pgpass"])).extract == "pgpass"


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"keywords": ["acme_"]}, "give exactly one of `pattern`, `assigned` and `extract`"),
        ({**PATTERN, "extract": "jwk"}, "give exactly one of `pattern`, `assigned` and `extract`"),
        ({"pattern": "(a)"}, "keywords must be literals of two bytes or more"),
        ({**PATTERN, "keywords": ["a"]}, "keywords must be literals of two bytes or more"),
        ({**PATTERN, "keywords": [], "kinds": ["yaml"]}, "keywords must be literals of two bytes or more"),
        ({"extract": "pgpass"}, "keywords must be literals of two bytes or more"),
        ({**PATTERN, "keyword": ["acme_"]}, "Object contains unknown field `keyword`"),
        ({**PATTERN, "entropy": "high"}, "Expected `float`, got `str` - at `$.entropy`"),
        ({"keywords": ["acme"], "assigned": {"names": "a"}}, "Object missing required field `value` - at `$.assigned`"),
        (
            {"keywords": ["acme"], "assigned": {"names": "a", "value": "b", "x": 1}},
            "Object contains unknown field `x` - at `$.assigned`",
        ),
        ({**PATTERN, "pattern": "acme"}, "has no group 1: put the secret itself in parentheses"),
        ({**PATTERN, "pattern": "(acme.*)"}, "unbounded repeat: write {0,N} with N ≤ 8192"),
        ({**PATTERN, "near": "acme.*"}, "unbounded repeat: write {0,N} with N ≤ 8192"),
        ({"keywords": ["acme"], "assigned": {"names": "acme", "value": "[a-z]+"}}, "unbounded repeat: write {1,N} with N ≤ 8192"),
    ],
)
def test_a_match_is_refused(fields: dict[str, Any], problem: str) -> None:
    with pytest.raises(RuleError) as refused:
        match.of(rule(**fields))
    assert str(refused.value) == f"secrets/acme-token: match: {problem}"


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"keywords": ["kty"], "extract": "jwks"}, "unknown extractor 'jwks'; known: assignment, auth-header, "),
        ({**PATTERN, "proof": "crc"}, "unknown proof 'crc'; known: basic, crc32-base62, jwt, nkey"),
    ],
)
def test_an_unknown_name_is_answered_with_the_known(fields: dict[str, Any], problem: str) -> None:
    with pytest.raises(RuleError, match=r"^secrets/acme-token: match: ") as refused:
        match.of(rule(**fields))
    assert problem in str(refused.value)
