"""A JSON-lines worker that judges neutral gate cases with the real loader and the real gate.

One case a line on standard input: `policy`, `findings`, `waivers`, `context`. The policy is written out as `gateline.yaml` text,
waivers as a waivers file, both are read back by the loaders people use; findings become assessed findings named by their `id`. One verdict a
line on standard output.
"""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from gateline.assess.fingerprint import fingerprint_of
from gateline.model.assessed import Assessed
from gateline.model.finding import Finding, Kind
from gateline.model.location import Location, Position
from gateline.model.severity import Confidence, Severity
from gateline.model.verdict import Outcome, Verdict, WaiverState
from gateline.policy.compile import compile_policy
from gateline.policy.context import Analysis, Attestation, BreakGlassUse, Evidence, GateContext
from gateline.policy.errors import PolicyError
from gateline.policy.gate import gate
from gateline.policy.load import load_policy
from gateline.policy.stages import Stage
from gateline.policy.waivers import parse_waivers

_LISTS = ("blocked", "warned", "reported", "waived", "would_block", "overridden", "missing", "violated")


def main() -> None:
    """Answer cases until standard input ends."""
    for line in sys.stdin:
        print(json.dumps(judge(json.loads(line))), flush=True)


def judge(case: dict[str, Any]) -> dict[str, Any]:
    """The product's verdict on one neutral case, findings named by their ids again."""
    names = {_fingerprint(finding["id"]): finding["id"] for finding in case["findings"]}
    names.update({_fingerprint(waiver["finding"]): waiver["finding"] for waiver in case["waivers"]})
    try:
        context = _context(case["context"])
        policy = compile_policy(load_policy({"gateline.yaml": policy_text(case["policy"])}, "gateline.yaml"), context.stage)
        waivers = parse_waivers(waivers_text(case["waivers"]), "gateline-waivers.yaml")
    except PolicyError as error:
        return {"verdict": Outcome.ERROR.value, "exit": error.exit_code, "reasons": [error.message, error.hint]}
    return _answer(gate([_assessed(finding) for finding in case["findings"]], (), context, policy, waivers), names)


def policy_text(neutral: dict[str, Any]) -> bytes:
    """A neutral policy in Gateline's words; they differ from it in nothing but the version. JSON is YAML."""
    return _yaml({"version": 1, **neutral})


def waivers_text(neutral: list[dict[str, Any]]) -> bytes:
    """Neutral waivers as a waivers file."""
    blocks = []
    for waiver in neutral:
        block = {name: value for name, value in waiver.items() if name != "finding" and value is not None}
        blocks.append({"fingerprint": _fingerprint(waiver["finding"]), **block})
    return _yaml({"version": 1, "waivers": blocks})


def _yaml(document: dict[str, Any]) -> bytes:
    sections = [f"{name}: {json.dumps(value)}" for name, value in document.items()]
    return ("\n".join(sections) + "\n").encode()


def _fingerprint(id: str) -> str:
    return fingerprint_of(Kind.SCA, "case", id)


def _assessed(neutral: dict[str, Any]) -> Assessed:
    kind = Kind(neutral["kind"])
    start = Position(1, 1)
    finding = Finding(
        f"{kind.value}/case",
        kind,
        neutral["id"],
        Location(neutral["path"], start, start),
        Severity(neutral["severity"]),
        Confidence(neutral.get("confidence", "high")),
        neutral["id"],
    )
    # In a neutral case a key that is absent says no; only null says that nobody knows.
    return Assessed(
        finding,
        _fingerprint(neutral["id"]),
        is_new=neutral.get("new"),
        is_introduced=neutral.get("introduced_by_change"),
        first_seen=neutral.get("first_seen"),
        cvss=neutral.get("cvss"),
        epss=neutral.get("epss"),
        is_exploited=neutral.get("kev", False),
        is_reachable=neutral.get("reachable"),
        exposure=neutral.get("exposure"),
        is_fix_available=neutral.get("fix_available", False),
        licence=neutral.get("licence"),
    )


def _context(neutral: dict[str, Any]) -> GateContext:
    glass = neutral.get("break_glass")
    return GateContext(
        Stage(neutral["stage"]),
        datetime.fromisoformat(neutral["now"]),
        neutral["commit"],
        BreakGlassUse(glass["by"], glass["reason"]) if glass else None,
        tuple(_evidence(item) for item in neutral.get("evidence", ())),
    )


def _evidence(neutral: dict[str, Any]) -> Evidence:
    if "commit" in neutral:
        unanalysed = tuple(neutral.get("unanalysed", ()))
        return Analysis(neutral["kind"], neutral["commit"], neutral["complete"], unanalysed, neutral.get("error", ""))
    return Attestation(neutral["kind"], neutral["subject_ok"], neutral["key_trusted"])


def _answer(verdict: Verdict, names: dict[str, str]) -> dict[str, Any]:
    lists = {name: [names.get(entry, entry) for entry in getattr(verdict, name)] for name in _LISTS}
    stale = [names[use.fingerprint] for use in verdict.waivers if use.state is WaiverState.STALE]
    return {
        "verdict": verdict.outcome.value,
        "exit": verdict.outcome.exit_code,
        **lists,
        "stale_waivers": stale,
        "audit": verdict.is_audited,
        "reasons": list(verdict.reasons),
    }


if __name__ == "__main__":
    main()
