"""All rules in two files that load in milliseconds: what the scanner needs, and what people read.

`scan.json` is read on every run, also by the commit hook, so it is plain JSON: no YAML, no msgspec. `info.json` is read only
when there is something to say. Both are written by `scripts/pack` from the YAML files, and the tests compare them.
"""

import json
from pathlib import Path
from typing import Any

__all__ = ["PACK_FOLDER", "load_scan_rules", "read_digest"]

PACK_FOLDER = Path(__file__).with_name("pack")


def load_scan_rules() -> dict[str, Any]:
    """`{"digest": hex, "rules": [...]}` as `packing.scan_pack` wrote it."""
    loaded: dict[str, Any] = json.loads((PACK_FOLDER / "scan.json").read_bytes())
    return loaded


def read_digest() -> str:
    """Digest over every rule in force, without loading them."""
    with (PACK_FOLDER / "scan.json").open("rb") as file:
        return file.read(80).split(b'"')[3].decode()
