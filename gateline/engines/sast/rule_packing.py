"""YAML rule files → the pack. Runs when rules are edited, never at a user's."""

import hashlib
import sys
from collections.abc import Iterable
from pathlib import Path

import msgspec

from gateline.engines.sast import rule_match
from gateline.engines.sast.rule_pack import INFO_PACK, SCAN_PACK, ScanRule
from gateline.rules.load import RuleError, parse
from gateline.rules.rule import Rule

__all__ = ["RULES_FOLDER", "info_pack", "load_rules", "main", "scan_pack"]

RULES_FOLDER = Path(__file__).with_name("rules")


def load_rules(folder: Path = RULES_FOLDER) -> tuple[list[Rule], list[str]]:
    """Every rule of a folder, sorted by id, and what is wrong with those that cannot be used."""
    rules, problems = [], []
    for path in sorted(folder.glob("*.yaml")):
        try:
            rule = parse(path.read_bytes(), path.name)
            if rule.id != f"sast/{path.stem}":
                raise RuleError(f"{path.name}:1:1: id is {rule.id!r}, expected 'sast/{path.stem}'")
            rule_match.of(rule)
        except RuleError as error:
            problems.append(str(error))
        else:
            rules.append(rule)
    return sorted(rules, key=lambda rule: rule.id), problems


def scan_pack(rules: Iterable[Rule]) -> bytes:
    """What the engine reads: `{"digest": …, "rules": […]}`, one rule a line."""
    packed = [ScanRule(rule.id, rule.severity.value, rule.confidence.value, rule_match.of(rule)) for rule in rules]
    body = b",\n".join(msgspec.json.encode(rule, order="deterministic") for rule in packed)
    digest = hashlib.sha256(body).hexdigest()[:32]
    return b'{"digest":"%s","rules":[\n%s\n]}\n' % (digest.encode(), body)


def info_pack(rules: Iterable[Rule]) -> bytes:
    """What people read of each rule: `{id: RuleInfo}`, one rule a line."""
    lines = [msgspec.json.encode(rule.id) + b":" + msgspec.json.encode(rule.info(), order="deterministic") for rule in rules]
    return b"{\n" + b",\n".join(lines) + b"\n}\n"


def main() -> int:
    """Write the pack beside this module; 1 when some rule cannot be used."""
    rules, problems = load_rules()
    Path(SCAN_PACK).parent.mkdir(exist_ok=True)
    Path(SCAN_PACK).write_bytes(scan_pack(rules))
    Path(INFO_PACK).write_bytes(info_pack(rules))
    print("\n".join([*problems, f"{len(rules)} rules packed"]))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
