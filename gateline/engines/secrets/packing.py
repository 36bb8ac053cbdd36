"""YAML rule files → the pack. Runs when rules are edited, never at a user's."""

import hashlib
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from gateline.engines.secrets import match, pattern
from gateline.engines.secrets.decode import encoded_forms
from gateline.engines.secrets.pack import INFO_PACK, SCAN_PACK
from gateline.rules.load import RuleError, parse
from gateline.rules.rule import Rule

__all__ = ["RULES_FOLDER", "info_pack", "load_rules", "scan_pack"]

RULES_FOLDER = Path(__file__).with_name("rules")


def load_rules(folder: Path = RULES_FOLDER) -> tuple[list[Rule], list[str]]:
    """Every rule of a folder, sorted by id, and what is wrong with those that cannot be used."""
    rules, problems = [], []
    for path in sorted(folder.glob("*.yaml")):
        try:
            rule = parse(path.read_bytes(), path.name)
            if rule.id != f"secrets/{path.stem}":
                raise RuleError(f"{path.name}:1:1: id is {rule.id!r}, expected 'secrets/{path.stem}'")
            match.of(rule)
        except RuleError as error:
            problems.append(str(error))
        else:
            rules.append(rule)
    return rules, problems


def scan_pack(rules: Iterable[Rule]) -> bytes:
    """What the scanner reads: `{"digest": …, "encoded": {…}, "rules": […]}`, one rule a line."""
    packed = [_scan_rule(rule) for rule in rules]
    body = ",\n".join(json.dumps(rule, separators=(",", ":"), sort_keys=True) for rule in packed)
    encoded = json.dumps(encoded_forms(_prefixes(packed)), separators=(",", ":"))
    digest = hashlib.sha256(f"{body}{encoded}".encode()).hexdigest()[:32]
    return f'{{"digest":"{digest}","encoded":{encoded},"rules":[\n{body}\n]}}\n'.encode()


def _names_gate(found: match.SecretMatch) -> str:
    """The name of an assignment, where it is rarer than the keyword: every alternative holds one. Look-arounds are not for
    every engine."""
    names = found.assigned.names if found.assigned else ""
    if "(?=" in names or "(?!" in names or "(?<" in names or "(?:" in names.split("|", 1)[0][:3]:
        return ""
    holds = all(any(word in alternative.lower() for word in found.keywords) for alternative in names.split("|"))
    return names if holds else ""


def _pattern_gate(found: match.SecretMatch) -> str:
    """The beginning of the secret itself, where the keywords are short or everyday words."""
    if not found.pattern or all(len(word) > _RARE and word not in _EVERYDAY for word in found.keywords):
        return ""
    return pattern.gate(found.pattern)


_RARE = 6
_EVERYDAY = frozenset({"api_key", "api-key", "private_key", "privatekey", "username", "password", "keypair"})


def _prefixes(packed: Iterable[dict[str, Any]]) -> list[str]:
    """Vendors' token prefixes in the case their patterns have them."""
    found = []
    for rule in packed:
        source = rule.get("pattern", "").replace("\\.", ".")
        for word in rule["keywords"] if rule.get("least") else ():
            at = source.lower().find(word)
            if at >= 0 and word[-1] in "_-.":
                found.append(source[at : at + len(word)])
    return found


def info_pack(rules: Iterable[Rule]) -> bytes:
    """What people read of each rule: `{id: RuleInfo}`, one rule a line."""
    lines = [
        json.dumps(rule.id)
        + ":"
        + json.dumps(msgspec.to_builtins(rule.info()), ensure_ascii=True, separators=(",", ":"), sort_keys=True)
        for rule in rules
    ]
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def _scan_rule(rule: Rule) -> dict[str, Any]:
    found = match.of(rule)
    source = pattern.assigned(found.assigned.names, found.assigned.value) if found.assigned else found.pattern
    packed = {
        "id": rule.id,
        "severity": rule.severity.value,
        "confidence": rule.confidence.value,
        "keywords": [word.lower() for word in found.keywords],
        "pattern": source,
        "assigned": found.assigned is not None,
        "extract": found.extract,
        "promise": found.promise,
        "entropy": found.entropy,
        "near": found.near,
        "kinds": sorted(found.kinds),
        "multiline": found.multiline,
        "proof": found.proof,
        "gate": found.gate or _names_gate(found) or _pattern_gate(found),
        "service": rule.service,
        "run": pattern.run(source) if source else 0,
        "least": pattern.least(source) if source and rule.service and not found.assigned else 0,
    }
    return {key: value for key, value in packed.items() if value or key in ("id", "severity", "confidence", "keywords")}


def main() -> int:
    """Write the pack beside this module; 1 when some rule cannot be used."""
    rules, problems = load_rules()
    Path(SCAN_PACK).write_bytes(scan_pack(rules))
    Path(INFO_PACK).write_bytes(info_pack(rules))
    print("\n".join([*problems, f"{len(rules)} rules packed"]))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
