import json

import pytest

from gateline.report.json import render
from gateline.report.schema import json_schema
from tests.report.exemplar import exemplar
from tests.report.golden import assert_golden
from tests.report.screen import shown


def test_the_schema_is_golden_because_others_rely_on_it() -> None:
    assert_golden("report.schema.json", (json.dumps(json_schema(), indent=1, sort_keys=True) + "\n").encode())


def test_a_report_is_valid() -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
    jsonschema.Draft202012Validator.check_schema(json_schema())
    jsonschema.Draft202012Validator(json_schema()).validate(json.loads(shown(render, exemplar())))


def test_a_wrong_standing_is_not() -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
    document = json.loads(shown(render, exemplar()))
    document["findings"][0]["standing"] = "ignored"
    assert not jsonschema.Draft202012Validator(json_schema()).is_valid(document)
