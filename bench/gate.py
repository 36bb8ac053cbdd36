"""How long a verdict over a large set of findings takes, and how much memory.

    python bench/gate.py [--findings 100000] [--rules 50] [--repeat 3]

Findings are varied as real ones are: all paths and fingerprints differ, 40 rule ids in 9 kinds, scores, dates, flags that are known
for some. The policy mixes every kind of condition: thresholds, flags, licences, globs over paths and rule ids, ages, expressions.
Prints CPU seconds of this process, best of the repeats.
"""

import argparse
import random
import resource
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from gateline.assess.assess import assess
from gateline.assess.enrich import Known
from gateline.model.assessed import Assessed
from gateline.model.finding import Finding, Kind
from gateline.model.location import Location, Position
from gateline.model.severity import Confidence, Severity
from gateline.policy.compile import compile_policy
from gateline.policy.context import GateContext
from gateline.policy.gate import gate
from gateline.policy.load import load_policy
from gateline.policy.stages import Stage
from gateline.policy.survey import findings_digest

_NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
_T = TypeVar("_T")

_CONDITIONS = (
    "{severity_at_least: SEVERITY}",
    "{kind: KIND, severity_at_least: SEVERITY, confidence_at_least: medium}",
    "{kind: [sca, image], cvss_at_least: SCORE, reachable: true}",
    "{epss_at_least: 0.NUMBER, fix_available: true}",
    "{kev: true}",
    "{severity_at_least: SEVERITY, paths: ['src/packageNUMBER/**', '**/mod*/*_NUMBER?.py'], paths_exclude: ['tests/**', '**/vendor/**']}",
    "{paths_exclude: ['**/*.md', /docs, '**/test_*/**'], severity_at_least: high, age_over_days: NUMBER}",
    "{age_over_days: NUMBER, severity_at_least: medium}",
    "{rule: ['*/rule-1*', 'secrets/**'], exposure: internet}",
    "{kind: licence, licence_in: [AGPL-3.0-only, SSPL-1.0]}",
    "{expr: 'finding.severity >= \"SEVERITY\" && (finding.kev || finding.epss > 0.NUMBER)'}",
    "{kind: KIND, expr: 'finding.path.startsWith(\"src/packageNUMBER\") && finding.cvss >= SCORE'}",
    '{expr: \'finding.kind in ["sca", "image"] && finding.new && !finding.fix_available\'}',
)


def main() -> None:
    """Parse arguments, build, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--findings", type=int, default=100_000)
    parser.add_argument("--rules", type=int, default=50)
    parser.add_argument("--repeat", type=int, default=3)
    arguments = parser.parse_args()
    policy_text = a_policy(arguments.rules)
    policy = _timed("load", lambda: load_policy({"p.yaml": policy_text}, "p.yaml"), arguments.repeat)
    compiled = _timed("compile", lambda: compile_policy(policy, Stage.PR), arguments.repeat)
    assessed = _assessed(arguments.findings, arguments.repeat)
    _report_memory("findings built")
    context = GateContext(Stage.PR, _NOW, "c1")
    verdict = _timed("gate", lambda: gate(assessed, (), context, compiled), arguments.repeat)
    _report_memory("gated")
    _timed("of it, masks", lambda: compiled.matcher.masks(assessed, _NOW), arguments.repeat)
    _timed("of it, digest", lambda: findings_digest(assessed), arguments.repeat)
    _timed("gate, 1 finding", lambda: [gate(assessed[:1], (), context, compiled) for _ in range(1000)], arguments.repeat)
    _timed("mask, 1 finding ×1000", lambda: [compiled.matcher.masks(assessed[:1], _NOW) for _ in range(1000)], arguments.repeat)
    print(
        f"{verdict.outcome.value}: {len(verdict.blocked):,} blocked, {len(verdict.warned):,} warned, {len(verdict.reported):,} reported"
    )


def _assessed(count: int, repeat: int) -> tuple[Assessed, ...]:
    findings = [a_finding(number, random.Random(number)) for number in range(count)]
    known = {finding.identity: what_is_known(finding, random.Random(finding.identity)) for finding in findings}
    return _timed(
        "assess", lambda: assess(findings, baseline=frozenset(), knowledge=lambda finding, _: known[finding.identity]), repeat
    )


def a_policy(rules: int) -> bytes:
    """A policy of mixed rules, each kind of condition in turn."""
    pick = random.Random(7)
    lines = ["version: 1", "rules:"]
    for number in range(rules):
        when = _CONDITIONS[number % len(_CONDITIONS)]
        for word, value in (
            ("SEVERITY", pick.choice(["low", "medium", "high", "critical"])),
            ("KIND", pick.choice(["sast", "iac", "secret", "sca"])),
            ("SCORE", f"{pick.randrange(40, 100) / 10}"),
            ("NUMBER", str(pick.randrange(10, 99))),
        ):
            when = when.replace(word, value)
        scope, enforce = pick.choice(["all", "new", "introduced"]), pick.choice(["block", "warn", "report"])
        lines.append(f"  - {{id: rule-{number}, scope: {scope}, enforce: {enforce}, when: {when}}}")
    return "\n".join(lines).encode()


def a_finding(number: int, pick: random.Random) -> Finding:
    """A finding no other resembles in path and identity."""
    kind = list(Kind)[number % 9]
    path = f"{pick.choice(['src', 'tests', 'docs', 'lib'])}/package{number % 97}/mod{number % 41}/file_{number}.{pick.choice(['py', 'md', 'go'])}"
    line = pick.randrange(1, 2000)
    return Finding(
        f"{kind.value}/rule-{number % 40}",
        kind,
        "`q` is concatenated into the query",
        Location(path, Position(line, 5), Position(line, 40), f"{number:040x}"),
        pick.choice(list(Severity)),
        pick.choice(list(Confidence)),
        f"{number:032x}",
    )


def what_is_known(finding: Finding, pick: random.Random) -> Known:
    """Knowledge with holes."""
    seen = _NOW - timedelta(minutes=pick.randrange(200 * 24 * 60))
    return Known(
        first_seen=pick.choice([None, seen.isoformat().replace("+00:00", "Z")]),
        cvss=pick.choice([None, pick.randrange(101) / 10]),
        epss=pick.choice([None, round(pick.random(), 5)]),
        is_exploited=pick.choice([None, False, False, True]),
        is_reachable=pick.choice([None, False, True]),
        exposure=pick.choice([None, "internet", "internal"]),
        is_fix_available=pick.choice([None, False, True]),
        licence=pick.choice(["MIT", "AGPL-3.0-only"]) if finding.kind is Kind.LICENCE else None,
    )


def _timed(what: str, run: Callable[[], _T], repeat: int) -> _T:
    best = float("inf")
    for _ in range(repeat):
        start = process_time()
        result = run()
        best = min(best, process_time() - start)
    print(f"{what:<24}{best:8.4f} CPU s")
    return result


def _report_memory(when: str) -> None:
    print(f"{when:<24}{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:8.1f} MiB peak")


if __name__ == "__main__":
    main()
