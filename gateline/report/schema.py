"""JSON Schema of the JSON report, made from its types."""

from typing import Any

import msgspec

from gateline.report.document import Document

__all__ = ["ID", "json_schema"]

ID = "urn:gateline:report:1"
"""A name, not an address: nothing has to be fetched to check a report."""


def json_schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of `gateline-report/1`; readers must accept fields it does not name."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ID,
        "title": "Gateline report, version 1",
        **msgspec.json.schema(Document),
    }
