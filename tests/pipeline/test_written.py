"""What a policy says elsewhere than in its own document."""

import pytest

from gateline.errors import UsageError
from gateline.pipeline.written import fingerprint_key, in_force, written_baseline, written_waivers
from gateline.policy.document import Policy
from gateline.policy.errors import BaselineError, WaiverFileError
from gateline.policy.load import load_policy
from tests.builders import a_finding

WAIVER = """version: 1
waivers:
  - {fingerprint: "3f9a1c2b4d5e6f708192a3b4c5d6e7f8", reason: "a test value", requested_by: ada, created: 2026-01-01}
"""


def _policy(text: str = "") -> Policy:
    return load_policy({"p": f"version: 1\nextends: [builtin:default]\n{text}".encode()}, "p")


def test_key_comes_from_the_variable_the_policy_names() -> None:
    keyed = _policy("fingerprint_key_env: OUR_KEY\n")
    assert fingerprint_key(_policy(), {"OUR_KEY": "k"}) == b""
    assert fingerprint_key(keyed, {"OUR_KEY": "k"}) == b"k"
    with pytest.raises(UsageError, match="OUR_KEY, which is not set"):
        fingerprint_key(keyed, {})


def test_baseline_is_none_without_a_file_and_an_error_when_it_cannot_be_read() -> None:
    named = _policy("baseline: {file: old.txt}\n")
    line = f"{'0' * 32}  secrets/github-pat  a.py\n"
    assert written_baseline(_policy(), lambda _: line.encode()) is None
    assert written_baseline(named, lambda _: None) is None
    with pytest.raises(BaselineError):
        written_baseline(named, lambda _: b"what is this\n")


def test_waivers_of_all_files_are_read() -> None:
    files = {"a.yaml": WAIVER.encode(), "b.yaml": None}
    policy = _policy("waivers: {files: [a.yaml, b.yaml]}\n")
    assert [waiver.reason for waiver in written_waivers(policy, files.__getitem__)] == ["a test value"]
    with pytest.raises(WaiverFileError):
        written_waivers(policy, lambda _: b"- no")


def test_rules_that_are_switched_off_find_nothing() -> None:
    findings = (a_finding(rule="secrets/github-pat"), a_finding(rule="secrets/aws-key"))
    assert in_force(findings, _policy()) == findings
    off = _policy("engines: {secrets: {disable: ['secrets/aws-*']}}\n")
    assert [finding.rule for finding in in_force(findings, off)] == ["secrets/github-pat"]
