"""All rules in two files that load in milliseconds: what the scanner needs, and what people read.

`scan.json` is read on every run, also by the commit hook, so it is plain JSON: no YAML, no msgspec. `info.json` is read only
when there is something to say. Both are written by `scripts/pack` from the YAML files, and the tests compare them.
"""

import json
import os.path
from typing import Any

__all__ = ["INFO_PACK", "SCAN_PACK", "load_scan_rules", "read_digest"]

_FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "pack")
SCAN_PACK = os.path.join(_FOLDER, "scan.json")
INFO_PACK = os.path.join(_FOLDER, "info.json")


def load_scan_rules() -> dict[str, Any]:
    """`{"digest": hex, "rules": [...]}` as `packing.scan_pack` wrote it."""
    with open(SCAN_PACK, "rb") as file:
        loaded: dict[str, Any] = json.loads(file.read())
    return loaded


def read_digest() -> str:
    """Digest over every rule in force, without loading them."""
    with open(SCAN_PACK, "rb") as file:
        return file.read(80).split(b'"')[3].decode()
