"""What the gate is told besides the findings."""

import msgspec

from gateline.policy.context import Analysis, Attestation, Evidence, GateContext
from gateline.policy.stages import Stage

from .strategies import NOW


def test_evidence_travels_with_its_kind() -> None:
    evidence: list[Evidence] = [Analysis("sast", "c1"), Attestation("signature", True, False)]
    assert msgspec.json.decode(msgspec.json.encode(evidence), type=list[Evidence]) == evidence


def test_a_context_needs_a_stage_and_a_clock() -> None:
    context = GateContext(Stage.PR, NOW)
    assert (context.commit, context.evidence, context.engines, context.bytes) == ("", (), None, None)
