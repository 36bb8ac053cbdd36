"""The schema says what the loader does."""

from pathlib import Path
from typing import Any

import jsonschema
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


@pytest.mark.parametrize("text", _policies())
def test_loader_and_schema_agree_on_shape(text: str) -> None:
    """What the loader refuses for its shape the schema refuses, too; what it refuses for its meaning the schema cannot see."""
    told = [problem.message for problem in read(parse_yaml(text.encode(), "p"), PolicyDocument).problems]
    meaning = ("could mean here or anywhere", "unknown field 'finding.", "unknown severity 'hihg'", "duplicate", "has no value")
    shape = [message for message in told if not any(word in message for word in meaning)]
    value: Any = yaml.safe_load(text.replace("no, when", "'no', when"))
    assert VALIDATOR.is_valid(_dates_as_text(value)) is ((not shape and not any("'hihg'" in message and "unknown severity" in message for message in told)) or "expr" in text)


def _dates_as_text(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _dates_as_text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_dates_as_text(item) for item in value]
    return value if value is None or isinstance(value, (str, bool, int, float)) else str(value)


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
