import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateline.rules.load import RuleError, parse

GOOD = """
id: secrets/acme
title: Acme
why: It opens everything.
fix: Revoke it.
severity: high
confidence: high
cwe: [798]
match: {keywords: [acme_], pattern: '(acme_[a-z]{9})'}
fails: ['acme_{9:lower}', {text: "\\nacme_{9:lower}", line: 2, path: a.py}]
passes: [acme]
"""


def test_a_rule_file() -> None:
    rule = parse(GOOD.encode(), "acme.yaml")
    assert (rule.id, rule.fails[1].line, rule.fails[1].path, rule.passes[0].text) == ("secrets/acme", 2, "a.py", "acme")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("severity: high", "severity: hihg"), "acme.yaml:1:1: Invalid enum value 'hihg'"),
        (("title: Acme", "titel: Acme"), "acme.yaml:1:1: unknown field 'titel'"),
        (("line: 2", "lien: 2"), "acme.yaml:1:1: unknown field 'lien' in an example"),
        (("cwe: [798]", "cwe: ["), "acme.yaml:10:1: did not find expected"),
        (("why: It opens everything.", ""), "acme.yaml:1:1: Object missing required field `why`"),
    ],
)
def test_errors_say_where_and_what(change: tuple[str, str], told: str) -> None:
    with pytest.raises(RuleError) as caught:
        parse(GOOD.replace(*change).encode(), "acme.yaml")
    assert str(caught.value).startswith(told)


@given(st.binary(max_size=300))
def test_any_bytes_give_a_rule_or_an_error(data: bytes) -> None:
    try:
        parse(data, "x.yaml")
    except RuleError as error:
        assert str(error).startswith("x.yaml:")
