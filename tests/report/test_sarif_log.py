import msgspec

from gateline.report.sarif_log import Driver, Region, Result, RuleProperties


def test_names_are_those_of_the_standard() -> None:
    assert msgspec.json.encode(Region(3, 1, 3, 9)) == b'{"startLine":3,"startColumn":1,"endLine":3,"endColumn":9}'
    assert msgspec.json.encode(RuleProperties("high", ["security"], "9.5")).endswith(b'"security-severity":"9.5"}')
    assert {"ruleId", "ruleIndex", "codeFlows", "baselineState"} <= set(Result.__struct_encode_fields__)


def test_what_is_not_said_is_left_out() -> None:
    assert msgspec.json.encode(Region(3)) == b'{"startLine":3}'
    assert msgspec.json.encode(Driver("Gateline", "1", [])) == b'{"name":"Gateline","version":"1","rules":[]}'
