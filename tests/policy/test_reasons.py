"""Reasons in words, most important first."""

from gateline.model.verdict import Verdict
from gateline.policy.compile import compile_policy
from gateline.policy.context import BreakGlassUse, GateContext
from gateline.policy.document import Policy
from gateline.policy.gate import gate
from gateline.policy.load import load_policy
from gateline.policy.stages import Stage
from tests.builders import a_finding, a_gap, an_assessed

from .strategies import NOW


def a_policy(text: str) -> Policy:
    return load_policy({"p": f"version: 1\n{text}".encode()}, "p")


def verdict(text: str, *assessed: object, gaps: object = (), **context: object) -> Verdict:
    return gate(assessed, gaps, GateContext(Stage.PR, NOW, "c1", **context), compile_policy(a_policy(text), Stage.PR))  # type: ignore[arg-type]


EVERYTHING = """
rules:
  - {id: stop, title: Stops, enforce: block, when: {severity_at_least: critical}}
  - {id: mind, enforce: warn, when: {}}
  - {id: later, enforce: warn, effective_from: 2027-01-01, when: {}}
mandates:
  - {id: m, require: sast}
  - {id: s, require: signature}
gaps: [{action: warn, reason: timeout}]
"""


def test_the_gravest_comes_first() -> None:
    told = verdict(
        EVERYTHING,
        an_assessed(a_finding(ignored="no need")),
        gaps=[*(a_gap(f"{number}.bin") for number in range(5)), a_gap("", "sast", "timeout")],
        break_glass=BreakGlassUse("me", "hurry"),
        engines=(),
    ).reasons
    assert told == (
        "the break-glass of me does not count: the policy does not allow it to them",
        "rule `stop` blocks 1 finding: Stops",
        "mandate `s` is violated: there is none",
        "mandate `m` is not met: it did not run",
        "no engine ran, so nothing was analyzed",
        "5 things not analyzed by source (too-large), and nothing allows that: 0.bin, 1.bin, 2.bin and 2 more",
        "1 inline ignore not heard: the policy hears no inline ignores",
        "rule `mind` warns of 1 finding",
        "1 thing not analyzed by sast (timeout), and the policy warns of it: the whole target",
        "rule `later` will warn of 1 finding from 2027-01-01 on",
    )


def test_a_pass_says_what_it_looked_at() -> None:
    rules = "rules: [{id: a, enforce: block, when: {kind: malware}}]"
    assert verdict(rules, an_assessed()).reasons == ("nothing blocks: 1 finding, 1 rule at stage pr",)
    assert verdict(rules, bytes=0).reasons == ("there was nothing to look at: 0 bytes",)
    assert verdict("rules: [{id: a, enforce: block, stages: run, when: {}}]").reasons == (
        "no rule and no mandate of the policy speaks at stage pr",
    )


def test_an_override_says_what_would_have_been() -> None:
    rules = "rules: [{id: a, enforce: block, when: {}}]\nbreak_glass: {allowed: me}"
    assert verdict(rules, gaps=[a_gap()], break_glass=BreakGlassUse("Me", " hurry ")).reasons[0] == (
        "break-glass by Me: hurry; the gate would be incomplete otherwise"
    )
