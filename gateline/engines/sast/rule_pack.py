"""All rules in two files that load in milliseconds: what the engine looks for, and what people read.

Written by `scripts/pack` from the YAML files, which no run of the scanner reads; the tests compare them.
"""

import os.path
from functools import lru_cache

import msgspec

from gateline.engines.sast.rule_match import RuleMatch
from gateline.model.report import RuleInfo

__all__ = ["INFO_PACK", "SCAN_PACK", "ScanRule", "load_rule_infos", "load_scan_rules", "read_digest"]

_FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "pack")
SCAN_PACK = os.path.join(_FOLDER, "scan.json")
INFO_PACK = os.path.join(_FOLDER, "info.json")


class ScanRule(msgspec.Struct, frozen=True):
    """One rule as far as the engine needs it."""

    id: str
    severity: str
    confidence: str
    match: RuleMatch


class _Pack(msgspec.Struct, frozen=True):
    digest: str
    rules: list[ScanRule]


@lru_cache(maxsize=1)
def load_scan_rules() -> tuple[ScanRule, ...]:
    """Every rule, sorted by id."""
    with open(SCAN_PACK, "rb") as file:
        return tuple(msgspec.json.decode(file.read(), type=_Pack).rules)


@lru_cache(maxsize=1)
def load_rule_infos() -> dict[str, RuleInfo]:
    """What reports say of each rule, by id."""
    with open(INFO_PACK, "rb") as file:
        return msgspec.json.decode(file.read(), type=dict[str, RuleInfo])


def read_digest() -> str:
    """Digest over every rule in force, without loading them."""
    with open(SCAN_PACK, "rb") as file:
        return file.read(80).split(b'"')[3].decode()
