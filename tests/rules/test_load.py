"""Rule files, and where their mistakes are said to be."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateline.model.severity import Confidence, Severity
from gateline.rules.load import RuleError, parse
from gateline.rules.rule import Example

RULE = """\
id: secrets/acme-token
title: Acme access token
why: |
  Grants write access to every repository of its owner.
fix: |
  Revoke it at *Settings → Tokens*.
severity: critical
confidence: high
cwe: [798]
service: acme
match:
  keywords: [acme_]
  pattern: '(acme_[0-9a-z]{20})'
fails:
  - 'token = "acme_{20:lowernum}"'
  - {text: "a\\nacme_{20:lowernum}\\n", path: a.env, line: 2}
passes:
  - acme_token
references: [https://docs.acme.example/tokens]
"""


def test_a_rule() -> None:
    rule = parse(RULE.encode(), "acme-token.yaml")
    assert (rule.id, rule.severity, rule.confidence, rule.cwe) == (
        "secrets/acme-token",
        Severity.CRITICAL,
        Confidence.HIGH,
        (798,),
    )
    assert rule.fails == (
        Example('token = "acme_{20:lowernum}"', "sample.txt", 1),
        Example("a\nacme_{20:lowernum}\n", "a.env", 2),
    )
    assert rule.match == {"keywords": ["acme_"], "pattern": "(acme_[0-9a-z]{20})"}


def test_what_reports_say_of_a_rule_has_no_blank_ends() -> None:
    info = parse(RULE.encode(), "acme-token.yaml").info()
    assert info.why == "Grants write access to every repository of its owner."
    assert (info.severity, info.confidence, info.references) == ("critical", "high", ("https://docs.acme.example/tokens",))


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (RULE.replace("cwe: [798]", "cwe: [798"), "acme.yaml:10:8: did not find expected ',' or ']'"),
        (RULE.replace("title: Acme", "title: 'Acme"), "acme.yaml:13:13: did not find expected key"),
        ("id: [\n", "acme.yaml:2:1: did not find expected node content"),
        ("id: a\n\tb: c\n", "acme.yaml:2:1: found a tab character that violates indentation"),
        ("&a [*b]", "acme.yaml:1:5: found undefined alias"),
        ("!!python/object/apply:os.system [echo]", "acme.yaml:1:1: could not determine a constructor"),
    ],
)
def test_what_is_no_yaml_is_placed(text: str, error: str) -> None:
    with pytest.raises(RuleError) as refused:
        parse(text.encode(), "acme.yaml")
    assert str(refused.value).startswith(error)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", "acme.yaml:1:1: expected a mapping with `id`, `title`, …"),
        ("- a", "acme.yaml:1:1: expected a mapping with `id`, `title`, …"),
        ("just text", "acme.yaml:1:1: expected a mapping with `id`, `title`, …"),
        (RULE.replace("title: Acme access token\n", ""), "acme.yaml:1:1: Object missing required field `title`"),
        (RULE.replace("severity: critical", "severity: hihg"), "acme.yaml:1:1: Invalid enum value 'hihg' - at `$.severity`"),
        (RULE.replace("cwe: [798]", "cwe: [CWE-798]"), "acme.yaml:1:1: Expected `int`, got `str` - at `$.cwe[0]`"),
        (RULE + "colour: red\n", "acme.yaml:1:1: unknown field 'colour'\n  known fields: id, title, why,"),
        (
            RULE.replace("line: 2", "lines: 2"),
            "acme.yaml:1:1: unknown field 'lines' in an example\n  known fields: text, path, line",
        ),
        (RULE.replace("passes:\n  - acme_token", "passes: acme_token"), "acme.yaml:1:1: `passes` is a list of examples"),
        (RULE.replace("passes:\n  - acme_token", "passes: 3"), "acme.yaml:1:1: `passes` is a list of examples"),
        (
            RULE.replace("passes:\n  - acme_token", "passes:\n  - 3"),
            "acme.yaml:1:1: Expected `object`, got `int` - at `$.passes[0]`",
        ),
        (RULE + "1: red\n", "acme.yaml:1:1: unknown field '1'"),
        (RULE + "released: 2026-13-45\n", "acme.yaml:1:1: month must be in 1..12"),
        (RULE + "title: \x01\n", "acme.yaml:1:1: "),
        ("[" * 100_000, "acme.yaml:1:51: nested deeper than 50 levels"),
        ("title: " + 256 * 1024 * "a", "acme.yaml:1:1: larger than 262144 bytes"),
        ("title: \xff", "acme.yaml:1:1: not UTF-8 at byte 7"),
    ],
)
def test_what_is_no_rule_is_told(text: str, error: str) -> None:
    with pytest.raises(RuleError) as refused:
        parse(text.encode("latin-1" if "\xff" in text else "utf-8"), "acme.yaml")
    assert str(refused.value).startswith(error)


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_rule_or_an_error(data: bytes) -> None:
    with pytest.raises(RuleError, match=r"^acme\.yaml:"):
        parse(data, "acme.yaml")


@settings(max_examples=80, deadline=None)
@given(st.integers(0, len(RULE.encode())), st.binary(max_size=6), st.integers(0, 40))
def test_a_rule_with_anything_in_it_is_a_rule_or_an_error(at: int, noise: bytes, cut: int) -> None:
    data = RULE.encode()
    try:
        rule = parse(data[:at] + noise + data[at + cut :], "acme.yaml")
    except RuleError as error:
        assert str(error).startswith("acme.yaml:")
    else:
        assert rule.id
