"""Whole documents as files in `tests/golden/report`.

`GATELINE_UPDATE_GOLDEN=1 pytest tests/report` writes them anew; read the diff before you keep it.
"""

import os
from pathlib import Path

_FOLDER = Path(__file__).parents[1] / "golden" / "report"


def assert_golden(name: str, produced: bytes) -> None:
    """`produced` is what `tests/golden/report/<name>` holds."""
    path = _FOLDER / name
    if os.environ.get("GATELINE_UPDATE_GOLDEN"):
        path.write_bytes(produced)
    assert produced.decode() == path.read_text(encoding="utf-8")
