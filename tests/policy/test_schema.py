"""The schema says what the loader does."""

import re
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
import yaml

from gateline.policy.document import PolicyDocument
from gateline.policy.nodes import parse_yaml
from gateline.policy.profiles import PROFILES, profile
from gateline.policy.read import read
from gateline.policy.schema import json_schema, reference

SCHEMA = json_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def test_it_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("name", PROFILES)
def test_profiles_fit(name: str) -> None:
    VALIDATOR.validate(yaml.safe_load(profile(name)))


def _policies() -> list[str]:
    files = sorted((Path(__file__).parent / "cases").glob("*.yaml"))
    documents = [yaml.safe_load(file.read_text()) for file in files]
    texts = [document.get("policy") for document in documents]
    texts += [case.get("policy") for document in documents for case in document["cases"]]
    return [text for text in texts if text]


_OF_MEANING = ("could mean here or anywhere", "unknown field 'finding.", "unknown severity 'hihg'")
"""Problems inside a text, which a schema does not look into; of severities those written in an expression."""


@pytest.mark.parametrize("text", _policies())
def test_loader_and_schema_agree_on_shape(text: str) -> None:
    problems = [problem.message for problem in read(parse_yaml(text.encode(), "p"), PolicyDocument).problems]
    of_meaning = _OF_MEANING if "expr" in text else _OF_MEANING[:1]
    is_well_shaped = all(any(words in message for words in of_meaning) for message in problems)
    assert VALIDATOR.is_valid(_as_written(yaml.compose(text))) is is_well_shaped


def _as_written(node: Any) -> Any:
    """The values as YAML 1.2 reads them: dates stay text, and so does `no`."""
    match node:
        case yaml.MappingNode():
            return {key.value: _as_written(value) for key, value in node.value}
        case yaml.SequenceNode():
            return [_as_written(item) for item in node.value]
    return yaml.safe_load(node.value) if node.style is None and _PLAIN.fullmatch(node.value) else node.value


_PLAIN = re.compile(r"true|false|null||-?[0-9]+(\.[0-9]+)?")


def test_every_field_is_described_for_editors() -> None:
    for name, record in {"PolicyDocument": SCHEMA, **SCHEMA["$defs"]}.items():
        assert record["description"], name
        for field, schema in record["properties"].items():
            assert schema.get("description"), (name, field)
        assert record["additionalProperties"] is False


def test_a_list_may_be_one_value() -> None:
    kind = SCHEMA["$defs"]["When"]["properties"]["kind"]
    assert kind["anyOf"][1] == {"type": "array", "items": kind["anyOf"][0]}


def test_the_reference_names_every_field() -> None:
    rows = {row.path: row for row in reference()}
    assert rows["version"].default == "required"
    assert rows["waivers.max_days"].default == "90"
    assert rows["waivers.max_days"].tighten == "lower"
    assert rows["rules[].when.kind"].type.startswith("list of `secret`")
    assert rows["rules[].waivable"].default == "true"
    assert rows["engines.*.enabled"].type == "boolean"
    assert rows["baseline.file"].default == "required"
    assert rows["source.exclude[].reason"].type == "text"
    assert rows["rules[].when.cvss_at_least"].type == "number, 0 to 10"
    assert rows["waivers.files"].default == "gateline-waivers.yaml"
