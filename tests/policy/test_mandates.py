"""Mandates in words; their outcomes stand in cases/mandates.yaml."""

import pytest

from gateline.policy.context import Analysis, Attestation, Evidence, GateContext
from gateline.policy.document import Mandate
from gateline.policy.mandates import judge_mandates
from gateline.policy.stages import Stage

from .strategies import NOW


def why(
    require: str,
    *evidence: Evidence,
    commit: str = "c1",
    engines: tuple[str, ...] | None = None,
    holed: frozenset[str] = frozenset(),
) -> str:
    judged = judge_mandates([Mandate("m", require)], GateContext(Stage.PR, NOW, commit, None, evidence, engines), holed)
    return judged.missing.get("m") or judged.violated.get("m") or ""


@pytest.mark.parametrize(
    ("analysis", "told"),
    [
        (Analysis("sast", "c1"), ""),
        (Analysis("sast", "c0"), "it is of commit c0, not of c1"),
        (Analysis("sast", ""), "it is of commit unknown, not of c1"),
        (Analysis("sast", "c1", False), "it is not complete"),
        (Analysis("sast", "c1", True, ("b", "a", "d", "c")), "it left 4 unanalyzed: a, b, c, …"),
        (Analysis("sast", "c1", False, (), "no database"), "it broke off: no database"),
        (Analysis("sca", "c1"), "it did not run"),
    ],
)
def test_analyses(analysis: Analysis, told: str) -> None:
    assert why("sast", analysis) == told


def test_an_engine_of_this_run() -> None:
    assert why("sast", engines=("sast",)) == ""
    assert why("sast", engines=("sast",), holed=frozenset({"sast"})) == "it left something unanalyzed"
    assert why("sast", Analysis("sast", "c1"), engines=("sast",), holed=frozenset({"sast"})) == ""
    assert why("sast", engines=("sca",)) == "it did not run"


@pytest.mark.parametrize(
    ("evidence", "told"),
    [
        ((), "there is none"),
        ((Attestation("signature", True, True),), ""),
        ((Attestation("signature", False, True),), "it speaks of another subject"),
        ((Attestation("signature", True, False),), "its key is not trusted"),
        ((Attestation("signature", False, False),), "its key is not trusted"),
        ((Attestation("provenance", True, True),), "there is none"),
        ((Analysis("signature", "c1"),), "there is none"),
        ((Attestation("signature", False, False), Attestation("signature", True, True)), ""),
    ],
)
def test_attestations(evidence: tuple[Evidence, ...], told: str) -> None:
    assert why("signature", *evidence) == told
