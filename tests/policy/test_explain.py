"""Which term was true, with values."""

from gateline.policy.compile import compile_policy
from gateline.policy.explain import explain, render_explanation
from gateline.policy.load import load_policy
from gateline.policy.stages import Stage
from gateline.policy.waivers import Waiver
from tests.builders import a_finding, an_assessed

from .strategies import NOW

POLICY = b"""\
version: 1
rules:
  - id: old
    title: Overdue
    scope: new
    enforce: block
    when: {kind: [sca, image], severity_at_least: high, age_over_days: 30, paths: ["src/**"], paths_exclude: ["**/test_*"]}
  - id: likely
    enforce: warn
    when: {epss_at_least: 0.1, rule: "sca/*", expr: 'finding.kev && finding.cvss >= 9.0'}
  - id: all
    enforce: block
    effective_from: 2027-01-01
    waivable: false
    when: {}
inline_ignores: {allow: true}
"""


def test_an_explanation_as_people_see_it() -> None:
    policy = compile_policy(load_policy({"gateline.yaml": POLICY}, "gateline.yaml"), Stage.PR)
    item = an_assessed(
        a_finding("src/a.py:3:1", kind="sca", rule="sca/x", severity="high", ignored=""),
        "1" * 32,
        first_seen="2026-05-01T12:00:00Z",
        is_exploited=True,
    )
    waivers = [Waiver("1" * 32, "fine", "dev", NOW), Waiver("2" * 32, "fine", "dev", NOW)]
    assert (
        render_explanation(explain(item, NOW, policy, waivers))
        == """\
rule `old` (gateline.yaml:3:5) blocks it
  yes scope              new — found new: not known, introduced: not known
  yes kind               sca, image — found sca
  yes severity_at_least  high — found high
  yes age_over_days      30 — found 45.0 days
  yes paths              src/** without **/test_* — found src/a.py
rule `all` (gateline.yaml:11:5) reports it
rule `likely` (gateline.yaml:8:5) does not hold
  yes epss_at_least  0.1 — found not known
  yes rule           sca/* — found sca/x
  yes expr           finding.kev — found kev true
  no  expr           finding.cvss >= 9.0 — found cvss not known, counts as 7.0
the waiver of dev does not count: it never expires, and the policy allows 90 days
its inline ignore is not heard: it gives no reason
not waivable: `all`
"""
    )


def test_the_place_that_holds_is_the_one_shown() -> None:
    text = b"version: 1\nrules: [{id: a, enforce: warn, when: {paths_exclude: tests/}}]"
    policy = compile_policy(load_policy({"p": text}, "p"), Stage.PR)
    inside = an_assessed(a_finding("tests/a.py:1:1", occurrences=["src/a.py:1:1"]))
    outside = an_assessed(a_finding("tests/a.py:1:1"))
    assert [(term.field, term.found, term.holds) for term in explain(inside, NOW, policy).rules[0].terms] == [
        ("paths_exclude", "src/a.py", True)
    ]
    assert [(term.found, term.holds) for term in explain(outside, NOW, policy).rules[0].terms] == [("tests/a.py", False)]
