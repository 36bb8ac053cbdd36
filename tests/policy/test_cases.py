"""Tests of policies, tested."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateline.policy.cases import run_cases
from gateline.policy.errors import CaseFileError
from gateline.policy.load import default_policy, load_policy

FILE = b"""\
version: 1
cases:
  - name: a new secret blocks
    findings: [{id: a, kind: secret, new: true}]
    expect: {outcome: fail, blocked: [a]}
  - name: expected wrongly
    findings: [{id: a, kind: secret, new: true}]
    expect: {outcome: pass, blocked: [], warned: [b], audited: true, reasons: [moon]}
"""


def test_results_in_the_order_written_with_their_differences() -> None:
    right, wrong = run_cases(FILE, "cases.yaml", default_policy())
    assert (right.name, right.is_passed, str(right.place)) == ("a new secret blocks", True, "cases.yaml:3:5")
    assert [difference.split("(")[0].split(";")[0].strip() for difference in wrong.differences] == [
        "outcome: expected pass, got fail",
        "blocked: expected [], got [a]",
        "warned: expected [b], got []",
        "audited: expected true",
        "no reason says 'moon'",
    ]


def test_a_case_may_bring_its_own_policy_or_expect_its_errors() -> None:
    text = """\
version: 1
policy: |
  version: 1
  rules: [{id: a, enforce: warn, when: {}}]
cases:
  - name: the policy of the file
    findings: [{id: x, kind: iac}]
    expect: {outcome: pass, warned: [x]}
  - name: a policy of its own
    policy: "version: 1\\nrules: [{id: a, enforce: block, when: {}}]"
    findings: [{id: x, kind: iac}]
    expect: {outcome: fail}
  - name: a broken one
    policy: "version: 1\\nrules: [{id: a}]"
    expect: {outcome: error, reasons: ["'enforce' is missing"]}
  - name: a broken one nobody expected
    policy: "version: 1\\nrules: [{id: a}]"
    expect: {outcome: pass}
  - name: another error than the one expected
    policy: "version: 1\\nrules: [{id: a}]"
    expect: {outcome: error, reasons: [moon]}
"""
    results = run_cases(text.encode(), "c")
    assert [result.is_passed for result in results] == [True, True, True, False, False]
    assert results[3].differences[0].startswith("the policy cannot be loaded: gateline.yaml:2:")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("version: 1\ncases: []", "c:1:1: the file holds no case, so it would test nothing"),
        ("version: 1\ncases: [{name: a, expect: {outcome: pass}}]", "c:2:9: there is no policy to test here"),
        ("version: 1\ncases: [{name: a, expect: {outcome: ok}}]", "c:2:37: unknown outcome 'ok'"),
        ("version: 1\ncases: [{name: a, expct: {}}]", "c:2:19: unknown field 'expct'"),
    ],
)
def test_a_file_that_tests_nothing_is_an_error(text: str, told: str) -> None:
    with pytest.raises(CaseFileError) as caught:
        run_cases(text.encode(), "c")
    assert any(str(problem).startswith(told) for problem in caught.value.problems)


def test_the_example_of_the_docstring_passes() -> None:
    from gateline.policy import cases

    assert cases.__doc__ is not None
    example = cases.__doc__.split("```yaml\n")[1].split("```")[0]
    policy = load_policy({"p": b"version: 1\nrules: [{id: a, enforce: block, when: {severity_at_least: high}}]"}, "p")
    assert all(result.is_passed for result in run_cases(example.encode(), "c", policy))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=60), st.integers(0, len(FILE)), st.integers(0, 30))
def test_any_damage_is_results_or_an_error(junk: bytes, at: int, length: int) -> None:
    try:
        run_cases(FILE[:at] + junk + FILE[at + length :], "c", default_policy())
    except CaseFileError as error:
        assert error.problems
